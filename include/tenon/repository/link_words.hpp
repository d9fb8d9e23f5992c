// tenon/repository/link_words.hpp: which rows of other models an update links with its row, by their keys.
//
//     orders.update("o1", tenon::connect<&Line::orderId>("l1", "l2"), tenon::disconnect<&Line::orderId>("l3"));
//     posts.update("p1", tenon::connect<&PostTag::postId, &PostTag::tagId>("red"));    // through a link model
//     posts.update("p1", tenon::connect_or_create<&PostTag::postId, &PostTag::tagId>(tenon::by<&Tag::name>, {{.name = "blue"}}));
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>
#include <tenon/repository/link_side.hpp>
#include <tenon/repository/update.hpp>
#include <tenon/sql/expression/operand.hpp>
#include <tenon/sql/options.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

namespace repository_detail {

enum class link_change : std::uint8_t { connect, disconnect, connect_only };

/// What stands for a key as a tuple: the elements of a std::tuple or std::pair, or the value itself.
template <class Given> auto parts_of(const Given& given) {
    if constexpr (requires { std::tuple_size<Given>::value; }) return std::apply([](const auto&... parts) { return std::tie(parts...); }, given);
    else return std::tie(given);
}
template <class Key, class Parts> inline constexpr bool are_parts_of = false;
template <class Key, class... Parts>
inline constexpr bool are_parts_of<Key, std::tuple<const Parts&...>> = sql::all_comparable_with<Key, std::tuple<Parts...>>;
template <class Key, class Given>
inline constexpr bool is_key_value = are_parts_of<Key, decltype(parts_of(std::declval<const Given&>()))>;

/// Keys, each once. `all_fit`: none has a number that no row has.
template <class Key> struct link_keys_given {
    std::vector<Key> values;
    bool all_fit = true;

    template <class Given> void add(const Given& given) {
        const auto parts = parts_of(given);
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const bool fits = (has<std::tuple_element_t<I, Key>>(std::get<I>(parts)) && ...);
            if (fits) values.push_back(Key(std::tuple_element_t<I, Key>(std::get<I>(parts))...));
            all_fit = all_fit && fits;
        }(std::make_index_sequence<std::tuple_size_v<Key>>{});
    }
    void sort() {
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
    }

private:
    template <class Part, class Given> static bool has(const Given& given) {
        if constexpr (sql::integer_field<Part>) return std::in_range<Part>(given);
        else return true;
    }
};

template <link_change Change, class Holder, class Key, auto Reference, auto... Other> struct link_of : link_word {
    static constexpr link_change change = Change;
    using side = link_side<Reference>;
    link_keys_given<Key> keys;
};

/// The word with its keys: one or several values, or ranges of them.
template <link_change Change, class Holder, auto Reference, auto... Other, class... Keys> auto make_link(const Keys&... keys) {
    static_assert(sizeof...(Other) <= 1, "tenon: rows are linked by one field that refers, or by two of a link model: leave the others out");
    using key = typename linked_rows<Holder, Reference, Other...>::key_type;
    link_of<Change, Holder, key, Reference, Other...> made;
    [[maybe_unused]] const auto add = [&]<class Given>(const Given& given) {
        if constexpr (is_key_value<key, Given>) made.keys.add(given);
        else {
            constexpr bool fits = [] {
                if constexpr (std::ranges::range<const Given>) return is_key_value<key, std::ranges::range_value_t<const Given>>;
                else return false;
            }();
            static_assert(fits, "tenon: rows are linked by values of another type than their keys': give keys of their type, those of "
                                "several fields as a std::tuple");
            if constexpr (fits)
                for (const auto& each : given) made.keys.add(each);
        }
    };
    (add(keys), ...);
    made.keys.sort();
    return made;
}

/// Rows of `Row` that are linked, and created where `Unique` does not find them.
template <class Holder, class Row, field_list Unique, auto Reference, auto... Other> struct found_or_created : link_word {
    using side = link_side<Reference>;
    std::vector<Row> rows;
};

