// tenon/migration/options.hpp: where migrations lie, how they are recorded, and how long they wait.
#pragma once

#include <tenon/core/config.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

namespace tenon::inline TENON_ABI::migration {

/// Something that is about to be done, for whoever watches.
enum class activity : std::uint8_t { apply, roll_back, drop, seed };

struct migration_folder;

struct options {
    std::filesystem::path folder = "migrations";
    bool folder_may_be_missing = false; ///< that is one without migrations
    /// What was read of the folder, as in a status_report: it is not read again, so that what was shown is what is done.
    std::shared_ptr<const migration_folder> files{};

    /// The history is Prisma's table, `_prisma_migrations`, with Prisma's checksums and meanings, so that both tools can work
    /// on one database. Otherwise it is `_tenon_migrations`, of the same columns.
    bool prisma_history = false;

    std::chrono::milliseconds lock_timeout{60'000}; ///< how long to wait for others who migrate
    /// How long a statement waits for what other transactions hold, where the database has such a limit (PostgreSQL); then the
    /// migration is undone and tried again. Whoever waits for a table holds up all who come after.
    std::chrono::milliseconds table_lock_timeout{5'000};
    /// deploy() goes on with a migration that began and did not end, at the statement behind its transaction that was not
    /// done. Nobody else may be running it.
    bool resume = false;
    int retries = 3; ///< after a conflict, a deadlock or a busy table

    /// The data matters: reset() is refused, and a start that pushes.
    bool production = false;

    /// Told before each thing is done. Called within the transaction, so it must not use the same database.
    std::function<void(activity, std::string_view name)> on_activity{};
};

} // namespace tenon::inline TENON_ABI::migration
