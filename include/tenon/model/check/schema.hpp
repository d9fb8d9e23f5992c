// tenon/model/check/schema.hpp: what the models of one schema must be to each other.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/keys.hpp>
#include <tenon/model/check/link_messages.hpp>
#include <tenon/model/check/words.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/info.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>

namespace tenon::inline TENON_ABI::mistake {

template <class... What> struct MODEL_STANDS_TWICE_IN_A_SCHEMA {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model stands twice in a schema: name it once in tenon::schema<…>");
    }
};
template <class... What> struct TWO_MODELS_HAVE_ONE_TABLE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: two models have one table, upper and lower case being the same: give one of them "
                      "another name with tenon::table(\"name\", …)");
    }
};
template <class... What> struct SCHEMA_HAS_TWO_ROOTS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a schema has two models whose rows are tenants: keep tenant_root<…> in one of them");
    }
};
template <class... What> struct REFERENCE_LEADS_OUT_OF_THE_SCHEMA {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a reference leads to a model that is not in the schema: add that model to "
                      "tenon::schema<…>");
    }
};

template <class... What> struct SCHEMA_HAS_NO_TRAIL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model is audited in a schema without a trail: add tenon::audit_entry to tenon::schema<…>");
    }
};
template <class... What> struct QUOTA_IS_NO_FIELD_OF_THE_ROOT {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a quota is no field of the root: name an integer field of the model with tenant_root<…>, which is in "
                      "the schema, as tenon::quota<&Tenant::mostUsers>");
    }
};
template <class... What> struct ROWS_WITH_A_QUOTA_DO_NOT_SAY_THEIR_TENANT {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a quota counts rows that say their tenant: give the model a tenant field; in layout::prisma those of a "
                      "parent's tenant do not say it");
    }
};
template <class... What> struct AUDITED_ROWS_DO_NOT_SAY_THEIR_TENANT {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: rows that belong to a parent's tenant do not say it in layout::prisma, and when they go with their "
                      "parent nobody knows it any more: audit a model with a tenant field, or use layout::tenant_first");
    }
};

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI::detail {

enum class schema_fault : std::uint8_t { none, model_twice, table_twice, two_roots, target_outside, no_trail, hidden_tenant, no_quota_field, no_quota_tenant };

/// A fault, and the models and the field that it is about.
struct schema_finding {
    schema_fault fault = schema_fault::none;
    std::size_t model = 0;
    std::size_t other = 0; ///< a model, or a reference of the first
};

constexpr schema_finding find_pair_fault(std::span<const model_info* const> models) noexcept {
    for (std::size_t i = 0; i < models.size(); ++i) {
        const model_info& model = *models[i];
        for (std::size_t j = 0; j < i; ++j) {
            const model_info& other = *models[j];
            if (model.type == other.type) return {schema_fault::model_twice, i, j};
            if (same_name(model.table, other.table) && same_name(model.schema, other.schema))
                return {schema_fault::table_twice, j, i};
            if (model.tenancy.kind == tenancy_kind::root && other.tenancy.kind == tenancy_kind::root)
                return {schema_fault::two_roots, j, i};
        }
    }
    return {};
}

/// The first fault of the models together, if they have one.
constexpr schema_finding find_schema_fault(std::span<const model_info* const> models, bool leads_with_tenant = true) noexcept {
    if (const auto found = find_pair_fault(models); found.fault != schema_fault::none) return found;
    bool has_trail = false;
    std::size_t root = models.size(); // no pointer: with its sanitizers on, GCC 12 compares no address with nullptr in a constant
    for (std::size_t i = 0; i < models.size(); ++i) {
        has_trail = has_trail || models[i]->is_audit_trail;
        if (models[i]->tenancy.kind == tenancy_kind::root) root = i;
    }
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (models[i]->audited && !has_trail) return {schema_fault::no_trail, i, i};
        const tenancy_info& tenancy = models[i]->tenancy;
        const bool says_tenant = tenancy.has_field() || (leads_with_tenant && tenancy.is_hidden());
        if (models[i]->audited && !leads_with_tenant && tenancy.is_hidden()) return {schema_fault::hidden_tenant, i, i};
        if (models[i]->quota.field == no_field) continue;
        if (root == models.size() || models[i]->quota.root != models[root]->type ||
            !is_integer(models[root]->columns[models[i]->quota.field].type))
            return {schema_fault::no_quota_field, i, i};
        if (!says_tenant) return {schema_fault::no_quota_tenant, i, i};
    }
    for (std::size_t i = 0; i < models.size(); ++i) {
        const auto references = models[i]->references;
        for (std::size_t j = 0; j < references.size(); ++j) {
            const std::string_view target = references[j].target().type;
            bool inside = false;
            for (const model_info* model : models) inside = inside || model->type == target;
            if (!inside) return {schema_fault::target_outside, i, j};
        }
    }
    return {};
}

template <schema_fault Fault, class Models, std::size_t First, std::size_t Second> consteval void report_schema() {
    using namespace mistake;
    using enum schema_fault;
    using in = IN_MODEL<std::tuple_element_t<First, Models>>;
    if constexpr (Fault == target_outside) {
        using model = std::tuple_element_t<First, Models>;
        constexpr const reference_info& reference = info_of<model>().references[Second];
        constexpr std::string_view target = reference.target().model;
        REFERENCE_LEADS_OUT_OF_THE_SCHEMA<in, FIELD<spelled_field<model, reference.fields[0]>>, TO_MODEL<fixed_string<target.size()>(target)>>::tell();
    } else if constexpr (Fault == no_trail) SCHEMA_HAS_NO_TRAIL<in>::tell();
    else if constexpr (Fault == no_quota_field) QUOTA_IS_NO_FIELD_OF_THE_ROOT<in>::tell();
    else if constexpr (Fault == no_quota_tenant) ROWS_WITH_A_QUOTA_DO_NOT_SAY_THEIR_TENANT<in>::tell();
    else if constexpr (Fault == hidden_tenant) AUDITED_ROWS_DO_NOT_SAY_THEIR_TENANT<in>::tell();
    else {
        using other = AND_MODEL<std::tuple_element_t<Second, Models>>;
        if constexpr (Fault == model_twice)
            MODEL_STANDS_TWICE_IN_A_SCHEMA<in>::tell();
        else if constexpr (Fault == table_twice)
            TWO_MODELS_HAVE_ONE_TABLE<in, other>::tell();
        else if constexpr (Fault == two_roots)
            SCHEMA_HAS_TWO_ROOTS<in, other>::tell();
    }
}

/// Whether these models make a schema. Says what is wrong, once for each schema: first what is wrong with single models,
/// and only where there is nothing, what is wrong between them.
template <bool LeadsWithTenant, class... Models> consteval bool check_models() {
    if constexpr (!(static_cast<int>(definition<Models>::is_sound) & ... & 1)) return false;
    else if constexpr (!(static_cast<int>(check_links<Models, LeadsWithTenant>()) & ... & 1)) return false;
    else {
        constexpr std::array<const model_info*, sizeof...(Models)> infos{&info_of<Models>()...};
        constexpr schema_finding found = find_schema_fault(infos, LeadsWithTenant);
        if constexpr (found.fault != schema_fault::none)
            report_schema<found.fault, std::tuple<Models...>, found.model, found.other>();
        return found.fault == schema_fault::none;
    }
}

} // namespace tenon::inline TENON_ABI::detail
