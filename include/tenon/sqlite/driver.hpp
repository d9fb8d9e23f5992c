// tenon/sqlite/driver.hpp: SQLite as a driver, and how a database file is opened.
//
//     auto db = tenon::sqlite::open<app>("file:app.db").value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/sql/ddl/sqlite.hpp>
#include <tenon/sql/dialect/sqlite.hpp>
#include <tenon/sqlite/connection.hpp>
#include <tenon/sqlite/opened_connection.hpp>
#include <tenon/sqlite/options.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::sqlite {

struct driver {
    using connection = sqlite::connection;
    using options = sqlite::options;
    using dialect = sql::sqlite_dialect;

    TENON_LAZY static result<std::unique_ptr<connection>> connect(const options& how, const schema_info& schema,
                                                                  tenon::driver::access wanted) {
        return opened_connection<>::open(how, schema, wanted);
    }

    /// One writer, as SQLite has it. A database in memory belongs to its one connection.
    static std::size_t pool_size(const options& how, tenon::driver::access wanted) noexcept {
        if (wanted == tenon::driver::access::write) return 1;
        return is_in_memory(how.path) ? 0 : how.readers;
    }

    /// A writer says so from the start: one that reads first and then writes could find that another was faster.
    static std::string begin_text(const options&, const transaction_options& how) { return how.read_only ? "BEGIN" : "BEGIN IMMEDIATE"; }

    /// For which URLs tenon::open chooses this driver.
    static bool takes(std::string_view url) noexcept {
        if (url.starts_with("file:") || url.starts_with(":memory:")) return true;
        // `host=…` is a connection string, `/data/a=b.db` a file.
        const bool is_string = url.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == url.find('=') && url.find('=') != url.npos;
        return !url.empty() && url.find("://") == url.npos && !is_string;
    }
    static void set_url(options& how, std::string_view url) { how.path = url; }
    /// There is no server: a database in memory, whatever its name.
    static void set_database(options& how, std::string_view) { how.path = ":memory:"; }

    static bool is_in_memory(std::string_view path) noexcept {
        return path.empty() || path == ":memory:" || path.starts_with("file::memory:") ||
               path.find("mode=memory") != std::string_view::npos;
    }
};

static_assert(tenon::driver::database_driver<driver>);

/// Tells code that knows no driver which one these options are of. Only declared.
std::type_identity<driver> driver_of(const options&);

/// A SQLite database of the models of `Schema`.
template <class Schema> using database = tenon::database<Schema, driver>;

/// Opens a database: a file name, a `file:` URI, or `:memory:`. The file is made when it does not exist, unless the
/// options say otherwise; tables are not (see database::create_tables).
/// Errors: connection_failed (no such directory, a directory, no permission), corrupt (not a database), busy (locked by
/// another program for longer than the busy timeout).
template <class Schema> result<database<Schema>> open(std::string path, options how = {}) {
    how.path = std::move(path);
    return tenon::driver::open_database<Schema, driver>(std::move(how));
}

} // namespace tenon::inline TENON_ABI::sqlite
