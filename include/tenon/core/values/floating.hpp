// tenon/core/values/floating.hpp: how binary floating-point numbers are stored.
//
//     struct Sample { std::string id; std::string tenantId; double celsius = 0; };
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>

#include <limits>

namespace tenon::inline TENON_ABI {

/// A double, bit for bit. A database that has no NaN or infinity refuses them in its backend.
template <>
struct codec<double> {
    static constexpr auto type = column_type::float64;
    static constexpr double encode(double value) noexcept { return value; }
    static constexpr errc decode(double stored, double& out) noexcept {
        out = stored;
        return errc::ok;
    }
};

/// A float. Reading refuses a number that is not exactly one, instead of rounding it; NaN stays NaN.
template <>
struct codec<float> {
    static constexpr auto type = column_type::float32;
    static constexpr double encode(float value) noexcept { return static_cast<double>(value); }
    static constexpr errc decode(double stored, float& out) noexcept {
        constexpr double most = static_cast<double>(std::numeric_limits<float>::max());
        constexpr double infinity = std::numeric_limits<double>::infinity();
        // Before the conversion, which is undefined for finite numbers that no float comes near to.
        if ((stored > most && stored < infinity) || (stored < -most && stored > -infinity)) return errc::out_of_range;
        const auto narrow = static_cast<float>(stored);
        const bool is_number = stored >= -infinity;
        if (is_number && (static_cast<double>(narrow) < stored || static_cast<double>(narrow) > stored))
            return errc::out_of_range;
        out = narrow;
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
