// tenon/migration/pull_types.hpp: which C++ type a column of a database has that nobody described yet.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/danger.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/tokens.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration::detail {

/// A type of a field.
struct pulled_type {
    std::string name{};                ///< `std::string`; without std::optional. Of an enumeration: empty
    std::vector<std::string> labels{}; ///< of an enumeration
    std::string enum_type{};           ///< the database's own, where it has one
    std::string note{};                ///< what the type does not say; else empty
};

/// The texts of a condition, in their order and without quotes.
TENON_RARE std::vector<std::string> texts_of(std::string_view condition) {
    std::vector<std::string> found;
    for (const auto& token : sql::tokens_of(condition)) {
        if (token.kind != sql::token_kind::text || !token.value.starts_with('\'')) continue;
        std::string text;
        for (std::size_t i = 1; i + 1 < token.value.size(); ++i) {
            text += token.value[i];
            if (token.value[i] == '\'') ++i; // doubled
        }
        found.push_back(std::move(text));
    }
    return found;
}

/// The narrower integer that a CHECK keeps a column to, or the given one.
TENON_RARE std::string integer_within(std::string_view condition, std::string_view otherwise) {
    struct {
        std::string_view name;
        long long low, high;
    } const all[] = {{"std::int8_t", -128, 127},   {"std::int16_t", -32768, 32767}, {"std::int32_t", -2147483648LL, 2147483647},
                     {"std::uint8_t", 0, 255},     {"std::uint16_t", 0, 65535},     {"std::uint32_t", 0, 4294967295LL}};
    const auto allowed = sql::detail::values_allowed_by(condition);
    for (const auto& each : all)
        if (allowed.numbers.size() == 2 && allowed.numbers[0] == each.low && allowed.numbers[1] == each.high) return std::string(each.name);
    return std::string(otherwise);
}

/// The CHECK of a column that comes with its type, by the name that tenon gives it; or an empty text.
inline std::string_view check_of(const sql::table_snapshot& table, const sql::column_snapshot& column) {
    for (const auto& check : table.checks)
        for (const std::string_view suffix : {"_check", "_range"})
            if (check.name == table.name + "_" + column.name + std::string(suffix)) return check.condition;
    return {};
}

TENON_RARE pulled_type sqlite_pulled(const sql::table_snapshot& table, const sql::column_snapshot& column) {
    std::string type = column.type.substr(0, column.type.find(' '));
    std::transform(type.begin(), type.end(), type.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const std::string_view check = check_of(table, column);
    const auto is = [&](std::string_view name) { return type == name; };
    if (is("INTEGER") && table.strict) {
        if (sql::detail::values_allowed_by(check).numbers == std::vector<long long>{0, 1}) return {"bool"};
        const bool is_time = column.name.ends_with("At") && check.empty(); // a whole number of milliseconds
        return is_time ? pulled_type{"tenon::timestamp"} : pulled_type{integer_within(check, "std::int64_t")};
    }
    if (is("INTEGER") || is("INT")) return {column.numbered != sql::numbering::none ? "std::int64_t" : "std::int32_t"};
    if (is("BIGINT")) return {"std::int64_t"};
    if (is("BOOLEAN")) return {"bool"};
    if (is("REAL") || is("DOUBLE") || is("FLOAT")) return {"double"};
    if (is("DATETIME")) return {"tenon::timestamp"};
    if (is("DECIMAL")) return {"tenon::decimal"};
    if (is("JSONB")) return {"tenon::json"};
    if (is("BLOB")) return {"tenon::blob"};
    if (!is("TEXT")) return {.name = "std::string", .note = "its type is " + (column.type.empty() ? "none" : column.type)};
    if (check.find("json_valid") != check.npos) return {"tenon::json"};
    if (auto labels = texts_of(check); !labels.empty()) return {.labels = std::move(labels)};
    return {"std::string"};
}

/// Of a single value; lists have `[]` behind it, which is taken off.
TENON_RARE pulled_type postgres_pulled(const sql::schema_snapshot& schema, const sql::table_snapshot& table, const sql::column_snapshot& column,
                                              std::string_view type) {
    const std::string_view check = check_of(table, column);
    for (const auto& each : schema.enums)
        if (each.schema == table.schema && sql::same_expression(type, schema.dialect->table_name(each.schema, each.name)))
            return {.labels = each.labels, .enum_type = each.name};
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"boolean", "bool"}, {"real", "float"}, {"double precision", "double"}, {"bytea", "tenon::blob"}, {"date", "tenon::date"},
        {"uuid", "tenon::uuid"}, {"json", "tenon::json"}, {"jsonb", "tenon::json"}, {"numeric", "tenon::decimal"},
        {"numeric(65,30)", "tenon::decimal"}, {"timestamp(3) with time zone", "tenon::timestamp"},
        {"timestamp(3) without time zone", "tenon::timestamp"}};
    for (const auto& [from, to] : names)
        if (type == from) return {std::string(to)};
    if (type == "smallint") return {integer_within(check, "std::int16_t")};
    if (type == "integer") return {integer_within(check, "std::int32_t")};
    if (type == "bigint") return {integer_within(check, "std::int64_t")};
    if (type == "text" || type == "text COLLATE \"C\"") {
        if (auto labels = texts_of(check); !labels.empty()) return {.labels = std::move(labels)};
        return {"std::string"};
    }
    pulled_type made{.name = "std::string", .note = "its type is " + std::string(type)};
    for (const auto& [word, name] : {std::pair("timestamp", "tenon::timestamp"), std::pair("numeric", "tenon::decimal")})
        if (type.starts_with(word)) made.name = name;
    return made;
}

} // namespace tenon::inline TENON_ABI::migration::detail
