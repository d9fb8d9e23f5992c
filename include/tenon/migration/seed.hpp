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
#include <tenon/migration/deploy.hpp>
#include <tenon/migration/locked.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/target.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// Runs `function(tx)`, which answers a result<void>, in a transaction under the lock of whoever migrates: `tx` is the system
/// scope in it, and `tx.tenant("acme")` a tenant's. An error rolls everything back; after a conflict it runs again. It must do
/// no harm when it runs a second time: `upsert`, and `create_many` with `skip_duplicates`.
/// Errors: the function's own; busy.
template <class Schema, class Driver, class Function>
result<void> seed(const tenon::database<Schema, Driver>& db, Function&& function, const options& how = {}) {
    auto held = std::make_unique<detail::driver_connection<Schema, Driver>>(db, driver::access::write);
    if (auto why = held->take_error()) return fail(std::move(why));
    auto scope = held->scope();
    migrator by(detail::spoken<Driver>::texts(db.options()), how, std::move(held));
    return by.locked([&]() -> result<void> {
        by.tell(activity::seed, {});
        return function(scope);
    });
}

/// What a program does before it works: deploy(), then seed(). For several programs that start at once.
template <class Schema, class Driver, class Function>
result<std::vector<std::string>> migrate_on_start(const tenon::database<Schema, Driver>& db, Function&& function, const options& how = {}) {
    auto applied = deploy(db, how);
    if (!applied) return applied;
    if (auto seeded = seed(db, std::forward<Function>(function), how); !seeded) return fail(seeded.error());
    return applied;
}

} // namespace tenon::inline TENON_ABI::migration
