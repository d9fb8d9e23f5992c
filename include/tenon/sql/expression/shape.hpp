// tenon/sql/expression/shape.hpp: the text of conditions, as types without values. Two filters that differ in values
// only have the same shape, and so the same statement.
//
// A shape has `optional_parts`, the number of when()s in it, and, for a mask with one bit for each of them,
// `present(mask)` and `write<Context>(writer, mask)`.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/predicate.hpp>
#include <tenon/sql/text.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace tenon::inline TENON_ABI::sql {

/// The column of a field, NULL where the field is: the tenant of a row that has none may be stored as the empty one.
template <class Context> constexpr void write_field(text_writer& w, const model_info& model, std::size_t place) noexcept {
    const bool stored_empty = is_stored_empty<Context>(model, place);
    if (stored_empty) w.write("NULLIF(");
    w.identifier(model.columns[place].column);
    if (stored_empty) w.write(", '')");
}

/// How the columns below are written. `Column` has `info()`, its constant data, and `write_plain`.
template <class Column, bool Fold> struct column_writer {
    template <class Context> static constexpr void write(text_writer& w) noexcept {
        const auto column = [&] { Column::template write_plain<Context>(w); };
        if constexpr (Fold) Context::dialect::fold_case(w, column);
        else column();
    }
    /// With what makes values of this type comparable.
    template <class Context> static constexpr void write_comparable(text_writer& w) noexcept {
        write<Context>(w);
        Context::dialect::template comparable<Context::leads_with_tenant>(w, Column::info().type);
    }
};

/// The column of a member. Looks at the model only when it is written: an index may use it inside the unfinished struct.
template <auto Member, bool Fold = false, class Model = reflection::class_of<Member>>
struct member_column : column_writer<member_column<Member, Fold, Model>, Fold> {
    using model = Model;
    static constexpr const column_info& info() noexcept { return column_of<Member>; }
    template <class Context> static constexpr void write_plain(text_writer& w) noexcept {
        write_field<Context>(w, info_of<Model>(), reflection::index_of<Member>);
    }
};

/// The column of the field at a place, as it is stored: of a key.
template <class Model, std::size_t Place> struct place_column : column_writer<place_column<Model, Place>, false> {
    using model = Model;
    static constexpr const column_info& info() noexcept { return info_of<Model>().columns[Place]; }
    template <class> static constexpr void write_plain(text_writer& w) noexcept { w.identifier(info().column); }
};

/// The next bound value.
template <bool Fold = false> struct parameter_operand {
    template <class Context> static constexpr void write(text_writer& w) noexcept {
        write_number<Context>(w, w.next_parameter());
    }
    template <class Context> static constexpr void write_number(text_writer& w, std::size_t number) noexcept {
        const auto parameter = [&] { Context::dialect::parameter(w, number); };
        if constexpr (Fold) Context::dialect::fold_case(w, parameter);
        else parameter();
    }
};

enum class comparison { equal, not_equal, less, less_equal, greater, greater_equal, same, different };

template <class Dialect> constexpr void write_comparison(text_writer& w, comparison op) noexcept {
    switch (op) {
    case comparison::equal: return w.write(" = ");
    case comparison::not_equal: return w.write(" <> ");
    case comparison::less: return w.write(" < ");
    case comparison::less_equal: return w.write(" <= ");
    case comparison::greater: return w.write(" > ");
    case comparison::greater_equal: return w.write(" >= ");
    case comparison::same: return Dialect::is_same(w, false);
    case comparison::different: return Dialect::is_same(w, true);
    }
}

/// A shape without when()s inside.
struct plain_shape {
    static constexpr std::size_t optional_parts = 0;
    static constexpr bool present(unsigned) noexcept { return true; }
};

/// column = ?
template <class Left, comparison Op, class Right> struct comparison_shape : plain_shape {
    template <class Context> static constexpr void write(text_writer& w, unsigned) noexcept {
        Left::template write_comparable<Context>(w);
        write_comparison<typename Context::dialect>(w, Op);
        Right::template write<Context>(w);
    }
};

/// column BETWEEN ? AND ?
template <class Left, bool Fold> struct between_shape : plain_shape {
    template <class Context> static constexpr void write(text_writer& w, unsigned) noexcept {
        Left::template write_comparable<Context>(w);
        w.write(" BETWEEN ");
        parameter_operand<Fold>::template write<Context>(w);
        w.write(" AND ");
        parameter_operand<Fold>::template write<Context>(w);
    }
};

