// tenon/core/values/list.hpp: how lists of scalars are stored: as a JSON array.
//
//     struct Post { std::string id; std::string tenantId; std::vector<std::string> tags; }; // ["c++","sql"]
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/detail/json_element.hpp>
#include <tenon/core/detail/json_scanner.hpp>
#include <tenon/core/utf8.hpp>

#include <concepts>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

/// What a list may hold: any storable value that is a scalar. A vector of std::byte is no list but a `blob`.
template <class T>
concept list_element = storable_value<T> && !std::same_as<T, std::byte> && codec<T>::type != column_type::list &&
                       codec<T>::type != column_type::json && codec<T>::type != column_type::bytes;

/// Appends a value, in the type in which it travels, as an element of the JSON that lists are stored as.
template <class Wire> void append_list_element(std::string& out, const Wire& value) { detail::append_json(out, value); }

/// A list of scalars. Texts, names, decimals, UUIDs, dates and timestamps are JSON strings, numbers and booleans are
/// themselves. Whatever can be written is read back the same.
template <list_element T>
struct codec<std::vector<T>> {
    static constexpr auto type = column_type::list;
    static constexpr column_type element = codec<T>::type; ///< for dialects that have arrays of their own
    using element_wire = wire_t<element>;

    static std::string encode(const std::vector<T>& values) {
        std::string out(1, '[');
        for (const T& value : values) { // of vector<bool>, which has no references, a copy
            if (out.size() > 1) out += ',';
            const auto& encoded = codec<T>::encode(value);
            const element_wire& wire = encoded;
            detail::append_json(out, wire);
        }
        out += ']';
        return out;
    }

    /// Why an element must not be written: its own reason, or that JSON has no such number or text.
    static errc check(const std::vector<T>& values) {
        for (const T& value : values) {
            if (const auto refused = check_value<T>(value); refused != errc::ok) return refused;
            if constexpr (std::same_as<element_wire, double>) {
                constexpr double most = std::numeric_limits<double>::max();
                const double number = codec<T>::encode(value);
                if (!(number >= -most && number <= most)) return errc::invalid_value;
            } else if constexpr (std::same_as<element_wire, std::string_view>) {
                const auto& encoded = codec<T>::encode(value);
                if (!is_valid_utf8(encoded)) return errc::invalid_value;
            }
        }
        return errc::ok;
    }

    /// Reads a JSON array of such elements, and nothing else. On an error `out` is as it was.
    static errc decode(std::string_view stored, std::vector<T>& out) {
        if (!is_valid_utf8(stored)) return errc::invalid_value;
        std::vector<T> values;
        std::string scratch;
        detail::json_scanner in(stored);
        in.skip_space();
        if (!in.take('[')) return errc::invalid_value;
        in.skip_space();
        if (!in.take(']')) {
            do {
                element_wire wire{};
                T value{};
                in.skip_space();
                if (const auto refused = detail::take_element(in, wire, scratch); refused != errc::ok) return refused;
                if (const errc refused = codec<T>::decode(wire, value); refused != errc::ok) return refused;
                values.push_back(std::move(value));
                in.skip_space();
            } while (in.take(','));
            if (!in.take(']')) return errc::invalid_value;
        }
        in.skip_space();
        if (!in.at_end()) return errc::invalid_value;
        out = std::move(values);
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
