// tenon and SQLite's C API by hand, side by side: same file, same open flags, same SQL text, same checked results.
//
//     sqlite_pairs [--tenants N] [--rows N] [--repetitions N]    times, medians of interleaved repetitions, allocations
//     sqlite_pairs --callgrind LINE ours|c COUNT                 one line on one side, for benchmarks/instructions.sh
//     sqlite_pairs --allocations LINE ours|c COUNT               operator new and SQLite's allocator, for each operation
#include "support/sqlite_workload.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace benchmark;

constexpr std::string_view line_names[] = {"point", "scoped_point", "latest", "all", "insert", "bulk_insert", "update"};

[[noreturn]] void stop(const std::string& why) {
    std::fprintf(stderr, "sqlite_pairs: %s\n", why.c_str());
    std::exit(2);
}

std::vector<key> keys_of_tenant_zero(const sizes& of, int count) { return make_keys({1, of.rows}, count); }

/// Runs a line on a side that is open. `work` is one operation, or a row for the lines that insert.
template <class Side>
std::int64_t run_line(std::string_view line, Side& side, const sizes& of, int work, meter& measured) {
    if (line == "point") return lines::point(side, make_keys(of, work), measured);
    if (line == "scoped_point") return lines::scoped_point(side, make_keys(of, work), measured);
    if (line == "latest") return lines::latest(side, make_keys(of, work), measured);
    if (line == "all") return lines::all(side, make_keys(of, work), measured);
    if (line == "insert") return lines::insert(side, make_users(0, of.rows, work), measured);
    if (line == "update") return lines::update(side, keys_of_tenant_zero(of, work), measured);
    if (line == "bulk_insert") {
        std::vector<std::vector<User>> batches;
        for (int tenant = 0; tenant * of.rows < work; ++tenant)
            batches.push_back(make_users(tenant, 0, of.rows));
        return lines::bulk_insert(side, batches, measured);
    }
    stop("no such line: " + std::string(line));
}

/// Opens a side on its own file and runs a line, after one run that fills caches and prepares statements.
std::int64_t run_fresh(std::string_view line, bool ours_side, const std::string& path, const sizes& of, int work,
                       meter& measured) {
    const bool bulk = line == "bulk_insert";
    if (bulk) create_database(path);
    const auto run = [&](auto& side) {
        meter warm_up(false);
        if (bulk) lines::bulk_insert(side, {make_users(0, of.rows, 1)}, warm_up);
        else run_line(line, side, of, 20, warm_up);
        return run_line(line, side, of, work, measured);
    };
    if (ours_side) {
        ours<> side(path, of.tenants);
        return run(side);
    }
    c_api side(path);
    return run(side);
}

bool is_ours(std::string_view side) {
    if (side != "ours" && side != "c") stop("a side is ours or c");
    return side == "ours";
}

/// One line on one side, with a small file.
int run_small(std::string_view mode, std::string_view line, std::string_view side, int work) {
    const sizes small{5, line == "all" ? 1000 : 200};
    const std::string path = "sqlite_pairs_small.db";
    const bool allocations_wanted = mode == "--allocations";
    if (allocations_wanted && !count_sqlite_allocations()) stop("SQLite does not let its allocator be counted");
    fill_database(path, small);
    meter measured;
    // Batches are as long as a tenant has rows.
    const sizes of = line == "bulk_insert" ? sizes{5, work / 5} : small;
    const std::int64_t sum = run_fresh(line, is_ours(side), path, of, work, measured);
    remove_database(path);
    if (sum < 0) stop("the line failed");
    if (allocations_wanted)
        std::printf("%.3f %.3f\n", static_cast<double>(measured.allocated) / work,
                    static_cast<double>(measured.library_allocated) / work);
    return 0;
}

// ---- checks before anything is measured ----------------------------------------------------------------------------

