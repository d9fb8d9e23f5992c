// tenon/sql/ddl/postgres_casts.hpp: how values of one type of PostgreSQL become those of another, where they can. Types are
// spelled as the server does.
//
// Source: https://www.postgresql.org/docs/current/sql-createcast.html, and the catalog pg_cast
#pragma once

#include <tenon/core/config.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::sql::detail {

/// What types have in common; `other`: one that is not known here.
enum class postgres_kind { text, number, boolean, bytes, date, timestamp, time, uuid, json, jsonb, own, other };

constexpr std::string_view without_collation(std::string_view type) noexcept { return type.substr(0, type.find(" COLLATE")); }

TENON_RARE postgres_kind postgres_kind_of(std::string_view type) {
    type = without_collation(type);
    if (type.find_first_of("\".") != type.npos) return postgres_kind::own; // of a schema: an enum
    const auto is = [&](std::initializer_list<std::string_view> names) {
        for (const std::string_view name : names)
            if (type == name || (type.starts_with(name) && type[name.size()] == '(')) return true;
        return false;
    };
    if (is({"text", "character varying", "character"})) return postgres_kind::text;
    if (is({"smallint", "integer", "bigint", "numeric", "real", "double precision"})) return postgres_kind::number;
    if (is({"boolean"})) return postgres_kind::boolean;
    if (is({"bytea"})) return postgres_kind::bytes;
    if (is({"date"})) return postgres_kind::date;
    if (type.starts_with("timestamp")) return postgres_kind::timestamp;
    if (type.starts_with("time") && type.ends_with("without time zone")) return postgres_kind::time;
    if (is({"uuid"})) return postgres_kind::uuid;
    if (is({"json"})) return postgres_kind::json;
    return is({"jsonb"}) ? postgres_kind::jsonb : postgres_kind::other;
}

/// What stands between a value and the cast to the new type, as `::text`; nothing, where no value of the one type becomes one of
/// the other, and no statement with such a cast is taken. Of types that are not known here the server has to say.
TENON_RARE std::optional<std::string> postgres_cast_by(std::string_view from, std::string_view to) {
    using enum postgres_kind;
    from = without_collation(from), to = without_collation(to);
    const bool from_list = from.ends_with("[]"), to_list = to.ends_with("[]");
    const postgres_kind is = postgres_kind_of(from.substr(0, from.size() - (from_list ? 2 : 0))),
                        becomes = postgres_kind_of(to.substr(0, to.size() - (to_list ? 2 : 0)));
    // A list is written as a text, and read from one.
    if (from_list != to_list) return (from_list ? becomes : is) == text ? std::optional<std::string>("") : std::nullopt;
    const auto by = [&](std::string_view type) { return std::string("::").append(type).append(from_list ? "[]" : ""); };
    if (is == other || becomes == other) return "";
    if (is == own || becomes == own) return (is == own || is == text) && (becomes == own || becomes == text) ? std::optional(by("text")) : std::nullopt;
    if (is == becomes || is == text || becomes == text) return "";
    if (is == boolean && becomes == number) return by("integer");
    if (becomes == boolean && (is == number || is == jsonb)) return by("text"); // only "integer" has a cast of its own
    const bool has_cast = (is == date && becomes == timestamp) || (is == timestamp && (becomes == date || becomes == time)) ||
                          (is == json && becomes == jsonb) || (is == jsonb && (becomes == json || becomes == number));
    return has_cast ? std::optional<std::string>("") : std::nullopt;
}

} // namespace tenon::inline TENON_ABI::sql::detail
