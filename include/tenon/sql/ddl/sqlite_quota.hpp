// tenon/sql/ddl/sqlite_quota.hpp: how many rows a tenant may have on SQLite, kept by triggers behind the statement that adds some:
// what it does to rows that were there, or leaves out as duplicates, is not counted.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/names.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// A trigger runs for each row, and so it must not count them all: how many rows a tenant has is kept in a table beside theirs. It is
/// only remembered there: of a tenant that is not in it the rows are counted when the next one comes, and of one that seems to have
/// too many they are counted before anything is refused. (A row that REPLACE removes has no trigger: then the number is too large.)
/// SQLite has one writer at a time: what is counted stays so until the statement has ended.
/// A template over the types of what it is made of, so that files which make no tables do not compile it.
template <class Table = table_definition, class Text = std::string> class sqlite_quota {
public:
    TENON_COLD explicit sqlite_quota(const Table& table)
        : table_(table), name_(std::string(quota_table) + table.name), counts_(quoted_identifier(name_)),
          tenant_(quoted_identifier(table.tenancy.column)) {}

    TENON_COLD table_snapshot counts() const {
        table_snapshot made{.name = name_, .strict = true, .clustered = true, .is_derived = true};
        made.columns.push_back({.name = "tenant", .type = "TEXT"});
        made.columns.push_back({.name = "held", .type = "INTEGER"});
        made.primary_key_name = name_ + "_pkey";
        made.primary_key = {"tenant"};
        return made;
    }

    TENON_COLD void add_triggers(auto& made) const {
        const Text is_new = " WHERE \"tenant\" = NEW." + tenant_, is_old = " WHERE \"tenant\" = OLD." + tenant_;
        const Text counted = "(SELECT count(*) FROM " + quoted_identifier(table_.name) + " WHERE " + tenant_ + " = NEW." + tenant_ + ")";
        const Text too_many = is_new + " AND \"held\" > (SELECT " + quoted_identifier(table_.quota->limit) + " FROM " +
                                     quoted_identifier(table_.quota->root) + " WHERE " + quoted_identifier(table_.quota->key) + " = NEW." + tenant_ + ")";
        add(made, "insert", "INSERT", "NEW." + tenant_ + " <> ''", // rows without a tenant are not limited
            "    UPDATE " + counts_ + " SET \"held\" = \"held\" + 1" + is_new + ";\n" +                                                  //
                "    INSERT INTO " + counts_ + " SELECT NEW." + tenant_ + ", " + counted + " WHERE NOT EXISTS (SELECT 1 FROM " + counts_ + is_new + ");\n" + //
                "    UPDATE " + counts_ + " SET \"held\" = " + counted + too_many + ";\n" +                                                //
                "    SELECT RAISE(ABORT, " + quoted_text("tenon_quota:" + table_.quota->name) + ") FROM " + counts_ + too_many + ";\n");
        add(made, "delete", "DELETE", "OLD." + tenant_ + " <> ''",
            "    UPDATE " + counts_ + " SET \"held\" = \"held\" - 1" + is_old + ";\n" + //
                "    DELETE FROM " + counts_ + is_old + " AND \"held\" <= 0;\n");
        add(made, "update", "UPDATE OF " + tenant_, "OLD." + tenant_ + " IS NOT NEW." + tenant_,
            "    DELETE FROM " + counts_ + " WHERE \"tenant\" IN (OLD." + tenant_ + ", NEW." + tenant_ + ");\n");
    }

private:
    void add(auto& made, std::string_view suffix, const Text& event, const Text& condition, const Text& body) const {
        const Text name = name_ + "_" + std::string(suffix);
        made.push_back({.table = table_.name,
                        .name = name,
                        .text = "CREATE TRIGGER " + quoted_identifier(name) + " AFTER " + event + " ON " + quoted_identifier(table_.name) +
                                " FOR EACH ROW WHEN " + condition + "\nBEGIN\n" + body + "END"});
    }

    const Table& table_;
    Text name_;
    Text counts_;
    Text tenant_;
};

} // namespace detail

TENON_COLD void add_sqlite_quotas(const auto& tables, auto& made) {
    for (const auto& table : tables) {
        if (!table.quota) continue;
        const detail::sqlite_quota quota(table);
        made.tables.push_back(quota.counts());
        quota.add_triggers(made.triggers);
    }
}

} // namespace tenon::inline TENON_ABI::sql
