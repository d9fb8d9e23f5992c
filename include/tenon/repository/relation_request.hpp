// tenon/repository/relation_request.hpp: the options of the relations and counts of a shape: which rows, in which order, how many.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/repository/given_relations.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/sql/expression/row_life.hpp>
#include <tenon/sql/related_rows.hpp>
#include <tenon/sql/statement/select_shape.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

template <class Model, class Options> struct request_of_tuple;
template <class Model, class... Options> struct request_of_tuple<Model, std::tuple<Options...>> {
    using type = request<Model, Options...>;
};

/// What the relation or count at `Place` of a shape is read with: what the shape says, and what the read gives. Both conditions hold; an
/// order and a number of the read stand in place of the shape's.
template <class Shape, std::size_t Place, class Given> struct relation_request {
    using field = detail::part_of<reflection::field_type<Shape, Place>>;
    using model = model_of_shape<typename field::row>;
    template <class Tuple> using request_of = typename request_of_tuple<model, std::remove_cvref_t<Tuple>>::type;
    using said = request_of<decltype(detail::options_of<Shape, Place>())>;
    using given = request_of<decltype(std::declval<const Given&>().template of<Shape, Place>())>;
    static constexpr bool filters = said::filters + given::filters != 0;
    static constexpr bool takes = said::takes + given::takes != 0;
    using order = std::conditional_t<given::orders != 0, typename given::order, typename said::order>;

    /// Says what is wrong with the options. Not in the class, which would be none then.
    static consteval void check() {
        check_request<said>();
        check_request<given>();
        static_assert(field::kind == detail::part::many || (said::orders + given::orders == 0 && !takes),
                      "tenon: order_by and take are for relations of many rows, in a std::vector: leave them out");
        static_assert(field::kind != detail::part::one || !filters,
                      "tenon: a required relation of a shape is filtered, and may have no row then: put it in a std::optional");
        static_assert(!sql::is_dynamic_order<order>,
                      "tenon: a relation of a shape is sorted by an order from outside: sort it by keys");
    }

    static constexpr decltype(auto) filter_said() { return filter_of<said>(detail::options_of<Shape, Place>()); }
    static constexpr decltype(auto) filter(const Given& options) {
        if constexpr (given::filters == 0) return filter_said();
        else if constexpr (said::filters == 0) return filter_of<given>(options.template of<Shape, Place>());
        else {
            using left = std::remove_cvref_t<decltype(filter_said())>;
            using right = std::remove_cvref_t<decltype(filter_of<given>(options.template of<Shape, Place>()))>;
            return sql::logic_condition<left, true, right>{{}, filter_said(), filter_of<given>(options.template of<Shape, Place>())};
        }
    }
    static row_range range(const Given& options) noexcept {
        if constexpr (given::takes != 0) return range_of<given>(options.template of<Shape, Place>());
        else return range_of<said>(detail::options_of<Shape, Place>());
    }

private:
    template <class Request> static consteval void check_request() {
        static_assert(Request::skips == 0 && Request::distincts == 0 && Request::cursors == 0 && Request::lives == 0 && !Request::everything,
                      "tenon: a relation of a shape takes where(…), order_by(…) and take(n): leave the others out");
    }
    template <class Request, class Tuple> static constexpr decltype(auto) filter_of(const Tuple& options) {
        return std::apply([](const auto&... option) -> decltype(auto) { return Request::filter(option...); }, options);
    }
    template <class Request, class Tuple> static row_range range_of(const Tuple& options) noexcept {
        return std::apply([](const auto&... option) { return Request::range(option...); }, options);
    }
};

/// What rows of `Model` a relation leads to: where removed rows are asked for, those of its relations are too.
template <class Model, bool WithRemoved>
inline constexpr sql::row_life life_of_related = WithRemoved && sql::removes_softly(info_of<Model>()) ? sql::row_life::any : sql::row_life::live;

/// The counts of a shape, as columns and with the values that they are compared with.
template <class Shape, bool WithRemoved, class Given> struct level_counts {
    using parts = detail::shape_parts<Shape>;
    static constexpr std::size_t count = parts::counts;
    static constexpr auto places = detail::places_of_parts<count>(parts::kinds, detail::is_count);

    template <std::size_t Place> using asked = relation_request<Shape, Place, Given>;
    template <std::size_t Place> static consteval auto column() {
        asked<Place>::check();
        using relation = sql::relation_between<reflection::field_type<Shape, Place>::reference, true>;
        using filter = shape_of<decltype(asked<Place>::filter(std::declval<const Given&>()))>;
        using filter_said = shape_of<decltype(asked<Place>::filter_said())>;
        static_assert(filter::optional_parts == filter_said::optional_parts && !sql::has_dynamic<filter>,
                      "tenon: a count of a shape is one text: leave when(…) and filters from outside out of its condition");
        constexpr unsigned mask = asked<Place>::filter_said().mask();
        using counted = sql::in_life<life_of_related<typename relation::inner, WithRemoved>, filter>;
        return std::type_identity<sql::related_count<relation, counted, mask>>{};
    }
    template <class Columns> static consteval auto behind() {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return std::type_identity<sql::shape_columns<Columns, typename decltype(column<places[I]>())::type...>>{};
        }(std::make_index_sequence<count>{});
    }
    /// Columns, and the counts behind them.
    template <class Columns> using columns = typename decltype(behind<Columns>())::type;

    const Given* given;

    template <class Binder> bool operator()(Binder& b) const {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return (asked<places[I]>::filter(*given).bind(b) && ...);
        }(std::make_index_sequence<count>{});
    }
};

/// Those of a shape that has none.
template <class Given> struct no_counts {
    static constexpr std::size_t count = 0;
    template <class Columns> using columns = Columns;

    const Given* given;

    template <class Binder> bool operator()(Binder&) const { return true; }
};

template <class Shape, bool WithRemoved, class Given>
using counts_of = std::conditional_t<detail::shape_parts<Shape>::counts == 0, no_counts<Given>, level_counts<Shape, WithRemoved, Given>>;

} // namespace tenon::inline TENON_ABI::repository_detail
