// tenon/core/json_line.hpp: JSON of a known form, as the lines of a file have it: read token by token, without recursion and without
// rounding a number.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/json_scanner.hpp>
#include <tenon/core/detail/json_string.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::json_line {

/// A value as JSON has it.
struct cell {
    enum class kind : std::uint8_t { absent, null, boolean, number, text, list };
    kind is = kind::absent;
    std::string text{}; ///< the characters of a text; of all others, how JSON spells them
};

/// Walks over a line. What takes something from it answers false where it is not there: then where it stands no longer matters.
using scanner = detail::json_scanner;

/// Appends a text, which is UTF-8, in its quotes.
inline void append_text(std::string& out, std::string_view value) { detail::append_json_string(out, value); }

/// A text in its quotes.
inline bool take_text(scanner& in, std::string& out) {
    std::string_view raw;
    return in.take_string(raw) && detail::unescape_json(raw, out);
}

/// Calls `element()` at each element of an array, which takes it or answers false.
template <class Element> bool take_array(scanner& in, Element element) {
    if (!in.take('[')) return false;
    in.skip_space();
    if (in.take(']')) return true;
    do {
        in.skip_space();
        if (!element()) return false;
        in.skip_space();
    } while (in.take(','));
    return in.take(']');
}

/// Calls `member(name)` at the value of each member of an object, which takes the value or answers false.
template <class Member> bool take_object(scanner& in, Member member) {
    if (!in.take('{')) return false;
    in.skip_space();
    if (in.take('}')) return true;
    std::string name;
    do {
        in.skip_space();
        if (!take_text(in, name)) return false;
        in.skip_space();
        if (!in.take(':')) return false;
        in.skip_space();
        if (!member(name)) return false;
        in.skip_space();
    } while (in.take(','));
    return in.take('}');
}

/// A scalar as it is spelled.
inline bool take_spelled(scanner& in, std::string& out) {
    std::string_view raw;
    if (in.peek() == '"') {
        if (!in.take_string(raw)) return false;
        out.append("\"").append(raw).append("\"");
        return true;
    }
    for (const std::string_view word : {"true", "false", "null"})
        if (word[0] == in.peek()) {
            out += word;
            return in.take_word(word);
        }
    if (!in.take_number(raw)) return false;
    out += raw;
    return true;
}

/// A scalar, or a list of scalars.
inline bool take_cell(scanner& in, cell& out) {
    out.text.clear();
    switch (in.peek()) {
    case '"': out.is = cell::kind::text; return take_text(in, out.text);
    case 'n': out.is = cell::kind::null; return in.take_word("null");
    case 't':
    case 'f': out.is = cell::kind::boolean; return take_spelled(in, out.text);
    case '[':
        out.is = cell::kind::list;
        out.text = "[";
        return take_array(in, [&] {
                   if (out.text.size() > 1) out.text += ',';
                   return take_spelled(in, out.text);
               }) && (out.text += ']', true);
    default: out.is = cell::kind::number; return take_spelled(in, out.text);
    }
}

} // namespace tenon::inline TENON_ABI::json_line
