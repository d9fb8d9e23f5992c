// tenon/sqlite/options.hpp: how a SQLite database is opened, and what each choice costs.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/hooks.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tenon::inline TENON_ABI::sqlite {

/// Where the journal is kept. `wal` lets readers and the writer work at the same time; it needs shared memory, so no
/// network file systems.
enum class journal { wal, rollback };

/// When data is on the disk. `full`: a commit survives loss of power. `normal` (with WAL): it survives a crash of the
/// program, the last ones may be lost with the power; the file stays sound. `off`: neither.
enum class synchronous { off, normal, full };

/// In which form timestamps are written. All forms are read. Only `layout::prisma` has a choice.
enum class timestamp_form { milliseconds, iso_text };

/// How the columns of a layout hold values.
struct value_forms {
    timestamp_form timestamps = timestamp_form::milliseconds;
    /// Decimals and JSON lie in columns of NUMERIC affinity, as those of `layout::prisma`: a number that such a column
    /// would change is refused with errc::out_of_range.
    bool numeric_columns = false;
};

struct options {
    std::string path{}; ///< set by open(): a file name, a `file:` URI or `:memory:`

    std::size_t readers = 4;                    ///< reading connections; each has its own page cache
    std::chrono::milliseconds busy_timeout{5000}; ///< how long to wait for locks of other processes
    std::chrono::milliseconds pool_timeout{10000}; ///< how long to wait for a connection

    bool create = true;     ///< make the file when it does not exist
    bool read_only = false; ///< refuse to write
    tenon::sqlite::journal journal = tenon::sqlite::journal::wal;
    tenon::sqlite::synchronous synchronous = tenon::sqlite::synchronous::full;
    timestamp_form timestamps = timestamp_form::milliseconds;

    /// Bytes of the file that are read through a memory map instead of read calls; 0 for none. Faster reads. Price: an
    /// I/O error on the file, or another program that truncates it meanwhile, ends the process by SIGBUS instead of
    /// giving an error.
    std::int64_t mapped_bytes = 256LL << 20U;
    /// Page cache of each connection in bytes.
    std::int64_t cache_bytes = 8LL << 20U;
    /// SQLite's own mutex in each connection. The pool gives a connection to one thread at a time, so it protects
    /// nothing here; off saves instructions in every call.
    bool connection_mutex = false;
    /// SQLite's count of its memory use, for the whole process. Off saves a lock in every allocation. Price:
    /// sqlite3_memory_used() and the soft heap limit tell nothing. It can only be turned off before SQLite is used for
    /// the first time in a process; later the setting has no effect.
    bool memory_statistics = false;

    /// What cursors (see tenon::after) are signed with: at least 16 bytes, kept secret, the same in all programs that take each
    /// other's. Empty: random, so that cursors are good for this database object only.
    std::string cursor_key{};

    statement_hooks hooks{};
};

} // namespace tenon::inline TENON_ABI::sqlite
