// tenon/postgres/set_local.hpp: SET LOCAL, which takes no parameters: the value stands in the text.
#pragma once

#include <tenon/core/config.hpp>

#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::postgres::detail {

/// Makes `out` the statement `SET LOCAL name TO 'value'`. The value is valid text without NUL. It comes back as it is,
/// whatever standard_conforming_strings says of backslashes.
inline void write_set_local(std::string& out, std::string_view name, std::string_view value) {
    out.assign("SET LOCAL ").append(name).append(" TO ");
    if (value.find('\\') != value.npos) out += 'E';
    out += '\'';
    for (const char c : value) {
        if (c == '\'' || c == '\\') out += c;
        out += c;
    }
    out += '\'';
}

} // namespace tenon::inline TENON_ABI::postgres::detail
