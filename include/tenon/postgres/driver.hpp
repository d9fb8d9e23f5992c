// tenon/postgres/driver.hpp: PostgreSQL as a driver, and how a database is opened.
//
//     auto db = tenon::postgres::open<app>("postgresql://app@db.internal/app?sslmode=verify-full").value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/postgres/connection.hpp>
#include <tenon/postgres/options.hpp>
#include <tenon/postgres/other_database.hpp>
#include <tenon/sql/ddl/postgres.hpp>
#include <tenon/sql/dialect/postgres.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::postgres {

struct driver {
    using connection = postgres::connection;
    using options = postgres::options;
    using dialect = sql::postgres_dialect;

    /// For which URLs tenon::open chooses this driver.
    static bool takes(std::string_view url) noexcept {
        return url.starts_with("postgresql://") || url.starts_with("postgres://") || url.find("dbname=") != url.npos ||
               url.starts_with("host=") || url.starts_with("service=");
    }
    static void set_url(options& how, std::string_view url) { how.url = url; }
    /// Another database of the same server.
    static void set_database(options& how, std::string_view name) {
        how.url = detail::with_database(how.url, name);
        how.replicas.clear();
    }

    /// Reads may have connections of their own, to other servers.
    static constexpr bool has_replicas = true;

    static result<std::unique_ptr<connection>>
    connect(const options& how, const schema_info& schema, tenon::driver::access wanted,
            std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max()) {
        if (wanted == tenon::driver::access::read)
            for (std::size_t tries = 0; tries < how.replicas.size(); ++tries) {
                static std::atomic<std::size_t> turn{0};
                auto made = connection::open(how, schema, how.replicas[turn.fetch_add(1) % how.replicas.size()], until);
                if (made || !made.error().poisons_connection()) return made;
            }
        return connection::open(how, schema, how.url, until);
    }

    /// Rows that are part of no transaction are written in one round trip, all or none; unless they go by COPY, which takes three.
    static bool adds_rows_alone(const options& how, std::size_t rows) noexcept { return how.row_level_security || rows < 100; }

    static bool has_failed(const connection& inside) noexcept {
        return inside.has_failed();
    }
    static bool is_full(const error& why) noexcept { return why.native_code == "53300"; }

    /// Without replicas every connection reads and writes.
    static std::size_t pool_size(const options& how, tenon::driver::access wanted) noexcept {
        if (wanted == tenon::driver::access::read && how.replicas.empty()) return 0;
        return std::max<std::size_t>(how.connections, 1);
    }

    /// Whether a transaction that only reads may have a replica, which refuses serializable ones, and gives up what stands in the
    /// way of what it has to follow: then the next attempt is not made there.
    static bool reads_apart(const options&, const transaction_options& how, bool first) noexcept {
        return first && how.isolation != isolation_level::serializable;
    }

    static std::string begin_text(const options&, const transaction_options& how) {
        std::string text = "BEGIN";
        switch (how.isolation) {
        case isolation_level::standard: break;
        case isolation_level::read_committed: text += " ISOLATION LEVEL READ COMMITTED"; break;
        case isolation_level::repeatable_read: text += " ISOLATION LEVEL REPEATABLE READ"; break;
        case isolation_level::serializable: text += " ISOLATION LEVEL SERIALIZABLE"; break;
        }
        // One that only reads sees one state from its beginning to its end, as on SQLite.
        if (how.read_only && how.isolation == isolation_level::standard) text += " ISOLATION LEVEL REPEATABLE READ";
        if (how.read_only) text += " READ ONLY";
        if (how.deferrable) text += " DEFERRABLE";
        return text;
    }
};

static_assert(tenon::driver::database_driver<driver>);

/// Tells code that knows no driver which one these options are of. Only declared.
std::type_identity<driver> driver_of(const options&);

/// A PostgreSQL database of the models of `Schema`.
template <class Schema> using database = tenon::database<Schema, driver>;

/// Opens a database: a URL or a connection string as libpq takes them, TLS parameters too. Tables are not made (see
/// database::create_tables). Errors: connection_failed, authentication_failed, unsupported (a server before 15).
template <class Schema> result<database<Schema>> open(std::string url, options how = {}) {
    how.url = std::move(url);
    return tenon::driver::open_database<Schema, driver>(std::move(how));
}

} // namespace tenon::inline TENON_ABI::postgres
