// tenon/migration/snapshot.hpp: the schema that the models describe, as a value.
//
//     const auto wanted = tenon::migration::snapshot_of(db);
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/sql/ddl/create_tables.hpp>
#include <tenon/sql/ddl/schema_dialect.hpp>
#include <tenon/sql/ddl/snapshot.hpp>

#include <type_traits>

namespace tenon::inline TENON_ABI::migration {

/// A schema as a database has it: tables with columns, keys, indexes, references, checks and policies, types, triggers.
/// A plain value: comparing, changing and printing it needs no database and no model.
using snapshot = sql::schema_snapshot;

/// The tables of `Schema` in a dialect: what create_tables() makes.
template <class Dialect, class Schema> snapshot snapshot_of(const sql::ddl_options& options = {}) {
    snapshot made = sql::ddl<Dialect>::describe(sql::tables_of<Dialect, Schema>(), options);
    made.dialect = &sql::schema_words_of<Dialect>::words;
    return made;
}

/// The same in the dialect, and with the options, of a database: `snapshot_of<app>(db)`.
template <class Schema, class Database>
    requires requires { typename Database::schema; }
snapshot snapshot_of(const Database& db) {
    using driver = typename Database::session_type::driver_type;
    if constexpr (requires { driver::is_choice; }) {
        return driver::visit(db.options(), []<class Chosen>(std::type_identity<Chosen>, const auto& options) {
            return snapshot_of<typename Chosen::dialect, Schema>(sql::ddl_options_of(options));
        });
    } else return snapshot_of<typename driver::dialect, Schema>(sql::ddl_options_of(db.options()));
}
/// Of the database's own models.
template <class Database> snapshot snapshot_of(const Database& db) { return snapshot_of<typename Database::schema>(db); }

} // namespace tenon::inline TENON_ABI::migration
