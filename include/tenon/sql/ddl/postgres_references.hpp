// tenon/sql/ddl/postgres_references.hpp: references that no foreign key can say, kept by triggers: those to rows that may
// be without a tenant, and those of such rows to the root.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/names.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/postgres_types.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>
#include <tenon/sql/dialect/postgres.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// The columns of a reference that may become NULL.
TENON_RARE std::vector<std::string> without_tenant(const foreign_key_definition& key) {
    const auto first = key.columns.begin() + static_cast<std::ptrdiff_t>(key.tenant_columns);
    return {first, key.columns.end()};
}

/// PL/pgSQL between quotes that it does not hold itself: they are made longer until it does not.
TENON_RARE std::string dollar_quoted(std::string_view body) {
    std::string quote = "$tenon$";
    while (body.find(quote) != body.npos) quote.insert(quote.size() - 1, "_");
    return quote + "\n" + std::string(body) + "\n" + quote;
}
TENON_RARE std::string do_block(std::string_view body) { return "DO " + dollar_quoted(body); }

namespace detail {

/// A reference that triggers keep, and what its texts are made of.
struct kept_reference {
    const table_definition& table;
    const foreign_key_definition& key;

    /// The rows that refer to the removed one: `OLD` is the target's row.
    TENON_COLD std::string referring(std::size_t first) const {
        std::string text;
        for (std::size_t i = first; i < key.columns.size(); ++i) {
            if (!text.empty()) text += " AND ";
            text += "held." + quoted_identifier(key.columns[i]) + " = OLD." + quoted_identifier(key.target_columns[i]);
        }
        return text;
    }

    /// The row that `NEW` refers to.
    TENON_COLD std::string referred() const {
        std::string text;
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            const std::string fresh = "NEW." + quoted_identifier(key.columns[i]);
            const std::string held = "held." + quoted_identifier(key.target_columns[i]);
            if (!text.empty()) text += " AND ";
            if (key.to_shared_too && i < key.tenant_columns) text += held + " IN (" + fresh + ", '')";
            else text += held + " = " + fresh;
        }
        return text;
    }

    /// When `NEW` refers to a row at all.
    TENON_COLD std::string refers() const {
        std::string text;
        for (std::size_t i = key.from_shared_too ? 0 : key.tenant_columns; i < key.columns.size(); ++i) {
            if (!text.empty()) text += " AND ";
            text.append("NEW.").append(quoted_identifier(key.columns[i]));
            text += key.from_shared_too ? " <> ''" : " IS NOT NULL";
        }
        return text;
    }

    /// Who writes a reference and who removes its target wait for each other until one's transaction has ended, as they
    /// do for a foreign key. Locks of rows would not do: on a row without a tenant, row-level security refuses them to
    /// those who may only read it. There are 256 locks for each reference, by the target's key, so that a statement on
    /// many rows does not fill the server's table of locks.
    TENON_COLD std::string lock(std::string_view how, std::string_view row, const std::vector<std::string>& columns) const {
        std::string text = "PERFORM pg_catalog." + std::string(how) + "((pg_catalog.hashtextextended(";
        text += quoted_text(postgres_name(table.schema, key.name)) + ", 0) & -256) | (pg_catalog.hashtextextended(";
        text += "pg_catalog.concat_ws(',', ";
        std::string_view comma;
        // Without the tenant: one target may be of a tenant or of none.
        for (std::size_t i = key.from_shared_too ? 0 : key.tenant_columns; i < columns.size(); ++i) {
            text.append(comma).append(row).append(".").append(quoted_identifier(columns[i]));
            comma = ", ";
        }
        return text + "), 0) & 255));";
    }

    TENON_COLD std::string raise(std::string_view state, std::string_view message) const {
        return "RAISE EXCEPTION USING ERRCODE = " + quoted_text(state) + ", MESSAGE = " + quoted_text(message) +
               ", SCHEMA = " + quoted_text(table.schema.empty() ? postgres_dialect::default_schema : table.schema) +
               ", TABLE = " + quoted_text(table.name) + ", CONSTRAINT = " + quoted_text(key.name) + ";";
    }

