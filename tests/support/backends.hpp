// The databases that the behaviour suite runs on: the only file of it that names one. A backend has
//   - `layout`: how its tables lie;
//   - `holds_nul`, `keeps_json_text`, `prepares()`: what one of them cannot do;
//   - `open<Schema>(hooks)`: an empty database. What it needs on the disk lives as long as the backend object.
#pragma once

#include <tenon/sqlite.hpp>

#include <tuple>
#include <utility>

#if TENON_TEST_POSTGRES
#include <tenon/postgres.hpp>

#include <cstdlib>
#include <memory>

#include "support/pgbouncer.hpp"
#include "support/postgres.hpp"
#if TENON_TEST_CITUS
#include <iostream>

#include "support/citus.hpp"
#endif
#endif
#include "support/compiled_once.hpp"
#include "support/temporary_folder.hpp"

namespace support {

struct sqlite_in_memory {
    using layout = tenon::layout::tenant_first;
    static constexpr bool holds_nul = true;       // a NUL byte in a text
    static constexpr bool keeps_json_text = true; // JSON comes back as it was spelled
    static bool prepares() { return true; }       // statements once for a connection
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        return tenon::sqlite::open<Schema>(":memory:", {.hooks = std::move(hooks)}).value();
    }
};

struct sqlite_on_file {
    using layout = tenon::layout::tenant_first;
    static constexpr bool holds_nul = true;
    static constexpr bool keeps_json_text = true;
    static bool prepares() { return true; }
    temporary_folder folder;
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        // What happens when the power fails is not what this suite asks; waiting for the disk would only take time.
        return tenon::sqlite::open<Schema>(folder.file("behaviour.db"),
                                           {.synchronous = tenon::sqlite::synchronous::off, .hooks = std::move(hooks)})
            .value();
    }
};

struct sqlite_as_prisma {
    using layout = tenon::layout::prisma;
    static constexpr bool holds_nul = true;
    static constexpr bool keeps_json_text = true;
    static bool prepares() { return true; }
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        return tenon::sqlite::open<Schema>(":memory:", {.hooks = std::move(hooks)}).value();
    }
};

#if TENON_TEST_POSTGRES
/// The suite runs once more through PgBouncer, in transaction mode with one connection to the server.
inline const pgbouncer* pooler() {
    static const auto running =
        std::getenv("TENON_TEST_THROUGH_PGBOUNCER") != nullptr ? std::make_unique<pgbouncer>() : nullptr;
    return running.get();
}

template <class Schema>
auto open_postgres(const postgres_database& database, tenon::statement_hooks hooks) {
    tenon::postgres::options options{.hooks = std::move(hooks)};
    if (pooler() == nullptr) return tenon::postgres::open<Schema>(database.owner(), std::move(options)).value();
    options.prepare = tenon::postgres::prepare_mode::off;
    return tenon::postgres::open<Schema>(pooler()->through(database.owner()), std::move(options)).value();
}

/// With row-level security, as a role that it binds.
struct postgres_tenant_first {
    using layout = tenon::layout::tenant_first;
    static constexpr bool holds_nul = false;
    static constexpr bool keeps_json_text = true;
    static bool prepares() { return pooler() == nullptr; }
    postgres_database database;
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        return open_postgres<Schema>(database, std::move(hooks));
    }
};

struct postgres_as_prisma {
    using layout = tenon::layout::prisma;
    static constexpr bool holds_nul = false;
    static constexpr bool keeps_json_text = false; // jsonb
    static bool prepares() { return pooler() == nullptr; }
    postgres_database database;
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        return open_postgres<Schema>(database, std::move(hooks));
    }
};

#if TENON_TEST_CITUS
/// A cluster. What Citus cannot have lies on its coordinator alone, as in a database of its own.
struct postgres_distributed {
    using layout = tenon::layout::tenant_first;
    static constexpr bool holds_nul = false;
    static constexpr bool keeps_json_text = true;
    static bool prepares() { return true; }
    citus_database database;
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        const auto possible =
            tenon::sql::create_tables_if_possible<tenon::sql::postgres_dialect, Schema>({.distribute = true});
        if (!possible) std::cerr << "not distributed: " << possible.error().message << '\n';
        return tenon::postgres::open<Schema>(
                   database.owner(), {.distribute = possible.has_value(), .hooks = std::move(hooks)})
            .value();
    }
};
#endif

/// Every database, in every layout.
using backends = std::tuple<sqlite_in_memory, sqlite_on_file, sqlite_as_prisma, postgres_tenant_first, postgres_as_prisma
#if TENON_TEST_CITUS
                            ,
                            postgres_distributed
#endif
                            >;

/// The layout that leads with the tenant: for what the tables of Prisma cannot promise.
using tenant_first_backends = std::tuple<sqlite_in_memory, sqlite_on_file, postgres_tenant_first
#if TENON_TEST_CITUS
                                         ,
                                         postgres_distributed
#endif
                                         >;
#else
/// Every database, in every layout.
using backends = std::tuple<sqlite_in_memory, sqlite_on_file, sqlite_as_prisma>;

/// The layout that leads with the tenant: for what the tables of Prisma cannot promise.
using tenant_first_backends = std::tuple<sqlite_in_memory, sqlite_on_file>;
#endif

} // namespace support
