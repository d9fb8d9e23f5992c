// tenon/core/values/blob_codec.hpp: how bytes are stored.
//
//     struct Avatar { std::string id; std::string tenantId; tenon::blob png; };
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values/blob.hpp>

namespace tenon::inline TENON_ABI {

/// Bytes, as they are.
template <>
struct codec<blob> {
    static constexpr auto type = column_type::bytes;
    static blob_view encode(const blob& value) noexcept { return {value.data(), value.size()}; }
    static errc decode(blob_view stored, blob& out) {
        out.assign(stored.data(), stored.data() + stored.size());
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
