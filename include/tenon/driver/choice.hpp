// tenon/driver/choice.hpp: one of several drivers, chosen when a database is opened.
//
//     auto db = tenon::open<app, tenon::sqlite::driver, tenon::postgres::driver>(std::getenv("DATABASE_URL")).value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/batch.hpp>
#include <tenon/driver/choice_statement.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/driver/statement_cache.hpp>
#include <tenon/sql/dialect/choice.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::driver {

/// A connection of one of several drivers.
template <database_driver... Drivers> class choice_connection {
public:
    using statement_type = choice_statement<typename Drivers::connection::statement_type...>;
    using held = std::variant<std::unique_ptr<typename Drivers::connection>...>;

    explicit choice_connection(held connection) noexcept : held_(std::move(connection)) {}

    void act_for(const caller& by) {
        visit([&](auto& inner) { inner.act_for(by); });
    }
    statement_type* prepare(const sql::statement_spec& spec) {
        const sql::statement_spec spoken = spec.in_dialect(held_.index());
        return visit([&](auto& inner) -> statement_type* {
            auto* made = inner.prepare(spoken);
            return made != nullptr ? &wrapper_of(spec, made) : nullptr;
        });
    }
    bool was_cached() const {
        return visit([](auto& inner) { return inner.was_cached(); });
    }
    bool execute(const char* text) {
        return visit([&](auto& inner) { return inner.execute(text); });
    }
    error last_error(const sql::statement_spec& spec) const {
        return visit([&](auto& inner) { return inner.last_error(spec.in_dialect(held_.index())); });
    }
    bool in_transaction() const {
        return visit([](auto& inner) { return inner.in_transaction(); });
    }
    void cancel() const {
        visit([](auto& inner) { inner.cancel(); });
    }
    void begin_watch(std::chrono::milliseconds patience) {
        visit([&](auto& inner) {
            if constexpr (requires { inner.begin_watch(patience); }) inner.begin_watch(patience);
        });
    }
    void end_watch(bool cancelled) {
        visit([&](auto& inner) {
            if constexpr (requires { inner.end_watch(cancelled); }) inner.end_watch(cancelled);
        });
    }
    bool is_usable() const {
        return visit([](auto& inner) { return inner.is_usable(); });
    }
    bool is_alive() {
        return visit([](auto& inner) { return inner.is_alive(); });
    }
    bool may_run_again(bool reads) const {
        return visit([&](auto& inner) { return inner.may_run_again(reads); });
    }
    void begin_batch(batch_plan& plan)
        requires(batching_connection<typename Drivers::connection> || ...)
    {
        visit([&](auto& inner) {
            if constexpr (requires { inner.begin_batch(plan); }) inner.begin_batch(plan);
        });
    }
    void end_batch()
        requires(batching_connection<typename Drivers::connection> || ...)
    {
        visit([](auto& inner) {
            if constexpr (requires { inner.end_batch(); }) inner.end_batch();
        });
    }
    bool estimate_rows() {
        return visit([](auto& inner) {
            if constexpr (requires { inner.estimate_rows(); }) return inner.estimate_rows();
            else return true;
        });
    }
    void end_raw() {
        visit([](auto& inner) {
            if constexpr (requires { inner.end_raw(); }) inner.end_raw();
        });
    }
    /// The number of the driver, and so of the dialect.
    std::size_t dialect() const noexcept { return held_.index(); }
    /// The connection of the chosen driver, for what only that one has.
    const held& chosen() const noexcept { return held_; }

private:
    template <class Function> decltype(auto) visit(Function function) const {
        return std::visit([&](const auto& inner) -> decltype(auto) { return function(*inner); }, held_);
    }

    /// What passes on to a statement, for as long as that is in use.
    template <class Inner> statement_type& wrapper_of(const sql::statement_spec& spec, Inner* made) {
        statement_type* wrapper = nullptr;
        if (spec.number == nullptr) {
            wrapper = wrappers_.take_loose(spec.passing);
            if (wrapper == nullptr) wrapper = wrappers_.keep_loose(std::make_unique<statement_type>(), spec.passing);
        } else {
            const std::size_t number = sql::number_of(*spec.number);
            wrapper = wrappers_.take(number);
            if (wrapper == nullptr) [[unlikely]] wrapper = wrappers_.keep(number, std::make_unique<statement_type>());
        }
        wrapper->refers_to(made);
        return *wrapper;
    }

    held held_;
    statement_cache<statement_type> wrappers_;
};

