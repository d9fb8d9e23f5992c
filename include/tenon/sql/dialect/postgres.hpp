// tenon/sql/dialect/postgres.hpp: how PostgreSQL spells things. Nothing is looked up by search_path: tables are named with
// their schema, functions, types and collations with the server's own. Operators are not, since IN, BETWEEN, LIKE and their kin cannot
// be: the server looks for its own first, unless search_path itself says otherwise, of which doctor() tells.
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

struct postgres_dialect {
    static constexpr std::string_view name = "postgres";

    /// The schema of models that name none.
    static constexpr std::string_view default_schema = "public";

    static constexpr std::string_view schema_of(const model_info& model) noexcept {
        return model.schema.empty() ? default_schema : model.schema;
    }

    static constexpr void parameter(text_writer& w, std::size_t number) noexcept {
        w.write("$");
        w.number(number);
    }

    static constexpr void table(text_writer& w, const model_info& model) noexcept {
        w.identifier(schema_of(model));
        w.write(".");
        w.identifier(model.table);
    }

    /// Names are cut to this many bytes: NAMEDATALEN - 1.
    static constexpr std::size_t longest_name = 63;

    /// Columns are declared so that they compare by their meaning; but for JSON that is kept as it was spelled, of which
    /// there is no comparison but that of the texts.
    template <bool OwnLayout> static constexpr void comparable(text_writer& w, column_type type) noexcept {
        if (OwnLayout && type == column_type::json) w.write("::pg_catalog.text");
    }

    static constexpr bool can_compute(column_type) noexcept { return true; }

    /// The column's own type, or its CHECK, refuses a number that does not fit. Only columns without a CHECK that are
    /// wider than the field need a word more: a number that no column takes.
    /// What is not a number becomes NULL, as on SQLite, so that it is never stored.
    template <class Column, class Operand>
    static constexpr void computed(text_writer& w, column_type type, bool strict_table, Column column,
                                   std::string_view operation, Operand operand) noexcept {
        const bool real = type == column_type::float32 || type == column_type::float64;
        const std::string_view range = strict_table ? std::string_view() : range_of(type);
        const auto expression = [&] {
            column();
            w.write(operation);
            operand();
        };
        if (real) number_or_null(w, expression);
        else expression();
        if (range.empty()) return;
        w.write(" + CASE WHEN (");
        expression();
        w.write(") BETWEEN ");
        w.write(range);
        w.write(" THEN 0 ELSE 1e30 END");
    }

    /// An aggregate of a column that holds values of `type`: as SQLite has it, to the last bit of an average of integers and
    /// to the last digit of one of decimals, of which there are 30 behind the point.
    template <bool, class Column>
    static constexpr void aggregate(text_writer& w, aggregate_function function, column_type type, Column column) noexcept {
        const bool real = type == column_type::float32 || type == column_type::float64;
        const auto call = [&](std::string_view name, std::string_view cast = {}) {
            w.write("pg_catalog.");
            w.write(name);
            column();
            w.write(cast);
            w.write(")");
        };
        switch (function) {
        case aggregate_function::count: return call("count(");
        case aggregate_function::count_distinct: return call("count(DISTINCT ");
        case aggregate_function::min: return extreme(w, type, [&](std::string_view cast) { call("min(", cast); });
        case aggregate_function::max: return extreme(w, type, [&](std::string_view cast) { call("max(", cast); });
        case aggregate_function::sum:
            if (real) return number_or_null(w, [&] { call("sum(", "::pg_catalog.float8"); });
            call("sum(");
            if (type != column_type::decimal) w.write("::pg_catalog.int8");
            return;
        case aggregate_function::avg:
            if (real) return number_or_null(w, [&] { call("avg(", "::pg_catalog.float8"); });
            if (type != column_type::decimal) {
                call("sum(");
                w.write("::pg_catalog.float8 / ");
                return call("count(");
            }
            w.write("pg_catalog.div(");
            call("sum(");
            w.write(" * 2e30 + pg_catalog.sign(");
            call("sum(");
            w.write(") * ");
            call("count(");
            w.write(", 2 * ");
            call("count(");
            w.write(") * 1e-30");
        }
    }

    /// A number that the program gives a row which the database would number: the sequence goes on behind it, so that it
    /// never gives that number itself. The value is the parameter in any case.
    static constexpr void given_number(text_writer& w, const model_info& model, const column_info& column,
                                       std::size_t number) noexcept {
        const auto sequence = [&] {
            w.write("pg_catalog.pg_get_serial_sequence(");
            w.literal([&] { table(w, model); });
            w.write(", ");
            w.literal([&] { w.write(column.column); });
            w.write(")");
        };
        w.write("GREATEST(");
        parameter(w, number);
        w.write(", LEAST(");
        parameter(w, number);
        w.write(", pg_catalog.setval(");
        sequence();
        w.write(", GREATEST(");
        parameter(w, number);
        w.write(", pg_catalog.pg_sequence_last_value(");
        sequence();
        w.write("), 1))))");
    }

