// tenon/sql/dialect/choice.hpp: one of several dialects, known only when a database is opened. The compiler writes each
// statement in all of them, each a constant.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>
#include <tenon/sql/aggregate_function.hpp>
#include <tenon/sql/text.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

namespace tenon::inline TENON_ABI::sql {

/// Writes as the dialect whose number the writer has.
template <class... Dialects> struct dialect_choice {
    static constexpr std::string_view name = "choice";
    static constexpr std::size_t count = sizeof...(Dialects);

    /// What a dialect cannot do in one of them, a program that chooses cannot do.
    static constexpr bool can_compute(column_type type) noexcept { return (Dialects::can_compute(type) && ...); }
    static constexpr std::size_t longest_name = static_cast<std::size_t>(-1);

    static constexpr void parameter(text_writer& w, std::size_t number) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::parameter(w, number); });
    }
    static constexpr void table(text_writer& w, const model_info& model) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::table(w, model); });
    }
    template <bool OwnLayout> static constexpr void comparable(text_writer& w, column_type type) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::template comparable<OwnLayout>(w, type); });
    }
    template <class Column, class Operand>
    static constexpr void computed(text_writer& w, column_type type, bool strict_table, Column column,
                                   std::string_view operation, Operand operand) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::computed(w, type, strict_table, column, operation, operand); });
    }
    template <bool OwnLayout, class Column>
    static constexpr void aggregate(text_writer& w, aggregate_function function, column_type type, Column column) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::template aggregate<OwnLayout>(w, function, type, column); });
    }
    static constexpr void given_number(text_writer& w, const model_info& model, const column_info& column,
                                       std::size_t number) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::given_number(w, model, column, number); });
    }
    template <class Text> static constexpr void fold_case(text_writer& w, Text text) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::fold_case(w, text); });
    }
    static constexpr void is_same(text_writer& w, bool negated) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::is_same(w, negated); });
    }
    template <class Column, class Parameter>
    static constexpr void contains(text_writer& w, Column column, Parameter parameter) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::contains(w, column, parameter); });
    }
    template <class Column, class Parameter>
    static constexpr void ends_with(text_writer& w, Column column, Parameter parameter) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::ends_with(w, column, parameter); });
    }
    template <class Column, class Parameter>
    static constexpr void like(text_writer& w, Column column, Parameter parameter) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::like(w, column, parameter); });
    }
    template <bool ByteOrder, class Column, class Parameter>
    static constexpr void starts_with(text_writer& w, Column column, Parameter parameter) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::template starts_with<ByteOrder>(w, column, parameter); });
    }
    static constexpr void in_list(text_writer& w, bool negated, std::size_t number) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::in_list(w, negated, number); });
    }
    template <class Column>
    static constexpr void in_rows(text_writer& w, std::span<const column_type> types, std::size_t first_parameter, Column column) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::in_rows(w, types, first_parameter, column); });
    }
    static constexpr void nulls(text_writer& w, nulls_order order, bool descending, bool nullable) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::nulls(w, order, descending, nullable); });
    }
    static constexpr void no_limit(text_writer& w) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::no_limit(w); });
    }
    static constexpr void count_rows(text_writer& w) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::count_rows(w); });
    }
    static constexpr void count_inserted(text_writer& w) noexcept {
        write(w, [&]<class D>(std::type_identity<D>) { D::count_inserted(w); });
    }

private:
    template <class Write> static constexpr void write(text_writer& w, Write as) noexcept {
        std::size_t number = 0;
        ((number++ == w.dialect() ? as(std::type_identity<Dialects>{}) : void()), ...);
    }
};

} // namespace tenon::inline TENON_ABI::sql
