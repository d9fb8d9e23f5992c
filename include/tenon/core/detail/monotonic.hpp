// tenon/core/detail/monotonic.hpp: numbers that only rise, for ids that sort by when they were made.
#pragma once

#include <tenon/core/clock.hpp>
#include <tenon/core/config.hpp>

#include <atomic>
#include <cstdint>

namespace tenon::inline TENON_ABI::detail {

/// Counts ticks, `TicksPerMillisecond` of them to each millisecond since 1970. `next` gives the first tick of the
/// current millisecond, or the one after the last that was given, whichever is greater. Timestamp and counter are thus
/// one number: a clock that stands still or jumps back makes it count on, and a counter that is full runs over into the
/// next millisecond by itself.
template <std::uint64_t TicksPerMillisecond>
class tick_source {
public:
    std::uint64_t next() noexcept { return next(now().time_since_epoch().count()); }

    std::uint64_t next(std::int64_t milliseconds) noexcept {
        // A clock before 1970 counts as 1970; the upper bound leaves room to count on without overflow.
        constexpr std::int64_t latest = INT64_MAX / static_cast<std::int64_t>(TicksPerMillisecond);
        if (milliseconds < 0) milliseconds = 0;
        if (milliseconds > latest) milliseconds = latest;
        const auto first = static_cast<std::uint64_t>(milliseconds) * TicksPerMillisecond;
        auto last = last_.load(std::memory_order_relaxed);
        std::uint64_t tick = 0;
        // Relaxed is enough: all threads agree on the order of changes to one atomic, and nothing else is published.
        do
            tick = first > last ? first : last + 1;
        while (!last_.compare_exchange_weak(last, tick, std::memory_order_relaxed));
        return tick;
    }

private:
    std::atomic<std::uint64_t> last_{0};
};

} // namespace tenon::inline TENON_ABI::detail
