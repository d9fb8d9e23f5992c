// tenon/sql/dynamic/write.hpp: the text and the values of conditions and orders that are known only when the program runs. Written
// as the compiler writes the others: by the dialect.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/dynamic/condition.hpp>
#include <tenon/sql/expression/shape.hpp>
#include <tenon/sql/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// A column, with or without what makes it comparable, and the parameter that it is compared with.
template <class Context> struct dynamic_leaf {
    using dialect = typename Context::dialect;
    const model_info& model;
    const dynamic_node& node;
    const column_info& column = model.columns[node.place];

    void write_column(text_writer& w) const {
        const auto plain = [&] { write_field<Context>(w, model, node.place); };
        if (node.ignores_case) dialect::fold_case(w, plain);
        else plain();
    }
    void write_comparable(text_writer& w) const {
        write_column(w);
        dialect::template comparable<Context::leads_with_tenant>(w, column.type);
    }
    void write_parameter(text_writer& w, std::size_t number) const {
        const auto plain = [&] { dialect::parameter(w, number); };
        if (node.ignores_case) dialect::fold_case(w, plain);
        else plain();
    }

    void write(text_writer& w) const {
        switch (node.op) {
        case dynamic_operator::is_null: return write_column(w), w.write(" IS NULL");
        case dynamic_operator::is_not_null: return write_column(w), w.write(" IS NOT NULL");
        case dynamic_operator::in: return write_comparable(w), dialect::in_list(w, false, w.next_parameter());
        case dynamic_operator::not_in: return write_comparable(w), dialect::in_list(w, true, w.next_parameter());
        default: break;
        }
        const std::size_t number = w.next_parameter();
        const auto own = [&] { write_column(w); };
        const auto given = [&] { write_parameter(w, number); };
        switch (node.op) {
        case dynamic_operator::contains: return dialect::contains(w, own, given);
        case dynamic_operator::ends_with: return dialect::ends_with(w, own, given);
        case dynamic_operator::starts_with:
            if (Context::leads_with_tenant && !node.ignores_case) return dialect::template starts_with<true>(w, own, given);
            return dialect::template starts_with<false>(w, own, given);
        default:
            write_comparable(w);
            write_comparison<dialect>(w, static_cast<comparison>(node.op));
            given();
        }
    }
};
static_assert(static_cast<int>(dynamic_operator::greater_equal) == static_cast<int>(comparison::greater_equal));

} // namespace detail

/// Groups without members hold as SQL has them: all of none is true, any of none is false.
template <class Context> TENON_COLD void write_dynamic(text_writer& w, const model_info& model, const dynamic_node& node) {
    using kind = dynamic_node::kind;
    if (node.what == kind::leaf) return detail::dynamic_leaf<Context>{model, node}.write(w);
    if (node.children.empty()) return w.write(node.what == kind::any ? "1 = 0" : "1 = 1");
    const bool negated = node.what == kind::none; // none of them: NOT (a OR b)
    const bool nested = negated || node.children.size() > 1;
    if (negated) w.write("NOT ");
    if (nested) w.write("(");
    separator next(node.what == kind::all ? " AND " : " OR ");
    for (const dynamic_node& child : node.children) {
        next(w);
        write_dynamic<Context>(w, model, child);
    }
    if (nested) w.write(")");
}

/// What the text of a node depends on, as bytes.
TENON_RARE void append_shape(std::string& out, const dynamic_node& node) {
    out += static_cast<char>('a' + static_cast<int>(node.what));
    if (node.what == dynamic_node::kind::leaf) {
        out += static_cast<char>('A' + static_cast<int>(node.op));
        out += node.ignores_case ? 'i' : '-';
        out += static_cast<char>(node.place);
        return;
    }
    for (const dynamic_node& child : node.children) append_shape(out, child);
    out += ')';
}

/// How many parameters a node has.
TENON_RARE std::size_t parameters_of(const dynamic_node& node) noexcept {
    using enum dynamic_operator;
    if (node.what == dynamic_node::kind::leaf) return node.op == is_null || node.op == is_not_null ? 0 : 1;
    std::size_t count = 0;
    for (const dynamic_node& child : node.children) count += parameters_of(child);
    return count;
}

/// Hands the values of a node to a binder, in the order of the text.
template <class Binder> bool bind_dynamic(Binder& binder, const model_info& model, const dynamic_node& node) {
    if (node.what != dynamic_node::kind::leaf) {
        for (const dynamic_node& child : node.children)
            if (!bind_dynamic(binder, model, child)) return false;
        return true;
    }
    const column_info& column = model.columns[node.place];
    switch (node.op) {
    case dynamic_operator::is_null:
    case dynamic_operator::is_not_null: return true;
    case dynamic_operator::in:
    case dynamic_operator::not_in: return binder.list(column, node.list->view);
    default:
        return std::visit(
            [&](const auto& held) {
                if constexpr (std::is_same_v<std::remove_cvref_t<decltype(held)>, std::string>) return binder.wire(column, std::string_view(held));
                else return binder.wire(column, held); // and no copy: drivers borrow it
            },
            node.value);
    }
}

} // namespace tenon::inline TENON_ABI::sql
