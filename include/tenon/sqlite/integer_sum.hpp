// tenon/sqlite/integer_sum.hpp: the exact sum of any number of 64-bit integers, in 128 bits.
#pragma once

#include <tenon/core/config.hpp>

#include <bit>
#include <cmath>
#include <cstdint>

namespace tenon::inline TENON_ABI::sqlite::detail {

/// Zero when all its bytes are. It does not overflow: that would take 2^64 numbers.
struct integer_sum {
    std::int64_t high;
    std::uint64_t low;

    void add(std::int64_t value) noexcept {
        const auto added = static_cast<std::uint64_t>(value);
        low += added;
        high += (low < added ? 1 : 0) - (value < 0 ? 1 : 0);
    }

    /// Whether it is a number of 64 bits, which `value` is then.
    bool fits() const noexcept { return high == (value() < 0 ? -1 : 0); }
    std::int64_t value() const noexcept { return static_cast<std::int64_t>(low); }

    /// The double that is nearest to it.
    double nearest() const noexcept {
        if (fits()) return static_cast<double>(value());
        std::uint64_t upper = static_cast<std::uint64_t>(high), lower = low;
        if (high < 0) {
            lower = 0 - lower;
            upper = ~upper + (lower == 0 ? 1 : 0);
        }
        // The first 64 bits, the last of them set where a bit behind is: more than a double keeps, so it is rounded once.
        const int behind = 64 - std::countl_zero(upper);
        std::uint64_t leading = lower;
        if (behind != 0) {
            leading = behind == 64 ? upper : (upper << (64 - behind)) | (lower >> behind);
            if ((lower & (~std::uint64_t{0} >> (64 - behind))) != 0) leading |= 1;
        }
        const double size = std::ldexp(static_cast<double>(leading), behind);
        return high < 0 ? -size : size;
    }
};

} // namespace tenon::inline TENON_ABI::sqlite::detail
