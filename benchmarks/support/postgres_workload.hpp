// What the pairs on PostgreSQL share: databases, our side of them, and the lines that write.
#pragma once

#include "../../tests/support/postgres.hpp"
#include "libpq_api.hpp"
#include "malloc_calls.hpp"
#include "ours.hpp"
#include "workload.hpp"

#include <sched.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace benchmark {

/// A new database of the test server with the tables, made by tenon, and all rows; dropped at the end.
class benchmark_database {
public:
    benchmark_database(bool scoped, const sizes& of)
        : scoped_(scoped), name_("tenon_benchmark_" + std::to_string(getpid()) + (scoped ? "_scoped" : "_open")) {
        support::postgres_session{support::postgres_url()}("CREATE DATABASE " + name_ + " OWNER tenon_owner TEMPLATE template0");
        auto how = options();
        how.application_role = "tenon_app";
        tenon::postgres::open<schema>(as("tenon_owner"), how).value().create_tables().value();
        libpq_api filler(as("postgres"), false); // a role whom no policy binds
        for (int tenant = 0; tenant < of.tenants; ++tenant)
            filler.insert_many(make_users(tenant, 0, of.rows));
        tidy();
    }
    ~benchmark_database() {
        try {
            support::postgres_session{support::postgres_url()}("DROP DATABASE " + name_ + " WITH (FORCE)");
        } catch (const std::exception& e) {
            std::fprintf(stderr, "%s", e.what());
        }
    }
    benchmark_database(const benchmark_database&) = delete;
    benchmark_database& operator=(const benchmark_database&) = delete;

    bool is_scoped() const noexcept { return scoped_; }
    tenon::postgres::options options() const {
        tenon::postgres::options how;
        how.row_level_security = scoped_;
        return how;
    }
    /// For who uses it: a role that is neither superuser nor owner.
    std::string url() const { return as("tenon_app"); }

    /// Takes rows back that were added, so that each repetition finds the same table.
    void remove_rows_from(int row) {
        support::postgres_session run{as("postgres")};
        run("DELETE FROM \"User\" WHERE substr(\"id\", 9)::bigint >= " + std::to_string(row));
        tidy();
    }
    void tidy() { support::postgres_session{as("postgres")}("VACUUM ANALYZE \"User\""); }

private:
    std::string as(std::string_view role) const { return support::postgres_as(role, name_); }

    bool scoped_;
    std::string name_;
};

/// Puts this program on one processor and the server's process behind a connection on the last of so many, if that is
/// allowed: where the system puts them decides about a factor of five, for waking another processor takes long.
inline bool place_on_processors(PGconn* with, int processors) {
    const auto place = [](pid_t process, int processor) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(processor), &one);
        return sched_setaffinity(process, sizeof one, &one) == 0;
    };
    return place(0, 0) && place(PQbackendPID(with), processors - 1);
}

struct ours : ours_on<tenon::postgres::database<schema>> {
    ours(const std::string& url, int tenants, tenon::postgres::options how)
        : ours_on(tenon::postgres::open<schema>(url, std::move(how)).value(), tenants) {}

    /// The connection behind it, of which there is one as long as one thread uses it.
    PGconn* handle() const {
        std::unique_ptr<tenon::error> why;
        const tenon::driver::lease<tenon::postgres::driver> held(of(0).scope().session(), tenon::driver::access::write, why);
        return held.connection().native_handle();
    }
};

namespace lines {

/// New rows of one tenant, one by one, each committed.
template <class Side> std::int64_t insert(Side& side, std::vector<User> rows, meter& measured) {
    std::int64_t total = 0;
    measured([&] {
        for (User& row : rows) {
            if constexpr (by_hand<Side>) total += side.insert(std::move(row)).level;
            else total += side.of(0).create(std::move(row)).value().level;
        }
    });
    return total;
}

/// Changes by key, each giving the row back and committed.
template <class Side> std::int64_t update(Side& side, const std::vector<key>& keys, meter& measured) {
    std::int64_t total = 0;
    measured([&] {
        for (const key& at : keys) {
            if constexpr (by_hand<Side>) total += side.update(at.tenant_name, at.id, 7)->level;
            else total += side.of(at.tenant).update(at.id, tenon::set<&User::level>(7)).value().level;
        }
    });
    return total;
}

/// New rows of one tenant.
struct batch {
    int tenant;
    std::vector<User> rows;
};

/// New rows, a batch for each transaction.
template <class Side>
std::int64_t bulk_insert(Side& side, const std::vector<batch>& batches, meter& measured) {
    std::int64_t total = 0;
    measured([&] {
        for (const batch& each : batches) {
            if constexpr (by_hand<Side>) total += side.insert_many(each.rows);
            else total += side.of(each.tenant).create_many(each.rows).value();
        }
    });
    return total;
}

} // namespace lines
} // namespace benchmark
