// tenon/sqlite/values.hpp: values on their way into SQLite and out of it. What SQLite cannot hold is refused here.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/utf8.hpp>
#include <tenon/core/values.hpp>
#include <tenon/sql/raw/columns.hpp>
#include <tenon/sqlite/options.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>
#include <variant>

namespace tenon::inline TENON_ABI::sqlite {

/// A value of the current row. Valid until the next step of its statement.
class cell {
public:
    // "Unprotected" values may only be read where no other thread uses the connection: the pool sees to that. One call
    // for the value and cheap calls on it are faster than one column call for each question.
    explicit cell(sqlite3_value* value) noexcept : value_(value) {}

    bool is_null() const noexcept { return sqlite3_value_type(value_) == SQLITE_NULL; }

    errc read(column_type, std::int64_t& out) const noexcept {
        if (sqlite3_value_type(value_) != SQLITE_INTEGER) return errc::schema_mismatch;
        out = sqlite3_value_int64(value_);
        return errc::ok;
    }
    errc read(column_type, bool& out) const noexcept {
        if (sqlite3_value_type(value_) != SQLITE_INTEGER) return errc::schema_mismatch;
        const std::int64_t number = sqlite3_value_int64(value_);
        out = number != 0;
        return (number | 1) == 1 ? errc::ok : errc::invalid_value;
    }
    errc read(column_type, double& out) const noexcept {
        const int type = sqlite3_value_type(value_);
        if (type != SQLITE_FLOAT && type != SQLITE_INTEGER) return errc::schema_mismatch;
        out = sqlite3_value_double(value_);
        // A column that is not REAL may hold an integer that no double is.
        if (type == SQLITE_INTEGER && !is_exact(out, sqlite3_value_int64(value_))) return errc::out_of_range;
        return errc::ok;
    }
    errc read(column_type type, std::string_view& out) const noexcept {
        const int held = sqlite3_value_type(value_);
        // Prisma's DECIMAL and JSONB columns turn texts of numbers into numbers.
        const bool numeric = type == column_type::decimal || type == column_type::json;
        const bool number = numeric && (held == SQLITE_INTEGER || held == SQLITE_FLOAT);
        if (held != SQLITE_TEXT && !number) return errc::schema_mismatch;
        const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value_));
        if (text == nullptr) return errc::out_of_memory;
        out = {text, static_cast<std::size_t>(sqlite3_value_bytes(value_))};
        return errc::ok;
    }
    errc read(column_type, blob_view& out) const noexcept {
        if (sqlite3_value_type(value_) != SQLITE_BLOB) return errc::schema_mismatch;
        const auto* bytes = static_cast<const std::byte*>(sqlite3_value_blob(value_));
        out = {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value_))};
        return errc::ok;
    }
    errc read(column_type, timestamp& out) const noexcept {
        if (sqlite3_value_type(value_) == SQLITE_INTEGER) {
            out = timestamp(std::chrono::milliseconds(sqlite3_value_int64(value_)));
            return errc::ok;
        }
        std::string_view text;
        if (const errc wrong = read(column_type::text, text); wrong != errc::ok) return wrong;
        return take(parse_timestamp(text), out);
    }
    errc read(column_type, date& out) const noexcept {
        std::string_view text;
        if (const errc wrong = read(column_type::text, text); wrong != errc::ok) return wrong;
        return take(parse_date(text), out);
    }
    errc read(column_type, uuid& out) const noexcept {
        std::string_view text;
        if (const errc wrong = read(column_type::text, text); wrong != errc::ok) return wrong;
        return take(parse_uuid(text), out);
    }

private:
    template <class T> static errc take(const std::optional<T>& parsed, T& out) noexcept {
        if (!parsed) return errc::invalid_value;
        out = *parsed;
        return errc::ok;
    }
    static bool is_exact(double real, std::int64_t integer) noexcept {
        return real < 9223372036854775808.0 && static_cast<std::int64_t>(real) == integer;
    }
    sqlite3_value* value_;
};

