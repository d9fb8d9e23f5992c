// tenon/model/info.hpp: what is known of a model, as plain constant data that code without templates can read.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI {

/// Places of fields in their struct, in an order that matters. At most 16: no database takes longer keys gladly.
struct field_list {
    static constexpr std::size_t capacity = 16;
    std::array<std::uint8_t, capacity> places{};
    std::uint8_t count = 0;

    constexpr void add(std::size_t place) noexcept { places[count++] = static_cast<std::uint8_t>(place); }
    constexpr std::size_t size() const noexcept { return count; }
    constexpr bool empty() const noexcept { return count == 0; }
    constexpr std::uint8_t operator[](std::size_t i) const noexcept { return places[i]; }
    constexpr const std::uint8_t* begin() const noexcept { return places.data(); }
    constexpr const std::uint8_t* end() const noexcept { return places.data() + count; }
    constexpr bool contains(std::size_t place) const noexcept {
        for (const std::uint8_t held : *this)
            if (held == place) return true;
        return false;
    }
    friend constexpr bool operator==(const field_list&, const field_list&) noexcept = default;
};

/// Who fills a field on create when the program did not.
enum class generator : std::uint8_t {
    none,
    cuid,          ///< 25 characters, ordered by time
    uuid4,         ///< random
    uuid7,         ///< ordered by time
    autoincrement, ///< a number given by the database
    created_at,    ///< the time of the create
    updated_at,    ///< the time of the create, and of each update
    version,       ///< 1, and one more with each update
};

/// How a model's rows belong to tenants.
enum class tenancy_kind : std::uint8_t {
    none,             ///< nothing was said: such a model cannot be used in a repository
    tenant,           ///< each row has a tenant
    tenant_or_shared, ///< rows without a tenant are for everybody to read
    via_parent,       ///< a row belongs to its parent's tenant
    owned,            ///< each row has a tenant; the struct does not show it
    root,             ///< each row is a tenant
    shared,           ///< rows belong to nobody; written from a system scope only
};

enum class on_delete : std::uint8_t { standard, no_action, restrict, cascade, set_null };
enum class on_update : std::uint8_t { standard, no_action, restrict, cascade, set_null };

/// A field and its column.
struct column_info {
    std::string_view field;
    std::string_view column;
    column_type type = column_type::text;
    column_type element = column_type::text; ///< of a list
    bool nullable = false;
    bool secret = false;
    bool has_default = false;
    generator generated = generator::none;
    std::span<const std::string_view> enumerators{}; ///< of an enumeration, or of a list of them
    std::string_view enum_name{};                    ///< the enum's own, without namespaces
    std::string_view renamed_from{};                 ///< how the column was called before
};

/// A unique constraint, or an index with the sort direction of each field.
struct key_info {
    field_list fields;
    std::uint16_t descending = 0; ///< bit i is set when field i is sorted downwards
    bool partial = false;
    constexpr bool is_descending(std::size_t i) const noexcept { return ((descending >> i) & 1U) != 0; }
};

/// A rule over a field that is a CHECK constraint too. What it says is known by its attribute.
struct check_info {
    std::size_t place = 0;
    std::string_view word; ///< the end of the constraint's name
};

struct model_info;

/// A foreign key. The target is a function, so that models may refer to each other in circles.
struct reference_info {
    field_list fields;
    field_list target_fields;
    const model_info& (*target)() = nullptr;
    tenon::on_delete on_delete = tenon::on_delete::standard;
    tenon::on_update on_update = tenon::on_update::standard;
};

inline constexpr std::size_t no_field = static_cast<std::size_t>(-1);

/// Whose rows these are, and which field says so.
struct tenancy_info {
    tenancy_kind kind = tenancy_kind::none;
    std::size_t field = no_field; ///< the tenant field; the field that leads to the parent; the key of a root
    tenon::on_delete root_deletion = tenon::on_delete::standard; ///< what happens to the rows of a removed tenant

    /// The table has a tenant column that the struct does not show.
    constexpr bool is_hidden() const noexcept {
        return kind == tenancy_kind::via_parent || kind == tenancy_kind::owned;
    }
    /// Rows lie under a tenant: by a field, or by a hidden column.
    constexpr bool has_tenant() const noexcept {
        return kind == tenancy_kind::tenant || kind == tenancy_kind::tenant_or_shared || is_hidden();
    }
    /// The struct has a tenant field.
    constexpr bool has_field() const noexcept {
        return kind == tenancy_kind::tenant || kind == tenancy_kind::tenant_or_shared;
    }
};

/// How many rows a tenant may have: an integer field of the root's.
struct quota_info {
    std::string_view root;        ///< the root's name with its namespaces
    std::size_t field = no_field; ///< its field; no_field: any number
};

/// A model: constant data with static storage.
struct model_info {
    std::string_view type; ///< the struct's name with its namespaces, as the compiler prints it: tells models apart
    std::string_view model; ///< the struct's name
    std::string_view table;
    std::string_view schema;
    std::string_view renamed_from; ///< how the table was called before
    std::span<const column_info> columns;
    field_list primary_key;          ///< as the program sees it: without the tenant
    field_list declared_primary_key; ///< as it was declared, perhaps with the tenant
    std::span<const key_info> uniques; ///< as they were declared, perhaps with the tenant
    std::span<const key_info> indexes;
    std::span<const reference_info> references;
    std::span<const check_info> checks;
    tenancy_info tenancy;
    quota_info quota;
    field_list searched;             ///< the texts whose words can be looked for
    bool audited = false;        ///< changes of its rows leave a trail
    bool is_audit_trail = false; ///< it is that trail
    std::size_t soft_delete = no_field; ///< the field that holds when a row was removed
    std::size_t version = no_field;     ///< the field that counts the changes of a row

    /// The column of the tenant: of the field that says it, or the hidden one.
    constexpr std::string_view tenant_column() const noexcept {
        if (tenancy.has_field() || tenancy.kind == tenancy_kind::root) return columns[tenancy.field].column;
        return "tenantId";
    }

    /// The fields that are not the tenant's: what makes a key within one tenant.
    constexpr field_list without_tenant(const field_list& fields) const noexcept {
        if (!tenancy.has_field()) return fields;
        field_list rest;
        for (const std::size_t place : fields)
            if (place != tenancy.field) rest.add(place);
        return rest;
    }

    /// The names of some fields.
    TENON_LAZY std::vector<std::string_view> field_names(const field_list& fields) const {
        std::vector<std::string_view> names;
        for (const std::size_t place : fields) names.push_back(columns[place].field);
        return names;
    }
    /// The fields behind some columns, for people: without the tenant, which every key has, unless nothing else is there.
    TENON_LAZY std::vector<std::string> fields_behind(std::span<const std::string_view> names) const {
        std::vector<std::string> fields;
        for (const std::string_view name : names)
            if (const column_info* held = find_column(name); held != nullptr && (names.size() == 1 || name != tenant_column()))
                fields.push_back(std::string(held->field));
        return fields;
    }
    /// The fields of the primary key, without the tenant: `Credential` → `username`.
    TENON_LAZY std::vector<std::string_view> primary_key_fields() const { return field_names(primary_key); }

    /// The field with this name, or nullptr.
    constexpr const column_info* find_field(std::string_view name) const noexcept {
        for (const column_info& held : columns)
            if (held.field == name) return &held;
        return nullptr;
    }
    /// The column with this name, or nullptr.
    constexpr const column_info* find_column(std::string_view name) const noexcept {
        for (const column_info& held : columns)
            if (held.column == name) return &held;
        return nullptr;
    }
};

} // namespace tenon::inline TENON_ABI
