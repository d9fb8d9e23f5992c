// tenon/repository/find_shape.hpp: find_many, find_first and find_unique of rows read as shapes.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/check/shape_messages.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/shape_level.hpp>
#include <tenon/repository/target.hpp>

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

template <class Row, class Model, class Scope, class... Options>
result<std::vector<Row>> find_shapes(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    shape_level<Row, Scope> level(in);
    if (auto why = level.template read<verb::find_many, typename asked::order, asked::paging>(asked::filter(options...), asked::range(options...)))
        return fail(std::move(why));
    return std::move(level.rows);
}

template <class Row, class Model, class Scope, class... Options>
result<std::optional<Row>> find_first_shape(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    static_assert(asked::takes == 0 && !asked::everything,
                  "tenon: find_first gives one row: leave take and all_rows out, or use find_many");
    shape_level<Row, Scope> level(in);
    constexpr unsigned paging = asked::paging | static_cast<unsigned>(sql::paging::take);
    const row_range range{1, asked::range(options...).skip};
    if (auto why = level.template read<verb::find_first, typename asked::order, paging>(asked::filter(options...), range))
        return fail(std::move(why));
    if (level.rows.empty()) return std::optional<Row>();
    return std::optional<Row>(std::move(level.rows.front()));
}

/// A key as a condition.
template <class Target, class Key> struct key_filter {
    using shape = typename Key::shape;
    const Key& key;
    template <class Binder> bool bind(Binder& b) const { return Target::bind_key(b, key); }
    constexpr unsigned mask() const noexcept { return 0; }
};

template <class Row, class Model, class Scope, class Key>
result<std::optional<Row>> find_unique_shape(const target<Model, Scope>& in, const Key& key) {
    shape_level<Row, Scope> level(in);
    const key_filter<target<Model, Scope>, Key> filter{key};
    if (auto why = level.template read<verb::find_unique, sql::sort_order<>, 0U>(filter, {})) return fail(std::move(why));
    return level.take_one();
}

/// Whether `Row` is a shape of the repository's model. Says why not.
template <class Row, class Model> consteval bool check_row() {
    if constexpr (!std::is_same_v<model_of_shape<Row>, Model>) {
        mistake::SHAPE_IS_OF_ANOTHER_MODEL<mistake::GIVEN<Row>, mistake::OF_MODEL<Model>>::tell();
        return false;
    } else return detail::check_shape<Row>();
}

} // namespace tenon::inline TENON_ABI::repository_detail
