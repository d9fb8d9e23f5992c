// tenon/app/cli.hpp: the commands of a program for its own database. Needs CLI11 and nlohmann/json.
//
//     #include <tenon/app/cli.hpp>
//     #include <tenon/sqlite.hpp>      // the databases that it serves are those whose headers are included
//
//     constexpr auto seed = [](auto& tx) -> tenon::result<void> { … };
//     int main(int argc, char** argv) { return tenon::cli<app>(argc, argv, {.seed = seed}); }
#pragma once

#include <tenon/app/cli/backend_of.hpp>
#include <tenon/app/cli/program.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/sql/ddl/postgres_schema_dialect.hpp>
#include <tenon/sql/ddl/sqlite_schema_dialect.hpp>
#include <tenon/sql/migration/postgres.hpp>
#include <tenon/sql/migration/sqlite.hpp>

#include <concepts>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

namespace sqlite {
struct options;
}
namespace postgres {
struct options;
}

namespace app {

template <class... Drivers> struct driver_list {};

namespace detail {

/// The driver that takes these options, if its header is included. Asked for a schema, and so not before a program's main.
template <class Options, class Schema> struct included {
    using type = std::tuple<>;
};
template <class Options, class Schema>
    requires requires(const Options& how, std::type_identity<Schema>) { driver_of(how); }
struct included<Options, Schema> {
    using type = std::tuple<decltype(driver_of(std::declval<const Options&>()))>;
};

template <class Tuple> struct list_of;
template <class... Drivers> struct list_of<std::tuple<std::type_identity<Drivers>...>> {
    using type = driver_list<Drivers...>;
};

/// The drivers that were named, or else those that are there.
template <class Schema, class... Drivers> struct chosen {
    using type = driver_list<Drivers...>;
};
template <class Schema>
struct chosen<Schema> : list_of<decltype(std::tuple_cat(typename included<sqlite::options, Schema>::type(), typename included<postgres::options, Schema>::type()))> {};

} // namespace detail

/// A function on a transaction of the system scope of any of the drivers. Empty: there is none.
template <class Schema, class List> class seed_function;
template <class Schema, class... Drivers> class seed_function<Schema, driver_list<Drivers...>> {
public:
    seed_function() = default;
    template <class Function>
        requires(!std::same_as<std::remove_cvref_t<Function>, seed_function> && (std::convertible_to<Function, migration::seed_for<Schema, Drivers>> && ...))
    seed_function(const Function& function) : functions_(migration::seed_for<Schema, Drivers>(function)...) {}

    template <class Driver> const migration::seed_for<Schema, Driver>& of() const { return std::get<migration::seed_for<Schema, Driver>>(functions_); }

private:
    std::tuple<migration::seed_for<Schema, Drivers>...> functions_;
};

namespace detail {

template <class Schema, class List> class opener_of;
template <class Schema, class... Drivers> class opener_of<Schema, driver_list<Drivers...>> final : public opener {
public:
    explicit opener_of(seed_function<Schema, driver_list<Drivers...>> seed) : seed_(std::move(seed)) {}

    result<std::unique_ptr<backend>> open(std::string_view url, bool creates) const override {
        result<std::unique_ptr<backend>> opened = fail(make_error(errc::unsupported, "This program was built without a driver for that URL"));
        // The first that takes it: `||` stops there.
        static_cast<void>(((Drivers::takes(url) && (opened = open_as<Drivers>(url, creates), true)) || ...));
        return opened;
    }

private:
    template <class Driver> result<std::unique_ptr<backend>> open_as(std::string_view url, bool creates) const {
        typename Driver::options how;
        Driver::set_url(how, url);
        if constexpr (requires { how.create; }) how.create = creates;
        auto db = driver::open_database<Schema, Driver>(std::move(how));
        if (!db) return fail(db.error());
        return std::make_unique<backend_of<Schema, Driver>>(std::move(*db), seed_.template of<Driver>());
    }

    seed_function<Schema, driver_list<Drivers...>> seed_;
};

} // namespace detail
} // namespace app

/// What a program tells its commands.
template <class Schema, class... Drivers> struct cli_options {
    /// Writes the program's own rows: called with a transaction of the system scope, answers a result<void>. It may be run
    /// again, so it must do no harm then (see migration::seed).
    app::seed_function<Schema, typename app::detail::chosen<Schema, Drivers...>::type> seed{};
    std::filesystem::path migrations = "migrations"; ///< unless the command line says otherwise
    bool prisma_history = false;                     ///< see migration::options
};

/// Runs the command that the command line asks for (docs/commands.md) and answers the exit code of the program: 0 done, 1
/// failed or not as it should be, 2 wrong usage, 3 not confirmed. Errors go to the standard error output. Without `Drivers` it
/// serves SQLite and PostgreSQL, as far as their headers are included. Throws nothing.
template <class Schema, class... Drivers> int cli(int argc, const char* const* argv, const cli_options<Schema, Drivers...>& options = {}) {
    using list = typename app::detail::chosen<Schema, Drivers...>::type;
    static_assert(!std::is_same_v<list, app::driver_list<>>,
                  "tenon: cli serves the databases whose headers are included: include tenon/sqlite.hpp or tenon/postgres.hpp");
    const std::string name = argc > 0 ? std::filesystem::path(argv[0]).filename().string() : "app";
    const app::detail::opener_of<Schema, list> databases(options.seed);
    return app::program(name, databases, {.folder = options.migrations, .prisma_history = options.prisma_history}).run(argc, argv);
}

} // namespace tenon::inline TENON_ABI
