// tenon/repository/key_bytes.hpp: the values of sort keys as bytes, exactly: numbers in eight of them, lowest first; texts behind
// their length.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/wire.hpp>

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::repository_detail {

inline void put_key(std::string& out, std::int64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) out += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xffU);
}
inline void put_key(std::string& out, bool value) { out += value ? '\1' : '\0'; }
inline void put_key(std::string& out, double value) { put_key(out, std::bit_cast<std::int64_t>(value)); }
inline void put_key(std::string& out, timestamp value) { put_key(out, std::int64_t{value.time_since_epoch().count()}); }
inline void put_key(std::string& out, date value) { put_key(out, std::int64_t{value.time_since_epoch().count()}); }
inline void put_key(std::string& out, std::string_view value) {
    put_key(out, static_cast<std::int64_t>(value.size()));
    out += value;
}
inline void put_key(std::string& out, blob_view value) { put_key(out, as_text(value)); }
inline void put_key(std::string& out, const uuid& value) { out += as_text(value.bytes); }

/// Each takes a value off the beginning of `in`. False: it is not all there.
inline bool take_bytes(std::string_view& in, std::size_t count, std::string_view& out) noexcept {
    if (in.size() < count) return false;
    out = in.substr(0, count);
    in.remove_prefix(count);
    return true;
}
inline bool take_key(std::string_view& in, std::int64_t& out) noexcept {
    std::string_view bytes;
    if (!take_bytes(in, sizeof out, bytes)) return false;
    std::uint64_t value = 0;
    for (std::size_t i = sizeof out; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[i]);
    out = static_cast<std::int64_t>(value);
    return true;
}
inline bool take_key(std::string_view& in, bool& out) noexcept {
    std::string_view byte;
    if (!take_bytes(in, 1, byte)) return false;
    out = byte[0] != '\0';
    return true;
}
inline bool take_key(std::string_view& in, double& out) noexcept {
    std::int64_t bits = 0;
    const bool taken = take_key(in, bits);
    out = std::bit_cast<double>(bits);
    return taken;
}
template <class Duration> bool take_key(std::string_view& in, std::chrono::sys_time<Duration>& out) noexcept {
    std::int64_t count = 0;
    const bool taken = take_key(in, count);
    out = std::chrono::sys_time<Duration>(Duration(static_cast<typename Duration::rep>(count)));
    return taken;
}
inline bool take_key(std::string_view& in, std::string_view& out) noexcept {
    std::int64_t size = 0;
    return take_key(in, size) && take_bytes(in, static_cast<std::size_t>(size), out);
}
inline bool take_key(std::string_view& in, blob_view& out) noexcept {
    std::string_view bytes;
    const bool taken = take_key(in, bytes);
    out = std::as_bytes(std::span(bytes));
    return taken;
}
inline bool take_key(std::string_view& in, uuid& out) noexcept {
    std::string_view bytes;
    if (!take_bytes(in, out.bytes.size(), bytes)) return false;
    for (std::size_t i = 0; i < out.bytes.size(); ++i) out.bytes[i] = static_cast<std::byte>(bytes[i]);
    return true;
}

} // namespace tenon::inline TENON_ABI::repository_detail
