// tenon/core/values/json_codec.hpp: how JSON is stored.
//
//     struct Profile { std::string id; std::string tenantId; tenon::json settings; };
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values/json.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI {

/// JSON travels as its text. What is stored but is not JSON is not read.
template <>
struct codec<json> {
    static constexpr auto type = column_type::json;
    static std::string_view encode(const json& value) noexcept { return value.text(); }
    static errc decode(std::string_view stored, json& out) {
        auto value = json::parse(std::string(stored));
        if (!value) return errc::invalid_value;
        out = std::move(*value);
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
