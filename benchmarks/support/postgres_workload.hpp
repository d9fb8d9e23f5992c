// What all benchmarks on PostgreSQL share: databases, our side, the lines that write, and how each line is run. Lines that
// end in `_plain` are without row-level security, the others with it.
#pragma once

#include "../../tests/support/postgres.hpp"
#include "libpq_api.hpp"
#include "malloc_calls.hpp"
#include "ours.hpp"
#include "packed_heap.hpp"
#include "workload.hpp"

#include <sched.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace benchmark {

/// A new database of the test server with the tables, made by tenon, and all rows; dropped at the end.
class benchmark_database {
public:
    /// `purpose` is part of its name.
    benchmark_database(bool scoped, const sizes& of, const std::string& purpose = "benchmark")
        : scoped_(scoped), name_("tenon_" + purpose + "_" + std::to_string(getpid()) + (scoped ? "_scoped" : "_open")) {
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

inline int processors = 2;     ///< of client and server together
inline bool are_placed = true; ///< on these, so far

/// Puts this program on one processor and the server's process behind a connection on the last of so many, if that is
/// allowed: where the system puts them decides about a factor of five, for waking another processor takes long.
inline void place_on_processors(int server_process) {
    const auto place = [](pid_t process, int processor) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(processor), &one);
        return sched_setaffinity(process, sizeof one, &one) == 0;
    };
    are_placed = place(0, 0) && place(server_process, processors - 1) && are_placed;
}

inline void print_placement() {
    if (are_placed) std::printf("\nClient and server had %d processor%s.\n", processors, processors == 1 ? "" : "s");
    else std::printf("\nClient and server ran where the system put them: expect noise.\n");
}

/// Ends the program where no server is known.
inline void need_server() {
    const char* const url = std::getenv("TENON_TEST_POSTGRES_URL");
    if (url != nullptr && *url != '\0') return;
    std::fprintf(stderr, "benchmark: SKIPPED: TENON_TEST_POSTGRES_URL is not set (tests/support/postgres_server.sh)\n");
    std::exit(77);
}

struct ours : ours_on<tenon::postgres::database<schema>> {
    ours(const benchmark_database& on, int tenants)
        : ours_on(tenon::postgres::open<schema>(on.url(), on.options()).value(), tenants) {}

    /// The connection behind it, of which there is one as long as one thread uses it.
    PGconn* handle() const {
        std::unique_ptr<tenon::error> why;
        const tenon::driver::lease<tenon::postgres::driver> held(of(0).scope().session(), tenon::driver::access::write, why);
        return held.connection().native_handle();
    }
    int server_process() const { return PQbackendPID(handle()); }
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

constexpr std::string_view names[] = {"point",     "point_plain", "scoped_point", "latest",      "latest_plain",
                                      "all",       "all_plain",   "insert",       "insert_plain", "update",
                                      "update_plain", "bulk_insert", "bulk_insert_plain", "bulk_100"};
constexpr std::string_view plain = "_plain";

inline bool is_scoped(std::string_view line) { return !line.ends_with(plain); }
/// What a line does, with row-level security and without.
inline std::string_view kind_of(std::string_view line) {
    if (!is_scoped(line)) line.remove_suffix(plain.size());
    return line;
}
inline bool is_bulk(std::string_view kind) { return kind.starts_with("bulk_"); }
inline bool adds_rows(std::string_view kind) { return kind == "insert" || is_bulk(kind); }

/// How much of a line is measured at a time.
inline int work_of(std::string_view line) {
    const std::string_view kind = kind_of(line);
    if (kind == "latest") return 2'000;
    if (kind == "all") return 100;
    if (is_bulk(kind)) return 20'000;
    return kind == "insert" || kind == "update" ? 4'000 : 10'000;
}
/// A small database for a line, for what is counted.
inline sizes small_sizes(std::string_view line) { return {5, kind_of(line) == "all" ? 1000 : 200}; }

/// Runs a line on a side that is open. `work` is one operation, or a row for the lines that insert; new rows are numbered
/// from `first` on.
template <class Side>
std::int64_t run(std::string_view line, Side& side, const sizes& of, int first, int work, meter& measured) {
    const std::string_view kind = kind_of(line);
    if (const auto total = read(kind, side, of, work, measured)) return *total;
    if (kind == "insert") return insert(side, make_users(0, first, work), measured);
    if (kind == "update") return update(side, make_keys(of, work), measured);
    if (is_bulk(kind)) {
        const int size = std::min(kind == "bulk_100" ? 100 : 1000, work);
        std::vector<batch> batches;
        for (int i = 0; i * size < work; ++i)
            batches.push_back({i % of.tenants, make_users(i % of.tenants, first + i / of.tenants * size, size)});
        return bulk_insert(side, batches, measured);
    }
    stop("no such line: " + std::string(line));
}

/// What a run before the one that is measured does: each statement of the line once. Many rows are statements of a hundred and
/// of single ones.
inline int warm_up_of(std::string_view line) { return is_bulk(kind_of(line)) ? 1120 : 20; }

/// Runs a line on the side that `open()` gives, after one run that prepares statements, and leaves the rows as they were.
template <class Open>
std::int64_t run_fresh(std::string_view line, Open open, benchmark_database& on, const sizes& of, int work, meter& measured) {
    std::int64_t total;
    {
        auto side = open();
        meter warm_up(false);
        place_on_processors(side.server_process());
        run(line, side, of, of.rows, warm_up_of(line), warm_up);
        const packed_heap packed;
        total = run(line, side, of, of.rows + warm_up_of(line), work, measured);
    }
    if (adds_rows(kind_of(line))) on.remove_rows_from(of.rows);
    else if (kind_of(line) == "update") on.tidy();
    return total;
}

} // namespace lines
} // namespace benchmark
