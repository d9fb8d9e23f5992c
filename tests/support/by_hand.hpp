// Tables that people wrote by hand, and what a plan makes of them: what the tests of migrations on each database share.
#pragma once

#include <tenon/migration.hpp>
#include <tenon/tenon.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/migration.hpp"

namespace support {

/// The one model of a program whose tables others made.
struct nothing {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::shared);
};
using no_models = tenon::schema<nothing>;

/// A table of a schema that is there, to be changed by the test.
inline tenon::sql::table_snapshot& table_in(tenon::migration::snapshot& schema, std::string_view name) {
    for (auto& table : schema.tables)
        if (table.name == name) return table;
    throw std::runtime_error("there is no such table");
}
inline tenon::sql::column_snapshot& column_in(tenon::sql::table_snapshot& table, std::string_view name) {
    for (auto& column : table.columns)
        if (column.name == name) return column;
    throw std::runtime_error("there is no such column");
}
template <class Part> void erase_named(std::vector<Part>& parts, std::string_view name) {
    if (std::erase_if(parts, [&](const Part& part) { return part.name == name; }) != 1) throw std::runtime_error("there is no such part");
}

/// Makes a database what is wanted, whatever is lost.
template <class Database>
tenon::migration::plan brought_to(const Database& db, const tenon::migration::snapshot& wanted) {
    const auto system = db.system("by hand");
    const auto plan = value_of(tenon::migration::make_plan(introspected(db), wanted, {.accept_data_loss = true}));
    INFO(plan.script());
    value_of(tenon::migration::check(system, plan));
    value_of(tenon::migration::apply(system, plan));
    CHECK(differences(introspected(db), wanted) == "");
    CHECK(differences(wanted, introspected(db)) == "");
    return plan;
}

/// What stands in the way of making a database what is wanted.
template <class Database>
std::string obstacles(const Database& db, const tenon::migration::snapshot& wanted) {
    const auto asked = tenon::migration::check(db.system("by hand"), value_of(tenon::migration::make_plan(introspected(db), wanted, {.accept_data_loss = true})));
    return asked ? std::string() : to_string(asked.error()) + " " + asked.error().server_text;
}

inline bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// What a plan says that it does, a sentence a line.
inline std::string told(const tenon::migration::plan& plan) {
    std::string text;
    for (const auto& change : plan.changes) text.append(change.text).append("\n");
    return text;
}

} // namespace support
