// tenon/sql/ddl/parts.hpp: what the DDL of every dialect is put together from.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// What only some databases have. The others ignore it.
struct ddl_options {
    bool row_level_security = true;     ///< the database itself keeps tenants apart, by policies
    std::string application_role{};     ///< gets the right to read and write rows; empty: nobody does
    bool native_enums = false;          ///< enumerations are types of their own, in tenon's own layout too
    bool distribute = false;            ///< tables lie on the nodes of a Citus cluster, by their tenant
};

/// DDL of a dialect: `create_all`, which is told all tables, and `literal` and `default_literal` for values in them.
template <class Dialect> struct ddl;

/// "a", "b"
TENON_RARE std::string quoted_list(const std::vector<std::string>& columns) {
    std::string text;
    for (const auto& column : columns) text.append(text.empty() ? "" : ", ").append(quoted_identifier(column));
    return text;
}

/// 'a', 'b'
TENON_RARE std::string text_list(const std::vector<std::string>& values) {
    std::string text;
    for (const auto& value : values) text.append(text.empty() ? "" : ", ").append(quoted_text(value));
    return text;
}

/// What happens to a reference: `on_delete` or `on_update`.
template <class Action> constexpr std::string_view spelled_action(Action action) noexcept {
    switch (action) {
    case Action::restrict: return "RESTRICT";
    case Action::cascade: return "CASCADE";
    case Action::set_null: return "SET NULL";
    default: return "NO ACTION";
    }
}

/// Indexes as they were declared, or in the order in which Prisma creates them: unique fields, indexes, uniques of several
/// fields.
TENON_RARE std::vector<const index_definition*> in_creation_order(const table_definition& table) {
    const auto rank = [&](const index_definition& index) {
        return table.own_layout || (index.unique && index.columns.size() == 1) ? 0 : index.unique ? 2 : 1;
    };
    std::vector<const index_definition*> ordered;
    for (const int wanted : {0, 1, 2})
        for (const auto& index : table.indexes)
            if (rank(index) == wanted) ordered.push_back(&index);
    return ordered;
}

} // namespace tenon::inline TENON_ABI::sql
