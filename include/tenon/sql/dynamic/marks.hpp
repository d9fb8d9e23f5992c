// tenon/sql/dynamic/marks.hpp: what requests know of parts that are known only when the program runs. All else is behind
// <tenon/dynamic.hpp>, for programs that have such parts.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/expression/condition.hpp>
#include <tenon/sql/expression/related.hpp>
#include <tenon/sql/expression/row_life.hpp>
#include <tenon/sql/order.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/text.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

template <class Model> class dynamic_sort;
template <class Model> struct dynamic_order_option;

namespace sql {

/// In front of and behind the number of parameters that stand before a condition which is known only when the program runs.
inline constexpr std::string_view dynamic_condition_mark = "\x01";

/// A mark in place of the condition; nothing while it is empty.
struct dynamic_shape {
    static constexpr std::size_t optional_parts = 1;
    static constexpr bool present(unsigned mask) noexcept { return (mask & 1U) != 0; }
    template <class Context> static constexpr void write(text_writer& w, unsigned) noexcept {
        w.write(dynamic_condition_mark);
        w.number(w.parameters());
        w.write(dynamic_condition_mark);
    }
};

/// Whether a shape has parts that are known only when the program runs.
template <class Shape> inline constexpr bool has_dynamic = false;
template <> inline constexpr bool has_dynamic<dynamic_shape> = true;
template <class Left, bool And, class Right>
inline constexpr bool has_dynamic<logic_shape<Left, And, Right>> = has_dynamic<Left> || has_dynamic<Right>;
template <class Inner> inline constexpr bool has_dynamic<not_shape<Inner>> = has_dynamic<Inner>;
template <class Inner> inline constexpr bool has_dynamic<when_shape<Inner>> = has_dynamic<Inner>;
template <row_life Life, class Inner> inline constexpr bool has_dynamic<rows_of_life<Life, Inner>> = has_dynamic<Inner>;
template <class Relation, related_test Test, class Inner>
inline constexpr bool has_dynamic<related_shape<Relation, Test, Inner>> = has_dynamic<Inner>;
template <class Shape>
    requires requires { typename Shape::filter_shape; }
inline constexpr bool has_dynamic<Shape> = has_dynamic<typename Shape::filter_shape>;

/// In the place of sort_order.
template <class Model> struct dynamic_order : sort_order<> {};
template <class Model> inline constexpr bool is_dynamic_order<dynamic_order<Model>> = true;

template <class Filter, class Model> struct ordered_filter;
template <class Shape>
    requires requires { typename Shape::is_ordered; }
inline constexpr bool has_dynamic<Shape> = true;

/// A statement, and what it lives in; nullptr: it lives as long as the program.
struct held_spec {
    const statement_spec& spec;
    std::shared_ptr<const void> text;
    operator const statement_spec&() const noexcept { return spec; }
};
inline std::shared_ptr<const void> text_held_by(const statement_spec&) noexcept { return nullptr; }
inline std::shared_ptr<const void> text_held_by(const held_spec& held) noexcept { return held.text; }

/// The statement for a filter, where the compiler's has marks: put together, or found.
template <class Context, class Model, class Filter> held_spec dynamic_spec(const statement_spec& marked, const Filter& filter);

/// What such a filter asks for but the values: its fields and operators. Empty where there is none.
template <class Filter> std::string form_of(const Filter& filter);
template <class Filter> std::string dynamic_form_of([[maybe_unused]] const Filter& filter) {
    if constexpr (has_dynamic<typename Filter::shape>) return form_of(filter);
    else return {};
}

} // namespace sql
} // namespace tenon::inline TENON_ABI
