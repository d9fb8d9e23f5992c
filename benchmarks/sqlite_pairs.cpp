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

/// Opens a side on its own file and runs a line.
std::int64_t run_side(bool ours_side, std::string_view line, const std::string& path, const sizes& of, int work, meter& measured) {
    if (ours_side)
        return lines::run_fresh(line, [&](const std::string& file) { return ours<>(file, of.tenants); }, path, of, work, measured);
    return lines::run_fresh(line, [](const std::string& file) { return c_api(file); }, path, of, work, measured);
}

bool is_ours(std::string_view side) {
    if (side != "ours" && side != "c") stop("a side is ours or c");
    return side == "ours";
}

/// One line on one side, with a small file.
int run_small(std::string_view mode, std::string_view line, std::string_view side, int work) {
    const bool allocations_wanted = mode == "--allocations";
    if (allocations_wanted && !count_sqlite_allocations()) stop("SQLite does not let its allocator be counted");
    meter measured;
    with_small_file(line, work, [&](const std::string& path, const sizes& of) {
        if (run_side(is_ours(side), line, path, of, work, measured) < 0) stop("the line failed");
    });
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

int compare(const options& how) {
    check_sides(how.of);
    const std::string path = "sqlite_pairs.db";
    const std::string bulk_path = "sqlite_pairs_bulk.db";
    fill_database(path, how.of);
    std::printf("%d tenants of %d rows, medians of %d interleaved repetitions. Rate: operations a second; rows for\n"
                "inserts. Ratio: tenon's rate over that of the hand-written C API.\n\n",
                how.of.tenants, how.of.rows, how.repetitions);
    std::printf("%-14s %12s %12s %7s   %s\n", "line", "tenon", "C API", "ratio", "operator new: tenon, C API");
    for (const std::string_view line : lines::names) {
        const int work = lines::work_of(line, how.of);
        std::vector<double> seconds[2];
        std::int64_t sums[2]{};
        double allocated[2]{};
        in_turns(
            2, how.repetitions,
            [&](int side) {
                meter measured;
                sums[side] = run_side(side == 0, line, line == "bulk_insert" ? bulk_path : path, how.of, work, measured);
                seconds[side].push_back(measured.seconds);
                allocated[side] = static_cast<double>(measured.allocated) / work;
            },
            [&] {
                if (sums[0] != sums[1]) stop("the sums of the sides differ in " + std::string(line));
            });
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
    read_options(given, [&](std::string_view name, int number) {
        if (name == "--tenants") how.of.tenants = number;
        else if (name == "--rows") how.of.rows = number;
        else if (name == "--repetitions") how.repetitions = number;
        else return false;
        return true;
    });
    return compare(how);
}
