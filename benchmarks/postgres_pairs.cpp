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

constexpr std::string_view line_names[] = {
    "point",        "point_plain", "scoped_point", "latest",       "latest_plain", "all",      "all_plain", "insert",
    "insert_plain", "update",      "update_plain", "bulk_insert", "bulk_insert_plain", "bulk_100"};
constexpr std::string_view plain = "_plain";

[[noreturn]] void stop(const std::string& why) {
    std::fprintf(stderr, "postgres_pairs: %s\n", why.c_str());
    std::exit(2);
}

bool is_scoped(std::string_view line) { return !line.ends_with(plain); }
/// What a line does, with row-level security and without.
std::string_view kind_of(std::string_view line) {
    if (!is_scoped(line)) line.remove_suffix(plain.size());
    return line;
}
bool is_bulk(std::string_view kind) { return kind.starts_with("bulk_"); }
bool adds_rows(std::string_view kind) { return kind == "insert" || is_bulk(kind); }

/// Runs a line on a side that is open. `work` is one operation, or a row for the lines that insert.
template <class Side>
std::int64_t run_line(std::string_view line, Side& side, const sizes& of, int first, int work, meter& measured) {
    const std::string_view kind = kind_of(line);
    if (kind == "point") return lines::point(side, make_keys(of, work), measured);
    if (kind == "scoped_point") return lines::scoped_point(side, make_keys(of, work), measured);
    if (kind == "latest") return lines::latest(side, make_keys(of, work), measured);
    if (kind == "all") return lines::all(side, make_keys(of, work), measured);
    if (kind == "insert") return lines::insert(side, make_users(0, first, work), measured);
    if (kind == "update") return lines::update(side, make_keys(of, work), measured);
    if (is_bulk(kind)) {
        const int size = std::min(kind == "bulk_100" ? 100 : 1000, work);
        std::vector<lines::batch> batches;
        for (int i = 0; i * size < work; ++i)
            batches.push_back({i % of.tenants, make_users(i % of.tenants, first + i / of.tenants * size, size)});
        return lines::bulk_insert(side, batches, measured);
    }
    stop("no such line: " + std::string(line));
}

int processors = 2;    ///< of client and server together
bool are_placed = true; ///< on these, so far

/// Opens a side on a database and runs a line, after one run that prepares statements.
std::int64_t run_fresh(std::string_view line, bool ours_side, benchmark_database& on, const sizes& of, int work,
                       meter& measured) {
    const int prepared = is_bulk(kind_of(line)) ? 100 : 20; // as many rows as one statement has
    const auto run = [&](auto& side) {
        meter warm_up(false);
        are_placed = place_on_processors(side.handle(), processors) && are_placed;
        run_line(line, side, of, of.rows, prepared, warm_up);
        return run_line(line, side, of, of.rows + prepared, work, measured);
    };
    std::int64_t total;
    if (ours_side) {
        ours side(on.url(), of.tenants, on.options());
        total = run(side);
    } else {
        libpq_api side(on.url(), on.is_scoped());
        total = run(side);
    }
    const std::string_view kind = kind_of(line);
    if (adds_rows(kind)) on.remove_rows_from(of.rows);
    else if (kind == "update") on.tidy();
    return total;
}

bool is_ours(std::string_view side) {
    if (side != "ours" && side != "hand") stop("a side is ours or hand");
    return side == "ours";
}

/// One line on one side, with a small database.
int run_small(std::string_view mode, std::string_view line, std::string_view side, int work) {
    const sizes small{5, kind_of(line) == "all" ? 1000 : 200};
    benchmark_database on(is_scoped(line), small);
    meter measured;
    run_fresh(line, is_ours(side), on, small, work, measured);
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
    ours a(on.url(), few.tenants, on.options());
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

int work_of(std::string_view line) {
    const std::string_view kind = kind_of(line);
    if (kind == "latest") return 2'000;
    if (kind == "all") return 100;
    if (is_bulk(kind)) return 20'000;
    return kind == "insert" || kind == "update" ? 4'000 : 10'000;
}

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
    for (int repetition = 0; repetition < how.repetitions; ++repetition) {
        double rate[2];
        for (const int turn : {0, 1}) {
            const int side = (turn + repetition) % 2; // each goes first as often as the other
            const way& this_way = ways[side];
            const int work = work_of(this_way.line);
            meter measured;
            sums[side] = run_fresh(this_way.line, this_way.by_ours, is_scoped(this_way.line) ? scoped : open, how.of, work, measured);
            rate[side] = work / measured.seconds;
            rates[side].push_back(rate[side]);
            made.allocated[side] = static_cast<double>(measured.allocated) / work;
        }
        ratios.push_back(rate[0] / rate[1]);
    }
    if (kind_of(ways[0].line) == kind_of(ways[1].line) && sums[0] != sums[1])
        stop("the sums of the sides differ in " + std::string(ways[0].line));
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
    for (const std::string_view line : line_names) {
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
    if (are_placed) std::printf("\nClient and server had %d processor%s.\n", processors, processors == 1 ? "" : "s");
    else std::printf("\nClient and server ran where the system put them: expect noise.\n");
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    const char* const url = std::getenv("TENON_TEST_POSTGRES_URL");
    if (url == nullptr || *url == '\0') {
        std::fprintf(stderr, "postgres_pairs: SKIPPED: TENON_TEST_POSTGRES_URL is not set (tests/support/postgres_server.sh)\n");
        return 77;
    }
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
        else if (given[i] == "--processors") processors = number;
        else stop("unknown option " + std::string(given[i]));
    }
    if (given.size() % 2 != 0) stop("an option needs a number");
    return compare(how);
}
