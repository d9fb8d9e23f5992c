// tenon/core/values/boolean.hpp: how bool is stored.
//
//     struct Flag { std::string id; std::string tenantId; bool enabled = false; };
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI {

template <>
struct codec<bool> {
    static constexpr auto type = column_type::boolean;
    static constexpr bool encode(bool value) noexcept { return value; }
    static constexpr errc decode(bool stored, bool& out) noexcept {
        out = stored;
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