/// A driver that is one of several. Its options are those of one of them.
template <database_driver... Drivers> struct choice {
    using connection = choice_connection<Drivers...>;
    using dialect = sql::dialect_choice<typename Drivers::dialect...>;
    static constexpr bool has_replicas = true; // one of them may
    static constexpr bool is_choice = true;

    struct options {
        std::variant<typename Drivers::options...> chosen{};
        std::chrono::milliseconds pool_timeout{10000};
        std::string cursor_key{};
        statement_hooks hooks{};
    };

    static result<std::unique_ptr<connection>>
    connect(const options& how, const schema_info& schema, access wanted,
            std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max()) {
        return visit(how, [&]<class Driver>(std::type_identity<Driver>,
                                            const auto& chosen) -> result<std::unique_ptr<connection>> {
            auto made = connect_until<Driver>(until, chosen, schema, wanted);
            if (!made) return fail(std::move(made.error()));
            return std::make_unique<connection>(typename connection::held(std::move(*made)));
        });
    }
    /// Clang 19 leaves out virtual functions of a class that is made in the body of a visitor only, and the program does not link. So
    /// what opens a database calls this: it names how each driver connects.
    static void name_drivers() noexcept { (static_cast<void>(&connect_until<Drivers>), ...); }
    static bool has_failed(const connection& inside) {
        return std::visit([](const auto& held) { return (has_failed_as<Drivers>(*held) || ...); }, inside.chosen());
    }
    static bool is_full(const error& why) { return (driver::is_full<Drivers>(why) || ...); }
    static std::size_t pool_size(const options& how, access wanted) {
        return visit(how, [&]<class Driver>(std::type_identity<Driver>, const auto& chosen) {
            return Driver::pool_size(chosen, wanted);
        });
    }
    static bool reads_apart(const options& how, const transaction_options& of, bool first) {
        return visit(how, [&]<class Driver>(std::type_identity<Driver>, const auto& chosen) {
            return lane_of<Driver>(chosen, of, first) == access::read;
        });
    }
    static bool adds_rows_alone(const options& how, std::size_t rows) {
        return visit(how, [&]<class Driver>(std::type_identity<Driver>, const auto& chosen) {
            return driver::adds_rows_alone<Driver>(chosen, rows);
        });
    }
    static std::string begin_text(const options& how, const transaction_options& of) {
        return visit(how, [&]<class Driver>(std::type_identity<Driver>, const auto& chosen) {
            return Driver::begin_text(chosen, of);
        });
    }
    template <class Schema> static result<std::vector<std::string>> create_texts(const options& how) {
        return visit(how, []<class Driver>(std::type_identity<Driver>, const auto& chosen) {
            return sql::create_tables_if_possible<typename Driver::dialect, Schema>(sql::ddl_options_of(chosen));
        });
    }

    static void set_url(options& how, std::string_view url) {
        change(how, [&]<class Driver>(std::type_identity<Driver>, auto& chosen) { Driver::set_url(chosen, url); });
    }
    static void set_database(options& how, std::string_view name) {
        change(how, [&]<class Driver>(std::type_identity<Driver>, auto& chosen) { Driver::set_database(chosen, name); });
    }

    /// Calls `function` with the driver that the options are of, as a std::type_identity, and its own options.
    template <class Function> static auto visit(const options& how, Function function) { return change(how, function); }

private:
    template <class Options, class Function> static auto change(Options& how, Function function) {
        return std::visit(
            [&](auto& chosen) {
                using chosen_options = std::remove_cvref_t<decltype(chosen)>;
                using driver = typename decltype(driver_with<chosen_options, Drivers...>())::type;
                return function(std::type_identity<driver>{}, chosen);
            },
            how.chosen);
    }
    template <class One, class Connection> static bool has_failed_as([[maybe_unused]] const Connection& inside) {
        if constexpr (std::is_same_v<Connection, typename One::connection>) return driver::has_failed<One>(inside);
        else return false;
    }
    template <class Options, class First, class... Rest> static auto driver_with() {
        if constexpr (std::is_same_v<Options, typename First::options>) return std::type_identity<First>{};
        else return driver_with<Options, Rest...>();
    }
};

/// The options of the one of `Drivers` that the URL is for. See tenon::open.
template <database_driver... Drivers, class... Options>
result<typename choice<Drivers...>::options> choose(std::string_view url, Options... how) {
    [[maybe_unused]] constexpr auto is_of_driver = []<class One>(std::type_identity<One>) {
        return (std::is_same_v<One, typename Drivers::options> || ...);
    };
    static_assert((is_of_driver(std::type_identity<Options>{}) && ...),
                  "tenon: open was given something that is no options of its drivers: give those, as tenon::sqlite::options");
    typename choice<Drivers...>::options options;
    bool found = false;
    const auto try_one = [&]<class Driver>(std::type_identity<Driver>) {
        if (found || !Driver::takes(url)) return;
        found = true;
        typename Driver::options own;
        [[maybe_unused]] const auto adopt = [&](auto& given) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(given)>, typename Driver::options>) own = std::move(given);
        };
        (adopt(how), ...);
        Driver::set_url(own, url);
        options.pool_timeout = own.pool_timeout;
        if constexpr (requires { own.cursor_key; }) options.cursor_key = own.cursor_key;
        options.hooks = own.hooks;
        options.chosen = std::move(own);
    };
    (try_one(std::type_identity<Drivers>{}), ...);
    if (!found) {
        const std::string_view scheme = url.substr(0, url.find(':')); // without what may be a password behind it
        std::string subject = "This program was built without a driver for ";
        subject += url.empty() ? "an empty URL" : url.find(':') == url.npos ? "that URL" : scheme;
        return fail(make_error(errc::unsupported, subject));
    }
    return options;
}

} // namespace tenon::inline TENON_ABI::driver

namespace tenon::inline TENON_ABI {

/// Opens a database with the one of `Drivers` that the URL is for: `postgresql://…` or `postgres://…`, `file:app.db` or
/// `:memory:`. `how` holds options for each driver, in any number; the defaults for those that are not given.
/// Errors: unsupported, where none of the drivers is for such a URL; and those of the driver's own `open`.
template <class Schema, driver::database_driver... Drivers, class... Options>
result<database<Schema, driver::choice<Drivers...>>> open(std::string_view url, Options... how) {
    auto chosen = driver::choose<Drivers...>(url, std::move(how)...);
    if (!chosen) return fail(std::move(chosen.error()));
    return driver::open_database<Schema, driver::choice<Drivers...>>(std::move(*chosen));
}

/// The same for a URL that may not be there, as one of the environment: nullptr is errc::connection_failed.
template <class Schema, driver::database_driver... Drivers, class... Options>
result<database<Schema, driver::choice<Drivers...>>> open(const char* url, Options... how) {
    if (url != nullptr) return open<Schema, Drivers...>(std::string_view(url), std::move(how)...);
    return fail(make_error(errc::connection_failed, "There is no URL: the environment variable that it is read from is not set"));
}

} // namespace tenon::inline TENON_ABI
