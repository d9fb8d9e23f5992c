// tenon/driver/cursor_key.hpp: what the cursors of a database are signed with: the key of its options, or a random one.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/random.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace tenon::inline TENON_ABI::driver {

/// A key that is shorter can be found by trying.
inline constexpr std::size_t least_cursor_key = 16;

/// Whether the options have no key, or one that is long enough.
template <class Options> bool is_cursor_key_sound([[maybe_unused]] const Options& how) noexcept {
    if constexpr (requires { how.cursor_key; }) return how.cursor_key.empty() || how.cursor_key.size() >= least_cursor_key;
    else return true;
}

/// The key of the options; where they have none, a random one.
template <class Options> std::string cursor_key_of([[maybe_unused]] const Options& how) {
    if constexpr (requires { how.cursor_key; })
        if (!how.cursor_key.empty()) return how.cursor_key;
    std::string key(32, '\0');
    fill_random(std::as_writable_bytes(std::span(key)));
    return key;
}

} // namespace tenon::inline TENON_ABI::driver
