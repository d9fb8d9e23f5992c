// tenon/repository/arguments.hpp: which arguments of a call name its row, and which follow: the tenant, the key, its options, changes.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/repository/key.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/repository/update.hpp>
#include <tenon/sql/assignment.hpp>
#include <tenon/sql/options.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

template <class... T> struct first_type {
    using type = void;
};
template <class First, class... Rest> struct first_type<First, Rest...> {
    using type = First;
};
/// The first of some types; void where there is none.
template <class... T> using first_of = typename first_type<T...>::type;

/// How many of the arguments are options behind a key.
template <class... Arguments>
inline constexpr std::size_t key_options = (std::size_t{is_key_option<Arguments>} + ... + std::size_t{0});

/// How many values a key has that begins with this argument: a by(…) is one, else it is one for each field of the primary key.
template <class Model, class... Arguments> inline constexpr std::size_t key_values = info_of<Model>().primary_key.size();
template <class Model, class First, class... Rest>
    requires(is_unique_values<std::remove_cvref_t<First>>::value)
inline constexpr std::size_t key_values<Model, First, Rest...> = 1;
template <class Model, class First, class... Rest>
    requires is_in_tenant<std::remove_cvref_t<First>>
inline constexpr std::size_t key_values<Model, First, Rest...> = 1 + key_values<Model, Rest...>;

/// `update(in_tenant(…), key…, if_version(…), changes…)`
template <class Model, class... Arguments> struct update_arguments {
    /// How many stand before the first change.
    static constexpr std::size_t before_changes = [] {
        std::size_t count = 0;
        static_cast<void>((... && (!is_change<std::remove_cvref_t<Arguments>> && ++count != 0)));
        return count;
    }();
    /// How many name the row, with the options behind its key.
    static constexpr std::size_t named = key_values<Model, Arguments...> + key_options<Arguments...>;
    static constexpr bool named_by_key = named <= before_changes;
};

/// Calls `verb(target, key)` in the tenant that a system scope names.
template <class Model, class Scope, class Verb, class... Key>
auto with_key_in_tenant(const target<Model, Scope>& in, Verb verb, const in_tenant_option& named, Key&&... key) {
    static_assert(!Scope::in_tenant, "tenon: in_tenant was given in a tenant's scope, which has its tenant: leave it out");
    const auto inside = [&] {
        if constexpr (Scope::in_tenant) return in.scope;
        else return in.scope.tenant(named.tenant);
    }();
    return verb(target<Model, std::remove_const_t<decltype(inside)>>{inside}, make_key<Model>(std::forward<Key>(key)...));
}

/// Calls `verb(target, key, options…)` with what the arguments name.
template <class Model, class Scope, class Verb, class... Key>
auto with_key(const target<Model, Scope>& in, Verb verb, Key&&... key) {
    constexpr std::size_t options = key_options<Key...>;
    using first = std::remove_cvref_t<first_of<Key...>>;
    if constexpr (options != 0) {
        auto all = std::forward_as_tuple(std::forward<Key>(key)...);
        const auto behind = part_of<sizeof...(Key) - options, options>(all);
        const auto with_options = [&](const auto& inside, const auto& made) {
            return std::apply([&](const auto&... option) { return verb(inside, made, option...); }, behind);
        };
        return std::apply([&](auto&&... parts) { return with_key(in, with_options, std::forward<decltype(parts)>(parts)...); },
                          part_of<0, sizeof...(Key) - options>(all));
    } else if constexpr (is_in_tenant<first>) return with_key_in_tenant(in, verb, std::forward<Key>(key)...);
    else {
        static_assert(Scope::in_tenant || !is_key_in_tenant<typename target<Model, Scope>::context, Model, first>(),
                      "tenon: a key is unique within its tenant only: from a system scope name the tenant first, "
                      "get(tenon::in_tenant(\"acme\"), key)");
        return verb(in, make_key<Model>(std::forward<Key>(key)...));
    }
}

/// An update of the row that the first arguments name.
template <class Model, class Scope, class... Arguments>
result<Model> update_named(const target<Model, Scope>& in, Arguments&&... given) {
    using arguments = update_arguments<Model, Arguments...>;
    constexpr bool named_by_key = arguments::named_by_key;
    static_assert(named_by_key,
                  "tenon: a row is named by each field of its primary key, without the tenant: give as many values as it has "
                  "fields");
    if constexpr (!named_by_key) return in.not_found();
    else {
        auto all = std::forward_as_tuple(std::forward<Arguments>(given)...);
        const auto changes = part_of<arguments::named, sizeof...(Arguments) - arguments::named>(all);
        const auto verb = [&](const auto& inside, const auto& made, const auto&... option) {
            const auto& row = key_of_update<Model>(made, option...);
            return std::apply([&](const auto&... change) { return update(inside, row, change...); }, changes);
        };
        return std::apply([&](auto&&... parts) { return with_key(in, verb, std::forward<decltype(parts)>(parts)...); },
                          part_of<0, arguments::named>(all));
    }
}

} // namespace tenon::inline TENON_ABI::repository_detail
