// tenon/core/values/date_codec.hpp: how days are stored.
//
//     struct Holiday { std::string id; std::string tenantId; tenon::date day; };
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values/date.hpp>

namespace tenon::inline TENON_ABI {

/// A day of the years 0000 to 9999: those that every database can hold and that have a text form.
template <>
struct codec<date> {
    static constexpr auto type = column_type::date;
    static constexpr date encode(date value) noexcept { return value; }
    static constexpr errc check(date value) noexcept { return has_iso_text(value) ? errc::ok : errc::out_of_range; }
    static constexpr errc decode(date stored, date& out) noexcept {
        out = stored;
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
