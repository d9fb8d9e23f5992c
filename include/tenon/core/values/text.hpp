// tenon/core/values/text.hpp: how text is stored.
//
//     struct Note { std::string id; std::string tenantId; std::string body; };
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/utf8.hpp>

#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// Text in UTF-8, NUL included; anything else belongs in a `blob`. A database that has no NUL refuses it in its
/// backend.
template <>
struct codec<std::string> {
    static constexpr auto type = column_type::text;
    static std::string_view encode(const std::string& value) noexcept { return value; }
    static errc check(const std::string& value) noexcept {
        return is_valid_utf8(value) ? errc::ok : errc::invalid_value;
    }
    static errc decode(std::string_view stored, std::string& out) {
        out.assign(stored);
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
