// What the pairs on SQLite share: files, our side of them, and the lines that write.
#pragma once

#include "c_api.hpp"
#include "ours.hpp"
#include "sqlite_memory.hpp"
#include "workload.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace benchmark {

template <class Schema = schema> struct ours : ours_on<tenon::sqlite::database<Schema>> {
    ours(const std::string& path, int tenants, tenon::sqlite::options how = {})
        : ours_on<tenon::sqlite::database<Schema>>(tenon::sqlite::open<Schema>(path, std::move(how)).value(), tenants) {}
};

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

namespace lines {

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
