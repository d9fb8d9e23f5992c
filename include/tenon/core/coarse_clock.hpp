// tenon/core/coarse_clock.hpp: a clock that costs next to nothing and is right to a few milliseconds.
#pragma once

#include <tenon/core/config.hpp>

#include <time.h>

#include <cstdint>

namespace tenon::inline TENON_ABI {

/// Milliseconds since some time before the program began; never goes back.
inline std::int64_t coarse_milliseconds() noexcept {
#if defined(CLOCK_MONOTONIC_COARSE)
    constexpr clockid_t clock = CLOCK_MONOTONIC_COARSE;
#else
    constexpr clockid_t clock = CLOCK_MONOTONIC;
#endif
    timespec read;
    clock_gettime(clock, &read);
    return static_cast<std::int64_t>(read.tv_sec) * 1000 + static_cast<std::uint32_t>(read.tv_nsec) / 1'000'000;
}

} // namespace tenon::inline TENON_ABI
