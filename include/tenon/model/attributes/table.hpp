// tenon/model/attributes/table.hpp: table("name", attributes…): the description of a model, and where to find it.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

/// The base of every attribute: what `table()` accepts. An attribute has `using members`, the member pointers of the
/// model that it names, and `describe(data)`, which writes what it says into the definition of a model.
struct attribute {};

template <class T>
concept model_attribute = std::is_base_of_v<attribute, T>;

namespace detail {
template <std::size_t Place, class Attribute> struct kept_attribute {
    Attribute value;
};
template <class Places, class... Attributes> struct attribute_list;
/// Attributes side by side, of which several may be of one type. A std::tuple would do, and be dearer to compile.
template <std::size_t... Places, class... Attributes>
struct attribute_list<std::index_sequence<Places...>, Attributes...> : kept_attribute<Places, Attributes>... {
    using types = std::tuple<Attributes...>;
    /// Calls `take` with all of them.
    template <class Take> constexpr auto visit(Take take) const {
        return take(static_cast<const kept_attribute<Places, Attributes>&>(*this).value...);
    }
};
} // namespace detail

/// The description of a model: a table name (empty: the struct's own) and attributes.
template <class... Attributes> struct table_description_of {
    std::string_view name;
    detail::attribute_list<std::index_sequence_for<Attributes...>, Attributes...> attributes;
};

/// Describes a model whose table has the struct's name.
template <class... Attributes> constexpr auto table(Attributes... attributes) {
    static_assert((model_attribute<Attributes> && ...),
                  "tenon: table() was given something that is no attribute: use the words of tenon/model/attributes.hpp, "
                  "as tenon::unique<&User::email>");
    return table_description_of<Attributes...>{{}, {{attributes}...}};
}

/// Describes a model whose table has another name. `name` must be a string literal.
template <class... Attributes> constexpr auto table(const char* name, Attributes... attributes) {
    static_assert((model_attribute<Attributes> && ...),
                  "tenon: table() was given something that is no attribute: use the words of tenon/model/attributes.hpp, "
                  "as tenon::unique<&User::email>");
    return table_description_of<Attributes...>{name, {{attributes}...}};
}

/// The description of `Model`. Found inside the struct (`static constexpr auto tenon_model = tenon::table(…)`), or
/// specialised outside for a struct that is not yours to change. A struct without either is described by its fields.
template <class Model>
inline constexpr auto model = [] {
    if constexpr (requires { Model::tenon_model; }) return Model::tenon_model;
    else if constexpr (requires { Model::tenon_operation; }) return Model::tenon_operation; // not a table, but ruled as one is
    else return table();
}();

struct schema_attribute : attribute {
    using members = detail::member_list<>;
    std::string_view name;
    template <class Data> constexpr void describe(Data& data) const { data.schema = name; }
};
/// The database schema (PostgreSQL) of the table: `in_schema("auth")`.
constexpr schema_attribute in_schema(const char* name) { return {{}, name}; }

struct renamed_table_attribute : attribute {
    using members = detail::member_list<>;
    std::string_view name;
    template <class Data> constexpr void describe(Data& data) const { data.renamed_from = name; }
};
/// What the table was called before: `renamed_from("Person")`. A migration renames it then and keeps its rows, instead of
/// dropping one table and creating another. It stays true: where the old table is gone, it says nothing. `name` must be a
/// string literal.
constexpr renamed_table_attribute renamed_from(const char* name) { return {{}, name}; }

} // namespace tenon::inline TENON_ABI
