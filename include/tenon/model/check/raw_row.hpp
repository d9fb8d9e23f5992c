// tenon/model/check/raw_row.hpp: a struct can be filled from the columns of raw SQL.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/fields.hpp>
#include <tenon/model/check/words.hpp>
#include <tenon/model/reflection.hpp>

#include <cstddef>
#include <utility>

namespace tenon::inline TENON_ABI::mistake {

template <class... What> struct ROW_OF_RAW_SQL_IS_NO_STRUCT_OF_VALUES {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: rows of raw SQL are read as a type that is no plain struct: use an aggregate whose fields have "
                      "default values");
    }
};
template <class... What> struct FIELD_IS_NO_COLUMN_OF_RAW_SQL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a field of a row of raw SQL is of a type that no column holds: relations are for find_many(as<Shape>)");
    }
};

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI::detail {

/// Whether rows of raw SQL can become a `Row`. Says why not.
template <class Row> consteval bool check_raw_row() {
    using namespace mistake;
    if constexpr (!reflection::reflectable<Row>) {
        ROW_OF_RAW_SQL_IS_NO_STRUCT_OF_VALUES<HAS_TYPE<Row>>::tell();
        return false;
    } else {
        constexpr std::size_t place = find_unstorable<Row>(std::make_index_sequence<reflection::field_count<Row>>{});
        if constexpr (place == no_field) return true;
        else {
            FIELD_IS_NO_COLUMN_OF_RAW_SQL<HAS_TYPE<Row>, FIELD<spelled_field<Row, place>>, HAS_TYPE<reflection::field_type<Row, place>>>::tell();
            return false;
        }
    }
}

} // namespace tenon::inline TENON_ABI::detail
