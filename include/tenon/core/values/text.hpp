// tenon/core/values/text.hpp: how text is stored.
//
//     struct Note { std::string id; std::string tenantId; std::string body; };
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>

#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// Text in UTF-8, NUL included; anything else belongs in a `blob`. Drivers refuse text that is not valid, since they see
/// every text, filters' too, and it would be read twice here.
template <>
struct codec<std::string> {
    static constexpr auto type = column_type::text;
    static std::string_view encode(const std::string& value) noexcept { return value; }
    static errc decode(std::string_view stored, std::string& out) {
        out.assign(stored);
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