/// column IS NULL
template <class Left, bool Negated> struct null_shape : plain_shape {
    template <class Context> static constexpr void write(text_writer& w, unsigned) noexcept {
        Left::template write<Context>(w);
        w.write(Negated ? " IS NOT NULL" : " IS NULL");
    }
};

/// column IN (list)
template <class Left, bool Negated> struct list_shape : plain_shape {
    template <class Context> static constexpr void write(text_writer& w, unsigned) noexcept {
        Left::template write_comparable<Context>(w);
        Context::dialect::in_list(w, Negated, w.next_parameter());
    }
};

/// (column, column) IN (rows of lists)
template <class... Columns> struct rows_shape : plain_shape {
    template <class Context> static constexpr void write(text_writer& w, unsigned) noexcept {
        constexpr std::array types{Columns::info().type...};
        constexpr std::array columns{&Columns::template write_comparable<Context>...};
        const std::size_t first = w.parameters() + 1;
        for (std::size_t i = 0; i < types.size(); ++i) w.next_parameter();
        Context::dialect::in_rows(w, types, first, [&](std::size_t i) { columns[i](w); });
    }
};

enum class text_test { contains, starts_with, ends_with, like };

/// Tests of text. What the value holds is data, wildcards too; only `like` takes a pattern.
template <class Left, text_test Test, bool Fold> struct text_shape : plain_shape {
    template <class Context> static constexpr void write(text_writer& w, unsigned) noexcept {
        using dialect = typename Context::dialect;
        const std::size_t number = w.next_parameter();
        const auto column = [&] { Left::template write<Context>(w); };
        const auto parameter = [&] { parameter_operand<Fold>::template write_number<Context>(w, number); };
        if constexpr (Test == text_test::contains) dialect::contains(w, column, parameter);
        else if constexpr (Test == text_test::ends_with) dialect::ends_with(w, column, parameter);
        else if constexpr (Test == text_test::like) dialect::like(w, column, parameter);
        else dialect::template starts_with<Context::leads_with_tenant && !Fold>(w, column, parameter);
    }
};

/// (left AND right), (left OR right); without the parts that are absent.
template <class Left, bool And, class Right> struct logic_shape {
    static constexpr std::size_t optional_parts = Left::optional_parts + Right::optional_parts;
    static constexpr bool present(unsigned mask) noexcept {
        return Left::present(mask) || Right::present(mask >> Left::optional_parts);
    }
    template <class Context> static constexpr void write(text_writer& w, unsigned mask) noexcept {
        const unsigned right_mask = mask >> Left::optional_parts;
        const bool both = Left::present(mask) && Right::present(right_mask);
        if (both) w.write("(");
        if (Left::present(mask)) Left::template write<Context>(w, mask);
        if (both) w.write(And ? " AND " : " OR ");
        if (Right::present(right_mask)) Right::template write<Context>(w, right_mask);
        if (both) w.write(")");
    }
};

/// NOT (inner)
template <class Inner> struct not_shape {
    static constexpr std::size_t optional_parts = Inner::optional_parts;
    static constexpr bool present(unsigned mask) noexcept { return Inner::present(mask); }
    template <class Context> static constexpr void write(text_writer& w, unsigned mask) noexcept {
        w.write("NOT (");
        Inner::template write<Context>(w, mask);
        w.write(")");
    }
};

/// Inner, when its bit in the mask is set.
template <class Inner> struct when_shape {
    static constexpr std::size_t optional_parts = 1 + Inner::optional_parts;
    static constexpr bool present(unsigned mask) noexcept { return (mask & 1U) != 0 && Inner::present(mask >> 1); }
    template <class Context> static constexpr void write(text_writer& w, unsigned mask) noexcept {
        Inner::template write<Context>(w, mask >> 1);
    }
};

/// No condition at all.
struct no_condition {
    static constexpr std::size_t optional_parts = 0;
    static constexpr bool present(unsigned) noexcept { return false; }
    template <class Context> static constexpr void write(text_writer&, unsigned) noexcept {}
};

/// Columns that equal bound values: a key.
template <class Model, std::size_t... Places> struct key_shape : plain_shape {
    template <class Context> static constexpr void write(text_writer& w, unsigned) noexcept {
        separator next(" AND ");
        ((next(w), comparison_shape<place_column<Model, Places>, comparison::equal,
                                    parameter_operand<>>::template write<Context>(w, 0)),
         ...);
    }
    static constexpr bool present(unsigned) noexcept { return sizeof...(Places) != 0; }
};

} // namespace tenon::inline TENON_ABI::sql
