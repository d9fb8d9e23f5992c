// tenon/sql/ddl/physical.hpp: from models to tables: what the layout adds to keys, uniques and references.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/names.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// Whether the rows of a model lie under a tenant column, which the keys of its table then lead with. A root does not
/// lead with it: its key is the tenant.
inline bool leads_with_tenant(const schema_info& schema, const model_info& model) {
    return schema.leads_with_tenant && model.tenancy.has_tenant();
}

/// The columns of some fields of a model, led by the tenant where the layout says so.
TENON_RARE std::vector<std::string> key_columns(const schema_info& schema, const model_info& model,
                                            const field_list& fields) {
    std::vector<std::string> columns;
    const bool led = leads_with_tenant(schema, model);
    if (led) columns.push_back(std::string(model.tenant_column()));
    for (const std::size_t place : led ? model.without_tenant(fields) : fields)
        columns.push_back(std::string(model.columns[place].column));
    return columns;
}

/// Whether a field of a model says its tenant.
inline bool is_tenant_field(const model_info& model, std::size_t place) {
    return model.tenancy.has_field() && model.tenancy.field == place;
}

/// Whether a reference is by the tenant field alone: a row without a tenant would be everybody's, so no removal may ever
/// set it to NULL.
inline bool is_by_tenant(const reference_info& reference, const model_info& model) {
    return reference.fields.size() == 1 && is_tenant_field(model, reference.fields[0]);
}

/// What keeps a row from being removed while others refer to it. In tenon's own layout it is asked at the end of the
/// statement, so that a removal that takes those others along, as that of a whole tenant, does not depend on the order.
inline on_delete keeping(const schema_info& schema) {
    return schema.leads_with_tenant ? on_delete::no_action : on_delete::restrict;
}

TENON_RARE on_delete deletion_of(const reference_info& reference, const schema_info& schema, const model_info& model) {
    if (is_by_tenant(reference, model)) {
        if (reference.on_delete == on_delete::restrict) return keeping(schema);
        if (reference.on_delete != on_delete::standard && reference.on_delete != on_delete::set_null)
            return reference.on_delete;
        const model_info& target = reference.target();
        const bool to_root = target.tenancy.kind == tenancy_kind::root;
        return to_root && target.tenancy.root_deletion != on_delete::standard ? target.tenancy.root_deletion
                                                                              : keeping(schema);
    }
    if (reference.on_delete == on_delete::restrict) return keeping(schema);
    if (reference.on_delete != on_delete::standard) return reference.on_delete;
    for (const std::size_t place : reference.fields)
        if (!model.columns[place].nullable && !(schema.leads_with_tenant && is_tenant_field(model, place)))
            return keeping(schema);
    return on_delete::set_null;
}

/// The reference of a field that leads to the parent, whose tenant the row is in; nullptr when there is none.
inline const reference_info* parent_reference(const model_info& model) {
    for (const reference_info& reference : model.references)
        if (reference.fields.size() == 1 && reference.fields[0] == model.tenancy.field) return &reference;
    return nullptr;
}

/// Whether rows of a model can be without a tenant: by their own field, or by that of the parent in whose tenant they are.
TENON_RARE bool can_lack_tenant(const model_info& model) {
    const model_info* held = &model;
    for (std::size_t depth = 0; held->tenancy.kind == tenancy_kind::via_parent && depth < 100; ++depth) {
        const reference_info* reference = parent_reference(*held);
        if (reference == nullptr) return false;
        held = &reference->target();
    }
    return held->tenancy.kind == tenancy_kind::tenant_or_shared;
}

inline on_update update_of(const reference_info& reference, const schema_info& schema) {
    if (reference.on_update != on_update::standard) return reference.on_update;
    return schema.leads_with_tenant ? on_update::no_action : on_update::cascade;
}

