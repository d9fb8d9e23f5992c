// Libraries side by side on PostgreSQL: the lines of postgres_pairs, by libpq by hand, by tenon, and by those of libpqxx and
// SOCI that were found when this was built. Same tables, same SQL, same checked results. For row-level security libpq and
// tenon tell the tenant in the pipeline of the statement; the others, which have no pipelines of prepared statements, in a
// transaction around it. benchmarks/peers.sh prints the table.
//
//     postgres_peers [--tenants N] [--rows N] [--rounds N] [--processors N]     rates, medians of rounds in turn
//     postgres_peers --callgrind LINE SIDE COUNT                                one line of one side
#include "support/peers.hpp"
#include "support/postgres_workload.hpp"
#ifdef TENON_BENCHMARK_LIBPQXX
#include "support/libpqxx_peer.hpp"
#endif
#ifdef TENON_BENCHMARK_SOCI
#include "support/soci_peer.hpp"
#endif

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace benchmark;

// Without scoped_point and bulk_100, which are about tenon alone.
constexpr std::string_view line_names[] = {"point_plain", "latest_plain", "all_plain", "insert_plain", "bulk_insert_plain",
                                           "update_plain", "point", "latest", "all", "insert", "bulk_insert", "update"};

#ifdef TENON_BENCHMARK_SOCI
struct soci_on_postgres {
    using texts = libpq_api;
    using time = std::string; ///< std::tm, which SOCI offers, holds no milliseconds
    static time of_time(tenon::timestamp at) { return tenon::to_string(at); }
    static tenon::timestamp to_time(const time& stored) { return tenon::parse_timestamp(stored).value(); }
};

struct soci_side : soci_peer<soci_on_postgres> {
    soci_side(const std::string& connection_string, bool scoped)
        : soci_peer("postgresql", connection_string, "SET TIME ZONE 'UTC'"), scoped_(scoped) {
        if (scoped_) prelude_.emplace((session_.prepare << libpq_api::prelude_text, soci::use(tenant_), soci::use(system_)));
    }
    int server_process() {
        int process = 0;
        session_ << "SELECT pg_catalog.pg_backend_pid()", soci::into(process);
        return process;
    }

private:
    void enter(const std::string& tenant) override {
        if (!scoped_) return;
        tenant_ = tenant;
        prelude_->execute(true);
    }
    void alone(const std::string& tenant, const std::function<void()>& work) override {
        if (!scoped_) return work();
        soci::transaction transaction(session_);
        enter(tenant);
        work();
        transaction.commit();
    }

    bool scoped_;
    std::string tenant_, system_;
    std::optional<soci::statement> prelude_;
};
#endif

/// The sides, each of which runs a line on the database that has row-level security, or on the other one; those by hand
/// give the same rows as the first.
std::vector<peer> open_sides(benchmark_database& scoped, benchmark_database& open, const sizes& of) {
    std::vector<peer> sides;
    const auto on = [&scoped, &open](std::string_view line) -> benchmark_database& {
        return lines::is_scoped(line) ? scoped : open;
    };
    const auto add = [&](std::string_view name, auto connect) {
        sides.push_back({name, [=](std::string_view line, int work, meter& measured) {
                             return lines::run_fresh(line, [&] { return connect(on(line)); }, on(line), of, work, measured);
                         }});
    };
    const auto rows_of = [](auto connect) {
        std::vector<User> rows;
        for (const bool is_scoped : {true, false}) {
            benchmark_database check(is_scoped, {3, 100}, "check");
            auto side = connect(check);
            const auto more = rows_given(side, 500);
            rows.insert(rows.end(), more.begin(), more.end());
        }
        return rows;
    };
    const auto by_hand = [](const benchmark_database& to) { return libpq_api(to.url(), to.is_scoped()); };
    [[maybe_unused]] const std::vector<User> expected = rows_of(by_hand);
    [[maybe_unused]] const auto add_peer = [&](std::string_view name, auto connect) {
        if (rows_of(connect) != expected) stop("other rows by " + std::string(name));
        add(name, connect);
    };
    add("hand", by_hand);
    add("tenon", [=](const benchmark_database& to) { return ours(to, of.tenants); });
#ifdef TENON_BENCHMARK_LIBPQXX
    add_peer("libpqxx", [](const benchmark_database& to) { return libpqxx_peer(to.url(), to.is_scoped()); });
#endif
#ifdef TENON_BENCHMARK_SOCI
    add_peer("SOCI", [](const benchmark_database& to) { return soci_side(to.url(), to.is_scoped()); });
#endif
    return sides;
}

} // namespace

int main(int count, char** arguments) {
    need_server();
    const std::vector<std::string_view> given(arguments + 1, arguments + count);
    if (given.size() == 4 && given[0] == "--callgrind") {
        const sizes small = lines::small_sizes(given[1]);
        benchmark_database scoped(true, small), open(false, small);
        meter measured;
        peer_named(open_sides(scoped, open, small), given[2]).run(given[1], std::atoi(arguments[4]), measured);
        return 0;
    }
    sizes of{20, 1000};
    int rounds = 7;
    read_options(given, [&](std::string_view name, int number) {
        if (name == "--tenants") of.tenants = number;
        else if (name == "--rows") of.rows = number;
        else if (name == "--rounds") rounds = number;
        else if (name == "--processors") processors = number;
        else return false;
        return true;
    });
    benchmark_database scoped(true, of), open(false, of);
    compare_peers(open_sides(scoped, open, of), line_names, rounds, lines::work_of);
    print_placement();
}