/// Both sides must say the same to SQLite and get the same from it.
void check_sides(const sizes& of) {
    const std::string path = "sqlite_pairs_check.db";
    const sizes few{of.tenants < 3 ? of.tenants : 3, of.rows < 100 ? of.rows : 100};
    std::vector<std::string> texts;
    tenon::sqlite::options watched;
    watched.hooks.on_statement = [&](const tenon::statement_event& event) {
        if (event.verb != tenon::verb::transaction && event.verb != tenon::verb::schema) texts.emplace_back(event.text);
    };
    const auto said = [&](std::string_view text) {
        for (const std::string& held : texts)
            if (held != text) stop("the sides run different SQL:\n  " + held + "\n  " + std::string(text));
        if (texts.empty()) stop("no statement was seen for " + std::string(text));
        texts.clear();
    };
    create_database(path);
    ours<> a(path, few.tenants, watched);
    c_api b(path);
    // Tenant 0 is written by tenon, tenant 1 by the C API, and both are read by both.
    const auto first = make_users(0, 0, few.rows);
    const auto second = make_users(1 % few.tenants, few.rows, few.rows);
    a.of(0).create_many(first).value();
    said(c_api::insert_text);
    b.insert_many(second);
    if (a.of(0).create(make_user(0, 5 * few.rows)).value() != make_user(0, 5 * few.rows)) stop("create gave another row");
    said(c_api::insert_text);
    b.insert(make_user(0, 6 * few.rows));
    for (const auto* rows : {&first, &second})
        for (const User& row : *rows) {
            const int tenant = row.tenantId == tenant_name(0) ? 0 : 1;
            if (a.point(tenant, row.id).value() != row || b.point(row.tenantId, row.id) != row) stop("a point read differs");
            if (a.scoped_point(row.tenantId, row.id).value() != row) stop("a point read differs");
        }
    said(c_api::point_text);
    for (int tenant = 0; tenant < few.tenants; ++tenant)
        if (a.latest(tenant, 20).value() != b.latest(tenant_name(tenant), 20)) stop("the latest rows differ");
    said(c_api::latest_text);
    for (int tenant = 0; tenant < few.tenants; ++tenant)
        if (a.all(tenant).value() != b.all(tenant_name(tenant))) stop("the rows of a tenant differ");
    said(c_api::all_text);
    if (a.of(0).update(user_id(0, 1), tenon::set<&User::level>(9)).value() != b.update(tenant_name(0), user_id(0, 1), 9))
        stop("an update gave another row");
    said(c_api::update_text);
    remove_database(path);
}

// ---- times -----------------------------------------------------------------------------------------------------------

struct options {
    sizes of;
    int repetitions = 7;
};

int work_of(std::string_view line, const sizes& of) {
    if (line == "latest") return 10'000;
    if (line == "all") return 200;
    if (line == "insert" || line == "update") return 20'000;
    if (line == "bulk_insert") return of.tenants * of.rows;
    return 100'000;
}

int compare(const options& how) {
    check_sides(how.of);
    const std::string path = "sqlite_pairs.db";
    const std::string bulk_path = "sqlite_pairs_bulk.db";
    fill_database(path, how.of);
    std::printf("%d tenants of %d rows, medians of %d interleaved repetitions. Rate: operations a second; rows for\n"
                "inserts. Ratio: tenon's rate over that of the hand-written C API.\n\n",
                how.of.tenants, how.of.rows, how.repetitions);
    std::printf("%-14s %12s %12s %7s   %s\n", "line", "tenon", "C API", "ratio", "operator new: tenon, C API");
    for (const std::string_view line : line_names) {
        const int work = work_of(line, how.of);
        std::vector<double> seconds[2];
        std::int64_t sums[2]{};
        double allocated[2]{};
        for (int repetition = 0; repetition < how.repetitions; ++repetition)
            for (const int turn : {0, 1}) {
                const int side = (turn + repetition) % 2; // each goes first as often as the other
                meter measured;
                sums[side] = run_fresh(line, side == 0, line == "bulk_insert" ? bulk_path : path, how.of, work, measured);
                seconds[side].push_back(measured.seconds);
                allocated[side] = static_cast<double>(measured.allocated) / work;
            }
        if (sums[0] != sums[1]) stop("the sums of the sides differ in " + std::string(line));
        const double ours_time = median(seconds[0]);
        const double c_time = median(seconds[1]);
        std::printf("%-14.*s %12.0f %12.0f %7.3f   %.2f, %.2f\n", static_cast<int>(line.size()), line.data(),
                    work / ours_time, work / c_time, c_time / ours_time, allocated[0], allocated[1]);
        std::fflush(stdout);
    }
    remove_database(path);
    remove_database(bulk_path);
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    const std::vector<std::string_view> given(arguments + 1, arguments + count);
    if (given.size() == 4 && (given[0] == "--callgrind" || given[0] == "--allocations"))
        return run_small(given[0], given[1], given[2], std::atoi(arguments[4]));
    options how;
    for (std::size_t i = 0; i + 1 < given.size(); i += 2) {
        const int number = std::atoi(arguments[i + 2]);
        if (number <= 0) stop("a number above zero is needed behind " + std::string(given[i]));
        if (given[i] == "--tenants") how.of.tenants = number;
        else if (given[i] == "--rows") how.of.rows = number;
        else if (given[i] == "--repetitions") how.repetitions = number;
        else stop("unknown option " + std::string(given[i]));
    }
    if (given.size() % 2 != 0) stop("an option needs a number");
    return compare(how);
}