/// `others`: those that the table has already.
template <class Key>
TENON_COLD Key foreign_key(const schema_info& schema, const model_info& model, const reference_info& reference, const std::vector<Key>& others,
                           std::size_t longest) {
    const model_info& target = reference.target();
    Key key;
    key.target_schema = target.schema;
    key.target = target.table;
    key.on_delete = deletion_of(reference, schema, model);
    key.on_update = update_of(reference, schema);
    const bool led = leads_with_tenant(schema, target);
    if (led) {
        // The tenant of a root's row is the row's own key.
        key.columns.push_back(std::string(model.tenant_column()));
        key.target_columns.push_back(std::string(target.tenant_column()));
        key.tenant_columns = 1;
        // A row that belongs to its parent's tenant has to have a parent there.
        const bool to_parent = model.tenancy.kind == tenancy_kind::via_parent && reference.fields.size() == 1 &&
                               reference.fields[0] == model.tenancy.field;
        key.to_shared_too = target.tenancy.kind == tenancy_kind::tenant_or_shared && !to_parent;
    }
    for (std::size_t i = 0; i < reference.fields.size(); ++i) {
        const bool is_tenant = led && target.tenancy.has_field() && reference.target_fields[i] == target.tenancy.field;
        if (is_tenant) continue;
        key.columns.push_back(std::string(model.columns[reference.fields[i]].column));
        key.target_columns.push_back(std::string(target.columns[reference.target_fields[i]].column));
    }
    key.name = free_name(model.table, key.columns, "fkey", longest, others, &Key::name);
    if (is_by_tenant(reference, model)) {
        key.tenant_columns = 1;
        key.from_shared_too = schema.leads_with_tenant && !led && model.tenancy.kind == tenancy_kind::tenant_or_shared;
    }
    for (std::size_t i = 0; !led && key.tenant_columns == 0 && i < reference.fields.size(); ++i) {
        if (!is_tenant_field(model, reference.fields[i]) || key.on_delete != on_delete::set_null) continue;
        std::swap(key.columns[0], key.columns[i]);
        std::swap(key.target_columns[0], key.target_columns[i]);
        key.tenant_columns = 1;
    }
    return key;
}

/// Every row's tenant exists, in a schema where tenants are rows.
TENON_COLD void add_root_reference(const schema_info& schema, const model_info& model, auto& table, std::size_t longest) {
    const model_info* root = schema.root();
    const bool exempt = can_lack_tenant(model) || !model.tenancy.has_tenant() ||
                        (model.tenancy.is_hidden() && !schema.leads_with_tenant);
    if (root == nullptr || exempt) return;
    foreign_key_definition key;
    key.columns = {std::string(model.tenant_column())};
    for (const auto& declared : table.foreign_keys)
        if (declared.columns == key.columns && declared.target == root->table && declared.target_schema == root->schema)
            return;
    key.name = free_name(table.name, key.columns, "fkey", longest, table.foreign_keys, &foreign_key_definition::name);
    key.target_schema = root->schema;
    key.target = root->table;
    key.target_columns = {std::string(root->tenant_column())};
    key.tenant_columns = 1;
    key.on_delete = root->tenancy.root_deletion == on_delete::standard ? keeping(schema) : root->tenancy.root_deletion;
    key.on_update = schema.leads_with_tenant ? on_update::no_action : on_update::cascade;
    table.foreign_keys.push_back(std::move(key));
}

TENON_COLD void add_index(auto& table, auto index, std::string_view suffix, std::size_t longest) {
    std::vector<std::string> names;
    for (const auto& column : index.columns) names.push_back(column.name);
    index.name = free_name(table.name, names, suffix, longest, table.indexes, &index_definition::name);
    table.indexes.push_back(std::move(index));
}

/// Whether a foreign key leads to these fields of a model: it takes a unique that holds for all rows.
TENON_RARE bool is_referred_to(const schema_info& schema, const model_info& model, const field_list& fields) {
    if (model.tenancy.kind == tenancy_kind::root && fields.size() == 1 && fields[0] == model.tenancy.field) return true;
    const field_list wanted = model.without_tenant(fields);
    for (const model_info* other : schema.models)
        for (const reference_info& reference : other->references) {
            if (reference.target().type != model.type) continue;
            const field_list named = model.without_tenant(reference.target_fields);
            bool same = named.size() == wanted.size();
            for (const std::size_t place : named) same = same && wanted.contains(place);
            if (same) return true;
        }
    return false;
}

/// Which rows a unique is about: where rows are kept when they are removed, those that are not. In layout::prisma the tables are
/// Prisma's, whose uniques are about all rows.
TENON_RARE std::string unique_condition(const schema_info& schema, const model_info& model, const field_list& fields) {
    if (model.soft_delete == no_field || !schema.leads_with_tenant || is_referred_to(schema, model, fields)) return {};
    return quoted_identifier(model.columns[model.soft_delete].column) + " IS NULL";
}

