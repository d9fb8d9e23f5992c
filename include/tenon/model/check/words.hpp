// tenon/model/check/words.hpp: the words of compile errors. A mistake is a type with one sentence. The compiler says where the
// sentence comes from, and so prints the model and the field, also where it hides notes in system headers.
//
//     In instantiation of FIELD_TYPE_CANNOT_BE_STORED_IN_A_COLUMN<IN_MODEL<Order>, FIELD<"lines">, HAS_TYPE<…>>::tell():
//     error: static assertion failed: tenon: a field's type cannot be stored in a column: use a supported type, …
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/fixed_string.hpp>
#include <tenon/model/reflection.hpp>

#include <cstddef>
#include <string_view>

namespace tenon::inline TENON_ABI::mistake {

/// The condition of a mistake's static_assert, for mistakes are made only when they have been found.
template <class... What> inline constexpr bool refuted = false;

template <class Model> struct IN_MODEL;
template <class... Models> struct IN_SCHEMA;
template <class Model> struct AND_MODEL;
template <class Model> struct OF_MODEL;
template <fixed_string Name> struct FIELD;
template <fixed_string Name> struct AND_FIELD;
template <std::size_t Number> struct FIELD_NUMBER;
template <class Type> struct HAS_TYPE;
template <class Attribute> struct IN_ATTRIBUTE;
template <class... Things> struct GIVEN;
template <fixed_string Name> struct TO_MODEL;
template <fixed_string Name> struct NAMED;

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI::detail {

/// The name of the field at `Place` of `Model`, as a template argument.
template <class Model, std::size_t Place>
inline constexpr auto spelled_field = [] {
    constexpr std::string_view name = reflection::field_names<Model>[Place];
    return fixed_string<name.size()>(name);
}();

} // namespace tenon::inline TENON_ABI::detail
