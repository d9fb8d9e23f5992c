// What each choice of tenon on SQLite is worth, one at a time; and tenon as it comes against the C API as people write
// it: default open flags, SQLite's own mutex and memory statistics, no memory map, a table with PRIMARY KEY (id).
//
//     sqlite_options [--tenants N] [--rows N] [--repetitions N]
#include "support/sqlite_workload.hpp"

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace benchmark;

/// The reads of ours, in one transaction that only reads.
class reads_in_transaction {
public:
    template <class Function>
    static void run(const ours<>& side, int tenants, Function function) {
        side.opened()
            .system("benchmark")
            .transaction(
                [&](auto& tx) {
                    reads_in_transaction inside;
                    for (int tenant = 0; tenant < tenants; ++tenant)
                        inside.repositories_.push_back(tenon::repository<User>(tx.tenant(tenant_name(tenant))));
                    function(inside);
                },
                {.read_only = true})
            .value();
    }

    auto point(int tenant, const std::string& id) const { return of(tenant).find_unique(id); }
    auto latest(int tenant, std::int64_t most) const {
        return of(tenant).find_many(tenon::order_by(tenon::desc<&User::createdAt>), tenon::take(most));
    }
    auto all(int tenant) const { return of(tenant).find_many(); }

private:
    const ours<>::repository& of(int tenant) const { return repositories_[static_cast<std::size_t>(tenant)]; }
    std::vector<ours<>::repository> repositories_;
};

// The same columns as in tenon's table, as a schema by hand mostly has them: rows lie in the order of their insertion.
constexpr const char* table_by_hand =
    R"(CREATE TABLE "User" ("id" TEXT NOT NULL PRIMARY KEY, "tenantId" TEXT NOT NULL, "email" TEXT NOT NULL, "name" TEXT,
       "level" INTEGER NOT NULL, "score" REAL NOT NULL, "active" INTEGER NOT NULL, "createdAt" INTEGER NOT NULL,
       UNIQUE ("tenantId", "email"));
       CREATE INDEX "User_createdAt" ON "User" ("tenantId", "createdAt"))";

constexpr std::int64_t default_cache_of_sqlite = 2000 * 1024;

/// One way to do the work.
struct way {
    std::string_view name;
    bool c = false;           ///< by the C API
    bool statistics = false;  ///< SQLite counts its memory
    bool by_hand = false;     ///< on the table above instead of tenon's
    bool transaction = false; ///< reads in one transaction
    bool mutex = false;
    std::int64_t mapped_bytes = tenon::sqlite::options{}.mapped_bytes;
    std::int64_t cache_bytes = tenon::sqlite::options{}.cache_bytes;
};

const way as_it_comes{.name = "tenon as it comes"};
const way others[] = {
    {.name = "with SQLite's own mutex", .mutex = true},
    {.name = "with memory statistics", .statistics = true},
    {.name = "without mapped reads", .mapped_bytes = 0},
    {.name = "without mapped reads, cache of 2 MB", .mapped_bytes = 0, .cache_bytes = default_cache_of_sqlite},
    {.name = "cache of 2 MB", .cache_bytes = default_cache_of_sqlite},
    {.name = "on a table that is not clustered", .by_hand = true},
    {.name = "reads in one read_only transaction", .transaction = true},
    {.name = "the C API as people write it",
     .c = true,
     .statistics = true,
     .by_hand = true,
     .mutex = true,
     .mapped_bytes = 0,
     .cache_bytes = default_cache_of_sqlite},
};
constexpr std::string_view line_names[] = {"point", "latest", "all", "insert", "update"};

bool is_read(std::string_view line) { return line == "point" || line == "latest" || line == "all"; }

int work_of(std::string_view line) {
    if (line == "latest") return 5'000;
    if (line == "all") return 200;
    return line == "point" ? 50'000 : 10'000;
}

/// SQLite counts its memory, or not: this can be chosen only while it is shut down.
void restart_sqlite(bool statistics) {
    if (sqlite3_shutdown() != SQLITE_OK || sqlite3_config(SQLITE_CONFIG_MEMSTATUS, statistics ? 1 : 0) != SQLITE_OK)
        stop("SQLite does not let its memory statistics be chosen");
}

