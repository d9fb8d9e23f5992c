// tenon/transfer/record.hpp: a row on its way between a file and a database, without any C++ type of its fields.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/json_line.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::transfer {

using json_line::cell;

struct record {
    std::uint64_t line = 0;    ///< of the file, from 1
    std::size_t model = 0;     ///< its place in the schema
    std::string tenant{};      ///< empty: of no tenant
    std::vector<cell> cells{}; ///< in the order of the model's fields
};

} // namespace tenon::inline TENON_ABI::transfer
