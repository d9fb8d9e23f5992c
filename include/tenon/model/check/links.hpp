// tenon/model/check/links.hpp: what a model's references must lead to, and the way from a row to its tenant.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/keys.hpp>
#include <tenon/model/info.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tenon::inline TENON_ABI::detail {

enum class link_fault : std::uint8_t {
    none,
    already_told, // by the checks of the model that this one depends on
    target_not_unique,
    shared_to_tenant,
    via_circle,
    via_root,
    via_shared,
    via_too_long,
    owned_without_column,
    hidden_column_twice,
};

/// A fault; the field that it is about, and the model that this field refers to.
struct link_finding {
    link_fault fault = link_fault::none;
    std::size_t field = 0;
    std::string_view target{}; ///< its name; empty where there is none
};

/// How many parents may stand between a row and its tenant.
inline constexpr std::size_t most_parents = 6;

constexpr bool same_fields(const field_list& a, const field_list& b) noexcept {
    if (a.size() != b.size()) return false;
    for (const std::size_t place : a)
        if (!b.contains(place)) return false;
    return true;
}

/// Whether these fields of `model` are its primary key or a declared unique. Where keys lead with the tenant, it is part
/// of them whether named or not.
constexpr bool is_key(const model_info& model, const field_list& fields, bool leads_with_tenant) noexcept {
    const auto same = [&](const field_list& key) {
        return leads_with_tenant ? same_fields(model.without_tenant(fields), model.without_tenant(key))
                                 : same_fields(fields, key);
    };
    if (same(model.declared_primary_key)) return true;
    for (const key_info& unique : model.uniques)
        if (same(unique.fields)) return true;
    return false;
}

/// The place of the reference to the parent of a model that belongs to tenants through one; no_field for other models.
/// Not a pointer: with the undefined behaviour sanitizer GCC does not compare addresses of models as constants.
constexpr std::size_t parent_reference_place(const model_info& model) noexcept {
    if (model.tenancy.kind != tenancy_kind::via_parent) return no_field;
    for (std::size_t i = 0; i < model.references.size(); ++i)
        if (model.references[i].fields.size() == 1 && model.references[i].fields[0] == model.tenancy.field) return i;
    return no_field;
}

/// The way up from a model: how long it is, and whether it comes back to where it began.
struct parent_walk {
    std::size_t parents = 0;
    bool in_circle = false;
    bool is_first_of_circle = true; ///< by name: the one that tells
};
constexpr parent_walk walk_parents(const model_info& model) noexcept {
    parent_walk walk;
    const model_info* at = &model;
    for (std::size_t place = parent_reference_place(*at); place != no_field && walk.parents <= 100;
         place = parent_reference_place(*at)) {
        at = &at->references[place].target();
        ++walk.parents;
        walk.in_circle = at->type == model.type;
        if (walk.in_circle) break;
        walk.is_first_of_circle = walk.is_first_of_circle && !(at->model < model.model);
    }
    return walk;
}

/// What is wrong with the model's own parent. Faults further up are those of the models there.
constexpr link_finding find_parent_fault(const model_info& model) noexcept {
    const std::size_t place = parent_reference_place(model);
    if (place == no_field) return {};
    const model_info& parent = model.references[place].target();
    const auto told = [&](link_fault fault) { return link_finding{fault, model.tenancy.field, parent.model}; };
    const parent_walk walk = walk_parents(model);
    if (walk.in_circle) return told(walk.is_first_of_circle ? link_fault::via_circle : link_fault::already_told);
    if (parent.columns.empty()) return told(link_fault::already_told);
    if (parent.tenancy.kind == tenancy_kind::root) return told(link_fault::via_root);
    if (parent.tenancy.kind == tenancy_kind::shared) return told(link_fault::via_shared);
    if (walk.parents == most_parents + 1) return told(link_fault::via_too_long);
    return {};
}

/// The first fault of what the model refers to, if there is one, in a layout whose keys lead with the tenant or do not.
constexpr link_finding find_link_fault(const model_info& model, bool leads_with_tenant) noexcept {
    if (model.tenancy.kind == tenancy_kind::owned && !leads_with_tenant) return {link_fault::owned_without_column};
    if (model.tenancy.is_hidden() && leads_with_tenant)
        for (std::size_t place = 0; place < model.columns.size(); ++place)
            if (same_name(model.columns[place].column, model.tenant_column()))
                return {link_fault::hidden_column_twice, place};
    if (const auto found = find_parent_fault(model); found.fault != link_fault::none) return found;
    for (const reference_info& reference : model.references) {
        const model_info& target = reference.target();
        if (target.columns.empty()) continue;
        if (model.tenancy.kind == tenancy_kind::shared && target.tenancy.has_tenant())
            return {link_fault::shared_to_tenant, reference.fields[0], target.model};
        if (!is_key(target, reference.target_fields, leads_with_tenant && target.tenancy.has_tenant()))
            return {link_fault::target_not_unique, reference.fields[0], target.model};
    }
    return {};
}

} // namespace tenon::inline TENON_ABI::detail
