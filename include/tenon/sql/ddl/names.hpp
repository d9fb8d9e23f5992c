// tenon/sql/ddl/names.hpp: the names of the parts of tables: how constraints and indexes are called, and what has a name.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// The longest beginning of a text that has at most so many bytes and ends between two characters.
constexpr std::string_view cut_name(std::string_view text, std::size_t bytes) noexcept {
    if (text.size() <= bytes) return text;
    while (bytes != 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80U) --bytes;
    return text.substr(0, bytes);
}

/// `{table}_{columns}_{suffix}`: the names that Prisma gives. One of more than `longest` bytes is cut before the suffix.
TENON_RARE std::string constraint_name(std::string_view table, const std::vector<std::string>& columns,
                                              std::string_view suffix, std::size_t longest) {
    std::string name(table);
    for (const std::string& column : columns) name.append("_").append(column);
    name.resize(cut_name(name, longest - suffix.size() - 1).size());
    return name.append("_").append(suffix);
}

/// The name of a part of a table that no other such part has: the later one gets a number. Parts over the same columns
/// differ in something else, and long names may be the same where they were cut.
template <class Part>
TENON_COLD std::string free_name(std::string_view table, const std::vector<std::string>& columns, std::string_view suffix,
                                 std::size_t longest, const std::vector<Part>& others, std::string Part::*name_of) {
    std::string name = constraint_name(table, columns, suffix, longest);
    const auto is_taken = [&](const Part& other) { return other.*name_of == name; };
    for (std::size_t number = 2; std::any_of(others.begin(), others.end(), is_taken); ++number)
        name = constraint_name(table, columns, std::string(suffix) + "_" + std::to_string(number), longest);
    return name;
}

/// The part of a list that has this name, or nullptr.
template <class Part> const Part* find_named(const std::vector<Part>& parts, std::string_view name) noexcept {
    for (const Part& part : parts)
        if (part.name == name) return &part;
    return nullptr;
}

/// Whether a name is one that constraint_name or free_name gives: it ends in `_key`, `_idx_2`…
constexpr bool is_generated_name(std::string_view name) noexcept {
    const std::size_t digits = name.find_last_not_of("0123456789");
    if (digits != name.npos && digits + 1 != name.size() && name[digits] == '_') name = name.substr(0, digits);
    for (const std::string_view suffix : {"_key", "_idx", "_pkey", "_fkey", "_check", "_range"})
        if (name.ends_with(suffix)) return true;
    return false;
}

/// How the names of tables begin that remember how many rows a tenant has of another; behind it stands that one's name.
inline constexpr std::string_view quota_table = "tenon_quota_";

/// CHECKs of numbers are told apart by their names: a value outside of one is out of range.
constexpr std::string_view check_suffix(column_type type) noexcept {
    return is_integer(type) && type != column_type::int64 ? "range" : "check";
}

} // namespace tenon::inline TENON_ABI::sql
