// tenon/model/attributes/tenancy.hpp: whose rows these are, where the fields do not say it.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/attributes/table.hpp>
#include <tenon/model/members.hpp>

namespace tenon::inline TENON_ABI {

/// An attribute that says the kind of tenancy. At most one in a model.
template <tenancy_kind Kind, auto... Members> struct tenancy_attribute : attribute {
    using members = detail::member_list<Members...>;
    template <class Data> constexpr void describe(Data& data) const {
        ++data.tenancy_words;
        data.tenancy.kind = Kind;
        if constexpr (sizeof...(Members) == 1) data.tenancy.field = detail::places_of<Members...>()[0];
    }
};

/// `tenant_key<&Order::organisationId>`: the tenant field has another name than `tenantId`. Is it a
/// std::optional<std::string>, then rows without a tenant are shared.
template <auto Member> inline constexpr tenancy_attribute<tenancy_kind::tenant, Member> tenant_key{};

/// `tenant_via<&Session::userId>`: rows belong to the tenant of the row that this field refers to.
template <auto Member> inline constexpr tenancy_attribute<tenancy_kind::via_parent, Member> tenant_via{};

template <auto Member> struct tenant_root_attribute : tenancy_attribute<tenancy_kind::root, Member> {
    static constexpr auto root = Member;
    tenon::on_delete deletion = tenon::on_delete::standard;
    /// What happens to a tenant's rows when its own row is removed: `on_delete::cascade`, or nothing may be left
    /// (the default).
    constexpr tenant_root_attribute operator()(tenon::on_delete action) const {
        tenant_root_attribute copy = *this;
        copy.deletion = action;
        return copy;
    }
    template <class Data> constexpr void describe(Data& data) const {
        tenancy_attribute<tenancy_kind::root, Member>::describe(data);
        data.tenancy.root_deletion = deletion;
    }
};
/// `tenant_root<&Tenant::id>`: each row is a tenant, and this is its id.
template <auto Member> inline constexpr tenant_root_attribute<Member> tenant_root{};

/// Each row has a tenant, in a column that only the table has.
inline constexpr tenancy_attribute<tenancy_kind::owned> tenant_owned{};

/// Rows belong to nobody: every scope reads them, only a system scope writes them.
inline constexpr tenancy_attribute<tenancy_kind::shared> shared{};

} // namespace tenon::inline TENON_ABI
