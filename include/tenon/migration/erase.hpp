// tenon/migration/erase.hpp: removes all of a tenant, and only that.
//
//     const auto there = tenon::migration::count_tenant(db, "acme").value();       // what would be gone
//     const auto gone = tenon::migration::erase_tenant(db, "acme").value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/database.hpp>
#include <tenon/migration/locked.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/schema_target.hpp>
#include <tenon/sql/ddl/tenant_rows.hpp>

#include <cstdint>
#include <cstdlib>
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
/// rows, which only `layout::prisma` allows; busy, when others migrate for longer than `lock_timeout`.
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

} // namespace tenon::inline TENON_ABI::migration
