// tenon/migration/pull_defaults.hpp: defaults of columns as C++ says them.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/migration/pull_names.hpp>
#include <tenon/migration/pull_types.hpp>
#include <tenon/sql/ddl/tokens.hpp>

#include <string>

namespace tenon::inline TENON_ABI::migration::detail {

/// A default as C++ says it; empty: it cannot.
TENON_RARE std::string default_of(const pulled_type& found, const std::string& type, const std::string& text) {
    const auto tokens = sql::tokens_of(text);
    if (text == "CURRENT_TIMESTAMP") return text;
    const auto texts = texts_of(text);
    if (tokens.empty() || texts.size() > 1) return {};
    const bool is_number = type.starts_with("std::int") || type.starts_with("std::uint") || type == "double" || type == "float";
    if (type == "bool") {
        if (tokens.size() != 1) return {};
        return tokens[0].value == "true" || tokens[0].value == "1" ? "true" : tokens[0].value == "false" || tokens[0].value == "0" ? "false" : "";
    }
    if (is_number) {
        std::string number;
        if (texts.size() == 1) number = texts[0]; // '-7'::integer
        else for (const auto& token : tokens)
            if (token.kind == sql::token_kind::number || token.is_symbol('-') || token.is_symbol('.')) number += token.value;
        return number.find_first_not_of("-0123456789.e") == number.npos && number.size() < 19 ? number : "";
    }
    if (texts.size() != 1 || tokens[0].kind != sql::token_kind::text) return {};
    if (!found.labels.empty()) return "models::" + found.enum_type + "::" + identifier_of(texts[0]);
    return type == "std::string" ? cpp_literal(texts[0]) : "";
}

} // namespace tenon::inline TENON_ABI::migration::detail