template <class Holder, class Model, field_list Unique, auto Reference, auto... Other, class... Rows>
auto make_found_or_created(const Rows&... rows) {
    static_assert(sizeof...(Other) <= 1, "tenon: rows are linked by one field that refers, or by two of a link model: leave the others out");
    using row = typename linked_rows<Holder, Reference, Other...>::model;
    constexpr bool of_rows = std::is_same_v<row, Model>;
    static_assert(of_rows, "tenon: connect_or_create looks for rows by fields of another model than theirs: name a unique of the rows that "
                           "are linked, tenon::by<&Tag::name>");
    found_or_created<Holder, Model, Unique, Reference, Other...> made;
    [[maybe_unused]] const auto add = [&]<class Given>(const Given& given) {
        if constexpr (std::is_convertible_v<const Given&, Model>) made.rows.push_back(given);
        else {
            constexpr bool fits = [] {
                if constexpr (std::ranges::range<const Given>) return std::is_convertible_v<std::ranges::range_reference_t<const Given>, Model>;
                else return false;
            }();
            static_assert(fits, "tenon: connect_or_create takes rows of the model that is linked, as create does: give them, or a range of "
                                "them");
            if constexpr (fits) made.rows.insert(made.rows.end(), std::begin(given), std::end(given));
        }
    };
    if constexpr (of_rows) (add(rows), ...);
    return made;
}

} // namespace repository_detail

/// `connect<&Line::orderId>("l1", "l2")`, behind an update or a create of an order: the lines with these primary keys refer to it
/// from now on. `connect<&PostTag::postId, &PostTag::tagId>("red")`, of a post: the tags with these keys, through a link model that
/// is written where it is not there. Keys are values, or a range of them; copied. One of several fields is a std::tuple of their
/// values. Errors: not_found, if one is no row of the scope.
template <auto Reference, auto... Other, class... Keys, class Holder = reflection::class_of<Reference>>
auto connect(const Keys&... keys) {
    return repository_detail::make_link<repository_detail::link_change::connect, Holder, Reference, Other...>(keys...);
}

/// `disconnect<&Line::orderId>("l1")`: the lines refer to no order any more, which takes a reference that may be NULL; of a link
/// model the rows are removed. Errors: not_found, if one is not linked with the row.
template <auto Reference, auto... Other, class... Keys, class Holder = reflection::class_of<Reference>>
auto disconnect(const Keys&... keys) {
    return repository_detail::make_link<repository_detail::link_change::disconnect, Holder, Reference, Other...>(keys...);
}

/// `connect_only<&PostTag::postId, &PostTag::tagId>("red")`: the same rows as of connect, and no others: those are disconnected.
/// Without keys, `connect_only<…>()`, nothing stays linked.
template <auto Reference, auto... Other, class... Keys, class Holder = reflection::class_of<Reference>>
auto connect_only(const Keys&... keys) {
    return repository_detail::make_link<repository_detail::link_change::connect_only, Holder, Reference, Other...>(keys...);
}

/// `connect_or_create<&PostTag::postId, &PostTag::tagId>(by<&Tag::name>, Tag{.name = "red"})`: the tags that the scope finds by this
/// declared unique are linked as connect does it; those that it does not find are created first, as create does it. What is given
/// beside the unique is for rows that are created: others stay as they are. Rows are models, or a range of them; copied. Of two with
/// the same key the first counts.
///
/// `connect_or_create<&Line::orderId>(by<&Line::code>, …)`: lines refer to the order, or are created so. Errors: those of create.
template <auto Reference, auto... Other, class Model, auto... Unique, class First, class... Rows, class Holder = reflection::class_of<Reference>>
auto connect_or_create(by_word<Model, Unique...>, const First& first, const Rows&... rows) {
    return repository_detail::make_found_or_created<Holder, Model, detail::places_of<Unique...>(), Reference, Other...>(first, rows...);
}
/// The same of rows in braces: `(by<&Tag::name>, {{.name = "red"}, {.name = "blue"}})`.
template <auto Reference, auto... Other, class Model, auto... Unique, class Holder = reflection::class_of<Reference>>
auto connect_or_create(by_word<Model, Unique...>, std::initializer_list<Model> rows) {
    return repository_detail::make_found_or_created<Holder, Model, detail::places_of<Unique...>(), Reference, Other...>(rows);
}

} // namespace tenon::inline TENON_ABI