    /// What happens to the rows that refer to the removed one, or because of them. `first` leaves out columns before it.
    TENON_COLD std::string removal(const std::string& indent, std::size_t first) const {
        const std::string rows = " " + postgres_name(table) + " AS held ";
        const std::string condition = "WHERE " + referring(first);
        if (key.on_delete == on_delete::cascade) return indent + "DELETE FROM" + rows + condition + ";";
        if (key.on_delete == on_delete::set_null) {
            std::string text = indent + "UPDATE" + rows + "SET ";
            std::string_view comma;
            for (const auto& column : without_tenant(key)) {
                text.append(comma).append(quoted_identifier(column)).append(" = NULL");
                comma = ", ";
            }
            return text + " " + condition + ";";
        }
        return indent + "IF EXISTS (SELECT 1 FROM" + rows + condition + ") THEN\n" + indent + "    " +
               raise("restrict_violation", "a row is still referred to by " + postgres_name(table)) + "\n" + indent +
               "END IF;";
    }

    /// A row without a tenant is referred to by rows of every tenant. Two statements: where one has OR in
    /// it, a plan for every row finds no index.
    TENON_COLD std::string removal() const {
        if (!key.to_shared_too) return removal("    ", 0);
        return "    IF OLD." + quoted_identifier(key.target_columns[0]) + " = '' THEN\n" +
               removal("        ", key.tenant_columns) + "\n    ELSE\n" + removal("        ", 0) + "\n    END IF;";
    }

    /// A function and its trigger, of one name. Triggers run in the order of their names: these come behind those of
    /// foreign keys, "RI_…", so that rows which a removal takes along by a foreign key are gone before these look.
    TENON_COLD void add(std::string_view what, std::string_view schema, std::string_view on, const std::string& event, const std::string& condition,
                        const std::string& action, std::vector<trigger_snapshot>& made) const {
        const std::string name = constraint_name("tenon_" + key.name, {}, what, postgres_dialect::longest_name);
        const std::string function = postgres_name(table.schema, name) + "()";
        made.push_back({.schema = std::string(schema.empty() ? postgres_dialect::default_schema : schema),
                        .table = std::string(on),
                        .name = name,
                        .text = "CREATE TRIGGER " + quoted_identifier(name) + " AFTER " + event + " ON " + postgres_name(schema, on) +
                                " FOR EACH ROW" + (condition.empty() ? "" : " WHEN (" + condition + ")") + " EXECUTE FUNCTION " + function,
                        .function = function,
                        .function_text = "CREATE FUNCTION " + function +
                                         " RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS " +
                                         dollar_quoted("BEGIN\n" + action + "\n    RETURN NULL;\nEND")});
    }
};

} // namespace detail

/// The triggers of a table's references that are no foreign keys. They run as who writes, so row-level security holds for
/// them too; and at the end of the statement, so that its rows may come and go in any order. Two transactions that meet
/// see each other's rows at READ COMMITTED, and one of them fails at SERIALIZABLE; at REPEATABLE READ each sees what was
/// there when it began, and only the server's own foreign keys see more.
TENON_RARE void add_shared_references(const table_definition& table, std::vector<trigger_snapshot>& made) {
    for (const auto& key : table.foreign_keys) {
        if (!key.to_shared_too && !key.from_shared_too) continue;
        const detail::kept_reference kept{table, key};
        const std::string target = postgres_name(key.target_schema, key.target);
        const std::string missing =
            "    IF NOT EXISTS (SELECT 1 FROM " + target + " AS held WHERE " + kept.referred() + ") THEN\n        " +
            kept.raise("foreign_key_violation", "a row refers to none of " + target) + "\n    END IF;";
        kept.add("check", table.schema, table.name, "INSERT OR UPDATE OF " + quoted_list(key.columns), kept.refers(),
                 "    " + kept.lock("pg_advisory_xact_lock_shared", "NEW", key.columns) + "\n" + missing, made);
        kept.add("delete", key.target_schema, key.target, "DELETE", "",
                 "    " + kept.lock("pg_advisory_xact_lock", "OLD", key.target_columns) + "\n" + kept.removal(), made);
    }
}

} // namespace tenon::inline TENON_ABI::sql
