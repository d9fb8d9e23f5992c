// tenon/transfer/tenants.hpp: tenants by what is typed or comes as JSON: a new one, and how many rows each may have.
//
//     tenon::transfer::create_tenant(db, "acme", {{"name", "Acme"}}).value();
//     tenon::transfer::set_quota(db, "acme", "Letter", 100).value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/json_line.hpp>
#include <tenon/core/read_number.hpp>
#include <tenon/core/result.hpp>
#include <tenon/tenancy/tenant_id.hpp>
#include <tenon/transfer/complete.hpp>
#include <tenon/transfer/database.hpp>
#include <tenon/transfer/format.hpp>
#include <tenon/transfer/lines.hpp>
#include <tenon/transfer/reference_order.hpp>
#include <tenon/transfer/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::transfer {

/// Fields by name, each with its value as text.
using named_values = std::vector<std::pair<std::string, std::string>>;

namespace detail {

/// A text as a value of a column: of one that is no text as JSON spells it.
inline cell cell_of(const column_info& column, const std::string& text) {
    const bool is_spelled = column.type == column_type::boolean || is_integer(column.type) || column.type == column_type::float32 ||
                            column.type == column_type::float64 || column.type == column_type::list;
    cell made;
    json_line::scanner in(text);
    if (is_spelled && json_line::take_cell(in, made) && in.at_end()) return made;
    return {cell::kind::text, text};
}

inline result<void> put_values(const model_info& root, const named_values& values, record& into) {
    for (const auto& [name, text] : values) {
        const column_info* const column = root.find_field(name);
        if (column == nullptr) return fail(told(errc::invalid_value, std::string(root.model) + " has no field \"" + name + "\": name one of its fields."));
        cell& held = into.cells[static_cast<std::size_t>(column - root.columns.data())];
        if (held.is != cell::kind::absent) return fail(told(errc::invalid_value, std::string(root.model) + "." + name + " is said twice: say it once."));
        held = cell_of(*column, text);
    }
    return {};
}

inline result<const model_info*> root_of(const schema_info& schema) {
    if (const model_info* const root = schema.root()) return root;
    return fail(told(errc::unsupported, "The schema has no model whose rows are the tenants: mark one with tenant_root."));
}

} // namespace detail

/// Writes the row of a new tenant: a row of the root's, with the tenant as its key. `values` name its other fields; what they leave
/// out is filled in as by a create, and the rules of the model hold. `json`: the same as an object, whose values can be null.
/// Errors: invalid_tenant; invalid_value; not_null_violation; validation_failed; unique_violation; unsupported, without a root.
inline result<void> create_tenant(const target& on, std::string_view tenant, const named_values& values, std::string_view json = {}) {
    if (!tenant_id(tenant).is_valid()) return fail(errc::invalid_tenant);
    const schema_info schema = on->schema();
    const auto root = detail::root_of(schema);
    if (!root) return fail(root.error());
    record row;
    if (!json.empty()) {
        auto read = read_record(schema, "{\"model\":\"" + std::string((*root)->model) + "\",\"row\":" + std::string(json) + "}");
        if (!read) return fail(read.error());
        row = std::move(*read);
    } else row = {.model = place_of(schema, **root), .cells = std::vector<cell>((*root)->columns.size())};
    row.tenant = tenant;
    if (auto put = detail::put_values(**root, values, row); !put) return put;
    cell& key = row.cells[(*root)->tenancy.field];
    if (key.is != cell::kind::absent && key.text != tenant) return fail(errc::tenant_mismatch);
    key = {cell::kind::text, std::string(tenant)};
    if (auto complete = check_complete(**root, row, false); !complete) return complete;
    if (auto sound = on->check(row); !sound) return fail(named(sound.error()));
    return on->run(true, [&](const transaction& in) -> result<void> {
        const auto there = in.of(row.model).count(tenant);
        if (!there) return fail(there.error());
        if (*there != 0) return fail(told(errc::unique_violation, "There is a tenant " + std::string(tenant) + " already: choose another id."));
        auto made = in.of(row.model).insert(tenant, {&row, 1});
        return made ? made : fail(named(made.error()));
    });
}

