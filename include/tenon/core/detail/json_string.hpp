// tenon/core/detail/json_string.hpp: text as a JSON string and back.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/digits.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::detail {

// Quoted; what JSON wants escaped is, and nothing else. `value` is UTF-8.
inline void append_json_string(std::string& out, std::string_view value) {
    out += '"';
    for (const char c : value) {
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                out += "\\u00";
                out += hex_digits[c >> 4];
                out += hex_digits[c & 15];
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

// The four digits after `\u`, which the scanner has found to be digits.
inline unsigned unescape_unit(std::string_view raw, std::size_t at) noexcept {
    unsigned unit = 0;
    for (std::size_t i = 0; i < 4; ++i)
        unit = unit << 4U | hex_value(raw[at + i]);
    return unit;
}

inline void append_utf8(std::string& out, unsigned code) {
    const auto put = [&out](unsigned byte) { out += static_cast<char>(byte); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0U | code >> 6U);
    } else {
        if (code < 0x10000) {
            put(0xE0U | code >> 12U);
        } else {
            put(0xF0U | code >> 18U);
            put(0x80U | (code >> 12U & 0x3FU));
        }
        put(0x80U | (code >> 6U & 0x3FU));
    }
    put(0x80U | (code & 0x3FU));
}

// The characters that the inside of a JSON string stands for; false when half of a surrogate pair is missing, for which
// UTF-8 has no bytes.
inline bool unescape_json(std::string_view raw, std::string& out) {
    out.clear();
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '\\') {
            out += raw[i];
            continue;
        }
        switch (raw[++i]) {
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 't': out += '\t'; break;
        case 'u': {
            unsigned code = unescape_unit(raw, i + 1);
            i += 4;
            if (code >= 0xDC00 && code <= 0xDFFF) return false;
            if (code >= 0xD800 && code <= 0xDBFF) {
                if (raw.substr(i + 1, 2) != "\\u") return false;
                const unsigned low = unescape_unit(raw, i + 3);
                if (low < 0xDC00 || low > 0xDFFF) return false;
                code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
                i += 6;
            }
            append_utf8(out, code);
            break;
        }
        default: out += raw[i]; // a quote, a backslash or a slash
        }
    }
    return true;
}

} // namespace tenon::inline TENON_ABI::detail
