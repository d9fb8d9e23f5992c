// tenon and libpq by hand, side by side: same tables, same messages, same checked results. Lines that end in `_plain` are
// without row-level security, the others with it. bulk_insert is 1000 rows in a transaction: by COPY where there is no
// row-level security, else in statements of 100 rows; bulk_100 is 100 rows. Needs the server of TENON_TEST_POSTGRES_URL
// (tests/support/postgres_server.sh starts one); exits 77 without.
//
//     postgres_pairs [--tenants N] [--rows N] [--repetitions N] [--processors N]    times, medians of interleaved
//         repetitions, allocations; client and server on one processor (N = 1), in turns, or on two
//     postgres_pairs --callgrind LINE ours|hand COUNT    one line on one side, for benchmarks/postgres_instructions.sh
//     postgres_pairs --allocations LINE ours|hand COUNT  operator new, and malloc by libpq, for each operation
#include "support/postgres_workload.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace benchmark;

/// Opens a side on a database and runs a line.
std::int64_t run_side(bool ours_side, std::string_view line, benchmark_database& on, const sizes& of, int work, meter& measured) {
    if (ours_side) return lines::run_fresh(line, [&] { return ours(on, of.tenants); }, on, of, work, measured);
    return lines::run_fresh(line, [&] { return libpq_api(on.url(), on.is_scoped()); }, on, of, work, measured);
}

bool is_ours(std::string_view side) {
    if (side != "ours" && side != "hand") stop("a side is ours or hand");
    return side == "ours";
}

/// One line on one side, with a small database.
int run_small(std::string_view mode, std::string_view line, std::string_view side, int work) {
    const sizes small = lines::small_sizes(line);
    benchmark_database on(lines::is_scoped(line), small);
    meter measured;
    run_side(is_ours(side), line, on, small, work, measured);
    if (mode == "--allocations")
        std::printf("%.3f %.3f\n", static_cast<double>(measured.allocated) / work,
                    static_cast<double>(measured.library_allocated - measured.allocated) / work);
    return 0;
}

// ---- checks before anything is measured ----------------------------------------------------------------------------

/// All that goes over a connection while `work` is done.
std::string sent_and_received(PGconn* on, const std::function<void()>& work) {
    char* text = nullptr;
    std::size_t size = 0;
    std::FILE* const into = open_memstream(&text, &size);
    if (into == nullptr) stop("no memory");
    PQtrace(on, into);
    PQsetTraceFlags(on, PQTRACE_SUPPRESS_TIMESTAMPS);
    work();
    PQuntrace(on);
    std::fclose(into);
    std::string held(text, size);
    std::free(text); // NOLINT: by open_memstream
    return held;
}

/// Both sides must send the same messages, to the letter, and get the same rows of them.
void check_sides(bool scoped) {
    const sizes few{3, 100};
    benchmark_database on(scoped, few);
    ours a(on, few.tenants);
    libpq_api b(on.url(), scoped);
    const User fresh = make_user(0, 500);
    const std::vector<User> many = make_users(0, 600, 320); // INSERTs of 100 rows, and of single ones
    const auto compare = [&](const char* what, auto by_ours, auto by_hand) {
        std::string seen[2];
        for (int repetition = 0; repetition < 2; ++repetition) { // the first prepares
            decltype(by_ours()) given[2];
            seen[0] = sent_and_received(a.handle(), [&] { given[0] = by_ours(); });
            on.remove_rows_from(500);
            seen[1] = sent_and_received(b.handle(), [&] { given[1] = by_hand(); });
            on.remove_rows_from(500);
            if (given[0] != given[1]) stop(std::string("the results differ of ") + what);
        }
        if (seen[0].empty()) stop(std::string("nothing was sent for ") + what);
        if (seen[0] != seen[1]) {
            const auto at = std::mismatch(seen[0].begin(), seen[0].end(), seen[1].begin(), seen[1].end()).first - seen[0].begin();
            const auto from = seen[0].rfind('\n', static_cast<std::size_t>(at)) + 1;
            stop(std::string("the sides send other messages for ") + what + ", from here on:\n  tenon:   " +
                 seen[0].substr(from, 300) + "\n  by hand: " + seen[1].substr(from, 300));
        }
    };
    const std::string tenant = tenant_name(1), id = user_id(1, 17);
    compare("a point read", [&] { return *a.point(1, id).value(); }, [&] { return *b.point(tenant, id); });
    compare("the latest", [&] { return a.latest(1, 20).value(); }, [&] { return b.latest(tenant, 20); });
    compare("all", [&] { return a.all(1).value(); }, [&] { return b.all(tenant); });
    compare("an insert", [&] { return a.of(0).create(fresh).value(); }, [&] { return b.insert(fresh); });
    compare("an update", [&] { return a.of(1).update(id, tenon::set<&User::level>(9)).value(); },
            [&] { return *b.update(tenant, id, 9); });
    if (scoped) // else what COPY takes is cut into messages as it comes
        compare("create_many", [&] { return a.of(0).create_many(many).value(); },
                [&] { return b.insert_many(many); });
    const auto check_stored = [&](const char* by) {
        for (const User& row : many)
            if (a.point(0, row.id).value() != row) stop(std::string("other rows were stored by ") + by);
        on.remove_rows_from(500);
    };
    if (b.insert_many(many) != static_cast<std::int64_t>(many.size())) stop("rows are missing");
    check_stored("hand");
    if (a.of(0).create_many(many).value() != static_cast<std::int64_t>(many.size())) stop("rows are missing");
    check_stored("tenon");
}

