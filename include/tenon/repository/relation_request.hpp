// tenon/repository/relation_request.hpp: the options of the relations and counts of a shape: which rows, in which order, how many.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/sql/expression/row_life.hpp>
#include <tenon/sql/related_rows.hpp>
#include <tenon/sql/statement/select_shape.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

template <class Model, class Options> struct request_of_tuple;
template <class Model, class... Options> struct request_of_tuple<Model, std::tuple<Options...>> {
    using type = request<Model, Options...>;
};

/// What the relation or count at `Place` of a shape is read with.
template <class Shape, std::size_t Place> struct relation_request {
    using field = detail::part_of<reflection::field_type<Shape, Place>>;
    using model = model_of_shape<typename field::row>;
    using asked = typename request_of_tuple<model, std::remove_cvref_t<decltype(detail::options_of<Shape, Place>())>>::type;
    static constexpr bool filters = asked::filters != 0;
    static constexpr bool takes = asked::takes != 0;
    using order = typename asked::order;

    /// Says what is wrong with the options. Not in the class, which would be none then.
    static consteval void check() {
        static_assert(asked::skips == 0 && asked::distincts == 0 && asked::cursors == 0 && asked::lives == 0 && !asked::everything,
                      "tenon: a relation of a shape takes where(…), order_by(…) and take(n): leave the others out");
        static_assert(field::kind == detail::part::many || (asked::orders == 0 && !takes),
                      "tenon: order_by and take are for relations of many rows, in a std::vector: leave them out");
        static_assert(field::kind != detail::part::one || !filters,
                      "tenon: a required relation of a shape is filtered, and may have no row then: put it in a std::optional");
    }

    static constexpr decltype(auto) filter() {
        return std::apply([](const auto&... options) -> decltype(auto) { return asked::filter(options...); },
                          detail::options_of<Shape, Place>());
    }
    static row_range range() noexcept {
        return std::apply([](const auto&... options) { return asked::range(options...); }, detail::options_of<Shape, Place>());
    }
};

/// What rows of `Model` a relation leads to: where removed rows are asked for, those of its relations are too.
template <class Model, bool WithRemoved>
inline constexpr sql::row_life life_of_related = WithRemoved && sql::removes_softly(info_of<Model>()) ? sql::row_life::any : sql::row_life::live;

/// The counts of a shape, as columns and with the values that they are compared with.
template <class Shape, bool WithRemoved> struct level_counts {
    using parts = detail::shape_parts<Shape>;
    static constexpr std::size_t count = parts::count - parts::columns - parts::relations;
    static constexpr auto places = [] {
        std::array<std::size_t, count> all{};
        for (std::size_t i = 0, next = 0; i < parts::count; ++i)
            if (parts::kinds[i] == detail::part::count) all[next++] = i;
        return all;
    }();

    template <std::size_t Place> using asked = relation_request<Shape, Place>;
    template <std::size_t Place> static consteval auto column() {
        asked<Place>::check();
        using relation = sql::relation_between<reflection::field_type<Shape, Place>::reference, true>;
        constexpr unsigned mask = asked<Place>::filter().mask();
        using counted = sql::in_life<life_of_related<typename relation::inner, WithRemoved>, shape_of<decltype(asked<Place>::filter())>>;
        return std::type_identity<sql::related_count<relation, counted, mask>>{};
    }
    template <class Columns> static consteval auto behind() {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return std::type_identity<sql::shape_columns<Columns, typename decltype(column<places[I]>())::type...>>{};
        }(std::make_index_sequence<count>{});
    }
    /// Columns, and the counts behind them.
    template <class Columns> using columns = typename decltype(behind<Columns>())::type;

    template <class Binder> bool operator()(Binder& b) const {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return (asked<places[I]>::filter().bind(b) && ...);
        }(std::make_index_sequence<count>{});
    }
};

} // namespace tenon::inline TENON_ABI::repository_detail