TENON_RARE tenancy_definition tenancy_of(const schema_info& schema, const model_info& model) {
    tenancy_definition tenancy{.kind = model.tenancy.kind};
    const model_info* held = &model;
    while (!schema.leads_with_tenant && held->tenancy.kind == tenancy_kind::via_parent) {
        const reference_info* reference = parent_reference(*held);
        if (reference == nullptr) break;
        const model_info& parent = reference->target();
        tenancy.parents.push_back({std::string(held->columns[held->tenancy.field].column), std::string(parent.schema),
                                   std::string(parent.table),
                                   std::string(parent.columns[reference->target_fields[0]].column)});
        held = &parent;
    }
    if (held->tenancy.has_tenant() || held->tenancy.kind == tenancy_kind::root) tenancy.column = held->tenant_column();
    return tenancy;
}

} // namespace detail

/// The table of a model; its names have at most `longest` bytes, as the dialect says. Defaults and conditions, which need
/// C++ types, are not in it yet.
template <class Table = table_definition>
TENON_COLD Table physical_table(const schema_info& schema, const model_info& model, std::size_t longest) {
    Table table;
    table.model = model.model;
    table.name = model.table;
    table.schema = model.schema;
    table.own_layout = schema.leads_with_tenant;
    table.renamed_from = model.renamed_from;
    if (const model_info* root = schema.root(); root != nullptr && model.quota.field != no_field)
        table.quota = quota_definition{.name = constraint_name(table.name, {}, "quota", longest),
                                       .root_schema = std::string(root->schema),
                                       .root = std::string(root->table),
                                       .key = std::string(root->tenant_column()),
                                       .limit = std::string(root->columns[model.quota.field].column)};
    for (const std::size_t place : model.searched) table.searched.push_back(std::string(model.columns[place].column));
    table.audited = model.audited;
    table.is_audit_trail = model.is_audit_trail;
    table.tenancy = detail::tenancy_of(schema, model);
    bool counted = false;
    if (detail::leads_with_tenant(schema, model) && model.tenancy.is_hidden())
        table.columns.push_back({.name = std::string(model.tenant_column())});
    for (const column_info& field : model.columns) {
        column_definition column{.name = std::string(field.column),
                                 .field = std::string(field.field),
                                 .type = field.type,
                                 .element = field.element,
                                 .nullable = field.nullable,
                                 .autoincrement = field.generated == generator::autoincrement,
                                 .created_at = field.generated == generator::created_at,
                                 .secret = field.secret};
        column.enumerators.assign(field.enumerators.begin(), field.enumerators.end());
        column.enum_name = field.enum_name;
        column.renamed_from = field.renamed_from;
        column.check_name = free_name(table.name, {column.name}, check_suffix(column.type), longest,
                                              table.columns, &column_definition::check_name);
        counted = counted || column.autoincrement;
        table.columns.push_back(std::move(column));
    }
    // Rows without a tenant are stored under the empty one, so that the key is never NULL.
    if (schema.leads_with_tenant && model.tenancy.kind == tenancy_kind::tenant_or_shared)
        table.columns[model.tenancy.field].nullable = false, table.columns[model.tenancy.field].fill = "''";

    table.primary_key_name = constraint_name(table.name, {}, "pkey", longest);
    table.primary_key = detail::key_columns(schema, model, model.declared_primary_key);
    table.clustered = detail::leads_with_tenant(schema, model) && !counted;
    for (const key_info& unique : model.uniques) {
        const auto columns = detail::key_columns(schema, model, unique.fields);
        index_definition index{.unique = true, .condition = detail::unique_condition(schema, model, unique.fields)};
        for (const auto& column : columns) index.columns.push_back({column});
        detail::add_index(table, std::move(index), "key", longest);
    }
    for (const key_info& declared : model.indexes) {
        index_definition index;
        const bool led = detail::leads_with_tenant(schema, model);
        if (led) index.columns.push_back({std::string(model.tenant_column())});
        for (std::size_t i = 0; i < declared.fields.size(); ++i) {
            if (led && model.tenancy.has_field() && declared.fields[i] == model.tenancy.field) continue;
            index.columns.push_back({std::string(model.columns[declared.fields[i]].column), declared.is_descending(i)});
        }
        detail::add_index(table, std::move(index), "idx", longest);
    }
    for (const check_info& rule : model.checks) {
        if (!table.own_layout) break;
        check_definition check{.column = std::string(model.columns[rule.place].column)};
        check.name = free_name(table.name, {check.column}, rule.word, longest, table.checks, &check_definition::name);
        table.checks.push_back(std::move(check));
    }
    for (const reference_info& reference : model.references)
        table.foreign_keys.push_back(detail::foreign_key(schema, model, reference, table.foreign_keys, longest));
    detail::add_root_reference(schema, model, table, longest);
    return table;
}

} // namespace tenon::inline TENON_ABI::sql
