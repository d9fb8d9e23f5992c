// tenon/core/values/decimal_codec.hpp: how decimals are stored.
//
//     struct Invoice { std::string id; std::string tenantId; tenon::decimal total; };
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values/decimal.hpp>

#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI {

/// A decimal travels as its canonical text; any spelling of a number is read (`1.50`, `15e-1`), and nothing else.
template <>
struct codec<decimal> {
    static constexpr auto type = column_type::decimal;
    static std::string_view encode(const decimal& value) noexcept { return value.text(); }
    static errc decode(std::string_view stored, decimal& out) {
        auto number = decimal::parse(stored);
        if (!number) return errc::invalid_value;
        out = std::move(*number);
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
