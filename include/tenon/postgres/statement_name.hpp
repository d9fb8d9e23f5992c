// tenon/postgres/statement_name.hpp: by what name the server knows a statement.
#pragma once

#include <tenon/core/config.hpp>

#include <libpq-fe.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::postgres::detail {

/// The name of a prepared statement, by its text and the types of its parameters: so that a name never means two things,
/// also where connections to the server are shared behind our back. FNV-1a, of 64 bits.
TENON_RARE std::string statement_name(std::string_view text, std::span<const Oid> types) {
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    const auto add = [&](std::uint64_t value) { hash = (hash ^ value) * 1'099'511'628'211U; };
    for (const char c : text) add(static_cast<unsigned char>(c));
    for (const Oid type : types) add(type);
    std::string name = "tenon_";
    for (int digit = 0; digit < 16; ++digit, hash <<= 4U) name += "0123456789abcdef"[hash >> 60U];
    return name;
}

} // namespace tenon::inline TENON_ABI::postgres::detail