    /// Unicode's own rules, whatever the database's locale: by ICU, which every usual build of PostgreSQL has.
    /// ICU's lower-case form of a sigma depends on the letters around it; here it is one letter wherever it stands.
    template <class Text> static constexpr void fold_case(text_writer& w, Text text) noexcept {
        w.write("(pg_catalog.translate(pg_catalog.lower(");
        text();
        w.write(" COLLATE pg_catalog.\"und-x-icu\"), '\u03c2', '\u03c3') COLLATE pg_catalog.\"C\")");
    }
    static constexpr void is_same(text_writer& w, bool negated) noexcept {
        w.write(negated ? " IS DISTINCT FROM " : " IS NOT DISTINCT FROM ");
    }

    template <class Column, class Parameter>
    static constexpr void contains(text_writer& w, Column column, Parameter parameter) noexcept {
        w.write("pg_catalog.strpos(");
        column();
        w.write(", ");
        parameter();
        w.write(") > 0");
    }
    template <class Column, class Parameter>
    static constexpr void ends_with(text_writer& w, Column column, Parameter parameter) noexcept {
        w.write("pg_catalog.starts_with(pg_catalog.reverse(");
        column();
        w.write("), pg_catalog.reverse(");
        parameter();
        w.write("))");
    }
    /// A backslash at the very end stands for itself, as it does in SQLite: here that would be an error.
    template <class Column, class Parameter>
    static constexpr void like(text_writer& w, Column column, Parameter parameter) noexcept {
        w.write("(");
        column();
        w.write(" LIKE pg_catalog.regexp_replace(");
        parameter();
        w.write(", '^((?:[^\\\\]|\\\\.)*)\\\\$', '\\1\\\\\\\\'))");
    }

    /// Where texts are in the order of their bytes the first condition finds the place in an index; it is leakproof, so
    /// that it does so under row-level security too.
    template <bool ByteOrder, class Column, class Parameter>
    static constexpr void starts_with(text_writer& w, Column column, Parameter parameter) noexcept {
        if constexpr (ByteOrder) {
            w.write("(");
            column();
            w.write(" >= ");
            parameter();
            w.write(" AND ");
        }
        w.write("pg_catalog.starts_with(");
        column();
        w.write(", ");
        parameter();
        w.write(ByteOrder ? "))" : ")");
    }

    static constexpr void in_list(text_writer& w, bool negated, std::size_t parameter_number) noexcept {
        w.write(negated ? " <> ALL(" : " = ANY(");
        parameter(w, parameter_number);
        w.write(")");
    }

    /// A row of columns, as many as there are types and each written by `column(i)`: do its values stand side by side in bound
    /// arrays, one for each column? Of arrays whose type only the server knows, it learns it from a comparison that it leaves out.
    template <class Column>
    static constexpr void in_rows(text_writer& w, std::span<const column_type> types, std::size_t first_parameter, Column column) noexcept {
        bool any_inferred = false;
        for (std::size_t i = 0; i < types.size(); ++i) {
            if (types[i] != column_type::enumeration && types[i] != column_type::json) continue;
            w.write(any_inferred ? "(" : "((");
            any_inferred = true;
            column(i);
            in_list(w, false, first_parameter + i);
            w.write(" OR TRUE) AND ");
        }
        w.write("(");
        write_list(w, types.size(), column);
        w.write(") IN (SELECT * FROM unnest("); // of several arrays that is the server's own, whatever search_path says
        write_list(w, types.size(), [&](std::size_t i) { parameter(w, first_parameter + i); });
        w.write(any_inferred ? ")))" : "))");
    }

    /// NULLs are the largest values here, where tenon wants the smallest.
    static constexpr void nulls(text_writer& w, nulls_order order, bool descending, bool nullable) noexcept {
        if (!nullable) return;
        if (order == nulls_order::standard) order = descending ? nulls_order::last : nulls_order::first;
        w.write(order == nulls_order::first ? " NULLS FIRST" : " NULLS LAST");
    }

    static constexpr void no_limit(text_writer&) noexcept {}

    static constexpr void count_rows(text_writer& w) noexcept { w.write("pg_catalog.count(*)"); }

    /// Behind INSERT … SELECT … ON CONFLICT DO NOTHING: Citus counts the rows that were skipped too, and returns the others.
    static constexpr void count_inserted(text_writer& w) noexcept { w.write(" RETURNING 1"); }

private:
    /// What is not a number becomes NULL, as it is on SQLite.
    template <class Number> static constexpr void number_or_null(text_writer& w, Number number) noexcept {
        w.write("NULLIF(");
        number();
        w.write(", 'NaN'::pg_catalog.float8)");
    }
    /// The least or the greatest value. PostgreSQL knows none of UUIDs; their texts have the same order.
    template <class Call> static constexpr void extreme(text_writer& w, column_type type, Call call) noexcept {
        if (type != column_type::uuid) return call({});
        call("::pg_catalog.text COLLATE \"C\"");
        w.write("::pg_catalog.uuid");
    }
    static constexpr std::string_view range_of(column_type type) noexcept {
        switch (type) {
        case column_type::int8: return "-128 AND 127";
        case column_type::uint8: return "0 AND 255";
        case column_type::uint16: return "0 AND 65535";
        case column_type::uint32: return "0 AND 4294967295";
        default: return "";
        }
    }
};

} // namespace tenon::inline TENON_ABI::sql
