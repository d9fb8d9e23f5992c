// tenon/core/values/timestamp_codec.hpp: how points in time are stored.
//
//     struct Event { std::string id; std::string tenantId; tenon::timestamp at; };
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values/timestamp.hpp>

namespace tenon::inline TENON_ABI {

/// A point in time. Every value can be encoded; what a database has no room for is its backend's to refuse.
template <>
struct codec<timestamp> {
    static constexpr auto type = column_type::timestamp;
    static constexpr timestamp encode(timestamp value) noexcept { return value; }
    static constexpr errc decode(timestamp stored, timestamp& out) noexcept {
        out = stored;
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
