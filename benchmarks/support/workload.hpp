// The lines of the benchmark: what each side is asked to do. A line does `count` operations within `measured(…)` and
// gives a sum over their results, which must be the same on all sides. A side that is written by hand says so.
#pragma once

#include "meter.hpp"
#include "users.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace benchmark {

[[noreturn]] inline void stop(const std::string& why) {
    std::fprintf(stderr, "benchmark: %s\n", why.c_str());
    std::exit(2);
}

struct sizes {
    int tenants = 100;
    int rows = 1000; ///< of each tenant
};

struct key {
    int tenant;
    std::string tenant_name;
    std::string id;
};

/// Keys of rows that exist, in an order without order.
inline std::vector<key> make_keys(const sizes& of, int count) {
    std::mt19937 random(1); // the same on every machine, unlike the distributions of <random>
    std::vector<key> keys;
    keys.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const int tenant = static_cast<int>(random() % static_cast<unsigned>(of.tenants));
        const int row = static_cast<int>(random() % static_cast<unsigned>(of.rows));
        keys.push_back({tenant, benchmark::tenant_name(tenant), user_id(tenant, row)});
    }
    return keys;
}

inline std::int64_t sum(const std::vector<User>& rows) {
    std::int64_t levels = static_cast<std::int64_t>(rows.size());
    for (const User& row : rows)
        levels += row.level;
    return levels;
}

/// Whether a side is written by hand: it takes the names of tenants, and gives rows and not results.
template <class Side>
concept by_hand = requires { Side::is_by_hand; };

namespace lines {

constexpr std::int64_t latest_rows = 20;

template <class Side>
std::int64_t point(Side& side, const std::vector<key>& keys, meter& measured) {
    std::int64_t total = 0;
    measured([&] {
        for (const key& at : keys) {
            if constexpr (by_hand<Side>) total += side.point(at.tenant_name, at.id)->level;
            else total += side.point(at.tenant, at.id).value()->level;
        }
    });
    return total;
}

template <class Side>
std::int64_t scoped_point(Side& side, const std::vector<key>& keys, meter& measured) {
    std::int64_t total = 0;
    measured([&] {
        for (const key& at : keys) {
            if constexpr (by_hand<Side>) total += side.point(at.tenant_name, at.id)->level;
            else total += side.scoped_point(at.tenant_name, at.id).value()->level;
        }
    });
    return total;
}

template <class Side>
std::int64_t latest(Side& side, const std::vector<key>& keys, meter& measured) {
    std::int64_t total = 0;
    measured([&] {
        for (const key& at : keys) {
            if constexpr (by_hand<Side>) total += sum(side.latest(at.tenant_name, latest_rows));
            else total += sum(side.latest(at.tenant, latest_rows).value());
        }
    });
    return total;
}

template <class Side>
std::int64_t all(Side& side, const std::vector<key>& keys, meter& measured) {
    std::int64_t total = 0;
    measured([&] {
        for (const key& at : keys) {
            if constexpr (by_hand<Side>) total += sum(side.all(at.tenant_name));
            else total += sum(side.all(at.tenant).value());
        }
    });
    return total;
}

/// Runs a line that reads, if it is one.
template <class Side>
std::optional<std::int64_t> read(std::string_view line, Side& side, const sizes& of, int work, meter& measured) {
    if (line == "point") return point(side, make_keys(of, work), measured);
    if constexpr (by_hand<Side> || requires { &Side::scoped_point; })
        if (line == "scoped_point") return scoped_point(side, make_keys(of, work), measured);
    if (line == "latest") return latest(side, make_keys(of, work), measured);
    if (line == "all") return all(side, make_keys(of, work), measured);
    return std::nullopt;
}

} // namespace lines

/// Calls `run(side)` for each side in each repetition, then `after()`; each side goes first as often as the others.
template <class Run, class After>
void in_turns(int sides, int repetitions, Run run, After after) {
    for (int repetition = 0; repetition < repetitions; ++repetition) {
        for (int turn = 0; turn < sides; ++turn)
            run((turn + repetition) % sides);
        after();
    }
}

/// Reads the options of a program: a name and a number above zero each, `take(name, number)` says whether there is such.
template <class Take> void read_options(const std::vector<std::string_view>& given, Take take) {
    if (given.size() % 2 != 0) stop("an option needs a number");
    for (std::size_t i = 0; i < given.size(); i += 2) {
        const int number = std::atoi(std::string(given[i + 1]).c_str());
        if (number <= 0) stop("a number above zero is needed behind " + std::string(given[i]));
        if (!take(given[i], number)) stop("unknown option " + std::string(given[i]));
    }
}

} // namespace benchmark
