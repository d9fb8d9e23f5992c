// tenon/sql/expression/condition.hpp: conditions with their values: a shape, and what is bound into it. Made by fields
// (field.hpp), put together with && || ! and when().
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/model/info.hpp>
#include <tenon/sql/expression/filter.hpp>
#include <tenon/sql/expression/operand.hpp>
#include <tenon/sql/expression/shape.hpp>

#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::sql {

/// A condition without values.
template <class Model, class Shape> struct bare_condition : condition_tag {
    using model = Model;
    using shape = Shape;
    template <class Sink> constexpr bool bind(Sink&) const { return true; }
    constexpr unsigned mask() const noexcept { return 0; }
};

/// A condition with one value for one column.
template <class Column, class Shape, class Kept> struct value_condition : condition_tag {
    using model = typename Column::model;
    using shape = Shape;
    Kept value;
    template <class Sink> constexpr bool bind(Sink& sink) const {
        return sink(Column::info(), value);
    }
    constexpr unsigned mask() const noexcept { return 0; }
};

/// A condition with two values for one column.
template <class Column, class Shape, class First, class Second> struct range_condition : condition_tag {
    using model = typename Column::model;
    using shape = Shape;
    First first;
    Second second;
    template <class Sink> constexpr bool bind(Sink& sink) const {
        return sink(Column::info(), first) && sink(Column::info(), second);
    }
    constexpr unsigned mask() const noexcept { return 0; }
};

/// The `model` of conditions on groups of rows of `Model`; of any model's where it is void.
template <class Model> struct groups_of {};

template <class T> inline constexpr bool is_groups_of = false;
template <class Model> inline constexpr bool is_groups_of<groups_of<Model>> = true;

/// One is of rows, and one of groups. A refused condition is of neither.
template <class Left, class Right>
inline constexpr bool mixes_groups = !std::is_void_v<Left> && !std::is_void_v<Right> && is_groups_of<Left> != is_groups_of<Right>;

/// The model of a condition that joins conditions of these two. That of a refused one is void: it fits any other.
template <class Left, class Right>
using joined_model = std::conditional_t<
    mixes_groups<Left, Right>, void,
    std::conditional_t<std::is_void_v<Left> || std::is_same_v<Left, groups_of<void>>, Right, Left>>;

template <class Left, class Right> constexpr void check_joined() {
    constexpr bool mixed = mixes_groups<Left, Right>;
    constexpr bool of_any = std::is_void_v<Left> || std::is_void_v<Right> || std::is_same_v<Left, groups_of<void>> ||
                            std::is_same_v<Right, groups_of<void>>;
    static_assert(!mixed, "tenon: a condition joins a field with an aggregate: fields are for where(…), aggregates for "
                          "having(…)");
    static_assert(mixed || of_any || std::is_same_v<Left, Right>,
                  "tenon: a filter joins fields of two models: use the fields of the repository's model only");
}

template <condition Left, bool And, condition Right> struct logic_condition : condition_tag {
    using model = joined_model<typename Left::model, typename Right::model>;
    using shape = logic_shape<typename Left::shape, And, typename Right::shape>;
    Left left;
    Right right;
    template <class Sink> constexpr bool bind(Sink& sink) const { return left.bind(sink) && right.bind(sink); }
    constexpr unsigned mask() const noexcept {
        return left.mask() | (right.mask() << Left::shape::optional_parts);
    }
};

template <condition Inner> struct not_condition : condition_tag {
    using model = typename Inner::model;
    using shape = not_shape<typename Inner::shape>;
    Inner inner;
    template <class Sink> constexpr bool bind(Sink& sink) const { return inner.bind(sink); }
    constexpr unsigned mask() const noexcept { return inner.mask(); }
};

template <condition Inner> struct when_condition : condition_tag {
    using model = typename Inner::model;
    using shape = when_shape<typename Inner::shape>;
    bool active;
    Inner inner;
    template <class Sink> constexpr bool bind(Sink& sink) const { return !active || inner.bind(sink); }
    constexpr unsigned mask() const noexcept { return active ? 1U | (inner.mask() << 1) : 0U; }
};

/// Both hold.
template <filter Left, filter Right> constexpr auto operator&&(Left left, Right right) {
    check_joined<typename condition_of<Left>::model, typename condition_of<Right>::model>();
    return logic_condition<condition_of<Left>, true, condition_of<Right>>{{}, static_cast<Left&&>(left), static_cast<Right&&>(right)};
}
/// At least one holds.
template <filter Left, filter Right> constexpr auto operator||(Left left, Right right) {
    check_joined<typename condition_of<Left>::model, typename condition_of<Right>::model>();
    return logic_condition<condition_of<Left>, false, condition_of<Right>>{{}, static_cast<Left&&>(left), static_cast<Right&&>(right)};
}
/// It does not hold. As in SQL, a comparison with NULL neither holds nor does its negation.
template <filter Inner> constexpr auto operator!(Inner inner) { return not_condition<condition_of<Inner>>{{}, static_cast<Inner&&>(inner)}; }

} // namespace tenon::inline TENON_ABI::sql

namespace tenon::inline TENON_ABI {

/// `when(wanted, condition)`: the condition is part of the filter only when `wanted` is true; otherwise the filter reads
/// as if it had not been written. The statement is one of a few constant texts. At most six in one filter.
template <sql::filter Inner> constexpr auto when(bool wanted, Inner inner) {
    return sql::when_condition<sql::condition_of<Inner>>{{}, wanted, static_cast<Inner&&>(inner)};
}

} // namespace tenon::inline TENON_ABI
