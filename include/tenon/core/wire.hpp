// tenon/core/wire.hpp: the one C++ type in which each column type travels between a codec and a driver.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values/blob.hpp>
#include <tenon/core/values/date.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/core/values/uuid.hpp>

#include <cstdint>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// The C++ type in which a column type travels between a codec and a driver. Views borrow from the encoded object, and
/// from the driver's current row.
template <column_type Type> struct wire_of { using type = std::string_view; };
template <> struct wire_of<column_type::boolean> { using type = bool; };
template <> struct wire_of<column_type::int8> { using type = std::int64_t; };
template <> struct wire_of<column_type::int16> { using type = std::int64_t; };
template <> struct wire_of<column_type::int32> { using type = std::int64_t; };
template <> struct wire_of<column_type::int64> { using type = std::int64_t; };
template <> struct wire_of<column_type::uint8> { using type = std::int64_t; };
template <> struct wire_of<column_type::uint16> { using type = std::int64_t; };
template <> struct wire_of<column_type::uint32> { using type = std::int64_t; };
template <> struct wire_of<column_type::float32> { using type = double; };
template <> struct wire_of<column_type::float64> { using type = double; };
template <> struct wire_of<column_type::bytes> { using type = blob_view; };
template <> struct wire_of<column_type::timestamp> { using type = tenon::timestamp; };
template <> struct wire_of<column_type::date> { using type = tenon::date; };
template <> struct wire_of<column_type::uuid> { using type = tenon::uuid; };

template <column_type Type> using wire_t = typename wire_of<Type>::type;

} // namespace tenon::inline TENON_ABI
