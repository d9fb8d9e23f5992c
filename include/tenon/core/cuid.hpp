// tenon/core/cuid.hpp: the ids that models get by default: 25 characters, unique without asking anyone, sorted by when
// they were made.
//
//     const std::string id = tenon::generate_cuid(); // "cmk1vz5xc000012w3h9d0aqlb"
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/monotonic.hpp>
#include <tenon/core/random.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// The length of a cuid.
inline constexpr std::size_t cuid_size = 25;

namespace detail {

constexpr std::uint64_t power_of_36(int exponent) noexcept {
    std::uint64_t power = 1;
    for (; exponent > 0; --exponent)
        power *= 36;
    return power;
}

constexpr void write_base36(char* out, std::uint64_t value, std::size_t digits) noexcept {
    while (digits-- > 0) {
        out[digits] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36];
        value /= 36;
    }
}

using cuid_ticks = tick_source<power_of_36(4)>;

// Uniform in [0, 36^12).
inline std::uint64_t random_cuid_tail() {
    constexpr auto count = power_of_36(12);
    // The values above a multiple of `count` would make small remainders likelier: draw again.
    constexpr auto fair = ~std::uint64_t{0} / count * count;
    auto number = random_number();
    while (number >= fair)
        number = random_number();
    return number % count;
}

// Milliseconds and counter are one number here, and 8 + 4 digits one run of digits.
inline std::string cuid_of(std::uint64_t tick, std::uint64_t tail) {
    std::string id(cuid_size, 'c');
    write_base36(id.data() + 1, tick, 12);
    write_base36(id.data() + 13, tail, 12);
    return id;
}

inline cuid_ticks cuid_clock;

} // namespace detail

/// A new id: 'c', 8 digits of milliseconds since 1970, 4 of a counter and 12 random ones, all in base 36.
/// Ids of one process sort (byte by byte) in the order in which they were made, also across threads, when the clock
/// jumps back, and within a millisecond. Ids of different processes sort by their clocks. The digits of the time last
/// until the year 2059 and then begin at zero again.
/// Errors: std::system_error when the system gives no random bytes; std::bad_alloc.
/// Thread safety: any thread.
/// Security: the 62 random bits make collisions unlikely; they do not make an id a secret.
inline std::string generate_cuid() { return detail::cuid_of(detail::cuid_clock.next(), detail::random_cuid_tail()); }

/// Whether `text` has the form of a cuid: a 'c', then 24 digits or lower case letters.
constexpr bool is_cuid(std::string_view text) noexcept {
    if (text.size() != cuid_size || text.front() != 'c') return false;
    for (const char c : text)
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))) return false;
    return true;
}

} // namespace tenon::inline TENON_ABI
