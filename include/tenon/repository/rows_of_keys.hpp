// tenon/repository/rows_of_keys.hpp: the rows that belong to others by their keys, as a condition.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/model/info.hpp>
#include <tenon/repository/link_keys.hpp>
#include <tenon/sql/expression/condition.hpp>

#include <cstddef>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// A list as a value of a condition.
struct link_list {
    list_view list;
    const list_view& view() const noexcept { return list; }
};

/// Columns whose values together are a key. Each has a list of its own, and a key is what stands at one place of them.
template <class Model, class... Columns> struct keys_of_several : sql::condition_tag {
    using model = Model;
    using shape = sql::rows_shape<Columns...>;
    link_list lists[sizeof...(Columns)];
    template <class Sink> bool bind(Sink& sink) const {
        const link_list* next = lists;
        return (sink(Columns::info(), *next++) && ...);
    }
    constexpr unsigned mask() const noexcept { return 0; }
};

/// The rows whose fields hold one of the keys. Borrows the keys.
template <class Model, field_list Fields> auto rows_of_keys(const link_keys& keys) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        if constexpr (sizeof...(I) == 1) {
            using column = sql::place_column<Model, Fields[0]>;
            return sql::value_condition<column, sql::list_shape<column, false>, link_list>{{}, {keys.distinct<0>()}};
        } else return keys_of_several<Model, sql::place_column<Model, Fields[I]>...>{{}, {{keys.distinct<I>()}...}};
    }(std::make_index_sequence<Fields.size()>{});
}

} // namespace tenon::inline TENON_ABI::repository_detail
