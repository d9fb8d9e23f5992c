// The databases that the behaviour suite runs on: the only file of it that names one. A backend has
//   - `layout`: how its tables lie;
//   - `holds_nul`, `keeps_json_text`: what one of them cannot do;
//   - `open<Schema>(hooks)`: an empty database. What it needs on the disk lives as long as the backend object.
#pragma once

#include <tenon/sqlite.hpp>

#include <tuple>
#include <utility>

#if TENON_TEST_POSTGRES
#include <tenon/postgres.hpp>

#include "support/postgres.hpp"
#endif
#include "support/temporary_folder.hpp"

namespace support {

struct sqlite_in_memory {
    using layout = tenon::layout::tenant_first;
    static constexpr bool holds_nul = true;       // a NUL byte in a text
    static constexpr bool keeps_json_text = true; // JSON comes back as it was spelled
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        return tenon::sqlite::open<Schema>(":memory:", {.hooks = std::move(hooks)}).value();
    }
};

struct sqlite_on_file {
    using layout = tenon::layout::tenant_first;
    static constexpr bool holds_nul = true;
    static constexpr bool keeps_json_text = true;
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
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        return tenon::sqlite::open<Schema>(":memory:", {.hooks = std::move(hooks)}).value();
    }
};

#if TENON_TEST_POSTGRES
/// With row-level security, as a role that it binds.
struct postgres_tenant_first {
    using layout = tenon::layout::tenant_first;
    static constexpr bool holds_nul = false;
    static constexpr bool keeps_json_text = true;
    postgres_database database;
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        return tenon::postgres::open<Schema>(database.owner(), {.hooks = std::move(hooks)}).value();
    }
};

struct postgres_as_prisma {
    using layout = tenon::layout::prisma;
    static constexpr bool holds_nul = false;
    static constexpr bool keeps_json_text = false; // jsonb
    postgres_database database;
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        return tenon::postgres::open<Schema>(database.owner(), {.hooks = std::move(hooks)}).value();
    }
};

/// Every database, in every layout.
using backends = std::tuple<sqlite_in_memory, sqlite_on_file, sqlite_as_prisma, postgres_tenant_first, postgres_as_prisma>;

/// The layout that leads with the tenant: for what the tables of Prisma cannot promise.
using tenant_first_backends = std::tuple<sqlite_in_memory, sqlite_on_file, postgres_tenant_first>;
#else
/// Every database, in every layout.
using backends = std::tuple<sqlite_in_memory, sqlite_on_file, sqlite_as_prisma>;

/// The layout that leads with the tenant: for what the tables of Prisma cannot promise.
using tenant_first_backends = std::tuple<sqlite_in_memory, sqlite_on_file>;
#endif

} // namespace support
