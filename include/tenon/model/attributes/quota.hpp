// tenon/model/attributes/quota.hpp: how many rows of a model a tenant may have.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/attributes/table.hpp>
#include <tenon/model/members.hpp>
#include <tenon/model/reflection.hpp>

namespace tenon::inline TENON_ABI {

/// The limit is a field of another model, the root: `members` are those of the model that it describes.
template <auto Limit> struct quota_attribute : attribute {
    using members = detail::member_list<>;
    static constexpr auto limit = Limit;
    template <class Data> constexpr void describe(Data& data) const {
        data.quota.root = reflection::qualified_name<reflection::class_of<Limit>>;
        data.quota.field = reflection::index_of<Limit>;
    }
};

/// `quota<&Tenant::mostWorkflows>`, of Workflow: a tenant has at most as many rows as this field of its root's row says, an
/// integer; NULL in an optional one: any number. The database counts in the statement that writes, whoever sends it:
/// errc::quota_exceeded, and nothing of the statement is done. Rows that are removed and kept count too; rows without a
/// tenant are not limited.
template <auto Limit> inline constexpr quota_attribute<Limit> quota{};

} // namespace tenon::inline TENON_ABI
