// tenon/sql/expression/key_condition.hpp: is the key of a row, of one field or of several, in a list of keys?
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/expression/condition.hpp>
#include <tenon/sql/expression/shape.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::sql {

namespace detail {
template <class Model, field_list Places, bool Negated, std::size_t... I> auto make_key_shape(std::index_sequence<I...>) {
    using rows = rows_shape<place_column<Model, Places[I]>...>;
    if constexpr (sizeof...(I) == 1) return list_shape<place_column<Model, Places[0]>, Negated>{};
    else return std::conditional_t<Negated, not_shape<rows>, rows>{};
}
} // namespace detail

/// The columns together are one of the keys, whose parts are as many lists.
template <class Model, field_list Places, bool Negated>
using key_list_shape = decltype(detail::make_key_shape<Model, Places, Negated>(std::make_index_sequence<Places.size()>{}));

/// A list that is viewed, as a value of a condition.
struct viewed_list {
    list_view list;
    const list_view& view() const noexcept { return list; }
};

/// The fields at these places together are one of the keys; `Negated`: are none of them. Each field has a list of its own, and a key
/// is what stands at one place of them.
template <class Model, field_list Places, bool Negated, class... Lists> struct key_list_condition : condition_tag {
    using model = Model;
    using shape = key_list_shape<Model, Places, Negated>;
    std::tuple<Lists...> lists;
    template <class Sink> bool bind(Sink& sink) const {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return (sink(info_of<Model>().columns[Places[I]], std::get<I>(lists)) && ...);
        }(std::index_sequence_for<Lists...>{});
    }
    constexpr unsigned mask() const noexcept { return 0; }
};

} // namespace tenon::inline TENON_ABI::sql