// ---- times -----------------------------------------------------------------------------------------------------------

struct options {
    sizes of{20, 1000};
    int repetitions = 7;
};

/// One way to do some work, in operations a second; for inserts, rows.
struct way {
    std::string_view line;
    bool by_ours;
};
struct measure {
    double rate[2];
    double allocated[2];
    double ratio; ///< of the first to the second: the median over the repetitions
};

measure side_by_side(const way (&ways)[2], benchmark_database& scoped, benchmark_database& open, const options& how) {
    std::vector<double> rates[2], ratios;
    std::int64_t sums[2]{};
    measure made{};
    const bool same_work = lines::kind_of(ways[0].line) == lines::kind_of(ways[1].line);
    double rate[2];
    in_turns(
        2, how.repetitions,
        [&](int side) {
            const way& each = ways[side];
            const int work = lines::work_of(each.line);
            meter measured;
            sums[side] = run_side(each.by_ours, each.line, lines::is_scoped(each.line) ? scoped : open, how.of, work, measured);
            rate[side] = work / measured.seconds;
            rates[side].push_back(rate[side]);
            made.allocated[side] = static_cast<double>(measured.allocated) / work;
        },
        [&] {
            if (same_work && sums[0] != sums[1]) stop("the sums of the sides differ in " + std::string(ways[0].line));
            ratios.push_back(rate[0] / rate[1]);
        });
    for (const int side : {0, 1})
        made.rate[side] = median(rates[side]);
    made.ratio = median(ratios);
    return made;
}

int compare(const options& how) {
    for (const bool scoped : {true, false})
        check_sides(scoped);
    benchmark_database scoped(true, how.of), open(false, how.of);
    std::printf("%d tenants of %d rows, medians of %d interleaved repetitions. Rate: operations a second; rows for\n"
                "inserts. Ratio: the first rate over the second, in turn.\n\n",
                how.of.tenants, how.of.rows, how.repetitions);
    std::printf("%-18s %10s %10s %7s   %s\n", "line", "tenon", "libpq", "ratio", "operator new: tenon, by hand");
    for (const std::string_view line : lines::names) {
        const measure made = side_by_side({{line, true}, {line, false}}, scoped, open, how);
        std::printf("%-18.*s %10.0f %10.0f %7.3f   %.2f, %.2f\n", static_cast<int>(line.size()), line.data(),
                    made.rate[0], made.rate[1], made.ratio, made.allocated[0], made.allocated[1]);
        std::fflush(stdout);
    }
    std::printf("\n%-44s %10s %10s %7s %9s\n", "tenon", "rate", "other", "ratio", "at least");
    const auto claim = [&](const char* what, std::string_view line, std::string_view other, double least) {
        const measure made = side_by_side({{line, true}, {other, true}}, scoped, open, how);
        std::printf("%-44s %10.0f %10.0f %7.3f %9.2f\n", what, made.rate[0], made.rate[1], made.ratio, least);
        std::fflush(stdout);
    };
    claim("row-level security, a row by its key", "point", "point_plain", 0.8);
    claim("row-level security, the latest 20 rows", "latest", "latest_plain", 0.8);
    claim("row-level security, 1000 rows", "all", "all_plain", 0.8);
    claim("create_many of 100 rows over create", "bulk_100", "insert", 1.5);
    print_placement();
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    need_server();
    const std::vector<std::string_view> given(arguments + 1, arguments + count);
    if (given.size() == 4 && (given[0] == "--callgrind" || given[0] == "--allocations"))
        return run_small(given[0], given[1], given[2], std::atoi(arguments[4]));
    options how;
    read_options(given, [&](std::string_view name, int number) {
        if (name == "--tenants") how.of.tenants = number;
        else if (name == "--rows") how.of.rows = number;
        else if (name == "--repetitions") how.repetitions = number;
        else if (name == "--processors") processors = number;
        else return false;
        return true;
    });
    return compare(how);
}
