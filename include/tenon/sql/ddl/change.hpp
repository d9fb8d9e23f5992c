// tenon/sql/ddl/change.hpp: what differs between two schemas, as typed changes, and the steps that a dialect makes of them.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/snapshot.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// What a step can do to a database that is in use.
enum class risk : std::uint8_t {
    safe,              ///< nothing is lost, and nobody waits for longer than a moment
    may_lock,          ///< others may have to wait while rows are read or written again
    may_fail_on_data,  ///< rows that are there may not allow it: then nothing happens
    loses_data,        ///< values that are there are gone afterwards
};

constexpr std::string_view spelled_risk(risk danger) noexcept {
    constexpr std::string_view names[] = {"safe", "may lock", "may fail on data", "loses data"};
    return names[static_cast<std::size_t>(danger)];
}

/// When a step runs.
enum class step_time : std::uint8_t {
    before,  ///< the transaction: changes a setting that cannot be changed within it
    within,
    after,   ///< it has committed: what cannot run in a transaction, and can be run again
    at_last, ///< whatever happened: puts back what was changed before
};

/// One statement of a migration.
struct step {
    std::string description{}; ///< one sentence
    std::string sql{};         ///< without the semicolon at its end
    risk danger = risk::safe;
    step_time when = step_time::within;
    std::string table{};       ///< `schema.table` where schemas have names; empty: it is about none
};

enum class change_kind : std::uint8_t {
    create_schema, drop_schema,
    create_enum, drop_enum, change_enum,
    create_table, drop_table, rename_table, change_storage,
    add_column, drop_column, rename_column, change_column,
    change_primary_key,
    create_index, drop_index,
    add_foreign_key, drop_foreign_key,
    add_check, drop_check,
    rename_constraint, ///< of a primary key, a foreign key or a check that is the same otherwise
    rename_index,
    change_row_security, create_policy, drop_policy,
    create_trigger, drop_trigger,
    create_search, drop_search, ///< SQLite; elsewhere it is a column and an index
};

/// One difference. Those of a table that is created or dropped are not told besides.
struct schema_change {
    change_kind kind;
    std::string schema{};
    std::string table{}; ///< empty for schemas and enums. As it is called after renames
    std::string name{};  ///< of the column, index, constraint…; of the schema or enum
    std::string old_name{}; ///< of what is renamed
    friend bool operator==(const schema_change&, const schema_change&) = default;
};

/// How values of one column type become those of another.
enum class type_change : std::uint8_t { widens, may_fail, loses };

/// What a dialect needs to know to make steps.
struct change_request {
    const schema_snapshot& from; ///< after the renames
    const schema_snapshot& to;
    const std::vector<schema_change>& changes;
    bool concurrently = false;      ///< indexes, and questions asked of all rows, outside of the transaction
    std::string lock_timeout{};     ///< how long to wait for others: `5s`; empty: as the server is set
};

} // namespace tenon::inline TENON_ABI::sql
