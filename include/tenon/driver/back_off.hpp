// tenon/driver/back_off.hpp: waiting before something that met a conflict is tried again.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/random.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <thread>

namespace tenon::inline TENON_ABI::driver {

/// Waits after failed attempt number `attempt`, counted from 0: `first`, doubled each time up to 50 times as much; of that
/// between half and the whole, so that two that met do not meet again.
TENON_RARE void back_off(std::chrono::milliseconds first, int attempt) {
    const auto whole = std::chrono::microseconds(first) * (1LL << std::min(attempt, 6));
    const auto capped = std::min<std::chrono::microseconds>(whole, std::chrono::microseconds(first) * 50);
    std::array<std::byte, 8> bytes;
    fill_random({bytes.data(), bytes.size()});
    std::uint64_t random = 0;
    std::memcpy(&random, bytes.data(), bytes.size());
    const auto half = capped / 2;
    std::this_thread::sleep_for(half + std::chrono::microseconds(random % static_cast<std::uint64_t>(half.count() + 1)));
}

} // namespace tenon::inline TENON_ABI::driver
