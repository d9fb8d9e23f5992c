// tenon/sql/ddl/literal.hpp: values in DDL, where nothing can be bound. Never used for statements on data.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/values.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>

namespace tenon::inline TENON_ABI::sql {

TENON_RARE std::string quoted_identifier(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"') text += '"';
        text += c;
    }
    return text += '"';
}

TENON_RARE std::string quoted_text(std::string_view value) {
    std::string text = "'";
    for (const char c : value) {
        if (c == '\'') text += '\'';
        text += c;
    }
    return text += '\'';
}

/// A value as SQLite reads it in DDL. Text with a NUL byte has no literal: it is written as bytes and cast.
TENON_RARE std::string sqlite_literal(const wire_value& value) {
    struct writer {
        static std::string hexadecimal(const unsigned char* bytes, std::size_t size) {
            constexpr std::string_view digits = "0123456789abcdef";
            std::string text = "x'";
            for (std::size_t i = 0; i < size; ++i) {
                text += digits[bytes[i] >> 4U];
                text += digits[bytes[i] & 15U];
            }
            return text += '\'';
        }
        std::string operator()(bool v) const { return v ? "1" : "0"; }
        std::string operator()(std::int64_t v) const {
            // The digits of INT64_MIN without its sign are no integer.
            return v == INT64_MIN ? "(-9223372036854775807 - 1)" : std::to_string(v);
        }
        std::string operator()(double v) const {
            if (v > std::numeric_limits<double>::max()) return "9e999"; // overflows to infinity, which has no literal
            if (v < std::numeric_limits<double>::lowest()) return "-9e999";
            char digits[32];
            const auto end = std::to_chars(digits, digits + sizeof digits, v, std::chars_format::scientific).ptr;
            return {digits, end};
        }
        std::string operator()(std::string_view v) const {
            if (v.find('\0') == std::string_view::npos) return quoted_text(v);
            return "CAST(" + hexadecimal(reinterpret_cast<const unsigned char*>(v.data()), v.size()) + " AS TEXT)";
        }
        std::string operator()(blob_view v) const {
            return hexadecimal(reinterpret_cast<const unsigned char*>(v.data()), v.size());
        }
        std::string operator()(timestamp v) const { return std::to_string(v.time_since_epoch().count()); }
        std::string operator()(date v) const { return quoted_text(to_string(v)); }
        std::string operator()(const uuid& v) const { return quoted_text(to_string(v)); }
    };
    return std::visit(writer{}, value);
}

} // namespace tenon::inline TENON_ABI::sql
