// libpqxx as its documentation recommends: statements prepared by name, a transaction object for each piece of work, rows in
// bulk by a stream.
#pragma once

#include "libpq_api.hpp"

#include <pqxx/pqxx>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace benchmark {

class libpqxx_peer {
public:
    static constexpr bool is_by_hand = true;

    /// `scoped`: tells the server the tenant in the transaction of each statement, for row-level security.
    libpqxx_peer(const std::string& connection_string, bool scoped) : connection_(connection_string), scoped_(scoped) {
        connection_.prepare("point", libpq_api::point_text);
        connection_.prepare("latest", libpq_api::latest_text);
        connection_.prepare("all", libpq_api::all_text);
        connection_.prepare("insert", libpq_api::insert_text);
        connection_.prepare("update", libpq_api::update_text);
        if (scoped_) connection_.prepare("prelude", libpq_api::prelude_text);
        pqxx::nontransaction(connection_).exec("SET TIME ZONE 'UTC'");
    }

    int server_process() const { return connection_.backendpid(); }

    std::optional<User> point(const std::string& tenant, const std::string& id) { return one(ask("point", tenant, id)); }
    std::vector<User> latest(const std::string& tenant, std::int64_t most) { return every(ask("latest", tenant, most)); }
    std::vector<User> all(const std::string& tenant) { return every(ask("all", tenant)); }
    User insert(User row) {
        in_transaction(row.tenantId, [&](auto& transaction) { return insert_row(transaction, row); });
        return row;
    }
    std::optional<User> update(const std::string& tenant, const std::string& id, int level) {
        return one(ask("update", tenant, level, id));
    }
    std::int64_t insert_many(const std::vector<User>& rows) {
        pqxx::work transaction(connection_);
        if (scoped_) { // COPY is refused by row-level security
            enter(transaction, rows.front().tenantId);
            for (const User& row : rows)
                insert_row(transaction, row);
        } else {
            static const std::vector<std::string> columns{"\"id\"", "\"tenantId\"", "\"email\"", "\"name\"",
                                                          "\"level\"", "\"score\"", "\"active\"", "\"createdAt\""};
            pqxx::stream_to stream(transaction, "\"User\"", columns);
            for (const User& row : rows)
                stream << std::make_tuple(row.id, row.tenantId, row.email, name_of(row), row.level, row.score, row.active,
                                          tenon::to_string(row.createdAt));
            stream.complete();
        }
        transaction.commit();
        return static_cast<std::int64_t>(rows.size());
    }

private:
    static const char* name_of(const User& row) { return row.name ? row.name->c_str() : nullptr; }

    template <class Transaction> static pqxx::result insert_row(Transaction& transaction, const User& row) {
        return transaction.exec_prepared("insert", row.tenantId, row.id, row.email, name_of(row), row.level, row.score,
                                         row.active, tenon::to_string(row.createdAt));
    }
    static void enter(pqxx::work& transaction, const std::string& tenant) {
        transaction.exec_prepared("prelude", tenant, "");
    }
    template <class Work> pqxx::result in_transaction(const std::string& tenant, Work work) {
        if (!scoped_) {
            pqxx::nontransaction transaction(connection_);
            return work(transaction);
        }
        pqxx::work transaction(connection_);
        enter(transaction, tenant);
        pqxx::result given = work(transaction);
        transaction.commit();
        return given;
    }
    template <class... Values> pqxx::result ask(const char* statement, const std::string& tenant, const Values&... values) {
        return in_transaction(tenant, [&](auto& transaction) { return transaction.exec_prepared(statement, tenant, values...); });
    }

    static User read(const pqxx::row& from) {
        User row;
        from[0].to(row.id);
        from[1].to(row.tenantId);
        from[2].to(row.email);
        if (!from[3].is_null()) from[3].to(row.name.emplace());
        from[4].to(row.level);
        from[5].to(row.score);
        from[6].to(row.active);
        row.createdAt = tenon::parse_timestamp(from[7].c_str()).value();
        return row;
    }
    static std::optional<User> one(const pqxx::result& from) {
        return from.empty() ? std::nullopt : std::optional<User>(read(from[0]));
    }
    static std::vector<User> every(const pqxx::result& from) {
        std::vector<User> rows;
        rows.reserve(from.size());
        for (const auto& row : from)
            rows.push_back(read(row));
        return rows;
    }

    pqxx::connection connection_;
    bool scoped_;
};

} // namespace benchmark
