// Libraries side by side on SQLite: the lines of sqlite_pairs, by the C API by hand, by tenon, and by those of SQLiteCpp and
// SOCI that were found when this was built. Same file, same SQL, same settings of the connection as far as a library lets
// them be chosen, same checked results. benchmarks/peers.sh prints the table.
//
//     sqlite_peers [--tenants N] [--rows N] [--rounds N]     rates, medians of rounds in turn
//     sqlite_peers --callgrind LINE SIDE COUNT               one line of one side
#include "support/peers.hpp"
#include "support/sqlite_workload.hpp"
#ifdef TENON_BENCHMARK_SQLITECPP
#include "support/sqlitecpp_peer.hpp"
#endif
#ifdef TENON_BENCHMARK_SOCI
#include "support/soci_peer.hpp"
#endif

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace benchmark;

// Without scoped_point, which is about tenon alone.
constexpr std::string_view line_names[] = {"point", "latest", "all", "insert", "bulk_insert", "update"};

#ifdef TENON_BENCHMARK_SOCI
struct soci_on_sqlite {
    using texts = c_api;
    using time = long long;
    static time of_time(tenon::timestamp at) { return at.time_since_epoch().count(); }
    static tenon::timestamp to_time(time stored) { return tenon::timestamp(std::chrono::milliseconds(stored)); }
};
struct soci_side : soci_peer<soci_on_sqlite> {
    explicit soci_side(const std::string& path) : soci_peer("sqlite3", path, c_api::pragmas({})) {}
};
#endif

/// The sides, each of which runs a line on the file at `path`; those by hand give the same rows as the first.
std::vector<peer> open_sides(const std::string& path, const std::string& bulk_path, const sizes& of) {
    std::vector<peer> sides;
    const auto add = [&](std::string_view name, auto open) {
        sides.push_back({name, [=](std::string_view line, int work, meter& measured) {
                             return lines::run_fresh(line, open, line == "bulk_insert" ? bulk_path : path, of, work, measured);
                         }});
    };
    const auto rows_of = [](auto open) {
        const std::string check = "sqlite_peers_check.db";
        fill_database(check, {3, 100});
        auto side = open(check);
        auto rows = rows_given(side, 500);
        remove_database(check);
        return rows;
    };
    const auto by_hand = [](const std::string& file) { return c_api(file); };
    [[maybe_unused]] const std::vector<User> expected = rows_of(by_hand);
    [[maybe_unused]] const auto add_peer = [&](std::string_view name, auto open) {
        if (rows_of(open) != expected) stop("other rows by " + std::string(name));
        add(name, open);
    };
    add("hand", by_hand);
    add("tenon", [=](const std::string& file) { return ours<>(file, of.tenants); });
#ifdef TENON_BENCHMARK_SQLITECPP
    add_peer("SQLiteCpp", [](const std::string& file) { return sqlitecpp_peer(file); });
#endif
#ifdef TENON_BENCHMARK_SOCI
    add_peer("SOCI", [](const std::string& file) { return soci_side(file); });
#endif
    return sides;
}

} // namespace

int main(int count, char** arguments) {
    // For all sides, for SOCI opens connections with SQLite's own mutex and has no option for that.
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    const std::vector<std::string_view> given(arguments + 1, arguments + count);
    if (given.size() == 4 && given[0] == "--callgrind") {
        const int work = std::atoi(arguments[4]);
        with_small_file(given[1], work, [&](const std::string& path, const sizes& of) {
            meter measured;
            peer_named(open_sides(path, path, of), given[2]).run(given[1], work, measured);
        });
        return 0;
    }
    sizes of;
    int rounds = 7;
    read_options(given, [&](std::string_view name, int number) {
        if (name == "--tenants") of.tenants = number;
        else if (name == "--rows") of.rows = number;
        else if (name == "--rounds") rounds = number;
        else return false;
        return true;
    });
    const std::string path = "sqlite_peers.db", bulk_path = "sqlite_peers_bulk.db";
    const auto sides = open_sides(path, bulk_path, of);
    fill_database(path, of);
    compare_peers(sides, line_names, rounds, [&](std::string_view line) { return lines::work_of(line, of); });
    remove_database(path);
    remove_database(bulk_path);
}
