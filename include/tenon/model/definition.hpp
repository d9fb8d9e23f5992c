// tenon/model/definition.hpp: a struct and its attributes, put together into constant data, once for each model.
//
//     tenon::info_of<User>().columns[2].column == "email"
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/model/attributes.hpp>
#include <tenon/model/check/attribute_messages.hpp>
#include <tenon/model/check/fields.hpp>
#include <tenon/model/check/key_messages.hpp>
#include <tenon/model/check/structure.hpp>
#include <tenon/model/info.hpp>
#include <tenon/model/reflection.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::detail {

template <class Description> struct description_traits;
template <class... Attributes> struct description_traits<table_description_of<Attributes...>> {
    static constexpr std::size_t count = sizeof...(Attributes);
    using attributes = std::tuple<Attributes...>;
};
template <class Model> using description_of = std::remove_cvref_t<decltype(model<Model>)>;
template <class Model> inline constexpr std::size_t attribute_count = description_traits<description_of<Model>>::count;

/// What attributes write into.
template <std::size_t Fields, std::size_t Attributes> struct definition_data {
    std::string_view table;
    std::string_view schema;
    std::string_view renamed_from;
    std::array<column_info, Fields> columns{};
    field_list primary_key;
    std::size_t primary_keys = 0;
    std::array<key_info, Attributes + 1> uniques{};
    std::size_t unique_count = 0;
    std::array<key_info, Attributes + 1> indexes{};
    std::size_t index_count = 0;
    std::array<reference_info, Attributes + 1> references{};
    std::size_t reference_count = 0;
    std::array<check_info, Attributes + 1> checks{};
    std::size_t check_count = 0;
    tenancy_info tenancy;
    std::size_t tenancy_words = 0;
    quota_info quota{};
    bool audited = false;
    bool is_audit_trail = false;
    field_list searched;
    std::size_t text_searches = 0;
    std::size_t soft_delete = no_field;
    std::size_t soft_deletes = 0;
    std::size_t version = no_field;
    std::size_t versions = 0;
};

template <storable_value Value> constexpr void add_enumerators(column_info& column) {
    if constexpr (requires { codec<Value>::enumerators; }) {
        column.enumerators = codec<Value>::enumerators;
        column.enum_name = reflection::type_name<Value>;
    }
}

/// What the type of a field says of its column. Shared by all fields of that type. Not consteval: behind a mistake elsewhere GCC 12 would
/// take its address, and say so.
template <class Field> constexpr column_info column_of_type() {
    using value_type = unwrapped_t<Field>;
    column_info column;
    column.nullable = is_optional_v<Field>;
    if constexpr (storable_value<value_type>) {
        column.type = codec<value_type>::type;
        add_enumerators<value_type>(column);
        if constexpr (requires { codec<value_type>::element; }) column.element = codec<value_type>::element;
        if constexpr (codec<value_type>::type == column_type::list && requires { typename value_type::value_type; })
            if constexpr (storable_value<typename value_type::value_type>)
                add_enumerators<typename value_type::value_type>(column);
    }
    return column;
}

template <class Model, std::size_t... I>
consteval auto columns_of_fields(std::index_sequence<I...>) {
    std::array<column_info, sizeof...(I)> columns{column_of_type<reflection::field_type<Model, I>>()...};
    ((columns[I].field = columns[I].column = reflection::field_names<Model>[I]), ...);
    return columns;
}

template <class Model, std::size_t... I> consteval auto which_are_texts(std::index_sequence<I...>) {
    return std::array<bool, sizeof...(I)>{std::is_same_v<unwrapped_t<reflection::field_type<Model, I>>, std::string>...};
}

/// The tenant field and the primary key may be left unsaid: `tenantId` and `id` are found by name.
template <class Data, std::size_t Count> constexpr void find_by_name(Data& data, const std::array<bool, Count>& is_text) {
    for (std::size_t place = 0; place < Count; ++place) {
        if (data.tenancy_words == 0 && data.columns[place].field == "tenantId" && is_text[place])
            data.tenancy = {tenancy_kind::tenant, place};
        if (data.primary_keys == 0 && data.columns[place].field == "id") data.primary_key.add(place);
    }
    if (data.tenancy.has_field() && data.columns[data.tenancy.field].nullable)
        data.tenancy.kind = tenancy_kind::tenant_or_shared;
    if (data.primary_keys == 0 && data.primary_key.empty() && data.tenancy.kind == tenancy_kind::root)
        data.primary_key.add(data.tenancy.field);
    // A text key called id that nobody else fills gets a cuid, unless the key is more than that.
    if (data.primary_key.size() != 1) return;
    const std::size_t key = data.primary_key[0];
    column_info& column = data.columns[key];
    if (column.field == "id" && is_text[key] && !column.nullable && column.generated == generator::none)
        column.generated = generator::cuid;
}

