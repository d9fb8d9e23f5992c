// tenon/core/enum_names.hpp: the names of an enum's values, read from the compiler.
//
//     enum class color { red, green = 5 };
//     static_assert(tenon::enum_name(color::green) == "green");
//     static_assert(tenon::enum_from_name<color>("red") == color::red);
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/enum_table.hpp>
#include <tenon/core/enum_range.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

namespace tenon::inline TENON_ABI {

/// The values of an enum that have names, in rising order.
template <class Enum>
inline constexpr const auto& enum_values = detail::enum_table<Enum>::values;

/// Their names, in the same order. The texts live as long as the program.
template <class Enum>
inline constexpr const auto& enum_names = detail::enum_table<Enum>::names;

/// The name of `value`, as it is spelled in the enum: the first, where several names have one value. Empty for a value
/// without a name, or outside `enum_range`.
template <class Enum>
    requires std::is_enum_v<Enum>
constexpr std::string_view enum_name(Enum value) noexcept {
    using table = detail::enum_table<Enum>;
    // Without a sign, what lies below the range lies above it too; and one comparison is enough.
    const auto offset = static_cast<unsigned long long>(static_cast<std::underlying_type_t<Enum>>(value)) -
                        static_cast<unsigned long long>(table::bounds.first);
    if (offset >= table::count) return {};
    const std::size_t index = table::index[static_cast<std::size_t>(offset)];
    return index == 0 ? std::string_view{} : table::names[index - 1];
}

/// The value that is named exactly `name`; std::nullopt when there is none.
template <class Enum>
    requires std::is_enum_v<Enum>
constexpr std::optional<Enum> enum_from_name(std::string_view name) noexcept {
    using table = detail::enum_table<Enum>;
    for (std::size_t i = 0; i < table::names.size(); ++i)
        if (table::names[i] == name) return table::values[i];
    return std::nullopt;
}

} // namespace tenon::inline TENON_ABI
