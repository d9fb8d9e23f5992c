// tenon/migration/erase.hpp: removes all of a tenant, and only that.
//
//     const auto there = tenon::migration::count_tenant(db, "acme").value();       // what would be gone
//     const auto gone = tenon::migration::erase_tenant(db, "acme").value();
//     const auto slowly = tenon::migration::erase_tenant_in_batches(db, "beta", {.rows = 1000}).value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/database.hpp>
#include <tenon/migration/locked.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/schema_target.hpp>
#include <tenon/sql/ddl/tenant_rows.hpp>
#include <tenon/sql/migration/texts.hpp>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// How many rows a tenant has in the table of a model.
struct tenant_count {
    std::string model;
    std::int64_t rows = 0;
    friend bool operator==(const tenant_count&, const tenant_count&) = default;
};

namespace detail {

inline result<std::vector<tenant_count>> count_rows(connection& in, const std::vector<sql::tenant_rows>& tables, std::string_view tenant) {
    std::vector<tenant_count> counts;
    for (const sql::tenant_rows& each : tables) {
        const auto found = in.read(each.count, 1, {tenant});
        if (!found) return fail(found.error());
        counts.push_back({each.model, std::strtoll(found->at(0).at(0).c_str(), nullptr, 10)});
    }
    return counts;
}

/// Of all tables.
inline std::int64_t total(const std::vector<tenant_count>& counts) noexcept {
    std::int64_t rows = 0;
    for (const tenant_count& each : counts) rows += each.rows;
    return rows;
}

} // namespace detail

/// The rows of a tenant in each table that has rows of tenants, in the order in which they would be erased. All zero: there is
/// no such tenant. Errors: invalid_tenant, for an empty id.
inline result<std::vector<tenant_count>> count_tenant(const schema_target& on, std::string_view tenant) {
    if (tenant.empty()) return fail(errc::invalid_tenant);
    auto in = on->connect(false);
    if (!in) return fail(in.error());
    return detail::count_rows(**in, on->rows_of_tenant(), tenant);
}

/// Removes the tenant's rows of all tables, its own among them, in one transaction under the lock of whoever migrates: all of
/// it or nothing. Before the end it is counted that none is left. What it did is how many there were.
/// Errors: invalid_tenant; not_found, where the tenant has no row; foreign_key_violation, where rows of others refer to its
/// rows, or its own to each other and none can let go, which only `layout::prisma` leads to; busy, when others migrate for longer
/// than `lock_timeout`.
inline result<std::vector<tenant_count>> erase_tenant(const schema_target& on, std::string_view tenant, const options& how = {}) {
    if (tenant.empty()) return fail(errc::invalid_tenant);
    const auto by = migrator::open(*on, how, true);
    if (!by) return fail(by.error());
    connection& in = (*by)->connection();
    const auto tables = on->rows_of_tenant();
    std::vector<tenant_count> counts;
    auto done = (*by)->locked([&]() -> result<void> {
        auto there = detail::count_rows(in, tables, tenant);
        if (!there) return fail(there.error());
        if (detail::total(*there) == 0) return fail(make_error(errc::not_found, "There is no tenant of that id"));
        for (const sql::tenant_rows& each : tables)
            for (const std::string& text : each.clear)
                if (auto cleared = in.run(text, {tenant}); !cleared) return cleared;
        for (const sql::tenant_rows& each : tables)
            if (auto removed = in.run(each.remove, {tenant}); !removed) return removed;
        const auto left = detail::count_rows(in, tables, tenant);
        if (!left) return fail(left.error());
        if (detail::total(*left) != 0) return fail(make_error(errc::serialization_conflict, "The tenant was written meanwhile"));
        counts = std::move(*there);
        return {};
    });
    if (!done) return fail(done.error());
    return counts;
}

struct erase_options {
    std::int64_t rows = 1000; ///< of one table, in one transaction; at least 1
    /// Told after each transaction how many rows are gone; false: it ends here, and can be called again.
    std::function<bool(std::int64_t gone)> on_progress{};
};

namespace detail {

/// Removes the rows of one table, some at a time. False: the options say that it is enough.
inline result<bool> erase_some(migrator& by, const sql::tenant_rows& table, std::string_view tenant, const erase_options& how, std::int64_t& gone) {
    const std::string text = sql::migration_texts::with(table.remove_some, "{rows}", std::to_string(how.rows));
    for (std::int64_t removed = how.rows; removed == how.rows;) {
        auto done = by.locked([&]() -> result<void> {
            const auto rows = by.connection().read(text, 1, {tenant});
            if (!rows) return fail(rows.error());
            removed = static_cast<std::int64_t>(rows->size());
            return {};
        });
        if (!done) return fail(done.error());
        gone += removed;
        if (removed != 0 && how.on_progress && !how.on_progress(gone)) return false;
    }
    return true;
}

} // namespace detail

/// The same in many small transactions, each under the lock, so that nobody waits long for it: table by table, those first that refer to others. The
/// tenant is there, with fewer and fewer rows, until the last transaction, which takes what is left, the tenant's own row, and
/// counts that nothing is. After an error or a kill it goes on where it was when it is called again. What it did is how many
/// rows there were when it was called; nothing: `on_progress` ended it.
/// Errors: those of erase_tenant; out_of_range, for fewer rows than 1.
inline result<std::optional<std::vector<tenant_count>>> erase_tenant_in_batches(const schema_target& on, std::string_view tenant, const erase_options& how = {},
                                                                                const options& locking = {}) {
    if (how.rows < 1) return fail(errc::out_of_range);
    const auto there = count_tenant(on, tenant);
    if (!there) return fail(there.error());
    const auto tables = on->rows_of_tenant();
    std::int64_t gone = 0;
    {
        const auto by = migrator::open(*on, locking, true);
        if (!by) return fail(by.error());
        for (const sql::tenant_rows& each : tables)
            for (const std::string& text : each.clear)
                if (auto cleared = (*by)->locked([&] { return (*by)->connection().run(text, {tenant}); }); !cleared) return fail(cleared.error());
        for (const sql::tenant_rows& each : tables) {
            if (each.remove_some.empty() || each.is_root) continue;
            const auto went = detail::erase_some(**by, each, tenant, how, gone);
            if (!went) return fail(went.error());
            if (!*went) return std::nullopt;
        }
    } // the connection goes back, for there may be one only
    const auto rest = erase_tenant(on, tenant, locking);
    // Where the tenant has no row of its own, the batches may have left nothing, which was counted all the same.
    const bool nothing_was_left = !rest && rest.error().code == errc::not_found && detail::total(*there) != 0;
    if (!rest && !nothing_was_left) return fail(rest.error());
    return *there;
}

} // namespace tenon::inline TENON_ABI::migration
