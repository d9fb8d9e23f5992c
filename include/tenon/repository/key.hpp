// tenon/repository/key.hpp: how a call names one row: by the parts of its primary key, or by a declared unique.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/shape.hpp>
#include <tenon/repository/key_fields.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/sql/options.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

template <class T> struct is_unique_values : std::false_type {};
template <class Values, auto... Members> struct is_unique_values<unique_values<Values, Members...>> : std::true_type {
    using model = reflection::class_of<std::get<0>(std::tuple{Members...})>;
    static constexpr field_list fields = detail::places_of<Members...>();
};
template <class T> inline constexpr bool is_in_tenant = std::is_same_v<T, in_tenant_option>;

/// Options that stand behind a key.
template <class T>
inline constexpr bool is_key_option = std::is_base_of_v<key_option, std::remove_cvref_t<T>> || detail::is_relation_options<std::remove_cvref_t<T>>;

/// Whether a key is unique within its tenant only: because of the layout, or because the model names the tenant in it.
/// `First` is the first argument of the call.
template <class Context, class Model, class First> consteval bool is_key_in_tenant() {
    constexpr const model_info& model = info_of<Model>();
    if constexpr (!model.tenancy.has_tenant()) return false;
    else if constexpr (Context::leads_with_tenant) return true;
    else if constexpr (!model.tenancy.has_field()) return false;
    else if constexpr (is_unique_values<First>::value) {
        constexpr const field_list& named = is_unique_values<First>::fields;
        constexpr field_list declared = declared_key<Model>(named);
        return declared.contains(model.tenancy.field) && !named.contains(model.tenancy.field);
    } else return model.declared_primary_key.contains(model.tenancy.field);
}

/// A key by values of the primary key, in the order of its fields.
template <class Model, std::size_t... I, class... Given>
auto primary_key_of(std::index_sequence<I...>, Given&&... given) {
    constexpr field_list places = info_of<Model>().primary_key;
    using fields = std::tuple<unwrapped_t<reflection::field_type<Model, places[I]>>...>;
    constexpr bool complete = sizeof...(Given) == sizeof...(I);
    constexpr bool comparable = sql::all_comparable_with<fields, std::tuple<std::remove_cvref_t<Given>...>>;
    static_assert(complete,
                  "tenon: a row is named by each field of its primary key, without the tenant: give as many values as it has "
                  "fields");
    static_assert(!complete || comparable,
                  "tenon: a key was given a value of another type than its field's: give a value of the field's type");
    if constexpr (comparable) {
        using values = std::tuple<sql::kept_t<unwrapped_t<reflection::field_type<Model, places[I]>>, Given>...>;
        return key_of<key_shape_of<Model, places>, values>{
            values{sql::keep<unwrapped_t<reflection::field_type<Model, places[I]>>>(std::forward<Given>(given))...}};
    } else return key_of<key_shape_of<Model, places>, fields>{};
}

/// A key by a declared unique.
template <class Model, class Values, auto... Members> auto unique_key_of(unique_values<Values, Members...> given) {
    constexpr bool of_model = (std::is_same_v<reflection::class_of<Members>, Model> && ...);
    static_assert(of_model,
                  "tenon: by<…> names fields of another model than the repository's: use the fields of its own model");
    static_assert(!of_model || is_unique_key<Model>(detail::places_of<Members...>()),
                  "tenon: by<…> names fields that are not declared unique together: declare tenon::unique<…> for them, or "
                  "use find_first with a filter");
    if constexpr (of_model)
        return key_of<sql::key_shape<Model, reflection::index_of<Members>...>, Values>{std::move(given.values)};
    else return key_of<sql::key_shape<Model>, std::tuple<>>{};
}

template <class Model, class... Given> auto make_key(Given&&... given) {
    if constexpr ((is_unique_values<std::remove_cvref_t<Given>>::value || ...))
        return unique_key_of<Model>(std::forward<Given>(given)...);
    else
        return primary_key_of<Model>(std::make_index_sequence<info_of<Model>().primary_key.size()>{},
                                     std::forward<Given>(given)...);
}

/// The rows that options behind a key ask for. A unique may be that of several removed rows: there it takes a primary key.
template <class Model, class Key, class... Options> consteval sql::row_life life_of_key() {
    constexpr sql::row_life life = life_among<Options...>();
    require_soft_delete<Model, Options...>();
    constexpr field_list primary_key = info_of<Model>().primary_key;
    static_assert(life == sql::row_life::live || std::is_same_v<typename Key::shape, key_shape_of<Model, primary_key>>,
                  "tenon: a unique may be that of several removed rows: name the row by its primary key, or use find_many");
    return life;
}

template <class Model, class Key, class... Options> consteval sql::row_life life_of_read() {
    static_assert(((choice_of<Options>() == row_choice::life) && ...),
                  "tenon: a read by key was given an option of writes: leave it out; with_deleted and only_deleted are for reads");
    return life_of_key<Model, Key, Options...>();
}

/// A key, and the version that the row must have.
template <class Unversioned, class Shape, class Values> struct key_at_version : key_of<Shape, Values> {
    const Unversioned& unversioned;
};
template <class T> inline constexpr bool is_at_version = requires(const T& key) { key.unversioned; };

template <class Shape, std::size_t Place> struct key_and_place;
template <class Model, std::size_t... Places, std::size_t Place>
struct key_and_place<sql::key_shape<Model, Places...>, Place> {
    using type = sql::key_shape<Model, Places..., Place>;
};

/// The key as it is, or, with if_version behind it, with the version besides. Borrows the key.
template <class Model, class Key> const Key& at_version(const Key& key) { return key; }
template <class Model, class Key, class... Rest> auto at_version(const Key& key, const if_version_option& given, const Rest&...) {
    static_assert(info_of<Model>().version != no_field,
                  "tenon: if_version is for models that count their changes: leave it out, or add "
                  "tenon::version<&Model::version> to the model");
    constexpr std::size_t place = info_of<Model>().version == no_field ? 0 : info_of<Model>().version;
    using shape = typename key_and_place<typename Key::shape, place>::type;
    return std::apply(
        [&]<class... Values>(const Values&... values) {
            using all = std::tuple<const Values&..., sql::integer_operand>;
            return key_at_version<Key, shape, all>{{all(values..., given.version)}, key};
        },
        key.values);
}
template <class Model, class Key, class Other, class... Rest>
decltype(auto) at_version(const Key& key, const Other&, const Rest&... rest) {
    return at_version<Model>(key, rest...);
}

/// The key of an update, with the options behind it.
template <class Model, class Key, class... Options>
decltype(auto) key_of_update(const Key& key, const Options&... options) {
    static_assert((std::is_same_v<Options, if_version_option> && ...),
                  "tenon: behind its key an update takes if_version(n) only: rows that were removed are restored before they change");
    return at_version<Model>(key, options...);
}

/// The arguments from `Begin` on, `Count` of them, as a tuple of references.
template <std::size_t Begin, std::size_t Count, class Tuple> auto part_of(Tuple& all) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return std::forward_as_tuple(std::forward<std::tuple_element_t<Begin + I, Tuple>>(std::get<Begin + I>(all))...);
    }(std::make_index_sequence<Count>{});
}

} // namespace tenon::inline TENON_ABI::repository_detail
