// tenon/core/detail/enum_table.hpp: what the compiler knows of an enum, as tables: the work behind enum_names.hpp.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/digits.hpp>
#include <tenon/core/enum_range.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::detail {

// To cast a number that the enum cannot hold (one without a fixed underlying type) is an error in a constant. Clang 16
// to 19 report that as a warning that even overload resolution does not swallow, and then go on as GCC does, which
// warns of it as a conversion.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wunknown-warning-option"
#pragma clang diagnostic ignored "-Wenum-constexpr-conversion"
#endif

template <class Enum, long long Value, class = void>
inline constexpr bool can_hold = false;
template <class Enum, long long Value>
inline constexpr bool can_hold<Enum, Value, std::void_t<std::integral_constant<Enum, static_cast<Enum>(Value)>>> = true;

// The compiler prints all of them in one go: `[… = {color::red, (color)1, color::green}]`, or `<…>` for the braces.
template <auto... Values>
consteval auto print_values() noexcept {
    return std::string_view(TENON_FUNCTION_NAME);
}

// Clang makes the enumerators of an enum in a class template only when something is looked up in it: look up something.
template <class Enum>
concept looked_up = requires { Enum::any_name; } || true;

template <looked_up Enum, long long First, std::size_t... I>
consteval std::string_view print_enum(std::index_sequence<I...>) noexcept {
    return print_values<static_cast<Enum>(First + static_cast<long long>(I))...>();
}

#pragma GCC diagnostic pop

template <class Enum>
concept fixed_enum = requires { Enum{0}; };

// `enum_range` without what the enum cannot hold.
template <class Enum>
consteval enum_bounds bounds_of() noexcept {
    using limits = std::numeric_limits<std::underlying_type_t<Enum>>;
    auto bounds = enum_range<Enum>;
    if constexpr (!fixed_enum<Enum>) {
        // It holds what some number of bits holds, with or without a sign.
        long long last = 0;
        [&]<int... Bits>(std::integer_sequence<int, Bits...>) {
            ((can_hold<Enum, (1LL << Bits) - 1> ? void(last = (1LL << Bits) - 1) : void()), ...);
        }(std::make_integer_sequence<int, 32>{});
        const long long first = can_hold<Enum, -1> ? -last - 1 : 0;
        if (bounds.first < first) bounds.first = first;
        if (bounds.last > last) bounds.last = last;
    }
    if constexpr (!limits::is_signed) {
        if (bounds.first < 0) bounds.first = 0;
    } else if (bounds.first < static_cast<long long>(limits::min())) {
        bounds.first = static_cast<long long>(limits::min());
    }
    if (bounds.last > 0 &&
        static_cast<unsigned long long>(bounds.last) > static_cast<unsigned long long>(limits::max()))
        bounds.last = static_cast<long long>(limits::max());
    return bounds;
}

constexpr bool is_identifier_char(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// Where the names stand in the printed text; those of numbers without a name have no characters.
template <std::size_t Count>
struct printed_names {
    std::string_view text;
    std::array<std::size_t, Count> begin{};
    std::array<std::size_t, Count> size{};
    std::size_t found = 0; // entries, with or without a name
    std::size_t named = 0;
    std::size_t characters = 0; // of all names together
};

// The end of the entry that begins at `at`: the next comma, or the end of the list.
consteval std::size_t end_of_entry(std::string_view text, std::size_t at, std::size_t end) noexcept {
    int depth = 0;
    for (; at < end; ++at) {
        const char c = text[at];
        if (is_identifier_char(c)) continue;
        if (c == '\'') { // a character among the arguments of a template
            at += text[at + 1] == '\\' ? 3 : 2;
            while (text[at] != '\'')
                ++at;
        } else if (c == '(' || c == '<' || c == '{' || c == '[') {
            ++depth;
        } else if (c == ')' || c == '>' || c == '}' || c == ']') {
            --depth;
        } else if (c == ',' && depth == 0) {
            break;
        }
    }
    return at;
}

template <std::size_t Count>
consteval printed_names<Count> parse_printed(std::string_view text) noexcept {
    printed_names<Count> result;
    result.text = text;
    const std::size_t end = text.size() - 2; // the last two close the list and the bracket
    std::size_t at = 0;
    while (text[at] != '=')
        ++at;
    // Compilers count the steps of a constant. Nearly all entries have no name, and are `(color)` and a number: once
    // the length of the first part is known, it is not read again.
    std::size_t cast = 0;
    for (at += 3; at < end; at += 2) {
        const std::size_t begin = at;
        const bool known = cast != 0 && text[at] == '(' && at + cast < end && text[at + cast - 1] == ')' &&
                           (text[at + cast] == '-' || is_digit(text[at + cast]));
        at = end_of_entry(text, known ? at + cast : at, end);
        std::size_t name = at;
        while (name > begin && is_identifier_char(text[name - 1]))
            --name;
        if (name < at && is_digit(text[name])) {
            cast = name - begin - (text[name - 1] == '-' ? 1 : 0);
        } else if (name < at && result.found < Count) {
            result.begin[result.found] = name;
            result.size[result.found] = at - name;
            ++result.named;
            result.characters += at - name;
        }
        ++result.found;
    }
    return result;
}

// Only what is named is kept: the text that the compiler printed is not part of the program.
template <class Enum>
struct enum_table {
    static constexpr enum_bounds bounds = bounds_of<Enum>();
    static constexpr std::size_t count =
        bounds.last < bounds.first ? 0 : static_cast<std::size_t>(bounds.last - bounds.first) + 1;

    static constexpr auto parse() noexcept {
        if constexpr (count == 0)
            return printed_names<0>{};
        else
            return parse_printed<count>(print_enum<Enum, bounds.first>(std::make_index_sequence<count>{}));
    }
    static constexpr auto parsed = parse();
    static_assert(parsed.found == count, "tenon: cannot read the names of this enum from the compiler: specialise "
                                         "tenon::codec for it, or set tenon::enum_as_integer");

    static constexpr auto characters = [] {
        std::array<char, parsed.characters> all{};
        std::size_t at = 0;
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t k = 0; k < parsed.size[i]; ++k)
                all[at++] = parsed.text[parsed.begin[i] + k];
        return all;
    }();

    static constexpr auto names = [] {
        std::array<std::string_view, parsed.named> all{};
        std::size_t at = 0;
        std::size_t next = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (parsed.size[i] == 0) continue;
            all[next++] = {characters.data() + at, parsed.size[i]};
            at += parsed.size[i];
        }
        return all;
    }();

    static constexpr auto values = [] {
        std::array<Enum, parsed.named> all{};
        std::size_t next = 0;
        for (std::size_t i = 0; i < count; ++i)
            if (parsed.size[i] != 0) all[next++] = static_cast<Enum>(bounds.first + static_cast<long long>(i));
        return all;
    }();

    // For each number the index of its name plus one, or 0.
    using index_type = std::conditional_t<(parsed.named < 255), std::uint8_t, std::uint16_t>;
    static constexpr auto index = [] {
        std::array<index_type, count> all{};
        index_type next = 0;
        for (std::size_t i = 0; i < count; ++i)
            if (parsed.size[i] != 0) all[i] = ++next;
        return all;
    }();
};

} // namespace tenon::inline TENON_ABI::detail
