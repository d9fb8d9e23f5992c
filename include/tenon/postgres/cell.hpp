// tenon/postgres/cell.hpp: a value of a row that the server gave.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/array.hpp>
#include <tenon/postgres/values.hpp>

#include <libpq-fe.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace tenon::inline TENON_ABI::postgres {

/// Valid until the next step of its statement; texts and bytes that are read are views of the row.
class cell {
public:
    cell(const PGresult* result, int row, int column, std::uint32_t type, std::string& scratch) noexcept
        : result_(result), row_(row), column_(column), length_(PQgetlength(result, row, column)), type_(type),
          scratch_(&scratch) {}

    /// What is longer than NULL need not be asked for.
    bool is_null() const noexcept { return length_ == 0 && PQgetisnull(result_, row_, column_) != 0; }

    template <class Value> errc read(column_type, Value& out) const noexcept {
        if constexpr (std::is_same_v<Value, blob_view>)
            if (is_null()) return errc::schema_mismatch;
        return detail::read_value(type_, bytes(), out); // which refuses what is empty: no other value is
    }
    errc read(column_type as, std::string_view& out) const {
        out = bytes();
        if (type_ == detail::text_type && as != column_type::decimal && as != column_type::list) [[likely]]
            return is_null() ? errc::schema_mismatch : errc::ok;
        return read_other(as, out);
    }

private:
    std::string_view bytes() const noexcept {
        return {PQgetvalue(result_, row_, column_), static_cast<std::size_t>(length_)};
    }

    TENON_NOINLINE errc read_other(column_type as, std::string_view& out) const {
        if (is_null()) {
            out = "[]"; // Prisma's columns of lists may hold NULL, which it takes for an empty one
            return as == column_type::list ? errc::ok : errc::schema_mismatch;
        }
        bool right = false;
        switch (as) {
        case column_type::decimal:
            right = type_ == detail::numeric_type && detail::read_numeric(out, *scratch_);
            out = *scratch_;
            break;
        case column_type::list:
            right = detail::array_to_json(out, *scratch_);
            out = *scratch_;
            break;
        case column_type::json: // a jsonb begins with the number of its form
            right = type_ == detail::json_type || (type_ == detail::jsonb_type && out.starts_with('\1'));
            if (type_ == detail::jsonb_type && right) out.remove_prefix(1);
            break;
        case column_type::enumeration: right = !is_built_in(); break; // an enum's name; its type was made by a user
        default: right = type_ == detail::varchar_type || type_ == detail::bpchar_type; break;
        }
        return right ? errc::ok : errc::schema_mismatch;
    }

    // FirstNormalObjectId of PostgreSQL.
    bool is_built_in() const noexcept { return type_ < 16'384 && type_ != detail::varchar_type && type_ != detail::bpchar_type; }

    const PGresult* result_;
    int row_;
    int column_;
    int length_; ///< 0 for NULL
    std::uint32_t type_;
    std::string* scratch_;
};

} // namespace tenon::inline TENON_ABI::postgres
