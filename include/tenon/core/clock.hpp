// tenon/core/clock.hpp: where the library learns what time it is. One hook, so that a test can say so itself.
//
//     tenon::timestamp noon() noexcept { return tenon::timestamp{std::chrono::hours{12}}; }
//     const auto before = tenon::set_clock(&noon);
//     …                            // created_at, generated ids, soft deletes: all at noon
//     tenon::set_clock(before);
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/values/timestamp.hpp>

#include <atomic>
#include <chrono>

namespace tenon::inline TENON_ABI {

/// Answers the current time. It is called by any thread, several at once.
using clock_function = timestamp (*)() noexcept;

namespace detail {

inline timestamp system_time() noexcept {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

inline std::atomic<clock_function> current_clock{&system_time};

} // namespace detail

/// The time, as the whole library sees it: that of the system unless `set_clock` was called. It can jump in both
/// directions, as system clocks do.
inline timestamp now() noexcept { return detail::current_clock.load(std::memory_order_acquire)(); }

/// Replaces the clock of the whole process; `nullptr` restores that of the system. Returns the clock that was in use,
/// never null, so that it can be put back.
/// Thread safety: may be called at any time; other threads see the new clock at their next call of `now`.
inline clock_function set_clock(clock_function clock) noexcept {
    return detail::current_clock.exchange(clock ? clock : &detail::system_time, std::memory_order_acq_rel);
}

} // namespace tenon::inline TENON_ABI
