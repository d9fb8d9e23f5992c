// The databases that the behaviour suite runs on: the only file of it that names one. A backend has
//   - `layout`: how its tables lie;
//   - `open<Schema>(hooks)`: an empty database. What it needs on the disk lives as long as the backend object.
#pragma once

#include <tenon/sqlite.hpp>

#include <tuple>
#include <utility>

#include "support/temporary_folder.hpp"

namespace support {

struct sqlite_in_memory {
    using layout = tenon::layout::tenant_first;
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        return tenon::sqlite::open<Schema>(":memory:", {.hooks = std::move(hooks)}).value();
    }
};

struct sqlite_on_file {
    using layout = tenon::layout::tenant_first;
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
    template <class Schema>
    auto open(tenon::statement_hooks hooks) {
        return tenon::sqlite::open<Schema>(":memory:", {.hooks = std::move(hooks)}).value();
    }
};

/// Every database, in every layout.
using backends = std::tuple<sqlite_in_memory, sqlite_on_file, sqlite_as_prisma>;

/// The layout that leads with the tenant: for what the tables of Prisma cannot promise.
using tenant_first_backends = std::tuple<sqlite_in_memory, sqlite_on_file>;

} // namespace support
