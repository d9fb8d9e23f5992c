// tenon/sql/aggregate_function.hpp: the functions of aggregates, as dialects are asked to spell them.
#pragma once

#include <tenon/core/config.hpp>

#include <cstdint>

namespace tenon::inline TENON_ABI::sql {

/// What is computed of the values of one column, NULLs aside.
enum class aggregate_function : std::uint8_t { count, count_distinct, sum, avg, min, max };

} // namespace tenon::inline TENON_ABI::sql
