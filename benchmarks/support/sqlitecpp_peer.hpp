// SQLiteCpp as its documentation recommends: statements kept and reset, text bound without a copy.
#pragma once

#include "c_api.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace benchmark {

class sqlitecpp_peer {
public:
    static constexpr bool is_by_hand = true;

    explicit sqlitecpp_peer(const std::string& path)
        : database_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_URI | SQLite::OPEN_NOMUTEX) {
        run(c_api::pragmas({}).c_str());
    }

    std::optional<User> point(const std::string& tenant, const std::string& id) {
        const resetting after{point_};
        point_.bindNoCopy(1, tenant);
        point_.bindNoCopy(2, id);
        return one(point_);
    }
    std::vector<User> latest(const std::string& tenant, std::int64_t most) {
        const resetting after{latest_};
        latest_.bindNoCopy(1, tenant);
        latest_.bind(2, most);
        return every(latest_);
    }
    std::vector<User> all(const std::string& tenant) {
        const resetting after{all_};
        all_.bindNoCopy(1, tenant);
        return every(all_);
    }
    User insert(User row) {
        insert_row(row);
        return row;
    }
    std::optional<User> update(const std::string& tenant, const std::string& id, int level) {
        const resetting after{update_};
        update_.bindNoCopy(1, tenant);
        update_.bind(2, level);
        update_.bindNoCopy(3, id);
        std::optional<User> changed = one(update_);
        if (changed) update_.executeStep(); // only at its end is the change made
        return changed;
    }
    void insert_many(const std::vector<User>& rows) {
        SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
        for (const User& row : rows)
            insert_row(row);
        transaction.commit();
    }
    void run(const char* text) { database_.exec(text); }

private:
    struct resetting {
        SQLite::Statement& statement;
        ~resetting() { statement.tryReset(); }
    };

    void insert_row(const User& row) {
        const resetting after{insert_};
        insert_.bindNoCopy(1, row.tenantId);
        insert_.bindNoCopy(2, row.id);
        insert_.bindNoCopy(3, row.email);
        if (row.name) insert_.bindNoCopy(4, *row.name);
        else insert_.bind(4);
        insert_.bind(5, row.level);
        insert_.bind(6, row.score);
        insert_.bind(7, row.active ? 1 : 0);
        insert_.bind(8, std::int64_t{row.createdAt.time_since_epoch().count()});
        insert_.exec();
    }
    static User read(SQLite::Statement& from) {
        User row;
        row.id = from.getColumn(0).getString();
        row.tenantId = from.getColumn(1).getString();
        row.email = from.getColumn(2).getString();
        if (const SQLite::Column name = from.getColumn(3); !name.isNull()) row.name = name.getString();
        row.level = from.getColumn(4).getInt();
        row.score = from.getColumn(5).getDouble();
        row.active = from.getColumn(6).getInt() != 0;
        row.createdAt = tenon::timestamp(std::chrono::milliseconds(from.getColumn(7).getInt64()));
        return row;
    }
    static std::optional<User> one(SQLite::Statement& from) {
        return from.executeStep() ? std::optional<User>(read(from)) : std::nullopt;
    }
    static std::vector<User> every(SQLite::Statement& from) {
        std::vector<User> rows;
        while (from.executeStep())
            rows.push_back(read(from));
        return rows;
    }
    SQLite::Statement prepare(std::string_view text) { return {database_, std::string(text)}; }

    SQLite::Database database_;
    SQLite::Statement point_ = prepare(c_api::point_text);
    SQLite::Statement latest_ = prepare(c_api::latest_text);
    SQLite::Statement all_ = prepare(c_api::all_text);
    SQLite::Statement insert_ = prepare(c_api::insert_text);
    SQLite::Statement update_ = prepare(c_api::update_text);
};

} // namespace benchmark
