// tenon/migration/seed.hpp: rows that every database of a program begins with.
//
//     tenon::migration::seed(db, [](auto& tx) -> tenon::result<void> {
//         auto plans = tenon::repository<Plan>(tx);
//         const auto free = plans.upsert({.name = "free"}, tenon::on_conflict<&Plan::name>, tenon::set<&Plan::seats>(3));
//         return free ? tenon::result<void>{} : tenon::fail(free.error());
//     });
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/back_off.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/migration/locked.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/target.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace tenon::inline TENON_ABI::migration {

/// A seed that is kept, for databases of one driver; empty: there is none.
template <class Schema, class Driver>
using seed_for = std::function<result<void>(typename tenon::database<Schema, Driver>::system_scope_type&)>;

namespace detail {

template <class Schema, class Driver, class Function>
result<void> seed_once(const tenon::database<Schema, Driver>& db, Function& function, const options& how) {
    auto held = std::make_unique<driver_connection<Schema, Driver>>(db, driver::access::write);
    if (auto why = held->take_error()) return fail(std::move(why));
    auto scope = held->scope();
    migrator by(spoken<Driver>::texts(db.options()), how, std::move(held));
    return by.locked([&]() -> result<void> {
        by.tell(activity::seed, {});
        return function(scope);
    });
}

} // namespace detail

/// Runs `function(tx)`, which answers a result<void>, in a transaction under the lock of whoever migrates: `tx` is the system
/// scope in it, and `tx.tenant("acme")` a tenant's. An error rolls everything back. It runs again after a conflict, and on
/// another connection where one was lost, even at the end, when nobody knows what has become of it. So it must do no harm when
/// it runs a second time: `upsert`, and `create_many` with `skip_duplicates`.
/// Errors: the function's own; busy.
template <class Schema, class Driver, class Function>
result<void> seed(const tenon::database<Schema, Driver>& db, Function&& function, const options& how = {}) {
    for (int attempt = 0;; ++attempt) {
        auto done = detail::seed_once(db, function, how);
        const bool lost = !done && (done.error().code == errc::connection_lost || done.error().code == errc::commit_unknown);
        if (!lost || attempt >= how.retries) return done;
        driver::back_off(std::chrono::milliseconds(50), attempt);
    }
}

} // namespace tenon::inline TENON_ABI::migration
