// tenon/sqlite/values.hpp: values on their way into SQLite and out of it. What SQLite cannot hold is refused here.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/utf8.hpp>
#include <tenon/core/values.hpp>

#include <sqlite3.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
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
        // Prisma's DECIMAL columns turn short decimals into numbers.
        const bool number = type == column_type::decimal && (held == SQLITE_INTEGER || held == SQLITE_FLOAT);
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

/// Gives a value as the result of a function or of a column of a table function. It must outlive the statement's step.
inline void give_result(sqlite3_context* context, const wire_value& value) noexcept {
    struct giver {
        sqlite3_context* context;
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
        void operator()(timestamp v) const noexcept { sqlite3_result_int64(context, v.time_since_epoch().count()); }
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
    std::visit(giver{context}, value);
}

} // namespace detail
} // namespace tenon::inline TENON_ABI::sqlite
