// tenon/sql/ddl/create_tables.hpp: the tables of a whole schema, and the statements that create them.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/physical.hpp>
#include <tenon/sql/ddl/sqlite.hpp>
#include <tenon/sql/options.hpp>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// The text of an index's condition, its values to be filled in behind their numbers.
template <class Dialect, class Model, class Condition> struct index_condition {
    static constexpr void write(text_writer& w) noexcept {
        Condition::template write<context<Dialect, layout::tenant_first, false>>(w, ~0U);
    }
};

/// Collects what a condition would bind.
struct literal_sink {
    std::vector<std::string> literals;
    std::string (*spell)(const wire_value&);
    template <class T> bool operator()(const column_info& column, const T& value) {
        if constexpr (std::is_same_v<T, integer_operand>) literals.push_back(spell(wire_value(value.value)));
        else if constexpr (std::is_same_v<T, std::string_view>) literals.push_back(spell(wire_value(value)));
        else if constexpr (requires { T::is_borrowed; }) (*this)(column, *value.value);
        else {
            static_assert(storable_value<T>, "tenon: an index's condition takes single values that are not NULL: use "
                                             "is_null() for NULL, and || for lists");
            const auto encoded = codec<T>::encode(value);
            literals.push_back(spell(wire_value(static_cast<wire_t<codec<T>::type>>(encoded))));
        }
        return true;
    }
};

template <class Dialect, class Condition> std::string condition_text(const where_option<Condition>& where) {
    const std::string text(text_of<index_condition<Dialect, typename Condition::model, typename Condition::shape>>.view());
    literal_sink sink{{}, &ddl<Dialect>::literal};
    where.condition.bind(sink);
    // Outside of quotes a question mark begins a parameter; a literal, once written, is not looked at again.
    std::string filled;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '"') quoted = !quoted;
        if (quoted || text[i] != '?') {
            filled += text[i++];
            continue;
        }
        std::size_t number = 0;
        for (++i; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
            number = number * 10 + static_cast<std::size_t>(text[i] - '0');
        filled += sink.literals[number - 1];
    }
    return filled;
}

template <class T> struct is_partial_index : std::false_type {};
template <class Condition, auto... Keys>
struct is_partial_index<partial_index_attribute<Condition, Keys...>> : std::true_type {};
template <class T> struct is_index : is_partial_index<T> {};
template <auto... Keys> struct is_index<index_attribute<Keys...>> : std::true_type {};

/// Adds what an attribute says that needs its C++ type: defaults, and conditions of indexes. `index` counts the indexes
/// that are not unique.
template <class Dialect, class Model, class Attribute>
void complete(table_definition& table, const Attribute& attribute, std::size_t& index) {
    if constexpr (tenon::detail::is_default_attribute<Attribute>::value) {
        using field = unwrapped_t<reflection::type_of<Attribute::member>>;
        const field value(attribute.value);
        const auto encoded = codec<field>::encode(value);
        for (auto& column : table.columns)
            if (column.name == column_of<Attribute::member>.column)
                column.default_literal = ddl<Dialect>::default_literal(
                    wire_value(static_cast<wire_t<codec<field>::type>>(encoded)), table.own_layout);
    }
    if constexpr (is_partial_index<Attribute>::value)
        table.indexes[info_of<Model>().uniques.size() + index].condition = condition_text<Dialect>(attribute.condition);
    if constexpr (is_index<Attribute>::value) ++index;
}

template <class Dialect, class Model> TENON_COLD table_definition table_of(const schema_info& schema) {
    table_definition table = physical_table(schema, info_of<Model>());
    model<Model>.attributes.visit([&](const auto&... attributes) {
        [[maybe_unused]] std::size_t index = 0;
        (complete<Dialect, Model>(table, attributes, index), ...);
    });
    return table;
}

template <class Dialect, class... Models>
std::vector<table_definition> tables_of_list(const schema_info& schema, tenon::detail::type_list<Models...>) {
    std::vector<table_definition> tables;
    (tables.push_back(table_of<Dialect, Models>(schema)), ...);
    return tables;
}

} // namespace detail

/// The tables of a schema, in the order of its models.
template <class Dialect, class Schema> std::vector<table_definition> tables_of() {
    if constexpr (Schema::is_sound)
        return detail::tables_of_list<Dialect>(Schema::info(), typename Schema::models{});
    else return {}; // the reason has been told
}

/// The statements that create all tables of a schema: tables first, then indexes, then triggers.
template <class Dialect, class Schema> std::vector<std::string> create_tables() {
    const auto tables = tables_of<Dialect, Schema>();
    std::vector<std::string> texts;
    for (const auto& table : tables) texts.push_back(ddl<Dialect>::create_table(table));
    for (const auto& table : tables)
        for (auto& text : ddl<Dialect>::create_indexes(table)) texts.push_back(std::move(text));
    for (const auto& table : tables)
        for (auto& text : ddl<Dialect>::create_triggers(table)) texts.push_back(std::move(text));
    return texts;
}

} // namespace tenon::inline TENON_ABI::sql
