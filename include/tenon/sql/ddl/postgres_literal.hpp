// tenon/sql/ddl/postgres_literal.hpp: values in the DDL of PostgreSQL.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/values.hpp>
#include <tenon/sql/ddl/literal.hpp>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// Text, whatever `standard_conforming_strings` says of backslashes. None holds a NUL byte there: a value that does
/// becomes a text that the server refuses, and its message says why.
TENON_RARE std::string postgres_text(std::string_view value) {
    if (value.find('\0') != std::string_view::npos)
        return "'tenon: PostgreSQL has no text with a NUL byte: give the model another value'::integer";
    if (value.find('\\') == std::string_view::npos) return quoted_text(value);
    std::string doubled;
    for (const char c : value) doubled.append(c == '\\' ? 2 : 1, c);
    return "E" + quoted_text(doubled);
}

/// From ISO 8601, where the year before 1 is 0, and far years have signs and zeros: `-0043-03-15` → `0044-03-15 BC`.
TENON_RARE std::string with_era(std::string_view iso) {
    const bool negative = iso.starts_with('-');
    if (negative || iso.starts_with('+')) iso.remove_prefix(1);
    const std::size_t dash = iso.find('-');
    std::int64_t year = 0;
    std::from_chars(iso.data(), iso.data() + dash, year);
    const bool before = negative || year == 0;
    std::string digits = std::to_string(before ? year + 1 : year);
    if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
    return digits.append(iso.substr(dash)).append(before ? " BC" : "");
}

struct postgres_value_writer {
    column_type type;
    bool zoned;

    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::int64_t v) const {
        // The digits of INT64_MIN without its sign are no bigint.
        return v == INT64_MIN ? "'-9223372036854775808'::bigint" : std::to_string(v);
    }
    std::string operator()(double v) const {
        const std::string cast = type == column_type::float32 ? "::real" : "::double precision";
        if (std::isnan(v)) return "'NaN'" + cast;
        if (std::isinf(v)) return (v < 0 ? "'-Infinity'" : "'Infinity'") + cast;
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, v, std::chars_format::scientific).ptr;
        const std::string text(digits, end);
        return v == 0 && std::signbit(v) ? quoted_text(text) + cast : text; // a bare -0 is 0
    }
    std::string operator()(std::string_view v) const { return postgres_text(v); }
    std::string operator()(blob_view v) const {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string text = "\\x";
        for (const std::byte each : v) {
            text += digits[static_cast<unsigned>(each) >> 4U];
            text += digits[static_cast<unsigned>(each) & 15U];
        }
        return postgres_text(text) + "::bytea";
    }
    std::string operator()(timestamp v) const {
        return quoted_text(with_era(to_string(v))) + (zoned ? "::timestamptz" : "::timestamp");
    }
    std::string operator()(date v) const { return quoted_text(with_era(to_string(v))) + "::date"; }
    std::string operator()(const uuid& v) const { return quoted_text(to_string(v)) + "::uuid"; }
};

} // namespace detail

/// A value as PostgreSQL reads it in DDL. Texts are without a type, so that they become what they are compared with or
/// stored in: an enum, a number, JSON. `zoned`: columns of timestamps have a zone, as in tenon's own layout.
TENON_RARE std::string postgres_literal(const wire_value& value, column_type type, bool zoned) {
    return std::visit(detail::postgres_value_writer{type, zoned}, value);
}

} // namespace tenon::inline TENON_ABI::sql
