// SOCI as its documentation recommends: statements prepared once and kept, with the variables that they are bound to.
#pragma once

#include "users.hpp"

#include <soci/soci.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace benchmark {

/// `Database` says of each what differs: `texts`, the side by hand with the SQL of every statement; `time`, the type that
/// a time is exchanged as, with `to_time` and `of_time`.
template <class Database> class soci_peer {
public:
    static constexpr bool is_by_hand = true;

    /// `backend` is loaded by SOCI itself: libsoci_`backend`.so.
    soci_peer(const std::string& backend, const std::string& where, const std::string& first) : session_(backend, where) {
        run(first.c_str());
    }
    virtual ~soci_peer() = default;
    soci_peer(const soci_peer&) = delete;
    soci_peer& operator=(const soci_peer&) = delete;

    std::optional<User> point(const std::string& tenant, const std::string& id) {
        tenant_ = tenant;
        row_.id = id;
        return one(point_);
    }
    std::vector<User> latest(const std::string& tenant, std::int64_t most) {
        tenant_ = tenant;
        most_ = most;
        return every(latest_);
    }
    std::vector<User> all(const std::string& tenant) {
        tenant_ = tenant;
        return every(all_);
    }
    User insert(User row) {
        alone(row.tenantId, [&] { insert_row(row); });
        return row;
    }
    std::optional<User> update(const std::string& tenant, const std::string& id, int level) {
        tenant_ = tenant;
        row_.id = id;
        row_.level = level;
        return one(update_);
    }
    std::int64_t insert_many(const std::vector<User>& rows) {
        soci::transaction transaction(session_);
        enter(rows.front().tenantId);
        for (const User& row : rows)
            insert_row(row);
        transaction.commit();
        return static_cast<std::int64_t>(rows.size());
    }
    void run(const char* text) { session_ << text; }

protected:
    /// What must be done first in a transaction of a tenant.
    virtual void enter(const std::string&) {}
    /// Does work on rows of a tenant that is a transaction of its own.
    virtual void alone(const std::string&, const std::function<void()>& work) { work(); }

    soci::session session_;

private:
    void insert_row(const User& row) {
        tenant_ = row.tenantId;
        row_ = row;
        name_state_ = row.name ? soci::i_ok : soci::i_null;
        if (row.name) name_ = *row.name;
        active_ = row.active;
        created_at_ = Database::of_time(row.createdAt);
        insert_.execute(true);
    }
    User row_read() {
        User row = std::move(row_); // each row is read into it anew
        if (name_state_ == soci::i_ok) row.name = std::move(name_);
        else row.name.reset();
        row.active = active_ != 0;
        row.createdAt = Database::to_time(created_at_);
        return row;
    }
    std::vector<User> every(soci::statement& from) {
        std::vector<User> rows;
        alone(tenant_, [&] {
            for (bool more = from.execute(true); more; more = from.fetch())
                rows.push_back(row_read());
        });
        return rows;
    }
    /// To the end of the statement, so that it holds no lock.
    std::optional<User> one(soci::statement& from) {
        std::optional<User> row;
        alone(tenant_, [&] {
            if (!from.execute(true)) return;
            row = row_read();
            from.fetch();
        });
        return row;
    }

    std::string tenant_;
    long long most_ = 0;
    User row_; ///< but for what SOCI does not exchange as it is
    std::string name_;
    soci::indicator name_state_ = soci::i_ok;
    int active_ = 0;
    typename Database::time created_at_{};

    auto row_into(soci::details::prepare_temp_type statement) {
        using soci::into;
        return statement, into(row_.id), into(row_.tenantId), into(row_.email), into(name_, name_state_), into(row_.level),
               into(row_.score), into(active_), into(created_at_);
    }
    auto prepare(std::string_view text) { return session_.prepare << std::string(text); }
    using texts = typename Database::texts;
    soci::statement point_ = row_into((prepare(texts::point_text), soci::use(tenant_), soci::use(row_.id)));
    soci::statement latest_ = row_into((prepare(texts::latest_text), soci::use(tenant_), soci::use(most_)));
    soci::statement all_ = row_into((prepare(texts::all_text), soci::use(tenant_)));
    soci::statement insert_ =
        (prepare(texts::insert_text), soci::use(tenant_), soci::use(row_.id), soci::use(row_.email),
         soci::use(name_, name_state_), soci::use(row_.level), soci::use(row_.score), soci::use(active_), soci::use(created_at_));
    soci::statement update_ =
        row_into((prepare(texts::update_text), soci::use(tenant_), soci::use(row_.level), soci::use(row_.id)));
};

} // namespace benchmark
