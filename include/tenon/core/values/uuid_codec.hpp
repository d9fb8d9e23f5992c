// tenon/core/values/uuid_codec.hpp: how UUIDs are stored.
//
//     struct Device { tenon::uuid id; std::string tenantId; };
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values/uuid.hpp>

namespace tenon::inline TENON_ABI {

/// A UUID, of any version.
template <>
struct codec<uuid> {
    static constexpr auto type = column_type::uuid;
    static constexpr const uuid& encode(const uuid& value) noexcept { return value; }
    static constexpr errc decode(const uuid& stored, uuid& out) noexcept {
        out = stored;
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
