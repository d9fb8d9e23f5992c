// tenon/postgres/told_names.hpp: tables and constraints as errors name them, which in a distributed database are shards and
// parts of them: `User_pkey_102061` is the `User_pkey` of one shard of `User`.
#pragma once

#include <tenon/core/config.hpp>

#include <cstddef>
#include <string_view>

namespace tenon::inline TENON_ABI::postgres::detail {

/// How long the number is that stands behind the name of a shard and of its constraints, with the underscore: 0 where there
/// is none. Citus counts from 102008, so that `_2` is still part of a name.
TENON_RARE std::size_t shard_number(std::string_view text) noexcept {
    std::size_t end = 1;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    return text.starts_with('_') && end > 6 ? end : 0;
}

/// Whether the server's name is that of a table or constraint of ours, or of its part in a shard.
TENON_RARE bool is_named(std::string_view told, std::string_view name) noexcept {
    return told.starts_with(name) && (told.size() == name.size() || shard_number(told.substr(name.size())) == told.size() - name.size());
}

/// Whether a message names a table or constraint of ours, or its part in a shard: between quotes, of whatever language.
TENON_RARE bool mentions(std::string_view message, std::string_view name) noexcept {
    const auto is_quote = [&](std::size_t at) {
        return at < message.size() && (message[at] == '"' || message[at] == '\'' || static_cast<unsigned char>(message[at]) >= 0x80U);
    };
    for (std::size_t at = message.find(name); at != message.npos; at = message.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if (at != 0 && is_quote(at - 1) && is_quote(end + shard_number(message.substr(end)))) return true;
    }
    return false;
}

} // namespace tenon::inline TENON_ABI::postgres::detail
