// The other side of each pair: SQLite's C API by hand, statements prepared once, result codes checked, rows into structs.
#pragma once

#include "users.hpp"

#include <sqlite3.h>
#include <tenon/sqlite.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace benchmark {

/// How the connection is opened. The defaults are what tenon does by default.
struct c_options {
    bool mutex = false;
    std::int64_t mapped_bytes = tenon::sqlite::options{}.mapped_bytes;
    std::int64_t cache_bytes = tenon::sqlite::options{}.cache_bytes;
};

class c_api {
public:
    static constexpr bool is_by_hand = true;

    // What tenon makes of the same requests, letter by letter: the benchmark compares them before it measures.
    static constexpr std::string_view point_text =
        R"(SELECT "id", "tenantId", "email", "name", "level", "score", "active", "createdAt" FROM "User" WHERE "tenantId" = ?1 AND "id" = ?2)";
    static constexpr std::string_view latest_text =
        R"(SELECT "id", "tenantId", "email", "name", "level", "score", "active", "createdAt" FROM "User" WHERE "tenantId" = ?1 ORDER BY "createdAt" DESC, "id" DESC LIMIT ?2)";
    static constexpr std::string_view all_text =
        R"(SELECT "id", "tenantId", "email", "name", "level", "score", "active", "createdAt" FROM "User" WHERE "tenantId" = ?1)";
    static constexpr std::string_view insert_text =
        R"(INSERT INTO "User" ("id", "tenantId", "email", "name", "level", "score", "active", "createdAt") VALUES (?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8))";
    static constexpr std::string_view update_text =
        R"(UPDATE "User" SET "level" = ?2 WHERE "tenantId" = ?1 AND "id" = ?3 RETURNING "id", "tenantId", "email", "name", "level", "score", "active", "createdAt")";

    static std::string pragmas(const c_options& how) {
        return "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA synchronous = FULL; PRAGMA mmap_size = " +
               std::to_string(how.mapped_bytes) + "; PRAGMA cache_size = " + std::to_string(-(how.cache_bytes / 1024));
    }

    explicit c_api(const std::string& path, const c_options& how = {}) {
        if (!how.mutex) sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI |
                          (how.mutex ? SQLITE_OPEN_FULLMUTEX : SQLITE_OPEN_NOMUTEX);
        must(sqlite3_open_v2(path.c_str(), &database_, flags, nullptr));
        run(pragmas(how).c_str());
        point_ = prepare(point_text);
        latest_ = prepare(latest_text);
        all_ = prepare(all_text);
        insert_ = prepare(insert_text);
        update_ = prepare(update_text);
    }
    ~c_api() {
        for (sqlite3_stmt* statement : {point_, latest_, all_, insert_, update_})
            sqlite3_finalize(statement);
        sqlite3_close(database_);
    }
    c_api(const c_api&) = delete;
    c_api& operator=(const c_api&) = delete;

    std::optional<User> point(const std::string& tenant, const std::string& id) {
        std::optional<User> found;
        bind(point_, 1, tenant);
        bind(point_, 2, id);
        const int step = sqlite3_step(point_);
        if (step == SQLITE_ROW) read(point_, found.emplace());
        else if (step != SQLITE_DONE) fail();
        sqlite3_reset(point_);
        return found;
    }

    std::vector<User> latest(const std::string& tenant, std::int64_t most) {
        std::vector<User> rows;
        rows.reserve(static_cast<std::size_t>(most));
        bind(latest_, 1, tenant);
        must(sqlite3_bind_int64(latest_, 2, most));
        read_all(latest_, rows);
        return rows;
    }

    std::vector<User> all(const std::string& tenant) {
        std::vector<User> rows;
        bind(all_, 1, tenant);
        read_all(all_, rows);
        return rows;
    }

    User insert(User row) {
        insert_row(row);
        return row;
    }

    void insert_many(const std::vector<User>& rows) {
        run("BEGIN IMMEDIATE");
        for (const User& row : rows)
            insert_row(row);
        run("COMMIT");
    }

    std::optional<User> update(const std::string& tenant, const std::string& id, int level) {
        std::optional<User> changed;
        bind(update_, 1, tenant);
        must(sqlite3_bind_int(update_, 2, level));
        bind(update_, 3, id);
        int step = sqlite3_step(update_);
        if (step == SQLITE_ROW) {
            read(update_, changed.emplace());
            step = sqlite3_step(update_); // only at its end is the change made
        }
        if (step != SQLITE_DONE) fail();
        sqlite3_reset(update_);
        return changed;
    }

    void run(const char* text) { must(sqlite3_exec(database_, text, nullptr, nullptr, nullptr)); }

private:
    [[noreturn]] void fail() {
        std::fprintf(stderr, "C API: %s\n", sqlite3_errmsg(database_));
        std::exit(2);
    }
    void must(int code) {
        if (code != SQLITE_OK) [[unlikely]] fail();
    }
    sqlite3_stmt* prepare(std::string_view text) {
        sqlite3_stmt* statement = nullptr;
        must(sqlite3_prepare_v3(database_, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT,
                                &statement, nullptr));
        return statement;
    }
    void bind(sqlite3_stmt* statement, int index, const std::string& text) {
        must(sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC));
    }

    void insert_row(const User& row) {
        bind(insert_, 1, row.tenantId);
        bind(insert_, 2, row.id);
        bind(insert_, 3, row.email);
        if (row.name) bind(insert_, 4, *row.name);
        else must(sqlite3_bind_null(insert_, 4));
        must(sqlite3_bind_int(insert_, 5, row.level));
        must(sqlite3_bind_double(insert_, 6, row.score));
        must(sqlite3_bind_int(insert_, 7, row.active));
        must(sqlite3_bind_int64(insert_, 8, row.createdAt.time_since_epoch().count()));
        if (sqlite3_step(insert_) != SQLITE_DONE) [[unlikely]] fail();
        sqlite3_reset(insert_);
    }

    static void read_text(sqlite3_stmt* statement, int column, std::string& out) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
        out.assign(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    }
    static void read(sqlite3_stmt* statement, User& row) {
        read_text(statement, 0, row.id);
        read_text(statement, 1, row.tenantId);
        read_text(statement, 2, row.email);
        if (sqlite3_column_type(statement, 3) != SQLITE_NULL) read_text(statement, 3, row.name.emplace());
        row.level = sqlite3_column_int(statement, 4);
        row.score = sqlite3_column_double(statement, 5);
        row.active = sqlite3_column_int(statement, 6) != 0;
        row.createdAt = tenon::timestamp(std::chrono::milliseconds(sqlite3_column_int64(statement, 7)));
    }
    void read_all(sqlite3_stmt* statement, std::vector<User>& rows) {
        int step;
        while ((step = sqlite3_step(statement)) == SQLITE_ROW)
            read(statement, rows.emplace_back());
        if (step != SQLITE_DONE) fail();
        sqlite3_reset(statement);
    }

    sqlite3* database_ = nullptr;
    sqlite3_stmt* point_ = nullptr;
    sqlite3_stmt* latest_ = nullptr;
    sqlite3_stmt* all_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    sqlite3_stmt* update_ = nullptr;
};

} // namespace benchmark