template <class Model> consteval auto define() {
    constexpr std::size_t count = reflection::field_count<Model>;
    using indexes = std::make_index_sequence<count>;
    definition_data<count, attribute_count<Model>> data;
    data.table = model<Model>.name.empty() ? reflection::type_name<Model> : model<Model>.name;
    data.columns = columns_of_fields<Model>(indexes{});
    model<Model>.attributes.visit([&](const auto&... attributes) { (attributes.describe(data), ...); });
    find_by_name(data, which_are_texts<Model>(indexes{}));
    return data;
}

/// The same for any type: each check looks only at what those before it accepted, and one that fails has said why.
template <class Model> consteval auto define_checked() {
    if constexpr (check_structure<Model>()) {
        if constexpr (check_fields<Model>()) {
            if constexpr (check_attributes<Model>()) return define<Model>();
            else return definition_data<0, 0>{};
        } else return definition_data<0, 0>{};
    } else return definition_data<0, 0>{};
}

template <class Model> struct definition {
    static constexpr auto data = define_checked<Model>();
    /// Its fields can be stored, and its attributes fit them; whether they make a table is another matter.
    static constexpr bool is_described = !std::is_same_v<decltype(data), const definition_data<0, 0>>;
    static constexpr bool is_sound = check_definition<Model, data>();
};

/// The references of a model with their targets. Models may refer to themselves and to each other in circles, so this
/// needs nothing but the address of the targets' functions.
template <class Model> consteval auto make_references() {
    auto references = definition<Model>::data.references;
    if (definition<Model>::is_sound) {
        model<Model>.attributes.visit([&, next = std::size_t{0}](const auto&... attributes) mutable {
                [[maybe_unused]] const auto fill = [&](const auto& attribute) {
                    if constexpr (requires { attribute.find_target(); })
                        references[next++].target = attribute.find_target();
                };
                (fill(attributes), ...);
            });
    }
    return references;
}
template <class Model> inline constexpr auto references_value = make_references<Model>();

/// A model that was refused has information without columns, so that code behind it can be compiled and says nothing more.
template <class Model> consteval model_info make_info() {
    using defined = definition<Model>;
    model_info made;
    made.type = reflection::qualified_name<Model>;
    made.model = reflection::type_name<Model>;
    if (!defined::is_sound) return made;
    made.table = defined::data.table;
    made.schema = defined::data.schema;
    made.renamed_from = defined::data.renamed_from;
    made.columns = defined::data.columns;
    made.tenancy = defined::data.tenancy;
    made.quota = defined::data.quota;
    made.searched = defined::data.searched;
    made.audited = defined::data.audited;
    made.is_audit_trail = defined::data.is_audit_trail;
    made.soft_delete = defined::data.soft_delete;
    made.version = defined::data.version;
    made.primary_key = made.without_tenant(defined::data.primary_key);
    made.declared_primary_key = defined::data.primary_key;
    made.uniques = std::span(defined::data.uniques.data(), defined::data.unique_count);
    made.indexes = std::span(defined::data.indexes.data(), defined::data.index_count);
    made.checks = std::span(defined::data.checks.data(), defined::data.check_count);
    made.references = std::span(references_value<Model>.data(), defined::data.reference_count);
    return made;
}

/// A variable of its own and not a member of the definition: a model that refers to itself takes the address of info_of
/// while it is being defined.
template <class Model> inline constexpr model_info info_value = make_info<Model>();

} // namespace tenon::inline TENON_ABI::detail

namespace tenon::inline TENON_ABI {

/// The constant data of a model. A type that cannot be one fails to compile here, with one error that says why.
template <class Model> constexpr const model_info& info_of() { return detail::info_value<Model>; }

/// The column of a member: `column_of<&User::email>`.
template <auto Member>
inline constexpr const column_info& column_of =
    detail::definition<reflection::class_of<Member>>::data.columns[reflection::index_of<Member>];

} // namespace tenon::inline TENON_ABI
