// tenon/repository/linking.hpp: the statements that link rows of other models with a row, and part them from it.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/repository/create.hpp>
#include <tenon/repository/create_many.hpp>
#include <tenon/repository/find.hpp>
#include <tenon/repository/key_fields.hpp>
#include <tenon/repository/link_side.hpp>
#include <tenon/repository/link_words.hpp>
#include <tenon/repository/remove.hpp>
#include <tenon/repository/update.hpp>
#include <tenon/sql/expression/field.hpp>
#include <tenon/sql/expression/key_list.hpp>
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

/// Changes what one word says, of a row of `Model`.
template <class Model, class Scope, class Word> struct linking;

/// A condition, and that the fields which refer hold the values of a row. `OnlyKept`: those that do not change.
template <class Side, bool OnlyKept = false, class First> auto of_row(const typename Side::key_type& row, First first) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        const auto one = [&]<std::size_t Number>(std::integral_constant<std::size_t, Number>) {
            if constexpr (OnlyKept && written_fields<Side, false>.contains(Side::pairs.fields[Number])) return std::tuple<>();
            else return std::tuple(field<Side::template member<Number>> == std::get<Number>(row));
        };
        return std::apply([&](auto... conditions) { return (first && ... && conditions); }, std::tuple_cat(one(std::integral_constant<std::size_t, I>{})...));
    }(typename Side::indexes{});
}

/// Rows that refer to the row.
template <class Model, class Scope, link_change Change, class Holder, class Key, auto Reference>
struct linking<Model, Scope, link_of<Change, Holder, Key, Reference>> {
    using side = link_side<Reference>;
    using other = Holder;
    static constexpr const field_list& key = linked_rows<Holder, Reference>::places;

    const target<other, Scope>& in;
    const typename side::key_type& row; ///< what refers to the row holds this
    const link_keys_given<Key>& keys;

    result<std::int64_t> connect() const { return change<false>(of_row<side, true>(row, sql::is_one_of<other, key>(keys.values))); }
    result<std::int64_t> disconnect() const { return change<true>(of_row<side>(row, sql::is_one_of<other, key>(keys.values))); }
    result<std::int64_t> disconnect_others() const { return change<true>(of_row<side>(row, sql::is_one_of<other, key, true>(keys.values))); }
    std::unique_ptr<error> missing() const { return in.error_of(errc::not_found); }

private:
    template <bool Cleared, class Condition> result<std::int64_t> change(const Condition& condition) const {
        const auto one = [&]<std::size_t Number>(std::integral_constant<std::size_t, Number>) {
            if constexpr (!written_fields<side, Cleared>.contains(side::pairs.fields[Number])) return std::tuple<>();
            else if constexpr (Cleared) return std::tuple(set<side::template member<Number>>(std::nullopt));
            else return std::tuple(set<side::template member<Number>>(std::get<Number>(row)));
        };
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return std::apply([&](const auto&... changes) { return update_many(in, where(condition), changes...); },
                              std::tuple_cat(one(std::integral_constant<std::size_t, I>{})...));
        }(typename side::indexes{});
    }
};

/// Rows that a link model leads to.
template <class Model, class Scope, link_change Change, class Holder, class Key, auto Reference, auto Other>
struct linking<Model, Scope, link_of<Change, Holder, Key, Reference, Other>> {
    using side = link_side<Reference>;
    using other_side = link_side<Other>;
    using links = Holder;
    using other = typename other_side::target;

    const target<links, Scope>& in;
    const typename side::key_type& row;
    const link_keys_given<Key>& keys;

    /// Keys of no other rows are told apart from those of links that are there already; the INSERT asks for the tenant itself.
    result<std::int64_t> connect() const {
        const target<other, Scope> others{in.scope};
        const auto there = count(others, where(sql::is_one_of<other, linked_rows<Holder, Reference, Other>::places>(keys.values)));
        if (!there || *there < static_cast<std::int64_t>(keys.values.size())) return there;
        auto written = write();
        if (!written && written.error().code == errc::foreign_key_violation) return std::int64_t{0}; // a key that the tenant and everybody have counts twice
        return written;
    }
    /// Writes the links to rows that are there. How many of these there are.
    result<std::int64_t> write() const {
        std::vector<links> made(keys.values.size());
        for (std::size_t i = 0; i < made.size(); ++i) {
            fill_side<other_side>(made[i], keys.values[i]);
            fill_side<side>(made[i], row);
            // A field that both references have: no link leads from this row to one that has another value there.
            if (sql::key_values_of<other_side::pairs.fields>(made[i]) != keys.values[i]) return std::int64_t{0};
        }
        if constexpr (removed_are_in_the_way)
            if (auto restored = restore_many(in, where(between())); !restored) return restored;
        const auto written = create_each<counted_field<links> == no_field, true>(in, made);
        if (!written) return written;
        return static_cast<std::int64_t>(keys.values.size());
    }
    result<std::int64_t> disconnect() const { return remove_many(in, where(between())); }
    result<std::int64_t> disconnect_others() const {
        return remove_many(in, where(of_row<side>(row, sql::is_one_of<links, other_side::pairs.fields, true>(keys.values))));
    }
    std::unique_ptr<error> missing() const { return target<other, Scope>::error_of(errc::not_found); }

private:
    /// Links that were removed and kept have the key that new ones would have: these come back instead.
    static constexpr bool removed_are_in_the_way =
        info_of<links>().soft_delete != no_field && (!target<links, Scope>::context::leads_with_tenant ||
                                                     same_fields(link_fields<Reference, Other>, info_of<links>().primary_key));
    auto between() const { return of_row<side>(row, sql::is_one_of<links, other_side::pairs.fields>(keys.values)); }
    template <class Side> static void fill_side(links& link, const typename Side::key_type& values) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((link.*Side::template member<I> = std::get<I>(values)), ...);
        }(typename Side::indexes{});
    }
};

} // namespace tenon::inline TENON_ABI::repository_detail
