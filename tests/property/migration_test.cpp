// Migrations there and back: random schemas A and B, tables with rows, on every database. After the plan from A to B the
// database is B, and after the one back it is A, run as plans or as the files of a migration, which is deployed and rolled
// back; rows that both know keep their values, and no row is lost because another
// table was made anew.
#include <rapidcheck.h>

#include <tenon/migration.hpp>
#include <tenon/sqlite.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#if TENON_TEST_POSTGRES
#include <tenon/postgres.hpp>

#include "support/postgres.hpp"
#endif
#include "support/catch.hpp"
#include "support/migration.hpp"
#include "support/migrations.hpp"

using namespace tenon;
using migration::snapshot;
using sql::constraint_name;
using sql::quoted_identifier;
using sql::quoted_text;

namespace {

struct Nothing {
    std::string id;
    static constexpr auto tenon_model = table(shared);
};
using any_schema = schema<Nothing>;

/// What random schemas are made of on one database.
struct words {
    const sql::schema_dialect* dialect;
    std::string schema;             ///< of tables
    std::array<std::string, 3> types; ///< small numbers, large ones, texts: the values of each are those of the next too
    bool has_enums;
};

constexpr std::size_t column_count = 4;
const std::array<std::string, 3> table_names{"Ash", "Birch", "Cedar"};
const std::array<std::vector<std::string>, 3> moods{{{"fine", "bad"}, {"bad", "fine"}, {"fine", "odd", "bad"}}};

using rc::gen::inRange;
bool chance(int percent) { return *inRange(0, 100) < percent; }
template <class T> std::string numbered(std::string text, T number) { return text += std::to_string(number); }

/// A table with a text key, some columns, and references to some of the tables in `targets`.
sql::table_snapshot any_table(const words& in, const std::string& name, const std::vector<std::string>& targets) {
    sql::table_snapshot made{.schema = in.schema, .name = name};
    made.strict = in.schema.empty();
    made.clustered = made.strict && chance(50);
    made.primary_key_name = constraint_name(name, {}, "pkey", 63);
    made.primary_key = {"id"};
    made.columns.push_back({.name = "id", .type = in.types[2]});
    for (std::size_t i = 0; i < column_count; ++i) {
        if (!chance(70)) continue;
        sql::column_snapshot column{.name = numbered("c", i), .renamed_from = numbered("old", i)};
        if (chance(25)) std::swap(column.name, column.renamed_from);
        const auto type = static_cast<std::size_t>(*inRange(0, 3));
        column.type = in.types[type];
        column.nullable = chance(60);
        const std::string value = std::to_string(*inRange(-9, 10));
        if (!column.nullable || chance(30)) column.default_text = type == 2 ? quoted_text(value) : value;
        const std::string quoted = quoted_identifier(column.name);
        // Values of all rows differ, and so do those that are missing.
        if (column.nullable && column.default_text.empty() && chance(50))
            made.indexes.push_back({.name = constraint_name(name, {column.name}, "key", 63), .keys = {{column.name}}, .unique = true});
        if (chance(30))
            made.indexes.push_back({.name = constraint_name(name, {column.name}, "idx", 63),
                                    .keys = {{column.name, chance(50)}, {"id"}},
                                    .condition = chance(50) ? quoted + " IS NOT NULL" : ""});
        if (type != 2 && chance(40))
            made.checks.push_back({constraint_name(name, {column.name}, "range", 63),
                                   quoted + " BETWEEN -" + std::to_string(*inRange(100, 103)) + " AND 1000000"});
        made.columns.push_back(std::move(column));
    }
    for (const auto& target : targets) {
        if (!chance(40)) continue;
        const std::string column = "to" + target;
        made.columns.push_back({.name = column, .type = in.types[2], .nullable = true});
        made.foreign_keys.push_back({.name = constraint_name(name, {column}, "fkey", 63),
                                     .columns = {column},
                                     .target_schema = in.schema,
                                     .target = target,
                                     .target_columns = {"id"},
                                     .on_delete = *rc::gen::element<std::string>("CASCADE", "SET NULL", "RESTRICT"),
                                     .on_update = "NO ACTION"});
    }
    if (in.has_enums && chance(50))
        made.columns.push_back({.name = "mood",
                                .type = quoted_identifier(in.schema) + ".\"Mood\"",
                                .nullable = true,
                                .default_text = chance(50) ? "'fine'" : ""});
    return made;
}

snapshot any_snapshot(const words& in) {
    snapshot made{.dialect = in.dialect};
    std::vector<std::string> names;
    for (const auto& name : table_names)
        if (chance(80)) names.push_back(name);
    for (const auto& name : names) made.tables.push_back(any_table(in, name, names));
    if (!names.empty() && names[0] == "Ash" && chance(30)) { // under another name
        const std::string renamed = "Oak";
        names[0] = renamed;
        made.tables[0] = any_table(in, renamed, {});
        made.tables[0].renamed_from = "Ash";
        for (auto& table : made.tables)
            for (auto& key : table.foreign_keys)
                if (key.target == "Ash") key.target = renamed;
    }
    const auto is_mood = [](const auto& column) { return column.name == "mood"; };
    if (std::any_of(made.tables.begin(), made.tables.end(),
                    [&](const auto& table) { return std::any_of(table.columns.begin(), table.columns.end(), is_mood); }))
        made.enums.push_back({in.schema, "Mood", moods[static_cast<std::size_t>(*inRange(0, 3))]});
    return made;
}

/// The same with other names for some of its tables and columns, and for what is named after them.
snapshot renamed(snapshot made) {
    for (auto& table : made.tables) {
        const auto say = [&](const std::string& old, const std::string& name, auto take_part) {
            const auto replace = [&](std::string& text) {
                for (std::size_t at = 0; (at = text.find(old, at)) != text.npos; at += name.size()) text.replace(at, old.size(), name);
            };
            take_part(replace);
            for (auto& index : table.indexes) {
                for (auto& key : index.keys) replace(key.text);
                replace(index.name);
                replace(index.condition);
            }
            for (auto& check : table.checks) {
                replace(check.name);
                replace(check.condition);
            }
            for (auto& key : table.foreign_keys) replace(key.name);
        };
        for (auto& column : table.columns)
            if (!column.renamed_from.empty() && chance(50)) {
                std::swap(column.name, column.renamed_from);
                say(column.renamed_from, column.name, [](auto) {});
            }
        if (!chance(30)) continue;
        table.renamed_from = std::exchange(table.name, table.name + "es");
        say(table.renamed_from + "_", table.name + "_", [&](auto replace) { replace(table.primary_key_name); });
        for (auto& other : made.tables)
            for (auto& key : other.foreign_keys)
                if (key.target == table.renamed_from) key.target = table.name;
    }
    return made;
}

/// The values of each row of a table, by the row's key, and the columns that they are of.
using table_rows = std::map<std::string, std::map<std::string, std::string>>;

template <class Database> class run_of {
public:
    run_of(const Database& db, const words& in) : db_(db), in_(in) {}

    void there_and_back() {
        const snapshot a = any_snapshot(in_), b = chance(30) ? renamed(a) : any_snapshot(in_);
        const auto from = support::value_of(migration::spelled(scope(), a)), to = support::value_of(migration::spelled(scope(), b));
        apply_plan({.dialect = in_.dialect}, from);
        fill(from);
        const auto before = all_rows(from);
        const bool by_files = chance(50);
        support::migrations folder;
        if (by_files) deploy(folder, from, to);
        else apply_plan(from, to);
        compare(from, before, to);
        const auto between = all_rows(to);
        if (by_files) roll_back(folder, from);
        else apply_plan(to, from);
        compare(to, between, from);
        apply_plan(from, {.dialect = in_.dialect});
    }

private:
    auto scope() const { return db_.system("property"); }

    void apply_plan(const snapshot& from, const snapshot& to) {
        const auto plan = support::value_of(migration::make_plan(from, to, {.accept_data_loss = true, .concurrently = chance(20)}));
        RC_LOG() << plan.script() << "\n----\n";
        RC_ASSERT(plan.empty() == plan.changes.empty());
        support::value_of(migration::check(scope(), plan));
        support::value_of(migration::apply(scope(), plan));
        require(to);
    }
    void require(const snapshot& wanted) {
        const auto there = support::value_of(migration::introspect(scope(), {"_tenon_migrations"}));
        RC_LOG() << support::differences(there, wanted);
        RC_ASSERT(support::differences(there, wanted) == "");
        RC_ASSERT(support::differences(wanted, there) == "");
        RC_ASSERT(support::value_of(migration::make_plan(there, wanted)).empty());
    }

    /// The same by a migration of a folder, and its way back.
    void deploy(support::migrations& folder, const snapshot& from, const snapshot& to) {
        const migration::plan_options all{.accept_data_loss = true, .concurrently = chance(20)};
        folder.add("0_init", "SELECT 1;").add("20260101000000_next", support::value_of(migration::make_plan(from, to, all)).script());
        folder.write("20260101000000_next/down.sql", support::value_of(migration::make_plan(to, from, all)).script());
        const migration::options how{.folder = folder.path()};
        support::value_of(migration::resolve_applied(db_, "0_init", how));
        RC_ASSERT(support::value_of(migration::deploy(db_, how)).size() == 1U);
        require(to);
    }
    void roll_back(const support::migrations& folder, const snapshot& to) {
        RC_ASSERT(support::value_of(migration::rollback(db_, {}, {.folder = folder.path()})).size() == 1U);
        require(to);
        support::run(db_, "DROP TABLE \"_tenon_migrations\"");
    }

    std::string name_of(const sql::table_snapshot& table) const { return in_.dialect->table_name(table.schema, table.name); }

    /// Three rows for each table. References lead to rows of the same number, or to none.
    void fill(const snapshot& schema) {
        for (const auto& table : schema.tables)
            for (int row = 0; row < 3; ++row) {
                std::string columns, values;
                for (const auto& column : table.columns) {
                    if (column.name.starts_with("to") || (column.nullable && row == 2 && column.name != "id")) continue;
                    columns.append(columns.empty() ? "" : ", ").append(quoted_identifier(column.name));
                    values.append(values.empty() ? "" : ", ");
                    if (column.name == "id") values += quoted_text(std::to_string(row));
                    else if (column.name == "mood") values += row == 0 ? "'fine'" : "'bad'";
                    else values += column.type == in_.types[2] ? quoted_text(std::to_string(20 + row)) : std::to_string(20 + row);
                }
                support::run(db_, "INSERT INTO " + name_of(table) + " (" + columns + ") VALUES (" + values + ")");
            }
        for (const auto& table : schema.tables)
            for (const auto& key : table.foreign_keys)
                support::run(db_, "UPDATE " + name_of(table) + " SET " + quoted_identifier(key.columns[0]) + " = \"id\" WHERE \"id\" < '2'");
    }

    table_rows rows_of(const sql::table_snapshot& table) const {
        table_rows found;
        for (const auto& column : table.columns) {
            const auto keys = support::rows(db_, "SELECT \"id\" FROM " + name_of(table) + " ORDER BY \"id\"");
            const auto values = support::rows(db_, "SELECT CAST(" + quoted_identifier(column.name) + " AS TEXT) FROM " + name_of(table) + " ORDER BY \"id\"");
            for (std::size_t i = 0; i < keys.size(); ++i) found[keys[i]][column.name] = values[i];
        }
        return found;
    }
    std::map<std::string, table_rows> all_rows(const snapshot& schema) const {
        std::map<std::string, table_rows> all;
        for (const auto& table : schema.tables) all[table.name] = rows_of(table);
        return all;
    }

    /// Each table that is in both has the rows that it had, with the values that they had in the columns that are in both.
    void compare(const snapshot& from, const std::map<std::string, table_rows>& before, const snapshot& to) {
        const auto was = [](const auto& part, const auto& others) -> std::string {
            for (const auto& other : others)
                if (other.name == part.name) return other.name;
            for (const auto& other : others)
                if (other.name == part.renamed_from || other.renamed_from == part.name) return other.name;
            return {};
        };
        for (const auto& table : to.tables) {
            const std::string name = was(table, from.tables);
            if (name.empty()) continue;
            const auto& old_table = *from.find(table.schema, name);
            const auto now = rows_of(table);
            const auto& old = before.at(name);
            RC_ASSERT(now.size() == old.size());
            for (const auto& [key, row] : old)
                for (const auto& column : table.columns) {
                    const std::string old_column = was(column, old_table.columns);
                    if (old_column.empty()) continue;
                    const std::string& value = row.at(old_column);
                    // A column that is required now got its default.
                    if (value == "NULL" && !column.nullable) RC_ASSERT(now.at(key).at(column.name) != "NULL");
                    else RC_ASSERT(now.at(key).at(column.name) == value);
                }
        }
    }

    const Database& db_;
    const words& in_;
};

} // namespace

TEST_CASE("SQLite: a migration makes what it was asked for, keeps the rows, and can be taken back") {
    const words in{&sql::schema_words_of<sql::sqlite_dialect>::words, "", {"INTEGER", "INTEGER", "TEXT"}, false};
    CHECK(rc::check("there and back", [&] {
        const auto db = sqlite::open<any_schema>(":memory:").value();
        run_of(db, in).there_and_back();
    }));
}

#if TENON_TEST_POSTGRES
TEST_CASE("PostgreSQL: a migration makes what it was asked for, keeps the rows, and can be taken back") {
    if (support::postgres_url().empty()) return;
    const words in{&sql::schema_words_of<sql::postgres_dialect>::words, "public", {"integer", "bigint", "text COLLATE \"C\""}, true};
    int cases = 0;
    CHECK(rc::check("there and back", [&] {
        if (++cases > 40) return; // each takes a hundred times what one on SQLite does
        const support::postgres_database server;
        // What is rolled back stays in the system's tables until somebody cleans up.
        if (cases % 10 == 0) support::postgres_session{server.superuser()}("VACUUM");
        const auto db = postgres::open<any_schema>(server.owner()).value();
        run_of(db, in).there_and_back();
    }));
}
#endif
