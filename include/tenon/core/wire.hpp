// tenon/core/wire.hpp: the one C++ type in which each column type travels between a codec and a driver.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values/blob.hpp>
#include <tenon/core/values/date.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/core/values/uuid.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <variant>

namespace tenon::inline TENON_ABI {

/// Calls `visit(std::type_identity<Wire>{})` with the C++ type in which values of a column type travel between a codec and a
/// driver. Views borrow from the encoded object, and from the driver's current row.
template <class Visit> constexpr decltype(auto) visit_wire(column_type type, Visit&& visit) {
    if (is_integer(type)) return visit(std::type_identity<std::int64_t>{});
    switch (type) {
    case column_type::boolean: return visit(std::type_identity<bool>{});
    case column_type::float32:
    case column_type::float64: return visit(std::type_identity<double>{});
    case column_type::bytes: return visit(std::type_identity<blob_view>{});
    case column_type::timestamp: return visit(std::type_identity<timestamp>{});
    case column_type::date: return visit(std::type_identity<date>{});
    case column_type::uuid: return visit(std::type_identity<uuid>{});
    default: return visit(std::type_identity<std::string_view>{});
    }
}

/// One value of any wire type. Views borrow.
using wire_value = std::variant<std::int64_t, bool, double, std::string_view, blob_view, timestamp, date, uuid>;

namespace detail {
// Looked up without a value of the variant, which would have to be compiled for it.
template <class Wire, class Values> inline constexpr std::size_t wire_place = 0;
template <class Wire, class First, class... Others>
inline constexpr std::size_t wire_place<Wire, std::variant<First, Others...>> =
    std::is_same_v<Wire, First> ? 0 : 1 + wire_place<Wire, std::variant<Others...>>;
struct wire_index {
    template <class Wire> constexpr std::size_t operator()(std::type_identity<Wire>) const { return wire_place<Wire, wire_value>; }
};
} // namespace detail

/// The type that `visit_wire` gives for a column type.
template <column_type Type>
using wire_t = std::variant_alternative_t<visit_wire(Type, detail::wire_index{}), wire_value>;

} // namespace tenon::inline TENON_ABI
