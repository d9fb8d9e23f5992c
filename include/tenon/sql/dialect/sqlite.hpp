// tenon/sql/dialect/sqlite.hpp: how SQLite spells things. The tenon_… functions are made by the driver on every
// connection; they exist where SQLite's own words would stop at a NUL byte, or ignore case where they should not.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>
#include <tenon/sql/aggregate_function.hpp>
#include <tenon/sql/text.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace tenon::inline TENON_ABI::sql {

struct sqlite_dialect {
    static constexpr std::string_view name = "sqlite";

    static constexpr void parameter(text_writer& w, std::size_t number) noexcept {
        w.write("?");
        w.number(number);
    }

    /// Where a statement finds the rows of a model.
    static constexpr void table(text_writer& w, const model_info& model) noexcept { w.identifier(model.table); }

    /// A number that the program gives a row which the database would number.
    static constexpr void given_number(text_writer& w, const model_info&, const column_info&, std::size_t number) noexcept {
        parameter(w, number);
    }

    /// How many bytes of a name the database keeps.
    static constexpr std::size_t longest_name = static_cast<std::size_t>(-1);

    /// Behind a column: what makes values of its type compare by their meaning where the stored bytes would not.
    template <bool> static constexpr void comparable(text_writer& w, column_type type) noexcept {
        if (type == column_type::decimal) w.write(" COLLATE tenon_decimal");
    }

    /// Arithmetic on this type is exact in SQL.
    static constexpr bool can_compute(column_type type) noexcept { return type != column_type::decimal; }

    /// A computed number, `column() operation operand()`, that is refused when it leaves the field's type: by the table
    /// itself where that is strict, but for real numbers that overflow.
    template <class Column, class Operand>
    static constexpr void computed(text_writer& w, column_type type, bool strict_table, Column column,
                                   std::string_view operation, Operand operand) noexcept {
        const bool real = type == column_type::float32 || type == column_type::float64;
        const std::string_view range = strict_table ? std::string_view() : range_of(type);
        if (real) w.write("tenon_real(");
        else if (!range.empty()) w.write("tenon_integer(");
        column();
        w.write(operation);
        operand();
        w.write(range);
        if (!real) return;
        w.write(", ");
        column();
        w.write(", ");
        operand();
        w.write(")");
    }

    /// An aggregate of a column that holds values of `type`. SQLite's own sum() depends on the order of rows where it leaves
    /// the 64 bits on the way, and knows no decimals. Decimals of Prisma's lie in columns of NUMERIC affinity, which the least
    /// of them must keep to be compared with a text.
    template <bool OwnLayout, class Column>
    static constexpr void aggregate(text_writer& w, aggregate_function function, column_type type, Column column) noexcept {
        const bool exact = type == column_type::decimal;
        const auto call = [&](std::string_view name) {
            w.write(name);
            column();
            w.write(")");
        };
        const auto extreme = [&](std::string_view name) {
            if (exact && !OwnLayout) w.write("CAST(");
            w.write(name);
            column();
            comparable<OwnLayout>(w, type);
            w.write(exact && !OwnLayout ? ") AS NUMERIC)" : ")");
        };
        switch (function) {
        case aggregate_function::count: return call("count(");
        case aggregate_function::count_distinct: return call("count(DISTINCT ");
        case aggregate_function::min: return extreme("min(");
        case aggregate_function::max: return extreme("max(");
        case aggregate_function::avg: return call(exact ? "tenon_decimal_avg(" : "tenon_avg(");
        case aggregate_function::sum:
            if (exact) return call("tenon_decimal_sum(");
            if (type == column_type::float32 || type == column_type::float64) return call("tenon_sum(");
            call("tenon_integer(tenon_sum(");
            w.write(range_of(column_type::int64));
        }
    }

    /// A text in lower case: `text()` writes it.
    template <class Text> static constexpr void fold_case(text_writer& w, Text text) noexcept {
        w.write("tenon_fold(");
        text();
        w.write(")");
    }

    /// Between two values that may be NULL.
    static constexpr void is_same(text_writer& w, bool negated) noexcept { w.write(negated ? " IS NOT " : " IS "); }

    template <class Column, class Parameter>
    static constexpr void contains(text_writer& w, Column column, Parameter parameter) noexcept {
        write_call(w, "instr(", column, parameter, ") > 0");
    }
    template <class Column, class Parameter>
    static constexpr void ends_with(text_writer& w, Column column, Parameter parameter) noexcept {
        write_call(w, "tenon_ends_with(", column, parameter, ")");
    }
    template <class Column, class Parameter>
    static constexpr void like(text_writer& w, Column column, Parameter parameter) noexcept {
        write_call(w, "tenon_like(", column, parameter, ")");
    }

    /// A range of the column's index: from the prefix to the first text that does not begin with it.
    template <bool, class Column, class Parameter>
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

    /// A row of columns, as many as there are types and each written by `column(i)`: do its values stand side by side in bound
    /// arrays, one for each column? Whether an index of any of them fits, SQLite decides by what the first one compares as (seen
    /// in 3.40): behind a text it takes all, behind a number no texts.
    template <class Column>
    static constexpr void in_rows(text_writer& w, std::span<const column_type> types, std::size_t first_parameter, Column column) noexcept {
        std::size_t text = 0;
        while (text < types.size() && !is_text_or_blob(types[text])) ++text;
        const auto at = [&](std::size_t i) { return text == types.size() || i > text ? i : i == 0 ? text : i - 1; };
        w.write("(");
        write_list(w, types.size(), [&](std::size_t i) { column(at(i)); });
        w.write(") IN (SELECT ");
        write_list(w, types.size(), [&](std::size_t i) {
            w.write("value");
            if (i != 0) w.number(i + 1);
        });
        w.write(" FROM tenon_array(");
        write_list(w, types.size(), [&](std::size_t i) { parameter(w, first_parameter + at(i)); });
        w.write("))");
    }

    /// NULLs are the smallest values here, which is what `standard` means.
    static constexpr void nulls(text_writer& w, nulls_order order, bool, bool) noexcept {
        if (order != nulls_order::standard) w.write(order == nulls_order::first ? " NULLS FIRST" : " NULLS LAST");
    }

    /// A LIMIT for a statement that has an OFFSET only.
    static constexpr void no_limit(text_writer& w) noexcept { w.write(" LIMIT -1"); }

    static constexpr void count_rows(text_writer& w) noexcept { w.write("count(*)"); }

    /// What an INSERT … SELECT … ON CONFLICT DO NOTHING needs besides, so that its rows are counted right.
    static constexpr void count_inserted(text_writer&) noexcept {}

private:
    /// In both layouts, and with SQLite's own order.
    static constexpr bool is_text_or_blob(column_type type) noexcept {
        return type == column_type::text || type == column_type::enumeration || type == column_type::uuid || type == column_type::bytes;
    }
    template <class Column, class Parameter>
    static constexpr void write_call(text_writer& w, std::string_view beginning, Column column, Parameter parameter,
                                     std::string_view end) noexcept {
        w.write(beginning);
        column();
        w.write(", ");
        parameter();
        w.write(end);
    }
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
