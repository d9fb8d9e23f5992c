// tenon/core/uuid_generate.hpp: new UUIDs, random (version 4) or sorted by time (version 7), as RFC 9562 has them.
//
//     const tenon::uuid id = tenon::generate_uuid7();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/monotonic.hpp>
#include <tenon/core/random.hpp>
#include <tenon/core/values/uuid.hpp>

#include <cstddef>
#include <cstdint>

namespace tenon::inline TENON_ABI {

namespace detail {

constexpr void stamp_uuid(uuid& id, unsigned version) noexcept {
    id.bytes[6] = static_cast<std::byte>((std::to_integer<unsigned>(id.bytes[6]) & 0x0FU) | (version << 4U));
    id.bytes[8] = static_cast<std::byte>((std::to_integer<unsigned>(id.bytes[8]) & 0x3FU) | 0x80U);
}

// 48 bits of milliseconds and the 12 of rand_a, which counts (RFC 9562, section 6.2, method 1), are one number.
using uuid7_ticks = tick_source<4096>;

inline uuid uuid7_of(std::uint64_t tick) {
    uuid id;
    fill_random({id.bytes.data() + 8, 8});
    const std::uint64_t head = (tick >> 12U << 16U) | (tick & 0xFFFU);
    for (std::size_t i = 0; i < 8; ++i)
        id.bytes[i] = static_cast<std::byte>(head >> (56 - 8 * i));
    stamp_uuid(id, 7);
    return id;
}

inline uuid7_ticks uuid7_clock;

} // namespace detail

/// A random UUID (version 4): 122 random bits, in no order.
/// Errors: std::system_error when the system gives no random bytes.
/// Thread safety: any thread.
inline uuid generate_uuid4() {
    uuid id;
    fill_random({id.bytes.data(), id.bytes.size()});
    detail::stamp_uuid(id, 4);
    return id;
}

/// A UUID that begins with the time (version 7): 48 bits of milliseconds, 12 of a counter, 62 random ones.
/// UUIDs of one process sort in the order in which they were made, also across threads, when the clock jumps back, and
/// within a millisecond: a counter that is full runs over into the next millisecond.
/// Errors: std::system_error when the system gives no random bytes.
/// Thread safety: any thread.
inline uuid generate_uuid7() { return detail::uuid7_of(detail::uuid7_clock.next()); }

} // namespace tenon::inline TENON_ABI
