// tenon/sql/ddl/tenant_rows.hpp: all rows of one tenant, table by table: how to count them, and how to remove them in an order
// that references allow. Pure: no database.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/schema_dialect.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// The rows of a tenant in one table. The tenant is `$1` in each text.
struct tenant_rows {
    std::string model{};              ///< the struct's name
    std::string count{};              ///< gives a number as text
    std::vector<std::string> clear{}; ///< empties references that stand in circles: before any row is removed
    std::string remove{};
    std::string remove_some{}; ///< of at most `{rows}` of them, gives a text for each; empty where they only go together
    bool is_root = false;             ///< the tenant itself
};

namespace detail {

class tenant_row_texts {
public:
    tenant_row_texts(const std::vector<table_definition>& tables, const schema_dialect& words) : tables_(tables), words_(words), seen_(tables.size(), 0) {}

    /// Tables come behind those that refer to them.
    TENON_COLD std::vector<tenant_rows> operator()() {
        for (std::size_t i = 0; i < tables_.size(); ++i)
            if (!tables_[i].is_audit_trail) visit(i);
        for (std::size_t i = 0; i < tables_.size(); ++i) visit(i); // the trail of these removals too
        for (const auto& [from, column] : circles_)
            for (tenant_rows& each : made_)
                if (each.model == from->model)
                    each.clear.push_back("UPDATE " + name_of(*from) + " SET " + quoted_identifier(column) + " = NULL WHERE " + quoted_identifier(column) +
                                         " IS NOT NULL AND " + condition(*from));
        return std::move(made_);
    }

private:
    std::string name_of(const table_definition& table) const { return words_.table_name(table.schema, table.name); }
    static bool is_somebodys(const table_definition& table) noexcept {
        return table.tenancy.kind != tenancy_kind::none && table.tenancy.kind != tenancy_kind::shared;
    }

    void visit(std::size_t place) {
        if (seen_[place] != 0) return;
        seen_[place] = 1; // its turn has not come
        const table_definition& table = tables_[place];
        for (std::size_t i = 0; i < tables_.size(); ++i)
            for (const auto& key : tables_[i].foreign_keys) {
                if (key.target != table.name || key.target_schema != table.schema) continue;
                if (seen_[i] == 1) note_circle(tables_[i], key);
                else visit(i);
            }
        seen_[place] = 2;
        if (!is_somebodys(table)) return;
        const std::string rows = " FROM " + name_of(table) + " WHERE " + condition(table);
        made_.push_back({table.model, "SELECT CAST(count(*) AS TEXT)" + rows, {}, "DELETE" + rows, is_one_piece(table) ? std::string() : some(table, rows),
                         table.tenancy.kind == tenancy_kind::root});
    }

    /// Rows refer to others of their table, and cannot let go of them first.
    static bool is_one_piece(const table_definition& table) {
        for (const auto& key : table.foreign_keys) {
            if (key.target != table.name || key.target_schema != table.schema || key.on_delete == on_delete::cascade || key.on_delete == on_delete::set_null) continue;
            bool lets_go = false;
            for (const auto& name : key.columns) lets_go = lets_go || can_be_cleared(table, name);
            if (!lets_go) return true;
        }
        return false;
    }
    std::string some(const table_definition& table, const std::string& rows) const {
        std::string key;
        for (const std::string& column : table.primary_key) key.append(key.empty() ? "" : ", ").append(quoted_identifier(column));
        return "DELETE FROM " + name_of(table) + " WHERE (" + key + ") IN (SELECT " + key + rows + " LIMIT {rows}) RETURNING CAST(1 AS TEXT)";
    }
    static bool can_be_cleared(const table_definition& table, const std::string& name) {
        const column_definition* column = table.find(name);
        const bool is_key = std::find(table.primary_key.begin(), table.primary_key.end(), name) != table.primary_key.end();
        return column != nullptr && column->nullable && !is_key && name != table.tenancy.column;
    }

    /// A row that is removed later refers to one that is removed now, or to one of its own table.
    void note_circle(const table_definition& from, const foreign_key_definition& key) {
        if (!is_somebodys(from) || key.on_delete == on_delete::cascade || key.on_delete == on_delete::set_null) return;
        for (const auto& name : key.columns)
            if (can_be_cleared(from, name)) circles_.emplace_back(&from, name);
    }

    std::string condition(const table_definition& table) const { return of_tenant(table.tenancy, name_of(table), 0); }
    std::string of_tenant(const tenancy_definition& tenancy, const std::string& row, std::size_t depth) const {
        if (depth == tenancy.parents.size()) return row + "." + quoted_identifier(tenancy.column) + " = $1";
        const parent_definition& parent = tenancy.parents[depth];
        const std::string alias = quoted_identifier("tenon_parent" + std::to_string(depth + 1));
        return "EXISTS (SELECT 1 FROM " + words_.table_name(parent.schema, parent.table) + " AS " + alias + " WHERE " + alias + "." +
               quoted_identifier(parent.key) + " = " + row + "." + quoted_identifier(parent.column) + " AND " +
               of_tenant(tenancy, alias, depth + 1) + ")";
    }

    const std::vector<table_definition>& tables_;
    const schema_dialect& words_;
    std::vector<int> seen_;
    std::vector<std::pair<const table_definition*, std::string>> circles_;
    std::vector<tenant_rows> made_;
};

} // namespace detail

/// Of all tables whose rows belong to a tenant, its own row among them; in the order in which they are to be removed.
TENON_RARE std::vector<tenant_rows> rows_of_tenant(const std::vector<table_definition>& tables, const schema_dialect& words) {
    return detail::tenant_row_texts(tables, words)();
}

} // namespace tenon::inline TENON_ABI::sql
