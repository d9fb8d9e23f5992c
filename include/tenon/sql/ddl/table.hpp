// tenon/sql/ddl/table.hpp: tables as a database has them, without any C++ type: what DDL is written from, and what
// migrations compare.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/model/info.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

struct column_definition {
    std::string name{};
    column_type type = column_type::text;
    column_type element = column_type::text;
    bool nullable = false;
    bool autoincrement = false;
    bool created_at = false;
    std::optional<std::string> default_literal{}; ///< in the dialect's spelling
    std::vector<std::string> enumerators{};
};

struct key_column {
    std::string name{};
    bool descending = false;
};

struct index_definition {
    std::string name{};
    std::vector<key_column> columns{};
    bool unique = false;
    std::string condition{}; ///< of a partial index; else empty
};

struct foreign_key_definition {
    std::string name;
    std::vector<std::string> columns;
    std::string target;
    std::vector<std::string> target_columns;
    tenon::on_delete on_delete = tenon::on_delete::no_action;
    tenon::on_update on_update = tenon::on_update::no_action;
    std::size_t tenant_columns = 0; ///< how many of the leading columns are the tenant's, and are never set to NULL
    /// The target may also be a row without a tenant, which no foreign key of SQL can say: kept by triggers.
    bool to_shared_too = false;
    /// A row without a tenant refers to nothing, and its tenant column is not NULL for it: kept by triggers.
    bool from_shared_too = false;
};

struct table_definition {
    std::string model;
    std::string name;
    std::string schema;
    std::vector<column_definition> columns;
    std::vector<std::string> primary_key;
    std::vector<index_definition> indexes; ///< unique ones too
    std::vector<foreign_key_definition> foreign_keys;
    bool clustered = false;   ///< rows lie in the order of the primary key
    bool own_layout = true;   ///< not `layout::prisma`: strict types and CHECKs

    const column_definition* find(std::string_view column) const noexcept {
        for (const auto& held : columns)
            if (held.name == column) return &held;
        return nullptr;
    }
};

/// `{table}_{columns}_{suffix}`: the names that Prisma gives.
TENON_COLD inline std::string constraint_name(std::string_view table, const std::vector<std::string>& columns,
                                   std::string_view suffix) {
    std::string name(table);
    for (const std::string& column : columns) name.append("_").append(column);
    return name.append("_").append(suffix);
}

} // namespace tenon::inline TENON_ABI::sql
