// tenon/migration/introspect.hpp: the schema that a live database has.
//
//     const auto there = tenon::migration::introspect(db.system("compare")).value();
//     const auto wanted = tenon::migration::spelled(db.system("compare"), tenon::migration::snapshot_of(db)).value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/session.hpp>
#include <tenon/driver/transaction_options.hpp>
#include <tenon/migration/snapshot.hpp>
#include <tenon/sql/ddl/schema_dialect.hpp>
#include <tenon/sql/statement.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

namespace detail {

/// Runs one statement, and hands its rows of `columns` texts to `take`. What failed, or nullptr.
template <driver::database_driver Driver>
std::unique_ptr<error> ask(const driver::session<Driver>& on, const driver::caller& by, std::string_view text, driver::access wanted,
                           int columns, void* into, void (*take)(void* into, const sql::catalog_row& row)) {
    const sql::statement_spec spec{text, verb::schema, nullptr, nullptr};
    driver::execution<Driver> run(on, spec, wanted, by);
    driver::step_result step = run.start([](auto&) { return true; });
    sql::catalog_row row(static_cast<std::size_t>(columns));
    for (; step == driver::step_result::row && columns != 0; step = run.step()) {
        for (int i = 0; i < columns; ++i) {
            auto& value = row[static_cast<std::size_t>(i)];
            const auto cell = run.statement().column(i);
            std::string_view held;
            if (cell.is_null()) value.reset();
            else if (const errc wrong = cell.read(column_type::text, held); wrong != errc::ok) {
                run.refuse(wrong, nullptr);
                return run.take_error();
            } else value = std::string(held);
        }
        take(into, row);
    }
    return step == driver::step_result::failed ? run.take_error() : nullptr;
}

template <driver::database_driver Driver>
std::unique_ptr<error> run_text(const driver::session<Driver>& on, const driver::caller& by, std::string_view text) {
    return ask(on, by, text, driver::access::write, 0, nullptr, nullptr);
}

/// The words of the database that a session is of.
template <driver::database_driver Driver> const sql::schema_dialect* words_of(const driver::session<Driver>& on, std::unique_ptr<error>& why) {
    if constexpr (requires { Driver::is_choice; }) {
        const driver::lease<Driver> held(on, driver::access::read, why);
        return held ? sql::schema_words_of<typename Driver::dialect>::at(held.connection().dialect()) : nullptr;
    } else return &sql::schema_words_of<typename Driver::dialect>::words;
}

/// Within a transaction that is rolled back, because it changes settings. What failed, or nullptr.
template <driver::database_driver Driver>
std::unique_ptr<error> introspect(const driver::session<Driver>& on, const driver::caller& by, snapshot& made) {
    std::unique_ptr<error> why;
    made.dialect = words_of(on, why);
    if (made.dialect == nullptr) return why;
    struct target {
        snapshot& made;
        void (*read)(snapshot&, const sql::catalog_row&);
    };
    for (const sql::catalog_query& query : made.dialect->catalog()) {
        target into{made, query.read};
        why = ask(on, by, query.text, driver::access::read, query.columns, &into, [](void* held, const sql::catalog_row& row) {
            const target& to = *static_cast<target*>(held);
            to.read(to.made, row);
        });
        if (why != nullptr) return why;
    }
    return nullptr;
}

/// Runs `work(session, caller)` in a transaction that is rolled back, and answers what it gave.
template <class Scope, class Work> result<snapshot> in_passing(const Scope& scope, const transaction_options& options, Work work) {
    std::unique_ptr<error> why;
    snapshot made;
    bool done = false;
    const auto ended = scope.read_your_writes().transaction(
        [&](auto& tx) -> result<void> {
            made = {};
            why = work(tx.session(), driver::caller{nullptr, tx.reason()}, made);
            done = why == nullptr;
            return done ? fail(errc::cancelled) : fail(*why); // either way it is undone
        },
        options);
    if (!done) return fail(ended.error());
    return made;
}

} // namespace detail

/// Reads the schema of a database: every table of it, tenon's or not, in a fixed number of queries. `system`: a system scope.
/// Tables named in `without` are left out, as the one that keeps the history of migrations.
template <class Scope> result<snapshot> introspect(const Scope& system, const std::vector<std::string>& without = {}) {
    auto made = detail::in_passing(system, {.read_only = true}, [](const auto& session, const auto& by, snapshot& into) {
        return detail::introspect(session, by, into);
    });
    if (made)
        std::erase_if(made->tables, [&](const auto& table) { return std::find(without.begin(), without.end(), table.name) != without.end(); });
    return made;
}

/// The same schema as the database of `system` itself spells it, so that it can be compared with what is there. PostgreSQL
/// writes expressions in its own way (`IN (…)` becomes `= ANY (ARRAY[…])`), so the tables are made there, in a transaction
/// that puts the schemas of these names aside and is rolled back: nobody else sees it. That needs a role which owns those
/// schemas; with another, give the scope of a database that is there for such work only. On SQLite nothing has to be done.
/// Errors: unsupported, for tables that the database cannot have as its options want them; those of the statements.
template <class Scope> result<snapshot> spelled(const Scope& system, const snapshot& wanted) {
    if (wanted.refusal.code != errc::ok) return fail(wanted.refusal);
    if (wanted.dialect->keeps_spelling()) return wanted;
    auto made = detail::in_passing(system, {}, [&](const auto& session, const auto& by, snapshot& into) {
        std::unique_ptr<error> why;
        for (const std::string& text : wanted.dialect->set_aside(wanted))
            if (why == nullptr) why = detail::run_text(session, by, text);
        for (const std::string& text : wanted.dialect->create_all(wanted))
            if (why == nullptr) why = detail::run_text(session, by, text);
        return why == nullptr ? detail::introspect(session, by, into) : std::move(why);
    });
    if (!made) return made;
    const auto is_other = [&](const auto& part) {
        return std::none_of(wanted.tables.begin(), wanted.tables.end(), [&](const auto& table) { return table.schema == part.schema; });
    };
    std::erase_if(made->tables, is_other);
    std::erase_if(made->enums, is_other);
    std::erase_if(made->triggers, is_other);
    // In the order of the models, in which they are created.
    const auto place = [&](const auto& table) { return wanted.find(table.schema, table.name) - wanted.tables.data(); };
    std::sort(made->tables.begin(), made->tables.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
    made->schemas = wanted.schemas;
    made->application_role = wanted.application_role;
    for (auto& table : made->tables) {
        const sql::table_snapshot* given = wanted.find(table.schema, table.name);
        if (given == nullptr) continue;
        table.as_prisma = given->as_prisma;
        table.spread_by = given->spread_by;
        table.model = given->model;
        table.renamed_from = given->renamed_from;
        for (auto& column : table.columns)
            if (const auto* held = given->find(column.name)) column.renamed_from = held->renamed_from, column.fill = held->fill;
    }
    return made;
}

} // namespace tenon::inline TENON_ABI::migration
