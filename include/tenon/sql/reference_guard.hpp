// tenon/sql/reference_guard.hpp: references that stay within the tenant, where foreign keys do not see to it.
//
// In tenon's own layout a foreign key leads with the tenant. In layout::prisma it is the bare id, which may be another
// tenant's: there each statement of a tenant's scope that sets a reference tests by itself that the scope sees the row.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/parent.hpp>
#include <tenon/model/reference_of.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/predicate.hpp>
#include <tenon/sql/text.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

namespace tenon::inline TENON_ABI::sql::detail {

using tenon::detail::own_fields;
using tenon::detail::target_fields;

/// Whether an attribute of `Model` is a reference that statements must keep within the tenant. Not one to a parent, which
/// is tested as what says whose the row is, and not one with the tenant in it, which cannot leave it.
template <class Context, class Model, class Attribute> consteval bool is_guarded() {
    if constexpr (!Context::in_tenant || Context::leads_with_tenant) return false;
    else if constexpr (!tenon::detail::is_reference<Attribute>::value) return false;
    else {
        constexpr auto& own = info_of<Model>().tenancy;
        constexpr tenancy_kind target = info_of<typename Attribute::target>().tenancy.kind;
        if (target == tenancy_kind::shared || target == tenancy_kind::root) return false;
        const bool of_tenancy = own.has_field() || own.kind == tenancy_kind::via_parent;
        return !(of_tenancy && own_fields<Attribute>.contains(own.field));
    }
}

/// Calls `visit(type_identity<Attribute>)` for each guarded reference.
template <class Context, class Model, class Visit> constexpr void each_guarded([[maybe_unused]] Visit visit) {
    using attributes =
        typename tenon::detail::description_traits<tenon::detail::description_of<Model>>::attributes;
    [&]<class... Attributes>(std::type_identity<std::tuple<Attributes...>>) {
        [[maybe_unused]] const auto visit_one = [&]<class Attribute>(std::type_identity<Attribute> one) {
            if constexpr (is_guarded<Context, Model, Attribute>()) visit(one);
        };
        (visit_one(std::type_identity<Attributes>{}), ...);
    }(std::type_identity<attributes>{});
}

template <class Context, class Model>
inline constexpr std::size_t guarded_references = [] {
    std::size_t count = 0;
    if constexpr (Context::in_tenant && !Context::leads_with_tenant)
        each_guarded<Context, Model>([&](auto) { ++count; });
    return count;
}();

/// The reference leads to a row that the scope sees, or is NULL. `value(place)` writes the new value of an own field;
/// `may_be_new` says that the row itself, being inserted, is such a row too. The row is asked for first: from that
/// comparison PostgreSQL learns what type a value is of.
template <class Context, class Model, class Attribute, class Value>
constexpr void write_guard(text_writer& w, bool may_be_new, Value value) noexcept {
    using target = typename Attribute::target;
    constexpr const model_info& model = info_of<Model>();
    constexpr const model_info& other = info_of<target>();
    constexpr std::string_view alias = "tenon_target";
    constexpr auto& own = own_fields<Attribute>;
    constexpr auto& theirs = target_fields<Attribute>;
    w.write("(");
    w.write("EXISTS (SELECT 1 FROM ");
    Context::dialect::table(w, other);
    w.write(" AS ");
    w.identifier(alias);
    separator next(" WHERE ", " AND ");
    for (std::size_t i = 0; i < own.size(); ++i) {
        next(w);
        write_column(w, alias, other.columns[theirs[i]].column);
        w.write(" = ");
        value(own[i]);
    }
    next(w);
    write_tenant_test<Context, target>(w, row_access::read, alias, 0);
    w.write(")");
    if (may_be_new && std::is_same_v<Model, target>) {
        separator both(" OR (", " AND ");
        for (std::size_t i = 0; i < own.size(); ++i) {
            both(w);
            value(own[i]);
            w.write(" = ");
            value(theirs[i]);
        }
        w.write(")");
    }
    for (const std::size_t place : own) {
        if (!model.columns[place].nullable) continue;
        w.write(" OR ");
        value(place);
        w.write(" IS NULL");
    }
    w.write(")");
}

} // namespace tenon::inline TENON_ABI::sql::detail
