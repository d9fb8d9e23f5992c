// tenon/model/check/structure.hpp: what a struct must be before its fields can be looked at. Boost.PFR answers a struct
// that is not so with pages of errors, or after minutes.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/words.hpp>
#include <tenon/model/reflection.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::mistake {

template <class... What> struct MODEL_IS_NO_PLAIN_STRUCT {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model is a plain struct: make all fields public, and leave out constructors and "
                      "virtual functions");
    }
};
template <class... What> struct MODEL_HAS_A_BASE_CLASS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model has no base class: write the fields of the base into the struct itself");
    }
};
template <class... What> struct FIELD_CANNOT_BE_DEFAULT_CONSTRUCTED {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a field of a model has no default value, so that an empty row cannot be made: use a "
                      "type that can be default-constructed, or give the field an initial value");
    }
};
template <class... What> struct MODEL_CANNOT_BE_ASSIGNED {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model is moved and assigned as a whole: leave const and types that cannot be moved "
                      "out of its fields");
    }
};
template <class... What> struct MODEL_HAS_NO_FIELDS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model has no fields: give it at least a primary key, as std::string id");
    }
};
template <class... What> struct FIELD_IS_A_C_ARRAY {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a field of a model is a C array: use std::string for text, tenon::blob for bytes, or "
                      "std::vector for a list");
    }
};
template <class... What> struct MODEL_HAS_MORE_THAN_100_FIELDS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model has more than 100 fields: split it into two models with a reference between "
                      "them");
    }
};

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI::detail {

enum class structure_fault { none, no_plain_struct, base, no_default, no_assignment, no_fields, c_array, too_many_fields };

using reflection::detail::most_fields;

/// Stands for any base of `T`.
template <class T> struct any_base_of {
    template <class U>
        requires(std::is_base_of_v<U, T> && !std::is_same_v<U, T>)
    constexpr operator U() const noexcept;
};
/// Stands for nothing: what can be made from it can be made from everything.
struct no_base {};

template <class T>
concept with_base = requires { T{any_base_of<T>{}}; } && !requires { T{no_base{}}; };

using reflection::detail::any_field_at;
using reflection::detail::fields_taken;
using reflection::detail::takes_fields;

template <class T, std::size_t... I> consteval bool takes_initializers(std::index_sequence<I...>) {
    return requires { T{any_field_at<T, I>{}...}; };
}

/// Whether the first field that cannot be given in parentheses can be given in braces: an array. Boost.PFR is not asked
/// first: it counts elements, and GCC 12 breaks down where they are std::strings.
template <class T> consteval bool has_c_array() {
#if defined(__cpp_aggregate_paren_init)
    return takes_initializers<T>(std::make_index_sequence<fields_taken<T>() + 1>{});
#else
    return false; // Boost.PFR will find it, in its own words
#endif
}

/// The number (from 1) of the last field that has to be given, or 0 when that cannot be told.
template <class T, std::size_t Given = 1> consteval std::size_t last_required_field() {
    if constexpr (Given > most_fields) return 0;
    else if constexpr (takes_fields<T>(std::make_index_sequence<Given>{})) return Given;
    else return last_required_field<T, Given + 1>();
}

/// The first thing that keeps `T` from being a model.
template <class T> consteval structure_fault find_structure_fault() {
    if constexpr (!std::is_class_v<T> || !std::is_aggregate_v<T> || std::is_polymorphic_v<T>)
        return structure_fault::no_plain_struct;
    else if constexpr (with_base<T>) return structure_fault::base;
    else if constexpr (std::is_empty_v<T>) return structure_fault::no_fields;
    else if constexpr (!reflection::reflectable<T>) return structure_fault::no_default;
    else if constexpr (!std::is_move_constructible_v<T> || !std::is_move_assignable_v<T>)
        return structure_fault::no_assignment;
    else if constexpr (fields_taken<T>() > most_fields) return structure_fault::too_many_fields;
    else return has_c_array<T>() ? structure_fault::c_array : structure_fault::none;
}

template <class Model, structure_fault Fault> consteval bool report_structure() {
    using namespace mistake;
    if constexpr (Fault == structure_fault::no_plain_struct)
        MODEL_IS_NO_PLAIN_STRUCT<IN_MODEL<Model>>::tell();
    if constexpr (Fault == structure_fault::base)
        MODEL_HAS_A_BASE_CLASS<IN_MODEL<Model>>::tell();
    if constexpr (Fault == structure_fault::no_default) {
        constexpr std::size_t number = last_required_field<Model>();
        if constexpr (number == 0) FIELD_CANNOT_BE_DEFAULT_CONSTRUCTED<IN_MODEL<Model>>::tell();
        else FIELD_CANNOT_BE_DEFAULT_CONSTRUCTED<IN_MODEL<Model>, FIELD_NUMBER<number>>::tell();
    }
    if constexpr (Fault == structure_fault::no_assignment)
        MODEL_CANNOT_BE_ASSIGNED<IN_MODEL<Model>>::tell();
    if constexpr (Fault == structure_fault::no_fields)
        MODEL_HAS_NO_FIELDS<IN_MODEL<Model>>::tell();
    if constexpr (Fault == structure_fault::c_array)
        FIELD_IS_A_C_ARRAY<IN_MODEL<Model>, FIELD_NUMBER<fields_taken<Model>() + 1>>::tell();
    if constexpr (Fault == structure_fault::too_many_fields)
        MODEL_HAS_MORE_THAN_100_FIELDS<IN_MODEL<Model>>::tell();
    return false;
}

/// Whether the fields of `Model` can be looked at. Says why not, once for each model.
template <class Model> consteval bool check_structure() {
    constexpr structure_fault fault = find_structure_fault<Model>();
    if constexpr (fault == structure_fault::none) return true;
    else return report_structure<Model, fault>();
}

} // namespace tenon::inline TENON_ABI::detail
