// The lines of the benchmark: what each side is asked to do. A line does `count` operations within `measured(…)` and
// gives a sum over their results, which must be the same on both sides.
#pragma once

#include "c_api.hpp"
#include "meter.hpp"
#include "ours.hpp"

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace benchmark {

struct sizes {
    int tenants = 100;
    int rows = 1000; ///< of each tenant
};

struct key {
    int tenant;
    std::string tenant_name;
    std::string id;
};

/// Keys of rows that exist, in an order without order.
inline std::vector<key> make_keys(const sizes& of, int count) {
    std::mt19937 random(1); // the same on every machine, unlike the distributions of <random>
    std::vector<key> keys;
    keys.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const int tenant = static_cast<int>(random() % static_cast<unsigned>(of.tenants));
        const int row = static_cast<int>(random() % static_cast<unsigned>(of.rows));
        keys.push_back({tenant, benchmark::tenant_name(tenant), user_id(tenant, row)});
    }
    return keys;
}

inline void remove_database(const std::string& path) {
    for (const char* ending : {"", "-wal", "-shm"})
        std::filesystem::remove(path + ending);
}

/// A new file with empty tables, made by tenon.
template <class Schema = schema>
void create_database(const std::string& path, tenon::sqlite::options how = {}) {
    remove_database(path);
    tenon::sqlite::open<Schema>(path, std::move(how)).value().create_tables().value();
}

/// Fills a file with all rows, tenant by tenant.
template <class Schema = schema>
void fill_database(const std::string& path, const sizes& of, tenon::sqlite::options how = {}) {
    create_database<Schema>(path, how);
    const auto database = tenon::sqlite::open<Schema>(path, std::move(how)).value();
    for (int tenant = 0; tenant < of.tenants; ++tenant)
        tenon::repository<User>(database.tenant(tenant_name(tenant))).create_many(make_users(tenant, 0, of.rows)).value();
}

inline std::int64_t sum(const std::vector<User>& rows) {
    std::int64_t levels = static_cast<std::int64_t>(rows.size());
    for (const User& row : rows)
        levels += row.level;
    return levels;
}

namespace lines {

constexpr std::int64_t latest_rows = 20;

template <class Side>
std::int64_t point(Side& side, const std::vector<key>& keys, meter& measured) {
    std::int64_t total = 0;
    measured([&] {
        for (const key& at : keys) {
            if constexpr (std::is_same_v<Side, c_api>) total += side.point(at.tenant_name, at.id)->level;
            else total += side.point(at.tenant, at.id).value()->level;
        }
    });
    return total;
}

template <class Side>
std::int64_t scoped_point(Side& side, const std::vector<key>& keys, meter& measured) {
    std::int64_t total = 0;
    measured([&] {
        for (const key& at : keys) {
            if constexpr (std::is_same_v<Side, c_api>) total += side.point(at.tenant_name, at.id)->level;
            else total += side.scoped_point(at.tenant_name, at.id).value()->level;
        }
    });
    return total;
}

template <class Side>
std::int64_t latest(Side& side, const std::vector<key>& keys, meter& measured) {
    std::int64_t total = 0;
    measured([&] {
        for (const key& at : keys) {
            if constexpr (std::is_same_v<Side, c_api>) total += sum(side.latest(at.tenant_name, latest_rows));
            else total += sum(side.latest(at.tenant, latest_rows).value());
        }
    });
    return total;
}

template <class Side>
std::int64_t all(Side& side, const std::vector<key>& keys, meter& measured) {
    std::int64_t total = 0;
    measured([&] {
        for (const key& at : keys) {
            if constexpr (std::is_same_v<Side, c_api>) total += sum(side.all(at.tenant_name));
            else total += sum(side.all(at.tenant).value());
        }
    });
    return total;
}

/// New rows of one tenant, one by one, in a transaction that is rolled back, so that all repetitions find the same file.
inline std::int64_t insert(c_api& side, std::vector<User> rows, meter& measured) {
    std::int64_t total = 0;
    side.run("BEGIN IMMEDIATE");
    measured([&] {
        for (User& row : rows)
            total += side.insert(std::move(row)).level;
    });
    side.run("ROLLBACK");
    return total;
}
template <class Schema>
std::int64_t insert(ours<Schema>& side, std::vector<User> rows, meter& measured) {
    std::int64_t total = 0;
    const auto rolled_back = side.of(0).scope().transaction([&](auto& tx) -> tenon::result<void> {
        const auto users = tenon::repository<User>(tx);
        measured([&] {
            for (User& row : rows)
                total += users.create(std::move(row)).value().level;
        });
        return tenon::fail(tenon::errc::cancelled);
    });
    return rolled_back.error().code == tenon::errc::cancelled ? total : -1;
}

/// New rows, a batch for each transaction, into empty tables.
inline std::int64_t bulk_insert(c_api& side, const std::vector<std::vector<User>>& batches, meter& measured) {
    measured([&] {
        for (const auto& rows : batches)
            side.insert_many(rows);
    });
    return 0;
}
template <class Schema>
std::int64_t bulk_insert(ours<Schema>& side, const std::vector<std::vector<User>>& batches, meter& measured) {
    measured([&] {
        int tenant = 0;
        for (const auto& rows : batches)
            side.of(tenant++).create_many(rows).value();
    });
    return 0;
}

/// Changes by key of rows of tenant 0, each giving the row back, in a transaction that is rolled back.
inline std::int64_t update(c_api& side, const std::vector<key>& keys, meter& measured) {
    std::int64_t total = 0;
    side.run("BEGIN IMMEDIATE");
    measured([&] {
        for (const key& at : keys)
            total += side.update(at.tenant_name, at.id, 7)->level;
    });
    side.run("ROLLBACK");
    return total;
}
template <class Schema>
std::int64_t update(ours<Schema>& side, const std::vector<key>& keys, meter& measured) {
    std::int64_t total = 0;
    const auto rolled_back = side.of(0).scope().transaction([&](auto& tx) -> tenon::result<void> {
        const auto users = tenon::repository<User>(tx);
        measured([&] {
            for (const key& at : keys)
                total += users.update(at.id, tenon::set<&User::level>(7)).value().level;
        });
        return tenon::fail(tenon::errc::cancelled);
    });
    return rolled_back.error().code == tenon::errc::cancelled ? total : -1;
}

} // namespace lines
} // namespace benchmark
