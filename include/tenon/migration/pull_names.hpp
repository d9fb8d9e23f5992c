// tenon/migration/pull_names.hpp: names and texts of a database as C++ has them.
#pragma once

#include <tenon/core/config.hpp>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration::detail {

/// A name as C++ has it: letters, digits and `_`, and no word of the language, nor a macro of its library.
TENON_RARE std::string identifier_of(std::string_view name) {
    static constexpr std::string_view words[] = {"alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char",
        "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "concept", "const", "const_cast", "consteval", "constexpr",
        "constinit", "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float",
        "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq",
        "private", "protected", "public", "register", "reinterpret_cast", "requires", "return", "short", "signed", "sizeof", "static", "static_assert",
        "static_cast", "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned",
        "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
        "EOF", "NULL", "errno", "linux", "unix"};
    std::string made;
    for (const char c : name) made += std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 0x80 ? c : '_';
    if (made.empty() || std::isdigit(static_cast<unsigned char>(made[0])) != 0 || made[0] == '_') made.insert(0, "x");
    if (std::find(std::begin(words), std::end(words), made) != std::end(words)) made += '_';
    return made;
}

/// The identifiers of one scope: each is used once.
class identifiers {
public:
    /// `taken`: what else is called something there.
    explicit identifiers(std::set<std::string> taken) : taken_(std::move(taken)) {}

    /// Of each of these names, which differ: itself, where it is an identifier.
    TENON_COLD std::map<std::string, std::string> add(const std::vector<std::string>& names) {
        std::map<std::string, std::string> made;
        for (const bool as_they_are : {true, false})
            for (const std::string& name : names)
                if ((identifier_of(name) == name) == as_they_are) made[name] = add(name);
        return made;
    }
    TENON_COLD std::string add(std::string_view name) {
        const std::string wanted = identifier_of(name);
        std::string made = wanted;
        for (int number = 2; !taken_.insert(made).second; ++number) made = wanted + (wanted.ends_with('_') ? "" : "_") + std::to_string(number);
        return made;
    }

private:
    std::set<std::string> taken_;
};

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
