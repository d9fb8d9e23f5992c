// tenon/model/check/fields.hpp: each field has a type that a column can hold.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/model/check/words.hpp>
#include <tenon/model/info.hpp>
#include <tenon/model/reflection.hpp>

#include <cstddef>

namespace tenon::inline TENON_ABI::mistake {

template <class... What> struct FIELD_TYPE_CANNOT_BE_STORED_IN_A_COLUMN {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a field's type cannot be stored in a column: use a supported type, std::optional of "
                      "one, or specialise tenon::codec for it");
    }
};

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI::detail {

/// Whether a field can have this type. Shared by all fields of that type.
template <class Field> inline constexpr bool is_storable_field = storable_value<unwrapped_t<Field>>;

/// The place of the first field whose type no column can hold, or no_field.
template <class Model, std::size_t... I> consteval std::size_t find_unstorable(std::index_sequence<I...>) {
    std::size_t place = 0;
    const bool found = ((is_storable_field<reflection::field_type<Model, I>> ? (++place, false) : true) || ...);
    return found ? place : no_field;
}

template <class Model, std::size_t Place> consteval bool report_field() {
    using namespace mistake;
    FIELD_TYPE_CANNOT_BE_STORED_IN_A_COLUMN<IN_MODEL<Model>, FIELD<spelled_field<Model, Place>>, HAS_TYPE<reflection::field_type<Model, Place>>>::tell();
    return false;
}

/// Whether all fields of `Model` can be stored. Says which one cannot.
template <class Model> consteval bool check_fields() {
    constexpr std::size_t place = find_unstorable<Model>(std::make_index_sequence<reflection::field_count<Model>>{});
    if constexpr (place == no_field) return true;
    else return report_field<Model, place>();
}

} // namespace tenon::inline TENON_ABI::detail
