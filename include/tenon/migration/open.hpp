// tenon/migration/open.hpp: opens a database that is brought up to date and has its rows before the program gets it.
//
//     #include <tenon/migration.hpp>
//     #include <tenon/sqlite.hpp>      // the databases are those whose headers are included
//
//     constexpr auto seed = [](auto& tx) -> tenon::result<void> { … };
//     auto db = tenon::sqlite::open<app>("file:app.db", {.migrate = tenon::migrate::deploy, .seed = seed}).value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/choice.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/migration/start.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI {

namespace migration {
/// The driver that takes such options, once its header is included.
template <class Options> using driver_with = typename decltype(driver_of(std::declval<const Options&>()))::type;
} // namespace migration

namespace sqlite {

struct options;

/// Opens a database as the other `open` does, then migrates and seeds it as `start` says: see migration::start. Where any of it
/// fails there is no database; `start.startup` knows how far it came, and it may be tried again.
/// Errors: those of the other `open`, and of migration::start.
template <class Schema, class Options = options, class Driver = migration::driver_with<Options>>
result<tenon::database<Schema, Driver>> open(std::string path, const migration::start_options<Schema, Driver>& start, Options how = {}) {
    how.path = std::move(path);
    return migration::open_started<Schema, Driver>(std::move(how), start);
}

} // namespace sqlite

namespace postgres {

struct options;

/// The same for PostgreSQL. Who migrates has to own the tables: see `start.direct_url`.
template <class Schema, class Options = options, class Driver = migration::driver_with<Options>>
result<tenon::database<Schema, Driver>> open(std::string url, const migration::start_options<Schema, Driver>& start, Options how = {}) {
    how.url = std::move(url);
    return migration::open_started<Schema, Driver>(std::move(how), start);
}

} // namespace postgres

/// The same with the one of `Drivers` that the URL is for: `tenon::open<app, tenon::sqlite::driver, tenon::postgres::driver>(url,
/// {.migrate = tenon::migrate::deploy})`, with options for each driver behind that.
template <class Schema, driver::database_driver... Drivers, class... Options>
result<database<Schema, driver::choice<Drivers...>>> open(std::string_view url,
                                                          const migration::start_options<Schema, driver::choice<Drivers...>>& start, Options... how) {
    auto chosen = driver::choose<Drivers...>(url, std::move(how)...);
    if (!chosen) return fail(chosen.error());
    return migration::open_started<Schema, driver::choice<Drivers...>>(std::move(*chosen), start);
}

} // namespace tenon::inline TENON_ABI
