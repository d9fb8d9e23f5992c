// tenon/postgres/cell.hpp: a value of a row that the server gave.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/array.hpp>
#include <tenon/postgres/values.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace tenon::inline TENON_ABI::postgres {

namespace detail {

/// A value of the current row, as the server gave it.
struct received_value {
    const char* bytes = nullptr;
    int length = 0;                 ///< or `null`
    std::uint32_t type = 0;         ///< its number
    std::string* scratch = nullptr; ///< for what has to be written in another form

    static constexpr int null = -1;
};

} // namespace detail

/// Valid until the next step of its statement; texts and bytes that are read are views of the row.
class cell {
public:
    explicit cell(const detail::received_value& value) noexcept : value_(&value) {}

    bool is_null() const noexcept { return value_->length == detail::received_value::null; }

    template <class Value> errc read(column_type, Value& out) const noexcept {
        if constexpr (std::is_same_v<Value, blob_view>)
            if (is_null()) return errc::schema_mismatch;
        return detail::read_value(value_->type, bytes(), out); // which refuses NULL by its length: all other values have one
    }
    errc read(column_type as, std::string_view& out) const {
        if (value_->type != detail::text_type || is_null() || as == column_type::decimal || as == column_type::list) [[unlikely]] {
            std::string_view other; // not `out`: whose address is taken is kept in memory, also where this is not called
            const errc wrong = read_other(*value_, as, other);
            out = other;
            return wrong;
        }
        out = bytes();
        return errc::ok;
    }

private:
    std::string_view bytes() const noexcept { return {value_->bytes, static_cast<std::size_t>(value_->length)}; }

    TENON_NOINLINE static errc read_other(const detail::received_value& value, column_type as, std::string_view& out) {
        const std::uint32_t type = value.type;
        std::string& scratch = *value.scratch;
        if (value.length == detail::received_value::null) {
            out = "[]"; // Prisma's columns of lists may hold NULL, which it takes for an empty one
            return as == column_type::list ? errc::ok : errc::schema_mismatch;
        }
        out = {value.bytes, static_cast<std::size_t>(value.length)};
        bool right = false;
        switch (as) {
        case column_type::decimal:
            right = type == detail::numeric_type && detail::read_numeric(out, scratch);
            out = scratch;
            break;
        case column_type::list:
            right = detail::array_to_json(out, scratch);
            out = scratch;
            break;
        case column_type::json: // a jsonb begins with the number of its form
            right = type == detail::json_type || (type == detail::jsonb_type && out.starts_with('\1'));
            if (type == detail::jsonb_type && right) out.remove_prefix(1);
            break;
        case column_type::enumeration: right = !is_built_in(type); break; // an enum's name; its type was made by a user
        default: right = type == detail::varchar_type || type == detail::bpchar_type; break;
        }
        return right ? errc::ok : errc::schema_mismatch;
    }

    // FirstNormalObjectId of PostgreSQL.
    static bool is_built_in(std::uint32_t type) noexcept {
        return type < 16'384 && type != detail::varchar_type && type != detail::bpchar_type;
    }

    const detail::received_value* value_;
};

} // namespace tenon::inline TENON_ABI::postgres
