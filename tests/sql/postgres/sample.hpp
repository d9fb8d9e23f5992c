// What PostgreSQL is told about a schema's tables. No server is asked here.
#pragma once

#include "sql/models.hpp"
#include "support/catch.hpp"

#include <tenon/sql/ddl/create_tables.hpp>
#include <tenon/sql/ddl/postgres.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace postgres_sample {

using dialect = tenon::sql::postgres_dialect;
using ddl = tenon::sql::ddl<dialect>;
using texts = std::vector<std::string>;

/// The statements of a schema that begin so, or that are about a table.
template <class Schema> texts beginning(std::string_view with, const tenon::sql::ddl_options& options = {}) {
    texts found;
    for (auto& text : tenon::sql::create_tables<dialect, Schema>(options))
        if (text.starts_with(with)) found.push_back(std::move(text));
    return found;
}

/// The table of a schema with this name.
template <class Schema> tenon::sql::table_definition table_of(std::string_view name) {
    for (auto& table : tenon::sql::tables_of<dialect, Schema>())
        if (table.name == name) return std::move(table);
    FAIL("no table " << name);
    return {};
}

/// The same as the server will have it.
template <class Schema> tenon::sql::table_snapshot described(std::string_view name, const tenon::sql::ddl_options& options = {}) {
    return ddl::describe_table(table_of<Schema>(name), options);
}

/// The text that creates one table.
template <class Schema> std::string create_table(std::string_view name, const tenon::sql::ddl_options& options = {}) {
    return tenon::sql::create_table(described<Schema>(name, options));
}
template <class Schema> texts create_indexes(std::string_view name) {
    texts made;
    const auto table = described<Schema>(name);
    for (const auto& index : table.indexes) made.push_back(tenon::sql::create_index(table, index));
    return made;
}
template <class Schema> texts create_foreign_keys(std::string_view name) {
    texts made;
    const auto table = described<Schema>(name);
    for (const auto& key : table.foreign_keys) made.push_back(tenon::sql::add_foreign_key(table, key));
    return made;
}

/// The functions and triggers of a table's references.
template <class Schema> texts create_shared_references(std::string_view name) {
    texts made;
    std::vector<tenon::sql::trigger_snapshot> triggers;
    tenon::sql::add_shared_references(table_of<Schema>(name), triggers);
    for (auto& trigger : triggers) {
        made.push_back(std::move(trigger.function_text));
        made.push_back(std::move(trigger.text));
    }
    return made;
}

} // namespace postgres_sample
