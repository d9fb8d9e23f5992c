// tenon/repository/key_fields.hpp: which fields are a key, and a key as a shape with values.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/expression/shape.hpp>

#include <cstddef>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// The key of a row: a shape, and values for it.
template <class Shape, class Values> struct key_of {
    using shape = Shape;
    Values values;
};

template <class Model, field_list Fields, class Sequence> struct shape_of_fields;
template <class Model, field_list Fields, std::size_t... I>
struct shape_of_fields<Model, Fields, std::index_sequence<I...>> {
    using type = sql::key_shape<Model, Fields[I]...>;
};
template <class Model, field_list Fields>
using key_shape_of = typename shape_of_fields<Model, Fields, std::make_index_sequence<Fields.size()>>::type;

/// Whether two keys have the same fields, in any order.
consteval bool same_fields(const field_list& a, const field_list& b) {
    if (a.size() != b.size()) return false;
    for (const std::size_t place : a)
        if (!b.contains(place)) return false;
    return true;
}

/// The declared unique constraint, or the primary key, that these fields name, the tenant aside: one that has just these
/// fields comes first. Empty when there is none. By value: with its sanitizers on, GCC 12 compares no address with nullptr
/// in a constant.
template <class Model> consteval field_list declared_key(const field_list& fields) {
    constexpr const model_info& model = info_of<Model>();
    if (same_fields(fields, model.declared_primary_key)) return model.declared_primary_key;
    for (const key_info& unique : model.uniques)
        if (same_fields(fields, unique.fields)) return unique.fields;
    const field_list asked = model.without_tenant(fields);
    if (same_fields(asked, model.primary_key)) return model.declared_primary_key;
    for (const key_info& unique : model.uniques)
        if (same_fields(asked, model.without_tenant(unique.fields))) return unique.fields;
    return {};
}

/// Whether these fields are a declared unique constraint or the primary key, in any order, the tenant aside.
template <class Model> consteval bool is_unique_key(const field_list& fields) {
    return !declared_key<Model>(fields).empty();
}

} // namespace tenon::inline TENON_ABI::repository_detail
