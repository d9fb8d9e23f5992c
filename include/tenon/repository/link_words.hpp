// tenon/repository/link_words.hpp: which rows of other models an update links with its row, by their keys.
//
//     orders.update("o1", tenon::connect<&Line::orderId>("l1", "l2"), tenon::disconnect<&Line::orderId>("l3"));
//     posts.update("p1", tenon::connect<&PostTag::postId, &PostTag::tagId>("red"));    // through a link model
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/reference_of.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/repository/update.hpp>
#include <tenon/sql/expression/list_value.hpp>
#include <tenon/sql/expression/operand.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

namespace repository_detail {

enum class link_change : std::uint8_t { connect, disconnect, connect_only };

/// A field that refers, as links follow it: to one field of another model, the tenant aside. The holder is named besides for the
/// reason that fields name their model: see field.hpp.
template <auto Member, class Holder = reflection::class_of<Member>> struct link_side {
    using holder = Holder;
    using target = typename reference_of<Member>::target; ///< void: it refers to nothing
    using value_type = unwrapped_t<reflection::type_of<Member>>;
    static constexpr std::size_t place = reflection::index_of<Member>;
    static consteval detail::reference_pairs find_pairs() {
        detail::reference_pairs found;
        if constexpr (!std::is_void_v<target>)
            for (const reference_info& reference : info_of<holder>().references)
                if (reference.target == &info_of<target> && reference.fields.contains(place))
                    found = detail::pairs_of(info_of<holder>(), reference, info_of<target>());
        return found;
    }
    static constexpr detail::reference_pairs pairs = find_pairs();
    static constexpr bool is_single = pairs.fields.size() == 1 && pairs.fields[0] == place;
    static constexpr std::size_t target_place = pairs.targets[0];
};

/// The rows that a word names: the rows that refer, or, where a link model stands between, those that its other field refers to.
template <class Holder, auto Reference, auto... Other> struct linked_rows {
    using model = Holder;
    static constexpr std::size_t place = info_of<model>().primary_key[0];
    static constexpr bool have_single_key = info_of<model>().primary_key.size() == 1;
    using key_type = unwrapped_t<reflection::field_type<model, place>>;
};
template <class Holder, auto Reference, auto Other> struct linked_rows<Holder, Reference, Other> {
    using model = typename link_side<Other>::target;
    static constexpr std::size_t place = link_side<Other>::target_place;
    static constexpr bool have_single_key = link_side<Other>::is_single;
    using key_type = typename link_side<Other>::value_type;
};

/// Keys, each once. `all_fit`: none is a number that no row has.
template <class Key> struct link_keys_given {
    std::vector<Key> values;
    bool all_fit = true;

    template <class Given> void add(const Given& given) {
        if constexpr (sql::integer_field<Key>) {
            if (!std::in_range<Key>(given)) all_fit = false;
            else values.push_back(static_cast<Key>(given));
        } else values.push_back(Key(given));
    }
    void sort() {
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
    }
    auto list() const {
        if constexpr (sql::detail::encodes_by_copy<Key>) return sql::detail::owned_list<Key, Key>(values);
        else return sql::detail::borrowed_list<Key>(std::span<const Key>(values));
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
        if constexpr (sql::comparable_with<key, Given>) made.keys.add(given);
        else if constexpr (std::ranges::range<const Given>) {
            constexpr bool fits = sql::comparable_with<key, std::ranges::range_value_t<const Given>>;
            static_assert(fits, "tenon: rows are linked by values of another type than their keys': give keys of their type");
            if constexpr (fits)
                for (const auto& each : given) made.keys.add(each);
        } else
            static_assert(sql::comparable_with<key, Given>,
                          "tenon: rows are linked by values of another type than their keys': give keys of their type");
    };
    (add(keys), ...);
    made.keys.sort();
    return made;
}

} // namespace repository_detail

/// `connect<&Line::orderId>("l1", "l2")`, behind an update or a create of an order: the lines with these primary keys refer to it
/// from now on. `connect<&PostTag::postId, &PostTag::tagId>("red")`, of a post: the tags with these keys, through a link model that
/// is written where it is not there. Keys are values, or a range of them; copied. Errors: not_found, if one is no row of the scope.
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

} // namespace tenon::inline TENON_ABI
