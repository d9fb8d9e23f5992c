// tenon/sql/ddl/snapshot.hpp: a schema as a database has it, in the database's own words and without any C++ type: what
// DDL is written from, what a live database is read into, and what migrations compare.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/model/members.hpp>
#include <tenon/sql/ddl/names.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

struct schema_dialect;

/// Who numbers the rows of a column, and how the database calls it.
enum class numbering : std::uint8_t { none, identity, serial, autoincrement };

struct column_snapshot {
    std::string name{};
    std::string type{}; ///< with the collation, where it is not that of the type
    bool nullable = false;
    std::string default_text{}; ///< an expression; empty: none
    numbering numbered = numbering::none;
    std::string computed{};     ///< the expression of a generated column
    std::string renamed_from{}; ///< a hint: how the column may still be called
    std::string fill{};         ///< a hint: what stands for no value in it, where it is required

    /// What rows that are there get, when it comes, or becomes required, without a value; empty: there is nothing.
    const std::string& value_of_rows() const noexcept { return default_text.empty() ? fill : default_text; }
};

struct index_key {
    std::string text{}; ///< a column's name, or an expression where the index is not tenon's
    bool descending = false;
    nulls_order nulls = nulls_order::standard;
    friend bool operator==(const index_key&, const index_key&) = default;
};

struct index_snapshot {
    std::string name{};
    std::vector<index_key> keys{};
    bool unique = false;
    std::string method{};       ///< `gin`; empty: the usual one
    std::string condition{};    ///< of a partial index; else empty
    bool is_constraint = false; ///< the database calls it a unique constraint
    bool is_valid = true;       ///< false: it was left behind half built
    bool is_ours = true;        ///< named as tenon and Prisma name theirs; others are left alone
    std::string text{};         ///< of one that is not ours: the statement that makes it
};

struct foreign_key_snapshot {
    std::string name{};
    std::vector<std::string> columns{};
    std::string target_schema{};
    std::string target{};
    std::vector<std::string> target_columns{};
    std::string on_delete{};            ///< as SQL spells it
    std::vector<std::string> nulled{};  ///< of SET NULL: the columns that it empties; none: all of them
    std::string on_update{};
    bool is_valid = true;               ///< false: it was never asked of the rows that were there before it

    /// SQLite lets one that names no columns lead to a table that is not there, or has no primary key.
    bool leads_to_a_key() const noexcept { return target_columns.size() == columns.size(); }
};

struct check_snapshot {
    std::string name{};
    std::string condition{};
    bool is_valid = true;
};

struct policy_snapshot {
    std::string name{};
    std::string verbs{};        ///< `ALL`, `SELECT`…
    std::string condition{};    ///< of the rows that it shows; of INSERT: that it lets in
    bool is_ours = true;
};

struct table_snapshot {
    std::string schema{}; ///< empty where the database has none
    std::string name{};
    std::vector<column_snapshot> columns{};
    std::string primary_key_name{};
    std::vector<std::string> primary_key{};
    std::vector<index_snapshot> indexes{};
    std::vector<foreign_key_snapshot> foreign_keys{};
    std::vector<check_snapshot> checks{};
    std::vector<policy_snapshot> policies{};
    bool row_security = false;   ///< on, and for the owner too
    bool strict = false;         ///< SQLite: values have the types of their columns
    bool clustered = false;      ///< SQLite: WITHOUT ROWID
    bool as_prisma = false;      ///< written as Prisma does, the key in CREATE TABLE behind an empty line; not compared
    bool is_derived = false;     ///< SQLite: triggers keep it from the rows of another, and nothing is lost with it; not compared
    /// A cluster: the column that says on which node a row lies; empty: rows are on every node. Not compared.
    std::optional<std::string> spread_by{};
    std::string model{};         ///< the struct's name, for messages; empty for a table that was read
    std::string renamed_from{};  ///< a hint: how the table may still be called

    TENON_LAZY const column_snapshot* find(std::string_view column) const noexcept { return find_named(columns, column); }
};

/// A trigger, with the function that it calls where the database has those.
struct trigger_snapshot {
    std::string schema{}; ///< of its table, which need not be the one whose reference it keeps
    std::string table{};
    std::string name{};
    std::string text{};
    std::string function{};      ///< its name as SQL calls it
    std::string function_text{};
    bool is_ours = true;         ///< others are left alone
    bool is_on = true;           ///< nobody has turned it off
};

/// SQLite: the tables beside another that find its words; triggers keep them.
struct search_snapshot {
    std::string table{};
    std::string name{};      ///< of the virtual table
    std::string text{};      ///< what makes it
    std::string rows_name{}; ///< of the table that numbers the rows
    std::string rows_text{};
};

/// A type that is a list of names.
struct enum_snapshot {
    std::string schema{};
    std::string name{};
    std::vector<std::string> labels{};
};

/// The table of a list that has this name in this schema, or nullptr.
template <class Table>
const Table* find_table(const std::vector<Table>& tables, std::string_view schema, std::string_view name) noexcept {
    for (const Table& table : tables)
        if (table.name == name && table.schema == schema) return &table;
    return nullptr;
}

struct schema_snapshot {
    const schema_dialect* dialect = nullptr; ///< whose words these are; lives as long as the program
    std::vector<std::string> schemas{};      ///< besides the one that every database has
    std::vector<enum_snapshot> enums{};
    std::vector<table_snapshot> tables{};
    std::vector<trigger_snapshot> triggers{};
    std::vector<search_snapshot> searches{};
    std::string application_role{};          ///< gets its rights on tables that are made; not compared
    error refusal{};                         ///< why no database can have it so; errc::ok: it can

    TENON_LAZY const table_snapshot* find(std::string_view schema, std::string_view table) const noexcept {
        return find_table(tables, schema, table);
    }
};

} // namespace tenon::inline TENON_ABI::sql