tenon::sqlite::options options_of(const way& how) {
    tenon::sqlite::options options;
    options.memory_statistics = how.statistics;
    options.connection_mutex = how.mutex;
    options.mapped_bytes = how.mapped_bytes;
    options.cache_bytes = how.cache_bytes;
    return options;
}

std::string file_of(const way& how) { return how.by_hand ? "sqlite_options_by_hand.db" : "sqlite_options.db"; }

/// A file with the table by hand, filled in the same order as tenon's.
void fill_by_hand(const std::string& path, const sizes& of) {
    create_database(path);
    sqlite3* database = nullptr;
    const bool made = sqlite3_open(path.c_str(), &database) == SQLITE_OK &&
                      sqlite3_exec(database, "DROP TABLE \"User\"", nullptr, nullptr, nullptr) == SQLITE_OK &&
                      sqlite3_exec(database, table_by_hand, nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(database);
    if (!made) stop("the table by hand cannot be made");
    // Applications write for many tenants in turn: rows of one tenant lie apart when the table does not cluster them.
    c_api side(path);
    side.run("BEGIN");
    for (int row = 0; row < of.rows; ++row)
        for (int tenant = 0; tenant < of.tenants; ++tenant)
            side.insert(make_user(tenant, row));
    side.run("COMMIT");
}

template <class Side>
std::int64_t run_line(std::string_view line, Side& side, const sizes& of, int work, meter& measured) {
    if constexpr (std::is_same_v<Side, reads_in_transaction>) return lines::read(line, side, of, work, measured).value();
    else return lines::run(line, side, of, work, measured);
}

/// Rows a second, or reads.
double rate(std::string_view line, const way& how, const sizes& of, std::int64_t& sum) {
    restart_sqlite(how.statistics);
    meter warm_up(false);
    meter measured;
    const int work = work_of(line);
    const auto run = [&](auto& side) {
        run_line(line, side, of, work / 10 + 1, warm_up);
        sum = run_line(line, side, of, work, measured);
    };
    if (how.c) {
        c_api side(file_of(how), {how.mutex, how.mapped_bytes, how.cache_bytes});
        run(side);
    } else {
        ours<> side(file_of(how), of.tenants, options_of(how));
        if (how.transaction) reads_in_transaction::run(side, of.tenants, run);
        else run(side);
    }
    return work / measured.seconds;
}

void compare(const sizes& of, int repetitions) {
    restart_sqlite(false);
    fill_database(file_of(as_it_comes), of);
    fill_by_hand(file_of({.by_hand = true}), of);
    std::printf("%d tenants of %d rows. Factor: the rate of tenon as it comes over that of the other way, medians of\n"
                "%d pairs in turn; above 1, tenon as it comes is faster.\n\n%-37s",
                of.tenants, of.rows, repetitions, "");
    for (const std::string_view line : line_names)
        std::printf(" %8.*s", static_cast<int>(line.size()), line.data());
    std::printf("\n");
    const auto row = [&](std::string_view name, const way& ours_way, const way& other) {
        std::printf("%-37.*s", static_cast<int>(name.size()), name.data());
        for (const std::string_view line : line_names) {
            if ((other.transaction || ours_way.transaction) && !is_read(line)) {
                std::printf(" %8s", "");
                continue;
            }
            std::vector<double> factors;
            std::int64_t sums[2];
            double rates[2];
            in_turns(
                2, repetitions, [&](int side) { rates[side] = rate(line, side == 0 ? ours_way : other, of, sums[side]); },
                [&] {
                    if (sums[0] != sums[1]) stop("the sums differ in " + std::string(line));
                    factors.push_back(rates[0] / rates[1]);
                });
            std::printf(" %8.2f", median(factors));
            std::fflush(stdout);
        }
        std::printf("\n");
    };
    for (const way& other : others)
        row(other.name, as_it_comes, other);
    const way& people = others[std::size(others) - 1];
    row("  and with reads in one transaction", {.name = "", .transaction = true}, people);
    for (const bool by_hand : {false, true})
        remove_database(file_of({.by_hand = by_hand}));
}

} // namespace

int main(int count, char** arguments) {
    sizes of;
    int repetitions = 5;
    read_options({arguments + 1, arguments + count}, [&](std::string_view name, int number) {
        if (name == "--tenants") of.tenants = number;
        else if (name == "--rows") of.rows = number;
        else if (name == "--repetitions") repetitions = number;
        else return false;
        return true;
    });
    compare(of, repetitions);
}
