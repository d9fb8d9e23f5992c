// tenon/postgres/other_database.hpp: the same server, and another database of it.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/connect.hpp>

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::postgres::detail {

/// A connection string that says what `url` says, but for the database. One that cannot be read stays as it is: connecting
/// tells why.
TENON_RARE std::string with_database(std::string_view url, std::string_view name) {
    std::string schema, made;
    const std::string plain = without_prisma_words(url, schema);
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> given(PQconninfoParse(plain.c_str(), nullptr), &PQconninfoFree);
    if (!given) return plain;
    const auto add = [&](std::string_view key, std::string_view value) {
        made.append(key).append("='");
        for (const char c : value) {
            if (c == '\'' || c == '\\') made += '\\';
            made += c;
        }
        made += "' ";
    };
    for (const PQconninfoOption* option = given.get(); option->keyword != nullptr; ++option)
        if (option->val != nullptr && std::string_view(option->keyword) != "dbname") add(option->keyword, option->val);
    add("dbname", name);
    return made;
}

} // namespace tenon::inline TENON_ABI::postgres::detail
