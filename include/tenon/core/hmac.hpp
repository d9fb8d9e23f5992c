// tenon/core/hmac.hpp: HMAC-SHA-256 (RFC 2104), which tells who knows a key, and whether a text is as that one made it.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/digits.hpp>
#include <tenon/core/sha256.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

namespace detail {

inline std::string sha256_bytes(std::string_view bytes) {
    const std::string hex = sha256_hex(bytes);
    std::string digest(hex.size() / 2, '\0');
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<char>(hex_value(hex[2 * i]) << 4U | hex_value(hex[2 * i + 1]));
    return digest;
}

} // namespace detail

/// The code of a message under a key of any length, in 32 bytes.
inline std::string hmac_sha256(std::string_view key, std::string_view message) {
    constexpr std::size_t block = 64;
    std::string inner(key.size() > block ? detail::sha256_bytes(key) : std::string(key));
    inner.resize(block, '\0');
    std::string outer = inner;
    for (char& c : inner) c = static_cast<char>(c ^ 0x36);
    for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
    return detail::sha256_bytes(outer += detail::sha256_bytes(inner += message));
}

/// Whether two texts are equal, in a time that tells nothing of where they differ.
inline bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    volatile unsigned char differing = 0;
    for (std::size_t i = 0; i < a.size(); ++i) differing = static_cast<unsigned char>(differing | (a[i] ^ b[i]));
    return differing == 0;
}

} // namespace tenon::inline TENON_ABI
