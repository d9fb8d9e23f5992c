// tenon/sql/related_rows.hpp: the rows that belong to a row of another model by a reference, as a sub-select that stays in the scope.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/reference_of.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/predicate.hpp>
#include <tenon/sql/text.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace tenon::inline TENON_ABI::sql {

/// The rows of `inner` that belong to a row of `outer`. `Backward`: those that refer to it; else the one that it refers to.
/// The holder is named besides the reference for the sake of linkage: see field_reference.
template <auto Reference, bool Backward, class Holder = reflection::class_of<Reference>> struct relation_between {
    using attribute = reference_of<Reference>;
    using holder = Holder;
    using target = typename attribute::target;
    using outer = std::conditional_t<Backward, target, holder>;
    using inner = std::conditional_t<Backward, holder, target>;
    static constexpr bool backward = Backward;
};

/// Whether the field of a relation refers to another row. Says why not.
template <class Relation> consteval bool check_refers() {
    constexpr bool refers = !std::is_void_v<typename Relation::target>;
    static_assert(refers, "tenon: related<…> names a field that refers to no other row: declare tenon::references<…> for it, or name "
                          "the field that does");
    return refers;
}

/// A statement's context within a sub-select of related rows, where columns without a qualifier are those of the sub-select.
/// `Model`: that of the statement, which says whether its first parameter is the tenant.
template <class Context, class Model> struct within_related : Context {};

template <class Context> inline constexpr std::size_t related_depth = 0;
template <class Context, class Model> inline constexpr std::size_t related_depth<within_related<Context, Model>> = related_depth<Context> + 1;

/// The context within rows that are related to one of `Outer`.
template <class Context, class Outer> struct deeper {
    using type = within_related<Context, Outer>;
    static constexpr bool has_tenant = binds_tenant<Context, Outer>;
};
template <class Context, class Model, class Outer> struct deeper<within_related<Context, Model>, Outer> {
    using type = within_related<within_related<Context, Model>, Model>;
    static constexpr bool has_tenant = binds_tenant<Context, Model>;
};
template <class Context, class Outer> using within = typename deeper<Context, Outer>::type;

namespace detail {

constexpr std::string_view related_alias(std::size_t depth) noexcept {
    constexpr std::string_view aliases[] = {"tenon_related",  "tenon_related2", "tenon_related3", "tenon_related4",
                                            "tenon_related5", "tenon_related6", "tenon_related7", "tenon_related8"};
    return aliases[depth];
}

/// The tenant is the same, where the scope does not say which: what everybody has may be referred to by all.
template <class Context, class Relation>
constexpr void write_same_tenant(text_writer& w, conditions& next, std::string_view inner, std::string_view outer) noexcept {
    using holder = typename Relation::holder;
    using target = typename Relation::target;
    if constexpr (!Context::in_tenant && has_tenant_column<Context, holder> && has_tenant_column<Context, target>) {
        constexpr bool shared_too = info_of<target>().tenancy.kind == tenancy_kind::tenant_or_shared;
        const auto of_holder = [&] { write_column(w, Relation::backward ? inner : outer, info_of<holder>().tenant_column()); };
        const auto of_target = [&] { write_column(w, Relation::backward ? outer : inner, info_of<target>().tenant_column()); };
        next(w);
        if (shared_too && !Context::leads_with_tenant) w.write("(");
        of_target();
        w.write(shared_too && Context::leads_with_tenant ? " IN (" : " = ");
        of_holder();
        if (!shared_too) return;
        if (Context::leads_with_tenant) return w.write(", '')");
        w.write(" OR ");
        of_target();
        w.write(" IS NULL)");
    }
}

} // namespace detail

/// The name by which a condition means the row that it is about: that of the table, or within related rows their alias.
template <class Context, class Model> constexpr std::string_view row_name() noexcept {
    if constexpr (related_depth<Context> == 0) return info_of<Model>().table;
    else return detail::related_alias(related_depth<Context> - 1);
}

/// `FROM inner AS alias WHERE …`: they belong to the row called `outer_name`, are in the scope and of this life. What further
/// conditions may follow by; those are written in `within<Context, outer>`.
template <class Context, class Relation, row_life Life = row_life::live>
constexpr conditions write_related_rows(text_writer& w, std::string_view outer_name) noexcept {
    using inner = typename Relation::inner;
    using attribute = typename Relation::attribute;
    static_assert(related_depth<Context> < 8, "tenon: more than eight filters of related rows stand in each other: use fewer");
    static_assert(!binds_tenant<Context, inner> || deeper<Context, typename Relation::outer>::has_tenant,
                  "tenon: in a tenant's scope a statement on a shared model, which has no tenant, looks at rows of tenants: ask for those, "
                  "and for the shared rows by them");
    constexpr const model_info& holder = info_of<typename Relation::holder>();
    constexpr const model_info& target = info_of<typename Relation::target>();
    const std::string_view alias = detail::related_alias(related_depth<Context>);
    w.write(" FROM ");
    Context::dialect::table(w, info_of<inner>());
    w.write(" AS ");
    w.identifier(alias);
    conditions next = where_conditions();
    constexpr auto& fields = tenon::detail::own_fields<attribute>;
    constexpr auto& leads_to = tenon::detail::target_fields<attribute>;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const bool of_tenant = holder.tenancy.has_field() && fields[i] == holder.tenancy.field && target.tenancy.has_field() &&
                               leads_to[i] == target.tenancy.field;
        if (of_tenant) continue; // below, for a reference without it too
        const std::string_view own = holder.columns[fields[i]].column, other = target.columns[leads_to[i]].column;
        next(w);
        write_column(w, alias, Relation::backward ? own : other);
        Context::dialect::template comparable<Context::leads_with_tenant>(w, holder.columns[fields[i]].type);
        w.write(" = ");
        write_column(w, outer_name, Relation::backward ? other : own);
    }
    detail::write_same_tenant<Context, Relation>(w, next, alias, outer_name);
    write_scope<Context, inner, Life>(w, next, row_access::read, alias);
    return next;
}

} // namespace tenon::inline TENON_ABI::sql
