// tenon/migration/pull_names.hpp: names and texts of a database as C++ has them.
#pragma once

#include <tenon/core/config.hpp>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::migration::detail {

/// A name as C++ has it: letters, digits and `_`, and no word of the language.
TENON_RARE std::string identifier_of(std::string_view name) {
    static constexpr std::string_view words[] = {"alignas", "and", "asm", "auto", "bool", "break", "case", "catch", "char",
        "class", "concept", "const", "continue", "default", "delete", "do", "double", "else", "enum", "explicit", "export",
        "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new",
        "noexcept", "not", "nullptr", "operator", "or", "private", "protected", "public", "register", "requires", "return",
        "short", "signed", "sizeof", "static", "struct", "switch", "template", "this", "throw", "true", "try", "typedef",
        "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "while", "xor"};
    std::string made;
    for (const char c : name) made += std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 0x80 ? c : '_';
    if (made.empty() || std::isdigit(static_cast<unsigned char>(made[0])) != 0 || made[0] == '_') made.insert(0, "x");
    if (std::find(std::begin(words), std::end(words), made) != std::end(words)) made += '_';
    return made;
}

/// A text as a literal of C++.
TENON_RARE std::string cpp_literal(std::string_view text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') made += '\\';
        if (c == '\n') made += "\\n";
        else made += c;
    }
    return made += '"';
}

} // namespace tenon::inline TENON_ABI::migration::detail
