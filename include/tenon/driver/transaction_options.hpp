// tenon/driver/transaction_options.hpp: how a transaction is to run.
#pragma once

#include <tenon/core/config.hpp>

#include <chrono>
#include <cstdint>

namespace tenon::inline TENON_ABI {

/// How far a transaction is kept apart from others. A database may give more than was asked for: SQLite always gives
/// `serializable`. `standard` is the database's own: on PostgreSQL mostly `read_committed`.
enum class isolation_level : std::uint8_t { standard, read_committed, repeatable_read, serializable };

struct transaction_options {
    isolation_level isolation = isolation_level::standard;
    /// Only reads, and refuses to write with errc::read_only: it sees one snapshot; on SQLite it takes a reader's connection
    /// and does not wait for the writer.
    bool read_only = false;
    /// With `serializable` and `read_only` on PostgreSQL: waits until it can run without any risk of a conflict. SQLite has
    /// no such risk.
    bool deferrable = false;
    /// How often the function is run again after a conflict, a deadlock or a busy database. Each time waits longer.
    int retries = 3;
    /// The first wait; doubled each time up to 50 times as much, with a random part.
    std::chrono::milliseconds backoff{10};
};

} // namespace tenon::inline TENON_ABI