namespace detail {

/// Which fields a column of a declared type can fill. Of types of other programs nothing is said.
TENON_RARE sql::type_set fields_of_type(std::string_view declared) {
    using enum column_type;
    constexpr sql::type_set integers = sql::set_of(boolean, int8, int16, int32, int64, uint8, uint16, uint32, timestamp);
    if (declared == "INTEGER" || declared == "INT" || declared == "BIGINT") return integers | sql::set_of(float32, float64);
    if (declared == "REAL") return sql::set_of(float32, float64);
    if (declared == "BLOB") return sql::set_of(bytes);
    if (declared == "TEXT") return sql::set_of(text, timestamp, date, uuid, decimal, json, enumeration, list);
    return sql::any_column_type;
}

/// Why SQLite cannot hold a value exactly, or errc::ok.
inline errc refusal(std::string_view text) noexcept {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return errc::too_long;
    return is_valid_utf8(text) ? errc::ok : errc::invalid_value;
}
inline errc refusal(blob_view bytes) noexcept {
    return bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ? errc::too_long : errc::ok;
}
/// NaN would be stored as NULL.
inline errc refusal(double real) noexcept { return std::isnan(real) ? errc::invalid_value : errc::ok; }
inline errc refusal(date day) noexcept { return has_iso_text(day) ? errc::ok : errc::out_of_range; }
template <class T> errc refusal(const T&) noexcept { return errc::ok; }

/// Why a DECIMAL or JSONB column of layout::prisma cannot hold a text exactly, or errc::ok. Such columns have NUMERIC
/// affinity: they keep what looks like a number as a 64-bit integer, or else as a double, of which 15 digits are sure.
TENON_LAZY errc numeric_refusal(column_type type, std::string_view text) noexcept {
    const bool json = type == column_type::json;
    if (type != column_type::decimal && !json) return errc::ok;
    const auto first = text.find_first_not_of(" \t\n\r");
    if (json && (first == text.npos || std::string_view("-0123456789").find(text[first]) == text.npos)) return errc::ok;
    // Canonical texts sort before all others. Another spelling would come back as the canonical one.
    if (compare_decimal_text(text, {}) > 0) return errc::out_of_range;
    std::int64_t integer = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), integer);
    if (parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size()) return errc::ok;
    const auto point = std::min(text.find('.'), text.size());
    const auto begin = text.find_first_of("123456789");
    const auto last = text.find_last_of("123456789");
    const std::size_t digits = last - begin + (begin < point && point < last ? 0U : 1U);
    const std::size_t zeros = begin > point ? begin - point - 1 : 0;
    // Of Prisma's DECIMAL(65,30) no more is needed. A number in JSON has to come back without an exponent.
    return digits <= 15 && point <= (json ? 15U : 65U) && zeros <= (json ? 3U : 29U) ? errc::ok : errc::out_of_range;
}

/// The room that a timestamp's text with an offset needs.
inline constexpr std::size_t offset_text_capacity = timestamp_text_capacity + 5;

/// The form in which Prisma's adapters write: an offset instead of Z, so that equal times are equal texts.
inline std::string_view write_with_offset(timestamp value, char (&out)[offset_text_capacity]) noexcept {
    constexpr std::string_view offset = "+00:00";
    char written[timestamp_text_capacity];
    const std::string_view utc = write_timestamp(value, written);
    const std::size_t size = utc.copy(out, utc.size() - 1);
    return {out, size + offset.copy(out + size, offset.size())};
}

/// Gives a value as the result of a function or of a column of a table function. It must outlive the statement's step.
TENON_LAZY void give_result(sqlite3_context* context, const wire_value& value, timestamp_form timestamps) noexcept {
    struct giver {
        sqlite3_context* context;
        timestamp_form timestamps;
        void operator()(std::int64_t v) const noexcept { sqlite3_result_int64(context, v); }
        void operator()(bool v) const noexcept { sqlite3_result_int(context, v); }
        void operator()(double v) const noexcept { sqlite3_result_double(context, v); }
        void operator()(std::string_view v) const noexcept {
            sqlite3_result_text64(context, v.data() != nullptr ? v.data() : "", v.size(), SQLITE_STATIC, SQLITE_UTF8);
        }
        void operator()(blob_view v) const noexcept {
            sqlite3_result_blob64(context, v.data() != nullptr ? static_cast<const void*>(v.data()) : "", v.size(),
                                  SQLITE_STATIC);
        }
        void operator()(timestamp v) const noexcept {
            if (timestamps == timestamp_form::milliseconds)
                return sqlite3_result_int64(context, v.time_since_epoch().count());
            char text[offset_text_capacity];
            const std::string_view written = write_with_offset(v, text);
            sqlite3_result_text64(context, written.data(), written.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
        }
        void operator()(date v) const noexcept {
            char text[date_text_size];
            const std::string_view written = write_date(v, text);
            sqlite3_result_text64(context, written.data(), written.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
        }
        void operator()(const uuid& v) const noexcept {
            char text[uuid_text_size];
            write_uuid(v, text);
            sqlite3_result_text64(context, text, sizeof text, SQLITE_TRANSIENT, SQLITE_UTF8);
        }
    };
    std::visit(giver{context, timestamps}, value);
}

} // namespace detail
} // namespace tenon::inline TENON_ABI::sqlite
