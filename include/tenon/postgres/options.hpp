// tenon/postgres/options.hpp: how a PostgreSQL database is opened, and what each choice costs.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/hooks.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::postgres {

/// How statements are prepared. `named`: once for each connection, which saves the server the parsing and planning.
/// `unnamed`: the last one only. `off`: parsed each time, which works through every pooler. (PgBouncer before 1.21 tracks
/// no names in transaction mode: `named` works there, but keeps preparing again.)
enum class prepare_mode { named, unnamed, off };

/// How the server plans a statement that was prepared by name. `generic`: once for each connection, for any values.
/// `automatic`: anew for the values of each run, until the server finds that this gains nothing; for some statements, such as
/// those with a LIMIT, it never does. `custom`: anew for each run.
enum class plan_cache { generic, automatic, custom };

struct options {
    std::string url{}; ///< set by open(): a connection string or URL, as libpq takes them

    std::size_t connections = 10;                  ///< at most this many at a time
    /// URLs of servers that follow the first one and may be a little behind. Reads outside of transactions that write go to
    /// them in turn, on as many connections more; to the first one, where none of them answers. See read_your_writes().
    std::vector<std::string> replicas{};
    std::chrono::milliseconds pool_timeout{10000}; ///< how long to wait for one of them

    std::chrono::milliseconds max_lifetime{std::chrono::minutes(30)}; ///< after up to a tenth less a connection that is given back is replaced; 0: never

    /// The tenant is told to the server with each statement, in the same round trip, for its row-level security; and
    /// create_tables() makes the policies.
    bool row_level_security = true;
    /// The role that the program will connect as, when the tables are made by another, their owner: it gets the right to
    /// read and write them. Empty: nobody does.
    std::string application_role{};
    /// create_tables() makes enumerations types of their own; else they are texts with a CHECK.
    bool native_enums = false;
    /// The server is the coordinator of a Citus cluster (12 or later). create_tables() spreads the rows over its nodes by
    /// their tenant, with shared models and the root on every node; what Citus cannot have is errc::unsupported then. And
    /// the nodes are told the tenant too, still in the same round trip: a statement outside a transaction travels between
    /// BEGIN and COMMIT.
    bool distribute = false;

    prepare_mode prepare = prepare_mode::named;
    /// Told to the server with the tenant, or with statement_timeout: where it is told neither, and with another `prepare`,
    /// this has no effect; nor on a Citus cluster with row_level_security.
    postgres::plan_cache plan_cache = postgres::plan_cache::generic;
    /// After an error inside a transaction the server takes nothing but its end. With this, each statement that writes,
    /// and the first run of any that is prepared, stands between savepoints, which travel with it, so that a refused statement can be answered by another, as on
    /// SQLite. Off saves the server that work.
    bool statement_savepoints = true;

    std::chrono::seconds connect_timeout{10};          ///< for each host of the URL, and each of its addresses; at least 2 s. 0: no end
    std::chrono::milliseconds statement_timeout{0};    ///< 0: none. The server stops a statement that takes longer
    std::chrono::milliseconds network_grace{5000};     ///< how long after that, or a stop, the server's answer is waited for
    std::chrono::seconds keepalives_idle{30};          ///< silence after which a living peer is asked for
    std::chrono::milliseconds tcp_user_timeout{30000}; ///< how long sent data may stay unacknowledged
    std::chrono::milliseconds idle_check{1000};        ///< a connection idle for longer is looked at before it is used

    /// What cursors (see tenon::after) are signed with: at least 16 bytes, kept secret, the same in all programs that take each
    /// other's. Empty: random, so that cursors are good for this database object only.
    std::string cursor_key{};

    statement_hooks hooks{};
};

} // namespace tenon::inline TENON_ABI::postgres
