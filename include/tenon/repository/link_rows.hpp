// tenon/repository/link_rows.hpp: linking rows of other models with one that was written, in its transaction.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/repository/create.hpp>
#include <tenon/repository/find.hpp>
#include <tenon/repository/link_words.hpp>
#include <tenon/repository/nested_checks.hpp>
#include <tenon/repository/remove.hpp>
#include <tenon/repository/update.hpp>
#include <tenon/sql/expression/field.hpp>
#include <tenon/sql/options.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// `field IN (keys)`, and the field at a place is a value.
template <class Model, std::size_t Place, bool Negated, class List>
using keys_condition = sql::value_condition<sql::place_column<Model, Place>, sql::list_shape<sql::place_column<Model, Place>, Negated>, List>;

template <class Model, std::size_t Place, bool Negated = false, class Keys> auto one_of_keys(const Keys& keys) {
    return keys_condition<Model, Place, Negated, decltype(keys.list())>{{}, keys.list()};
}

/// Changes what one word says, of a row of `Model`.
template <class Model, class Scope, class Word> struct linking;

/// Rows that refer to the row.
template <class Model, class Scope, link_change Change, class Holder, class Key, auto Reference>
struct linking<Model, Scope, link_of<Change, Holder, Key, Reference>> {
    using side = link_side<Reference>;
    using other = Holder;
    static constexpr std::size_t key = linked_rows<Holder, Reference>::place;

    const target<other, Scope>& in;
    const typename side::value_type& row; ///< what refers to the row holds this
    const link_keys_given<Key>& keys;

    result<std::int64_t> connect() const {
        return update_many(in, where(one_of_keys<other, key>(keys)), set<Reference>(row));
    }
    result<std::int64_t> disconnect() const {
        return update_many(in, where(one_of_keys<other, key>(keys) && field<Reference> == row), set<Reference>(std::nullopt));
    }
    result<std::int64_t> disconnect_others() const {
        return update_many(in, where(one_of_keys<other, key, true>(keys) && field<Reference> == row), set<Reference>(std::nullopt));
    }
    std::unique_ptr<error> missing() const { return in.error_of(errc::not_found); }
};

/// Rows that a link model leads to.
template <class Model, class Scope, link_change Change, class Holder, class Key, auto Reference, auto Other>
struct linking<Model, Scope, link_of<Change, Holder, Key, Reference, Other>> {
    using side = link_side<Reference>;
    using links = Holder;
    using other = typename link_side<Other>::target;

    const target<links, Scope>& in;
    const typename side::value_type& row;
    const link_keys_given<Key>& keys;

    /// Keys of no other rows are told apart from those of links that are there already; the INSERT asks for the tenant itself.
    result<std::int64_t> connect() const {
        const target<other, Scope> others{in.scope};
        const auto there = count(others, where(one_of_keys<other, link_side<Other>::target_place>(keys)));
        if (!there || *there < static_cast<std::int64_t>(keys.values.size())) return there;
        std::vector<links> made(keys.values.size());
        for (std::size_t i = 0; i < made.size(); ++i) {
            made[i].*Reference = row;
            made[i].*Other = keys.values[i];
        }
        const auto written = create_each<counted_field<links> == no_field, true>(in, made);
        if (!written) return written;
        return there;
    }
    result<std::int64_t> disconnect() const {
        return remove_many(in, where(one_of_keys<links, link_side<Other>::place>(keys) && field<Reference> == row));
    }
    result<std::int64_t> disconnect_others() const {
        return remove_many(in, where(one_of_keys<links, link_side<Other>::place, true>(keys) && field<Reference> == row));
    }
    std::unique_ptr<error> missing() const { return target<other, Scope>::error_of(errc::not_found); }
};

/// Links rows with one that is there. What failed, or nullptr.
template <class Model, class Scope, class Word>
std::unique_ptr<error> link_rows(const target<Model, Scope>& in, const Model& row, const Word& word) {
    using side = typename Word::side;
    const target<typename side::holder, Scope> holders{in.scope};
    const auto& value = reflection::get<side::target_place>(row);
    const auto* referred = [&] {
        if constexpr (is_optional_v<std::remove_cvref_t<decltype(value)>>) return value ? &*value : nullptr;
        else return &value;
    }();
    if (referred == nullptr) return in.error_of(errc::invalid_value, {}, &in.info.columns[side::target_place]);
    const linking<Model, Scope, Word> links{holders, *referred, word.keys};
    if (!word.keys.all_fit) return links.missing();
    if constexpr (Word::change == link_change::connect_only)
        if (auto gone = links.disconnect_others(); !gone) return std::make_unique<error>(std::move(gone.error()));
    if (word.keys.values.empty()) return nullptr;
    auto linked = [&] {
        if constexpr (Word::change == link_change::disconnect) return links.disconnect();
        else return links.connect();
    }();
    if (!linked) return std::make_unique<error>(std::move(linked.error()));
    return *linked < static_cast<std::int64_t>(word.keys.values.size()) ? links.missing() : nullptr;
}

/// Does what all words say, one after the other. What failed, or nullptr.
template <class Model, class Scope, class... Words>
std::unique_ptr<error> link_all(const target<Model, Scope>& in, const Model& row, const Words&... words) {
    std::unique_ptr<error> why;
    static_cast<void>((... && ((why = link_rows(in, row, words)) == nullptr)));
    return why;
}

/// Those of `arguments` that are words, or those that are not.
template <bool Words, class... Arguments> auto arguments_that_link(const Arguments&... arguments) {
    const auto one = [](const auto& argument) {
        if constexpr (is_link_word<std::remove_cvref_t<decltype(argument)>> == Words) return std::tie(argument);
        else return std::tuple<>();
    };
    return std::tuple_cat(one(arguments)...);
}

template <class Model, class Scope, class Key, class... Changes>
result<Model> update_linked(const target<Model, Scope>& in, const Key& key, const Changes&... changes) {
    if constexpr (!check_links<Model, Scope, Changes...>()) return in.not_found(); // an error has been told
    else {
        if (const errc refused = in.scope.check(); refused != errc::ok) return in.refuse(refused);
        return in.scope.transaction([&](auto& tx) -> result<Model> {
            const target<Model, Scope> inside{tx};
            const auto change = [&](const auto&... of_row) -> result<Model> {
                if constexpr (sizeof...(of_row) != 0) return update(inside, key, of_row...);
                else {
                    auto found = find_unique(inside, key);
                    if (!found) return fail(std::move(found.error()));
                    if (!*found) return refuse_missing(inside, key);
                    return std::move(**found);
                }
            };
            result<Model> row = std::apply(change, arguments_that_link<false>(changes...));
            if (!row) return row;
            const auto link = [&](const auto&... words) { return link_all(inside, *row, words...); };
            if (auto why = std::apply(link, arguments_that_link<true>(changes...))) row = fail(std::move(why));
            return row;
        });
    }
}

} // namespace tenon::inline TENON_ABI::repository_detail
