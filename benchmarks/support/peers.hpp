// Libraries that do the lines of the benchmark side by side: what a program of peers does with its sides.
#pragma once

#include "workload.hpp"

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace benchmark {

/// A side that can be opened and run a line. The first of several is the one written by hand, which others are measured by.
struct peer {
    std::string_view name;
    std::function<std::int64_t(std::string_view line, int work, meter& measured)> run;
};

/// What a side that is written by hand gives for a few requests of every kind, to be compared with what another gives.
template <by_hand Side> std::vector<User> rows_given(Side& side, int first_new_row) {
    std::vector<User> rows;
    const auto add = [&](const std::vector<User>& more) { rows.insert(rows.end(), more.begin(), more.end()); };
    const std::string tenant = tenant_name(1);
    rows.push_back(side.point(tenant, user_id(1, 17)).value());
    if (side.point(tenant, user_id(0, 17))) stop("a row of another tenant was given");
    add(side.latest(tenant, lines::latest_rows));
    add(side.all(tenant));
    rows.push_back(side.update(tenant, user_id(1, 17), 9).value());
    rows.push_back(side.insert(make_user(1, first_new_row)));
    side.insert_many(make_users(1, first_new_row + 1, 5));
    add(side.all(tenant));
    return rows;
}

/// Prints for each line and side its rate, and that over the rate of the first side in the same round: medians.
template <class Lines, class Work>
void compare_peers(const std::vector<peer>& sides, const Lines& lines, int rounds, Work work_of) {
    std::printf("%-18s %-10s %12s %8s\n", "line", "side", "rate", "by hand");
    const auto count = static_cast<int>(sides.size());
    for (const std::string_view line : lines) {
        std::vector<std::vector<double>> rates(sides.size()), ratios(sides.size());
        std::vector<std::int64_t> sums(sides.size());
        in_turns(
            count, rounds,
            [&](int at) {
                const auto side = static_cast<std::size_t>(at);
                const int work = work_of(line);
                meter measured;
                sums[side] = sides[side].run(line, work, measured);
                rates[side].push_back(work / measured.seconds);
            },
            [&] {
                for (std::size_t side = 0; side < sides.size(); ++side) {
                    if (sums[side] != sums[0]) stop("the sums differ in " + std::string(line) + " of " + std::string(sides[side].name));
                    ratios[side].push_back(rates[side].back() / rates[0].back());
                }
            });
        for (std::size_t side = 0; side < sides.size(); ++side)
            std::printf("%-18.*s %-10.*s %12.0f %8.3f\n", static_cast<int>(line.size()), line.data(),
                        static_cast<int>(sides[side].name.size()), sides[side].name.data(), median(rates[side]), median(ratios[side]));
        std::fflush(stdout);
    }
}

inline const peer& peer_named(const std::vector<peer>& sides, std::string_view name) {
    for (const peer& each : sides)
        if (each.name == name) return each;
    stop("no such side: " + std::string(name));
}

} // namespace benchmark
