// tenon/core/enum_range.hpp: where to look for the values of an enum.
//
//     enum class http_status { ok = 200, not_found = 404 };
//     template <> inline constexpr tenon::enum_bounds tenon::enum_range<http_status>{100, 599};
#pragma once

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI {

/// Two numbers, both included.
struct enum_bounds {
    long long first;
    long long last;
};

/// Where to look for the values of an enum. Values outside have no name here. Specialise it for an enum that goes
/// further, before its first use: the compiler looks at every number in the range.
template <class Enum>
inline constexpr enum_bounds enum_range{-8, 119};

} // namespace tenon::inline TENON_ABI
