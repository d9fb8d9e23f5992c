// tenon/sql/ddl/create_tables.hpp: the tables of a whole schema, and the statements that create them.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/sql/ddl/condition.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/physical.hpp>
#include <tenon/sql/ddl/rules.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

template <class T> struct is_partial_index : std::false_type {};
template <class Condition, auto... Keys>
struct is_partial_index<partial_index_attribute<Condition, Keys...>> : std::true_type {};
template <class T> struct is_index : is_partial_index<T> {};
template <auto... Keys> struct is_index<index_attribute<Keys...>> : std::true_type {};

/// Adds what an attribute says that needs its C++ type: defaults, conditions of indexes and of CHECKs. `index` counts the
/// indexes that are not unique, `check` the rules that are CHECKs.
template <class Dialect, class Layout, class Model, class Attribute>
void complete(table_definition& table, const Attribute& attribute, std::size_t& index, std::size_t& check) {
    if constexpr (tenon::detail::is_default_attribute<Attribute>::value) {
        using field = unwrapped_t<reflection::type_of<Attribute::member>>;
        const field value(attribute.value);
        const auto encoded = codec<field>::encode(value);
        for (auto& column : table.columns)
            if (column.name == column_of<Attribute::member>.column)
                column.default_literal = ddl<Dialect>::default_literal(
                    wire_value(static_cast<wire_t<codec<field>::type>>(encoded)), column.type, table.own_layout);
    }
    if constexpr (is_partial_index<Attribute>::value)
        table.indexes[info_of<Model>().uniques.size() + index].condition =
            condition_text<Dialect, Layout>(attribute.condition);
    if constexpr (is_index<Attribute>::value) ++index;
    if constexpr (tenon::detail::is_checked_rule<Attribute> && Layout::leads_with_tenant) {
        check_definition& held = table.checks[check++];
        held.condition = rule_condition<Dialect>(attribute, quoted_identifier(held.column));
    }
}

template <class Dialect, class Layout, class Model> TENON_COLD table_definition table_of(const schema_info& schema) {
    table_definition table = physical_table(schema, info_of<Model>(), Dialect::longest_name);
    model<Model>.attributes.visit([&](const auto&... attributes) {
        [[maybe_unused]] std::size_t index = 0, check = 0;
        (complete<Dialect, Layout, Model>(table, attributes, index, check), ...);
    });
    return table;
}

template <class Dialect, class Layout, class... Models>
std::vector<table_definition> tables_of_list(const schema_info& schema, tenon::detail::type_list<Models...>) {
    std::vector<table_definition> tables;
    (tables.push_back(table_of<Dialect, Layout, Models>(schema)), ...);
    return tables;
}

} // namespace detail

/// The tables of a schema, in the order of its models.
template <class Dialect, class Schema> std::vector<table_definition> tables_of() {
    if constexpr (Schema::is_sound)
        return detail::tables_of_list<Dialect, typename Schema::layout>(Schema::info(), typename Schema::models{});
    else return {}; // the reason has been told
}

/// The choices that a driver's options make, where it has them.
template <class Options> ddl_options ddl_options_of(const Options& given) {
    ddl_options made;
    if constexpr (requires { given.row_level_security, given.application_role, given.native_enums; }) {
        made.row_level_security = given.row_level_security;
        made.application_role = given.application_role;
        made.native_enums = given.native_enums;
    }
    if constexpr (requires { given.distribute; }) made.distribute = given.distribute;
    return made;
}

/// The statements that create all tables of a schema in a database that has none of them, in an order that works.
template <class Dialect, class Schema> std::vector<std::string> create_tables(const ddl_options& options = {}) {
    return ddl<Dialect>::create_all(tables_of<Dialect, Schema>(), options);
}

/// The same, or errc::unsupported: the database cannot have these tables as the options want them, and why.
template <class Dialect, class Schema>
result<std::vector<std::string>> create_tables_if_possible(const ddl_options& options) {
    const auto tables = tables_of<Dialect, Schema>();
    if constexpr (requires { ddl<Dialect>::refusal(tables, options); })
        if (error why = ddl<Dialect>::refusal(tables, options); why.code != errc::ok) return fail(std::move(why));
    return ddl<Dialect>::create_all(tables, options);
}

} // namespace tenon::inline TENON_ABI::sql
