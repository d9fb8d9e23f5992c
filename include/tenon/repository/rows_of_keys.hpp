// tenon/repository/rows_of_keys.hpp: the rows that belong to others by their keys, as a condition.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/info.hpp>
#include <tenon/repository/link_keys.hpp>
#include <tenon/sql/expression/key_condition.hpp>

#include <cstddef>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// The rows whose fields hold one of the keys. Borrows the keys.
template <class Model, field_list Fields> auto rows_of_keys(const link_keys& keys) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return sql::key_list_condition<Model, Fields, false, decltype(sql::viewed_list{keys.distinct<I>()})...>{{}, {sql::viewed_list{keys.distinct<I>()}...}};
    }(std::make_index_sequence<Fields.size()>{});
}

} // namespace tenon::inline TENON_ABI::repository_detail
