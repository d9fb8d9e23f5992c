// tenon/sql/ddl/table.hpp: tables as a database has them, without any C++ type: what DDL is written from, and what
// migrations compare.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/model/info.hpp>
#include <tenon/sql/ddl/names.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

struct column_definition {
    std::string name{};
    std::string field{}; ///< the struct's member; empty where the struct does not show it
    column_type type = column_type::text;
    column_type element = column_type::text;
    bool nullable = false;
    bool autoincrement = false;
    bool created_at = false;
    bool secret = false;
    std::optional<std::string> default_literal{}; ///< in the dialect's spelling
    std::vector<std::string> enumerators{}; ///< of an enumeration, or of a list of them
    std::string enum_name{};
    std::string check_name{}; ///< of its CHECK, where the dialect has one for such a column
    std::string renamed_from{};
    std::string fill{}; ///< see column_snapshot
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
    std::string target_schema;
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

/// A rule over a column that its model says.
struct check_definition {
    std::string name{};
    std::string column{};
    std::string condition{};
};

/// A step from a row to its parent: the row of `table` whose `key` is what `column` holds.
struct parent_definition {
    std::string column;
    std::string schema;
    std::string table;
    std::string key;
};

/// Whose the rows of a table are, for databases that enforce it themselves.
struct tenancy_definition {
    tenancy_kind kind = tenancy_kind::none;
    std::string column{}; ///< what holds the tenant, in the table itself or in that of its last parent
    std::vector<parent_definition> parents{}; ///< empty where the table itself has the tenant
};

/// How many rows a tenant may have: the column `limit` of its root's row.
struct quota_definition {
    std::string name; ///< as errors call it
    std::string root_schema;
    std::string root;
    std::string key;
    std::string limit;
};

struct table_definition {
    std::string model;
    std::string name;
    std::string schema; ///< as the model says it: perhaps empty
    std::vector<column_definition> columns;
    std::string primary_key_name;
    std::vector<std::string> primary_key;
    std::vector<index_definition> indexes; ///< unique ones too
    std::vector<foreign_key_definition> foreign_keys;
    std::vector<check_definition> checks{}; ///< in tenon's own layout
    bool clustered = false;   ///< rows lie in the order of the primary key
    bool own_layout = true;   ///< not `layout::prisma`: strict types and CHECKs
    tenancy_definition tenancy{};
    std::string renamed_from{};
    std::optional<quota_definition> quota{};
    std::vector<std::string> searched{}; ///< texts whose words are kept
    bool audited = false;        ///< changes of its rows leave a trail
    bool is_audit_trail = false; ///< it is that trail

    TENON_LAZY const column_definition* find(std::string_view column) const noexcept { return find_named(columns, column); }
};

} // namespace tenon::inline TENON_ABI::sql
