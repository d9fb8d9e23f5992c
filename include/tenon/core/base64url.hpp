// tenon/core/base64url.hpp: bytes as a text that URLs, headers and JSON take as it is (RFC 4648, section 5, unpadded).
//
//     tenon::to_base64url("\x01\xff")   // "Af8"
#pragma once

#include <tenon/core/base64.hpp>
#include <tenon/core/config.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

namespace detail {
inline constexpr std::string_view base64url_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
}

/// The text of any bytes.
inline std::string to_base64url(std::string_view bytes) { return detail::to_digits(bytes, detail::base64url_digits); }

/// The bytes of a text that `to_base64url` gives; nothing for any other.
inline std::optional<std::string> from_base64url(std::string_view text) { return detail::from_digits(text, detail::base64url_digits); }

} // namespace tenon::inline TENON_ABI
