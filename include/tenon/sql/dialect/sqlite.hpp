// tenon/sql/dialect/sqlite.hpp: how SQLite spells things. The tenon_… functions are made by the driver on every
// connection; they exist where SQLite's own words would stop at a NUL byte, or ignore case where they should not.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>
#include <tenon/sql/text.hpp>

#include <cstddef>

namespace tenon::inline TENON_ABI::sql {

struct sqlite_dialect {
    static constexpr std::string_view name = "sqlite";

    static constexpr void parameter(text_writer& w, std::size_t number) noexcept {
        w.write("?");
        w.number(number);
    }

    /// What makes values of a type compare by their meaning where the stored bytes would not.
    static constexpr std::string_view collation(column_type type) noexcept {
        return type == column_type::decimal ? " COLLATE tenon_decimal" : "";
    }

    /// Arithmetic on this type is exact in SQL.
    static constexpr bool can_compute(column_type type) noexcept { return type != column_type::decimal; }

    /// A computed number, where the table itself does not refuse one that leaves the field's type: `expression()` writes
    /// it.
    template <class Expression>
    static constexpr void computed(text_writer& w, column_type type, bool strict_table, Expression expression) noexcept {
        const std::string_view range = strict_table ? std::string_view() : range_of(type);
        if (!range.empty()) w.write("tenon_integer(");
        expression();
        w.write(range);
    }

    static constexpr std::string_view fold_case = "tenon_fold";
    static constexpr std::string_view is_same = " IS ";
    static constexpr std::string_view is_different = " IS NOT ";

    /// Around the column and the parameter of `contains`: instr(column, ?) > 0.
    static constexpr std::string_view contains[] = {"instr(", ", ", ") > 0"};
    static constexpr std::string_view ends_with[] = {"tenon_ends_with(", ", ", ")"};
    static constexpr std::string_view like[] = {"tenon_like(", ", ", ")"};

    /// A range of the column's index: from the prefix to the first text that does not begin with it.
    template <class Column, class Parameter>
    static constexpr void starts_with(text_writer& w, Column column, Parameter parameter) noexcept {
        w.write("(");
        column();
        w.write(" >= ");
        parameter();
        w.write(" AND ");
        column();
        w.write(" < tenon_prefix_end(");
        parameter();
        w.write("))");
    }

    /// Behind a column: is it one of the values of a bound array, of any length?
    static constexpr void in_list(text_writer& w, bool negated, std::size_t parameter_number) noexcept {
        w.write(negated ? " NOT IN (SELECT value FROM tenon_array(" : " IN (SELECT value FROM tenon_array(");
        parameter(w, parameter_number);
        w.write("))");
    }

    /// NULLs are the smallest values here, which is what `standard` means.
    static constexpr std::string_view nulls(nulls_order order) noexcept {
        switch (order) {
        case nulls_order::first: return " NULLS FIRST";
        case nulls_order::last: return " NULLS LAST";
        default: return "";
        }
    }

    /// A LIMIT for a statement that has an OFFSET only.
    static constexpr std::string_view no_limit = " LIMIT -1";

private:
    static constexpr std::string_view range_of(column_type type) noexcept {
        switch (type) {
        case column_type::int8: return ", -128, 127)";
        case column_type::int16: return ", -32768, 32767)";
        case column_type::int32: return ", -2147483648, 2147483647)";
        case column_type::int64: return ", -9223372036854775808, 9223372036854775807)";
        case column_type::uint8: return ", 0, 255)";
        case column_type::uint16: return ", 0, 65535)";
        case column_type::uint32: return ", 0, 4294967295)";
        default: return "";
        }
    }
};

} // namespace tenon::inline TENON_ABI::sql
