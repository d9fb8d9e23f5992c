// tenon/repository/link_rows.hpp: linking rows of other models with one that was written, in its transaction.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/repository/create_missing.hpp>
#include <tenon/repository/find.hpp>
#include <tenon/repository/link_side.hpp>
#include <tenon/repository/link_words.hpp>
#include <tenon/repository/linking.hpp>
#include <tenon/repository/nested_checks.hpp>
#include <tenon/repository/refer.hpp>
#include <tenon/repository/update.hpp>
#include <tenon/sql/expression/key_list.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// What the rows of other models that refer to a row hold, or nothing where it has a NULL there; then `why`.
template <class Side, class Model, class Scope>
std::optional<typename Side::key_type> referred_values(const target<Model, Scope>& in, const Model& row, std::unique_ptr<error>& why) {
    auto values = sql::key_values_of<Side::pairs.targets>(row);
    if (!values) why = in.error_of(errc::invalid_value, {}, &in.info.columns[Side::pairs.targets[0]]);
    return values;
}

/// Links rows with one that is there. What failed, or nullptr.
template <class Model, class Scope, link_change Change, class Holder, class Key, auto Reference, auto... Other>
std::unique_ptr<error> link_rows(const target<Model, Scope>& in, const Model& row, const link_of<Change, Holder, Key, Reference, Other...>& word) {
    const target<Holder, Scope> holders{in.scope};
    std::unique_ptr<error> why;
    const auto referred = referred_values<link_side<Reference>>(in, row, why);
    if (!referred) return why;
    const linking<Model, Scope, link_of<Change, Holder, Key, Reference, Other...>> links{holders, *referred, word.keys};
    if (!word.keys.all_fit) return links.missing();
    if constexpr (Change == link_change::connect_only)
        if (auto gone = links.disconnect_others(); !gone) return std::make_unique<error>(std::move(gone.error()));
    if (word.keys.values.empty()) return nullptr;
    auto linked = [&] {
        if constexpr (Change == link_change::disconnect) return links.disconnect();
        else return links.connect();
    }();
    if (!linked) return std::make_unique<error>(std::move(linked.error()));
    return *linked < static_cast<std::int64_t>(word.keys.values.size()) ? links.missing() : nullptr;
}

/// The same of rows that are created where they are not there.
template <class Model, class Scope, class Holder, class Row, field_list Unique, auto Reference, auto... Other>
std::unique_ptr<error> link_rows(const target<Model, Scope>& in, const Model& row, const found_or_created<Holder, Row, Unique, Reference, Other...>& word) {
    using side = link_side<Reference>;
    using named = linked_rows<Holder, Reference, Other...>;
    using key = typename named::key_type;
    constexpr bool by_link = sizeof...(Other) != 0;
    const target<Holder, Scope> holders{in.scope};
    const target<Row, Scope> others{in.scope};
    std::unique_ptr<error> why;
    const auto referred = referred_values<side>(in, row, why);
    std::vector<Row> rows = word.rows;
    if constexpr (!by_link) // what is created refers to the row at once
        for (std::size_t i = 0; i < rows.size() && why == nullptr; ++i) why = refer_all<side::pairs.fields, side::pairs.targets>(others, rows[i], row);
    if (why == nullptr) why = rows_by_unique<info_of<Row>().without_tenant(Unique), Row, Scope>(others, rows).find_or_create();
    if (why != nullptr) return why;
    link_keys_given<key> keys;
    for (const Row& each : rows) {
        if constexpr (!by_link)
            if (sql::key_values_of<side::pairs.fields>(each) == referred) continue;
        auto values = sql::key_values_of<named::places>(each);
        if (!values) return others.error_of(errc::invalid_value, {}, &others.info.columns[named::places[0]]);
        keys.values.push_back(std::move(*values));
    }
    if (keys.values.empty()) return nullptr;
    keys.sort();
    const linking<Model, Scope, link_of<link_change::connect, Holder, key, Reference, Other...>> links{holders, *referred, keys};
    const auto linked = [&] {
        if constexpr (by_link) return links.write();
        else return links.connect();
    }();
    if (!linked) return std::make_unique<error>(linked.error());
    return *linked < static_cast<std::int64_t>(keys.values.size()) ? links.missing() : nullptr;
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
