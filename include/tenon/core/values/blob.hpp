// tenon/core/values/blob.hpp: bytes as a value: what a column of bytes holds.
//
//     tenon::blob signature = tenon::to_blob("\x01\x02");
#pragma once

#include <tenon/core/config.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI {

/// Bytes that a column holds: any number, of any value.
using blob = std::vector<std::byte>;

/// Borrowed bytes.
using blob_view = std::span<const std::byte>;

/// A copy of the bytes of `text`.
inline blob to_blob(std::string_view text) {
    const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
    return blob(bytes, bytes + text.size());
}

/// The same bytes seen as characters, whatever they are; borrowed from `bytes`.
inline std::string_view as_text(blob_view bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace tenon::inline TENON_ABI
