// tenon/model/audit_entry.hpp: the trail of models that are `tenon::audited`, a model as any other.
//
//     using app = tenon::schema<Tenant, User, tenon::audit_entry>;
//     auto trail = tenon::repository<tenon::audit_entry>(db.tenant("acme"));
//     trail.find_many(tenon::where(tenon::field<&tenon::audit_entry::model> == "User"));
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/values/json.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/model/attributes/audit.hpp>
#include <tenon/model/attributes/columns.hpp>
#include <tenon/model/attributes/keys.hpp>
#include <tenon/model/attributes/table.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace tenon::inline TENON_ABI {

enum class audit_action { create, update, remove };

/// A change of one row. The values are JSON objects of the model's fields: numbers, booleans, texts; times as ISO 8601, decimals
/// and UUIDs as their texts, bytes in hexadecimal digits; those of secret fields are "[secret]". The database writes them, with its own
/// clock. A tenant sees the changes of its own rows, and of rows without a tenant, which it may read too.
struct audit_entry {
    std::int64_t id = 0; ///< rises; numbers may be missing
    std::optional<std::string> tenantId;
    std::string model; ///< the struct's name
    audit_action action = audit_action::create;
    json key;                    ///< the fields of the primary key
    std::optional<json> before;  ///< of update and remove
    std::optional<json> after;   ///< of create and update
    timestamp at;
    static constexpr auto tenon_model =
        tenon::table(tenon::audit_trail_table, detail::audit_trail_attribute{}, tenon::generated<&audit_entry::id>(tenon::autoincrement),
                     tenon::index<&audit_entry::model, &audit_entry::id>);
};

} // namespace tenon::inline TENON_ABI
