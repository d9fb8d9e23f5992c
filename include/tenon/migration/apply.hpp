// tenon/migration/apply.hpp: running a plan.
//
//     tenon::migration::check(db.system("migrate"), plan).value();
//     tenon::migration::apply(db.system("migrate"), plan).value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/estimate.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/session.hpp>
#include <tenon/migration/introspect.hpp>
#include <tenon/migration/plan.hpp>

#include <memory>
#include <string>
#include <utility>

namespace tenon::inline TENON_ABI::migration {

namespace detail {

/// Names the step that failed.
TENON_RARE std::unique_ptr<error> failed_at(const step& at, std::unique_ptr<error> why) {
    if (why != nullptr) why->message = at.description + ": " + why->message;
    return why;
}

template <driver::database_driver Driver>
std::unique_ptr<error> check(const driver::session<Driver>& on, const driver::caller& by, const plan& made) {
    std::string found;
    auto refused = std::make_unique<error>();
    for (const guard& each : made.guards) {
        bool fails = false;
        auto why = ask(on, by, each.sql, driver::access::read, 1, &fails, [](void* into, const sql::catalog_row&) { *static_cast<bool*>(into) = true; });
        if (why != nullptr) return why;
        if (!fails) continue;
        if (found.empty()) refused->model = each.model;
        if (!each.column.empty() && refused->model == each.model) refused->fields.push_back(each.column);
        found.append(found.empty() ? "" : "; ").append(each.message);
    }
    if (found.empty()) return nullptr;
    refused->code = errc::migration_blocked;
    refused->message = found + ". " + std::string(message(errc::migration_blocked));
    return refused;
}

/// A step that belongs to no transaction: as plain text, since a driver may wrap its statements in one.
template <driver::database_driver Driver> std::unique_ptr<error> run_outside(typename Driver::connection& connection, const step& each) {
    if (connection.execute(each.sql.c_str())) return nullptr;
    return failed_at(each, std::make_unique<error>(connection.last_error({each.sql, verb::schema, nullptr, nullptr})));
}

} // namespace detail

/// Asks the rows that are there whether they allow the plan. Errors: migration_blocked, with everything that stands in its
/// way in the message; those of reading.
template <class Scope> result<void> check(const Scope& system, const plan& made) {
    auto why = detail::check(system.session(), driver::caller{nullptr, system.reason()}, made);
    if (why != nullptr) return fail(std::move(why));
    return {};
}

/// Runs a plan: all of it, or nothing. `also(tx)` runs at the end of the same transaction, as a note in a history; its error
/// undoes everything. Not inside a transaction. Errors: those of the statements, naming the step. What is done outside of
/// the transaction on purpose, after it, may fail and leave the rest done.
template <class Scope, class Also> result<void> apply(const Scope& system, const plan& made, Also also) {
    if (const errc refused = system.check(); refused != errc::ok) return fail(refused);
    if (system.session().in_transaction()) return fail(make_error(errc::unsupported, "A plan within a transaction"));
    using driver_type = typename Scope::session_type::driver_type;
    std::unique_ptr<error> why;
    const driver::lease<driver_type> held(system.session(), driver::access::write, why);
    if (!held) return fail(std::move(why));
    const Scope on_it = system.on(system.session().bound_to(held.held()));

    const auto outside = [&](sql::step_time when) {
        for (const step& each : made.steps) {
            if (each.when != when || (why != nullptr && when != sql::step_time::at_last)) continue;
            auto failed = detail::run_outside<driver_type>(held.connection(), each);
            if (why == nullptr) why = std::move(failed);
        }
    };
    outside(sql::step_time::before);
    if (why == nullptr) {
        const auto ended = on_it.transaction([&](auto& tx) -> result<void> {
            for (const step& each : made.steps) {
                if (each.when != sql::step_time::within) continue;
                auto failed = detail::run_text(tx.session(), driver::caller{nullptr, tx.reason()}, each.sql);
                if (failed != nullptr) return fail(detail::failed_at(each, std::move(failed)));
            }
            if (auto failed = driver::estimate_rows<driver_type>(tx.session())) return fail(std::move(failed));
            return also(tx);
        });
        if (!ended) why = std::make_unique<error>(ended.error());
    }
    outside(sql::step_time::after);
    outside(sql::step_time::at_last);
    if (why != nullptr) return fail(std::move(why));
    return {};
}
template <class Scope> result<void> apply(const Scope& system, const plan& made) {
    return apply(system, made, [](auto&) -> result<void> { return {}; });
}

} // namespace tenon::inline TENON_ABI::migration
