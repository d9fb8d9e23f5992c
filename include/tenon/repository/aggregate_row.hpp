// tenon/repository/aggregate_row.hpp: what aggregate and group_by give: values of the types that each of them has.
//
//     for (const auto& [user, todos] : rows) …
//     rows[0].get(tenon::field<&Todo::userId>)
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/reflection.hpp>
#include <tenon/sql/expression/aggregate.hpp>
#include <tenon/sql/expression/field.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

namespace repository_detail {

/// A value that rows are grouped by.
template <auto Member, class Model = reflection::class_of<Member>> struct group_key {
    using result_type = reflection::type_of<Member>;
    static constexpr std::size_t place = reflection::index_of<Member>;
};

/// What stands for a word of the call in a row.
template <class Word> struct column_of_word {
    using type = Word;
};
template <auto Member> struct column_of_word<field_reference<Member>> {
    using type = group_key<Member>;
};

/// The place of the first `Wanted` among `Columns`; their number when there is none.
template <class Wanted, class... Columns> consteval std::size_t find_column() {
    std::size_t place = 0;
    static_cast<void>((... || (std::is_same_v<Wanted, Columns> || (++place, false))));
    return place;
}

} // namespace repository_detail

/// The values of a call's columns: of group_by first what was grouped by, then the aggregates, in the order of the call. Taken
/// apart by a structured binding, or one by one with the words of the call.
template <class... Columns> struct aggregate_row {
    std::tuple<typename Columns::result_type...> values;

    /// `get(tenon::count())`, `get(tenon::field<&Todo::userId>)`.
    template <class Word> constexpr const auto& get(Word) const noexcept {
        constexpr std::size_t place =
            repository_detail::find_column<typename repository_detail::column_of_word<Word>::type, Columns...>();
        constexpr bool is_there = place < sizeof...(Columns);
        static_assert(is_there, "tenon: a row is asked for something that was not computed: name it in the call of aggregate "
                                "or group_by");
        return std::get<is_there ? place : 0>(values);
    }

    friend bool operator==(const aggregate_row&, const aggregate_row&) = default;
};

template <std::size_t I, class... Columns> constexpr const auto& get(const aggregate_row<Columns...>& row) noexcept {
    return std::get<I>(row.values);
}
template <std::size_t I, class... Columns> constexpr auto&& get(aggregate_row<Columns...>&& row) noexcept {
    return std::get<I>(std::move(row.values));
}

} // namespace tenon::inline TENON_ABI

template <class... Columns>
struct std::tuple_size<tenon::aggregate_row<Columns...>> : std::integral_constant<std::size_t, sizeof...(Columns)> {};
template <std::size_t I, class... Columns> struct std::tuple_element<I, tenon::aggregate_row<Columns...>> {
    using type = std::tuple_element_t<I, std::tuple<typename Columns::result_type...>>;
};
