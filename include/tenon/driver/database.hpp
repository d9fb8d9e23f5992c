// tenon/driver/database.hpp: an open database: where scopes come from.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/batch.hpp>
#include <tenon/driver/estimate.hpp>
#include <tenon/driver/opened_pool.hpp>
#include <tenon/driver/raw.hpp>
#include <tenon/driver/session.hpp>
#include <tenon/driver/transaction.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/sql/ddl/create_tables.hpp>
#include <tenon/tenancy/scope.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

namespace driver {

/// The session that scopes hold: with transactions.
template <database_driver Driver> struct scope_session : session<Driver> {
    using transaction_options = tenon::transaction_options;

    scope_session() = default;
    scope_session(session<Driver> from) : session<Driver>(std::move(from)) {}

    template <class Scope, class Function>
    static auto run(const Scope& scope, Function&& function, const transaction_options& options) {
        return run_transaction(scope, std::forward<Function>(function), options);
    }
    template <class Scope, class... Functions> static auto batch(const Scope& scope, Functions&... functions) {
        return run_batch(scope, functions...);
    }
    template <class Scope, class Range, class Function>
    static auto batch_of(const Scope& scope, Range&& range, Function& function) {
        return run_batch_of(scope, std::forward<Range>(range), function);
    }
    template <class Scope, class Row, class... Values>
    static auto query(const Scope& scope, as_option<Row>, std::string_view text, const Values&... values) {
        return run_query<Row>(scope, text, values...);
    }
    template <class Scope, class... Values> static auto execute(const Scope& scope, std::string_view text, const Values&... values) {
        return run_execute(scope, text, values...);
    }
};

/// The statements that create the tables of a schema, as the driver's options want them; or errc::unsupported.
template <class Schema, database_driver Driver>
result<std::vector<std::string>> create_texts(const typename Driver::options& how) {
    if constexpr (requires { Driver::template create_texts<Schema>(how); }) return Driver::template create_texts<Schema>(how);
    else return sql::create_tables_if_possible<typename Driver::dialect, Schema>(sql::ddl_options_of(how));
}

} // namespace driver

/// How a database is doing.
struct health_report {
    bool ok = false;
    tenon::error error; ///< why not, when `ok` is false
    pool_figures readers;
    pool_figures writers;
};

/// An open database of the models in `Schema`. Thread-safe; copies share one pool, which closes with the last copy and
/// the last scope. Made by the backend's `open`.
template <class Schema, driver::database_driver Driver> class database {
public:
    using schema = Schema;
    using session_type = driver::scope_session<Driver>;
    /// What `tenant()` and `system()` give, and transactions too: for functions that take a scope.
    using tenant_scope_type = tenant_scope<Schema, session_type>;
    using system_scope_type = system_scope<Schema, session_type>;

    explicit database(std::shared_ptr<driver::pool<Driver>> connections) noexcept : pool_(std::move(connections)) {}

    /// One tenant's scope. Never touches the database. An id that is not valid gives a scope that refuses every verb.
    tenant_scope_type tenant(std::string_view id) const { return {session(), tenant_id(id)}; }

    /// The scope across all tenants. `reason` must not be empty: it shows up in every statement's event.
    system_scope_type system(std::string_view reason) const { return {session(), reason}; }

    /// Creates the tables of the schema in a database that has none of them, all or nothing. A table that is there
    /// already is errc::schema_mismatch. What the database cannot have as the options want it is errc::unsupported, before
    /// anything is sent.
    result<void> create_tables() const {
        const auto texts = driver::create_texts<Schema, Driver>(options());
        if (!texts) return fail(texts.error());
        auto create = system("create_tables");
        return create.transaction([&](auto& tx) -> result<void> {
            for (const std::string& text : *texts) {
                const sql::statement_spec spec{text, verb::schema, nullptr, nullptr};
                driver::execution<Driver> run(tx.session(), spec, driver::access::write, {{}, tx.reason()});
                if (!run.bind([](auto&) { return true; }) || !run.run()) return run.failure();
            }
            if (auto why = driver::estimate_rows<Driver>(tx.session())) return fail(std::move(why));
            return {};
        });
    }

    /// Asks the database a question that costs nothing, and reports the pool. Waits no longer than `patience`, nor than the
    /// pool does: where no connection comes free meanwhile, `error` is errc::pool_timeout; where the database does not answer,
    /// errc::timeout, or errc::connection_failed where there was no connection to it yet.
    health_report health(std::chrono::milliseconds patience = std::chrono::seconds(1)) const {
        health_report report;
        using std::chrono::steady_clock;
        const auto until = steady_clock::now() + std::min(patience, options().pool_timeout);
        const auto left = [&] { return std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now()); };
        {
            std::unique_ptr<error> why;
            auto most = left();
            driver::lease<Driver> held(*pool_, driver::access::read, most, why);
            if (held && !answers(held, left(), report) && report.error.code == errc::connection_lost &&
                held.connection().may_run_again(true)) {
                most = left();
                held.renew(*pool_, why, false, &most); // it broke while nobody used it
                if (held) answers(held, left(), report);
            }
            if (!held) report.error = std::move(*why);
        } // its own connection is given back, and does not count below
        report.readers = pool_->figures(driver::access::read);
        report.writers = pool_->figures(driver::access::write);
        return report;
    }

    const typename Driver::options& options() const noexcept { return pool_->options(); }

private:
    bool answers(const driver::lease<Driver>& held, std::chrono::milliseconds patience, health_report& report) const {
        const driver::watch watching(held.connection(), patience);
        const sql::statement_spec spec{"SELECT 1", verb::other, nullptr, nullptr};
        driver::execution<Driver> run(session().bound_to(held.held()), spec, driver::access::read, {});
        report.ok = run.start([](auto&) { return true; }) != driver::step_result::failed;
        report.error = report.ok ? tenon::error{} : run.error();
        return report.ok;
    }
    session_type session() const { return session_type(driver::session<Driver>(pool_)); }
    std::shared_ptr<driver::pool<Driver>> pool_;
};

namespace driver {

/// A database on a new pool. Makes the first connection, so that what cannot be opened is found out here.
template <class Schema, database_driver Driver>
result<database<Schema, Driver>> open_database(typename Driver::options how) {
    if (!is_cursor_key_sound(how)) return fail(make_error(errc::invalid_value, "A cursor_key of fewer than 16 bytes"));
    if constexpr (requires { Driver::name_drivers(); }) Driver::name_drivers();
    std::shared_ptr<pool<Driver>> connections = std::make_shared<opened_pool<Driver>>(std::move(how), Schema::info());
    std::unique_ptr<error> why;
    auto* first = connections->acquire(access::write, why);
    if (first == nullptr) return fail(std::move(*why));
    connections->release(*first, access::write);
    return database<Schema, Driver>(std::move(connections));
}

} // namespace driver
} // namespace tenon::inline TENON_ABI