/// How many rows of a model a tenant may have, and has.
struct tenant_quota {
    std::string tenant;
    std::string model;
    std::string field;                ///< of the root, which says it
    std::optional<std::int64_t> most; ///< nothing: any number
    std::int64_t used = 0;
    friend bool operator==(const tenant_quota&, const tenant_quota&) = default;
};

namespace detail {

inline result<void> read_quotas(const transaction& in, const schema_info& schema, const model_info& root, const std::string& tenant, std::vector<tenant_quota>& into) {
    result<record> row;
    const auto read = in.of(place_of(schema, root)).read(tenant, true, [&](std::string_view line) -> result<void> {
        row = read_record(schema, line);
        return {};
    });
    if (!read) return fail(read.error());
    if (*read == 0) return fail(told(errc::not_found, "There is no tenant " + tenant + ": look at the list of tenants."));
    for (std::size_t place = 0; place < schema.models.size(); ++place) {
        const model_info& model = *schema.models[place];
        if (model.quota.field == no_field) continue;
        const auto used = in.of(place).count(tenant);
        if (!used) return fail(used.error());
        tenant_quota& made = into.emplace_back(tenant_quota{tenant, std::string(model.model), std::string(root.columns[model.quota.field].field), {}, *used});
        const std::string& text = row->cells[model.quota.field].text;
        if (row->cells[model.quota.field].is == cell::kind::number) (void)read_number(text, made.most.emplace());
    }
    return {};
}

} // namespace detail

/// The quotas of a tenant, or of all (`tenant` is empty), in one snapshot. Rows that were removed and kept count.
/// Errors: not_found; unsupported, without a root.
inline result<std::vector<tenant_quota>> quotas(const target& on, const std::string& tenant = {}) {
    const schema_info schema = on->schema();
    const auto root = detail::root_of(schema);
    if (!root) return fail(root.error());
    std::vector<tenant_quota> all;
    auto done = on->run(false, [&](const transaction& in) -> result<void> {
        all.clear();
        if (!tenant.empty()) return detail::read_quotas(in, schema, **root, tenant, all);
        const auto tenants = in.of(place_of(schema, **root)).tenants();
        if (!tenants) return fail(tenants.error());
        for (const std::string& each : *tenants)
            if (auto read = detail::read_quotas(in, schema, **root, each, all); !read) return read;
        return {};
    });
    if (!done) return fail(done.error());
    return all;
}

/// How many rows of a model a tenant may have from now on.
struct quota_change {
    std::string model;
    std::optional<std::int64_t> most; ///< nothing: any number
};

/// Says how many rows a tenant may have, for all these models or for none. Rows that are there stay.
/// Errors: invalid_value, where a model is said twice; unsupported, for a model without a quota; not_found; out_of_range; not_null_violation, where it has to be a number.
inline result<void> set_quotas(const target& on, std::string_view tenant, std::span<const quota_change> changes) {
    if (!tenant_id(tenant).is_valid()) return fail(errc::invalid_tenant);
    for (auto change = changes.begin(); change != changes.end(); ++change)
        if (std::any_of(changes.begin(), change, [&](const quota_change& before) { return before.model == change->model; }))
            return fail(told(errc::invalid_value, "The quota of " + change->model + " is said twice: say it once."));
    const schema_info schema = on->schema();
    return on->run(true, [&](const transaction& in) -> result<void> {
        for (const quota_change& change : changes) {
            const model_info* const limited = schema.find(change.model);
            if (limited == nullptr || limited->quota.field == no_field)
                return fail(told(errc::unsupported, "There is no model " + change.model + " with a quota: name one that has one."));
            auto set = in.of(place_of(schema, *limited)).set_quota(tenant, change.most);
            if (set) continue;
            if (set.error().code != errc::not_found) return set;
            return fail(told(errc::not_found, "There is no tenant " + std::string(tenant) + ": look at the list of tenants."));
        }
        return {};
    });
}
/// The same for one model.
inline result<void> set_quota(const target& on, std::string_view tenant, std::string_view model, std::optional<std::int64_t> most) {
    const quota_change change{std::string(model), most};
    return set_quotas(on, tenant, {&change, 1});
}

} // namespace tenon::inline TENON_ABI::transfer
