// What all benchmarks on SQLite share: files, our side, the lines that write, and how each line is run.
#pragma once

#include "c_api.hpp"
#include "ours.hpp"
#include "sqlite_memory.hpp"
#include "workload.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
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
template <by_hand Side>
std::int64_t insert(Side& side, std::vector<User> rows, meter& measured) {
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
template <by_hand Side>
std::int64_t bulk_insert(Side& side, const std::vector<std::vector<User>>& batches, meter& measured) {
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
template <by_hand Side>
std::int64_t update(Side& side, const std::vector<key>& keys, meter& measured) {
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

constexpr std::string_view names[] = {"point", "scoped_point", "latest", "all", "insert", "bulk_insert", "update"};

/// Runs a line on a side that is open. `work` is one operation, or a row for the lines that insert.
template <class Side>
std::int64_t run(std::string_view line, Side& side, const sizes& of, int work, meter& measured) {
    if (const auto total = read(line, side, of, work, measured)) return *total;
    if (line == "insert") return insert(side, make_users(0, of.rows, work), measured);
    if (line == "update") return update(side, make_keys({1, of.rows}, work), measured);
    if (line == "bulk_insert") {
        std::vector<std::vector<User>> batches;
        for (int tenant = 0; tenant * of.rows < work; ++tenant)
            batches.push_back(make_users(tenant, 0, of.rows));
        return bulk_insert(side, batches, measured);
    }
    stop("no such line: " + std::string(line));
}

/// Runs a line on the side that `open(path)` gives, after one run that fills caches and prepares statements.
template <class Open>
std::int64_t run_fresh(std::string_view line, Open open, const std::string& path, const sizes& of, int work, meter& measured) {
    const bool bulk = line == "bulk_insert";
    if (bulk) create_database(path);
    auto side = open(path);
    meter warm_up(false);
    if (bulk) bulk_insert(side, {make_users(0, of.rows, 1)}, warm_up);
    else run(line, side, of, 20, warm_up);
    return run(line, side, of, work, measured);
}

/// How much of a line is measured at a time.
inline int work_of(std::string_view line, const sizes& of) {
    if (line == "latest") return 10'000;
    if (line == "all") return 200;
    if (line == "insert" || line == "update") return 20'000;
    if (line == "bulk_insert") return of.tenants * of.rows;
    return 100'000;
}

} // namespace lines

/// A line with a small file, for what is counted: `run(path, sizes)` has the file and what its rows are.
template <class Run> void with_small_file(std::string_view line, int work, Run run) {
    const sizes small{5, line == "all" ? 1000 : 200};
    const std::string path = "benchmark_small.db";
    fill_database(path, small);
    run(path, line == "bulk_insert" ? sizes{5, work / 5} : small); // batches are as long as a tenant has rows
    remove_database(path);
}

} // namespace benchmark
