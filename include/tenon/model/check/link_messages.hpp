// tenon/model/check/link_messages.hpp: what users read when a model's references lead where they cannot.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/links.hpp>
#include <tenon/model/check/words.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/parent.hpp>

#include <cstddef>
#include <string_view>

namespace tenon::inline TENON_ABI::mistake {

template <class... What> struct REFERENCE_TARGET_IS_NOT_UNIQUE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a reference leads to fields that do not name one row: refer to the primary key, or "
                      "declare the target fields unique together");
    }
};
template <class... What> struct SHARED_MODEL_REFERS_TO_A_TENANT_MODEL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a shared model, which everybody reads, refers to rows of tenants: take shared away and "
                      "give the model a tenant, or take the reference away");
    }
};
template <class... What> struct TENANT_VIA_LEADS_IN_A_CIRCLE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: tenant_via leads in a circle and never to a tenant: give one of these models a field "
                      "std::string tenantId");
    }
};
template <class... What> struct TENANT_VIA_LEADS_TO_THE_ROOT {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: tenant_via leads to the root, so that the field itself is the tenant: say "
                      "tenant_key<&Model::field> instead");
    }
};
template <class... What> struct TENANT_VIA_LEADS_TO_A_SHARED_MODEL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: tenant_via leads to a shared model, whose rows have no tenant: lead it to a model that "
                      "has one, or say shared here too");
    }
};
template <class... What> struct TENANT_VIA_HAS_MORE_THAN_6_PARENTS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: tenant_via leads over more than six parents: give the model a field std::string "
                      "tenantId");
    }
};
template <class... What> struct TENANT_OWNED_HAS_NO_COLUMN_IN_LAYOUT_PRISMA {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: layout::prisma has no hidden tenant column for a tenant_owned model: give it a field "
                      "std::string tenantId, or leave layout::prisma out");
    }
};
template <class... What> struct COLUMN_IS_NAMED_AS_THE_HIDDEN_TENANT_COLUMN {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a column has the name of the tenant column that the table gets by itself: rename it "
                      "with column<…>, or say tenant_key<…> if it is the tenant");
    }
};

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI::detail {

/// The name of the model that a finding leads to, as a template argument.
template <class Model, bool LeadsWithTenant> inline constexpr auto spelled_target = [] {
    constexpr link_finding found = find_link_fault(info_of<Model>(), LeadsWithTenant);
    return fixed_string<found.target.size()>(found.target);
}();

template <link_fault Fault, class Model, std::size_t Place, bool LeadsWithTenant> consteval void report_link() {
    using namespace mistake;
    using in = IN_MODEL<Model>;
    using at = FIELD<spelled_field<Model, Place>>;
    using to = TO_MODEL<spelled_target<Model, LeadsWithTenant>>;
    using enum link_fault;
    if constexpr (Fault == target_not_unique)
        REFERENCE_TARGET_IS_NOT_UNIQUE<in, at, to>::tell();
    else if constexpr (Fault == shared_to_tenant)
        SHARED_MODEL_REFERS_TO_A_TENANT_MODEL<in, at, to>::tell();
    else if constexpr (Fault == via_circle)
        TENANT_VIA_LEADS_IN_A_CIRCLE<in, at, to>::tell();
    else if constexpr (Fault == via_root)
        TENANT_VIA_LEADS_TO_THE_ROOT<in, at, to>::tell();
    else if constexpr (Fault == via_shared)
        TENANT_VIA_LEADS_TO_A_SHARED_MODEL<in, at, to>::tell();
    else if constexpr (Fault == via_too_long)
        TENANT_VIA_HAS_MORE_THAN_6_PARENTS<in, at, to>::tell();
    else if constexpr (Fault == owned_without_column)
        TENANT_OWNED_HAS_NO_COLUMN_IN_LAYOUT_PRISMA<in>::tell();
    else if constexpr (Fault == hidden_column_twice)
        COLUMN_IS_NAMED_AS_THE_HIDDEN_TENANT_COLUMN<in, at>::tell();
}

/// Whether what `Model` refers to can be referred to, and its rows have a tenant. Says what is wrong, once for each model
/// and layout: a model that depends on a faulty one leaves it to that one.
template <class Model, bool LeadsWithTenant> consteval bool check_links() {
    if constexpr (!definition<Model>::is_sound) return false;
    else {
        constexpr link_finding found = find_link_fault(info_of<Model>(), LeadsWithTenant);
        if constexpr (found.fault == link_fault::none) {
            if constexpr (info_of<Model>().tenancy.kind == tenancy_kind::via_parent)
                return check_links<tenon::parent_of<Model>, LeadsWithTenant>();
            else return true;
        } else if constexpr (found.fault == link_fault::already_told)
            return check_links<tenon::parent_of<Model>, LeadsWithTenant>() && false;
        else {
            report_link<found.fault, Model, found.field, LeadsWithTenant>();
            return false;
        }
    }
}

} // namespace tenon::inline TENON_ABI::detail
