// tenon/repository/update.hpp: changing rows: update and update_many.
#pragma once

#include <tenon/core/clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/repository/find.hpp>
#include <tenon/repository/key.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/repository/validation.hpp>
#include <tenon/sql/assignment.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

enum class change_fault { none, nothing, no_change, other_model, tenant, key, version, removal, twice };

/// The changes of an update, with the times of change that the model keeps.
template <class Model, class... Assignments> struct changes {
    static constexpr const model_info& info = info_of<Model>();

    static constexpr std::array<std::size_t, sizeof...(Assignments)> places{
        reflection::index_of<Assignments::member>...};
    static constexpr bool changes_field(std::size_t place) {
        for (const std::size_t held : places)
            if (held == place) return true;
        return false;
    }
    static constexpr bool is_tenant(std::size_t place) {
        return (info.tenancy.has_field() || info.tenancy.kind == tenancy_kind::root ||
                info.tenancy.kind == tenancy_kind::via_parent) &&
               info.tenancy.field == place && info.tenancy.kind != tenancy_kind::via_parent;
    }
    /// The first thing that is wrong with the changes. Later ones are not looked for: they may follow from it.
    static constexpr change_fault fault = [] {
        if constexpr (sizeof...(Assignments) == 0) return change_fault::nothing;
        else if constexpr (!(sql::assignment<Assignments> && ...)) return change_fault::no_change;
        else if constexpr (!(std::is_same_v<typename Assignments::model, Model> && ...)) return change_fault::other_model;
        else {
            for (const std::size_t place : places)
                if (is_tenant(place)) return change_fault::tenant;
            for (const std::size_t place : places)
                if (info.primary_key.contains(place)) return change_fault::key;
            if (info.version != no_field && changes_field(info.version)) return change_fault::version;
            if (info.soft_delete != no_field && changes_field(info.soft_delete)) return change_fault::removal;
            for (std::size_t i = 0; i < places.size(); ++i)
                for (std::size_t j = 0; j < i; ++j)
                    if (places[i] == places[j]) return change_fault::twice;
            return change_fault::none;
        }
    }();
    /// The one field that the database computes, or no_field: it is what a number out of range is of, where the database
    /// does not say.
    template <class... Changes> static constexpr std::size_t computed_field() {
        std::size_t found = no_field, count = 0;
        ((Changes::shape::computes ? void((found = Changes::shape::place, ++count)) : void()), ...);
        return count == 1 ? found : no_field;
    }
    static std::unique_ptr<error> explained(error e) {
        if constexpr (constexpr std::size_t place = computed_field<Assignments...>(); place != no_field)
            if (e.code == errc::out_of_range && e.fields.empty()) e.fields.emplace_back(info.columns[place].field);
        return std::make_unique<error>(std::move(e));
    }

    /// Whether the changes can be made. Says why not.
    static constexpr bool check() {
        static_assert(fault != change_fault::nothing,
                      "tenon: an update changes nothing: add set<&Model::field>(value), increment or the like");
        static_assert(fault != change_fault::no_change,
                      "tenon: an update was given something that is no change: use set<&Model::field>(value), increment, "
                      "decrement or multiply");
        static_assert(
            fault != change_fault::other_model,
            "tenon: an update changes fields of another model than the repository's: use the fields of its own model");
        static_assert(
            fault != change_fault::tenant,
            "tenon: an update sets the tenant: rows do not move between tenants; create the row there and remove it here");
        static_assert(
            fault != change_fault::key,
            "tenon: an update sets a field of the primary key: keys do not change; create a new row and remove the old one");
        static_assert(fault != change_fault::version,
                      "tenon: an update sets the version: every change counts it up by itself; to change a row that nobody else "
                      "has changed, give if_version(n)");
        static_assert(fault != change_fault::removal,
                      "tenon: an update sets when a row was removed: use remove and restore");
        static_assert(fault != change_fault::twice, "tenon: an update changes a field twice: change each field once");
        return fault == change_fault::none;
    }

    /// The first field that holds the time of the last change and is not set by the call itself.
    static constexpr std::size_t touched = [] {
        for (std::size_t place = 0; place < info.columns.size(); ++place)
            if (info.columns[place].generated == generator::updated_at && !changes_field(place)) return place;
        return no_field;
    }();

    template <class... Shapes> struct shapes {};

    /// `Statement<Arguments..., shapes of the changes...>`.
    template <template <class...> class Statement, class... Arguments> struct with_types {
        static auto make() {
            if constexpr (touched == no_field)
                return std::type_identity<Statement<Arguments..., typename Assignments::shape...>>{};
            else
                return std::type_identity<
                    Statement<Arguments..., typename Assignments::shape..., sql::stamp_shape<Model, touched>>>{};
        }
        using type = typename decltype(make())::type;
    };

    template <template <class, class, field_list, bool, class...> class Statement, class Context, class Of,
              field_list Target, bool WithNumber>
    static auto make_statement() {
        if constexpr (touched == no_field)
            return std::type_identity<Statement<Context, Of, Target, WithNumber, typename Assignments::shape...>>{};
        else
            return std::type_identity<Statement<Context, Of, Target, WithNumber, typename Assignments::shape...,
                                                sql::stamp_shape<Model, touched>>>{};
    }
    template <template <class, class, field_list, bool, class...> class Statement, class Context, class Of,
              field_list Target, bool WithNumber>
    using statement = typename decltype(make_statement<Statement, Context, Of, Target, WithNumber>())::type;

    /// Binds the values of the changes among `arguments`.
    template <class Binder, class... Arguments> static bool bind(Binder& b, const Arguments&... arguments) {
        [[maybe_unused]] const auto bind_one = [&b](const auto& argument) {
            if constexpr (sql::assignment<std::remove_cvref_t<decltype(argument)>>) return argument.bind(b);
            else return true;
        };
        if (!(bind_one(arguments) && ...)) return false;
        if constexpr (touched != no_field) return b(info.columns[touched], now());
        else return true;
    }
};

/// No row was changed: none has the key, or its version is another one.
template <class Model, class Scope, class Key> failure refuse_missing(const target<Model, Scope>& in, const Key& key) {
    if constexpr (is_at_version<Key>) {
        auto there = exists_by_key<sql::row_access::write>(in, key.unversioned);
        if (!there) return fail(std::move(there.error()));
        if (*there) return in.refuse(errc::stale_version);
    }
    return in.not_found();
}

/// The base of the words that link rows of other models with the one that is written: see tenon/nested.hpp.
struct link_word {};
template <class T> inline constexpr bool is_link_word = std::is_base_of_v<link_word, T>;
template <class T> inline constexpr bool is_change = sql::assignment<T> || is_link_word<T>;

/// An update with such words among its changes.
template <class Model, class Scope, class Key, class... Changes>
result<Model> update_linked(const target<Model, Scope>& in, const Key& key, const Changes&... changes);

/// The changes can be made. A function of its own, whose every path returns the one result: so it is made in its place.
template <class Model, class Scope, class Key, class... Assignments>
result<Model> update_row(const target<Model, Scope>& in, const Key& key, const Assignments&... assignments) {
    using change_list = changes<Model, Assignments...>;
    using context = typename target<Model, Scope>::context;
    using statement = typename change_list::template with_types<sql::update_one, context, Model, typename Key::shape>::type;
    const auto bind = [&](typename target<Model, Scope>::binder& b) __attribute__((flatten)) {
        return driver::bind_in_row(b, static_cast<int>(statement::parameters.size()), [&](auto& row) {
            return in.bind_scope(row) && change_list::bind(row, assignments...) && in.bind_key(row, key);
        });
    };
    bool found = false;
    auto row = in.write_one(sql::spec_of<statement>, bind, found);
    if (!row) [[unlikely]] row = fail(change_list::explained(std::move(row.error())));
    else if (!found) [[unlikely]] {
        row = refuse_missing(in, key);
        // Only for the error: the row was left as it is, because it is not there or because of what it would refer to.
        if constexpr (sql::detail::tests_new_references<context, Model, typename Assignments::shape...>)
            if (exists_by_key(in, key).value_or(false)) row = in.refuse(errc::foreign_key_violation);
    }
    return row;
}

template <class Model, class Scope, class Key, class... Assignments>
result<Model> update(const target<Model, Scope>& in, const Key& key, const Assignments&... assignments) {
    if constexpr ((is_link_word<Assignments> || ...)) return update_linked(in, key, assignments...);
    else if constexpr (!changes<Model, Assignments...>::check()) return in.not_found(); // an error has been told
    else {
        if (auto why = invalid_changes(in, assignments...)) [[unlikely]] return fail(std::move(why));
        return change_rules<Model, Assignments...>::change(
            in, [&](const target<Model, Scope>& inside) { return update_row(inside, key, assignments...); });
    }
}

template <class Context, class Model, class Asked, class Shape, class Changes> struct update_texts {
    using context = Context;
    using model = Model;
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        using rows = sql::target_rows<Shape, typename Asked::order, Asked::takes != 0, Mask>;
        return &sql::spec_of<
            typename Changes::template with_types<sql::update_many, Context, Model, rows>::type>;
    }
};

/// Checks the options of a verb that changes many rows: which rows must be said.
template <class Asked> constexpr void require_rows() {
    static_assert(Asked::filters == 1 || Asked::everything,
                  "tenon: update_many and remove_many need to be told which rows: give where(…), or all_rows for all of the "
                  "scope");
    static_assert(Asked::skips == 0, "tenon: update_many and remove_many do not skip rows: leave skip out");
    static_assert(Asked::orders == 0 || Asked::takes == 1,
                  "tenon: an order matters only where not all rows are taken: add take(n), or leave order_by out");
}

/// Checks that an update of many rows, which gives none back, changes nothing that has to be looked at in whole rows.
template <class Rules> constexpr void require_rules_of_values() {
    static_assert(!Rules::need_whole_row,
                  "tenon: update_many changes a field that a validate function looks at, and gives it no rows to ask about: "
                  "change the rows one by one with update");
}

/// Changes the rows of a request. `Texts` are its statements, `changes` the values that an UPDATE sets.
template <class Asked, class Texts, class Model, class Scope, class Filter>
result<std::int64_t> change_many(const target<Model, Scope>& in, const Filter& filter, const row_range& range,
                                 const typename target<Model, Scope>::values* changes = nullptr) {
    if (!range.is_valid()) return in.refuse(errc::invalid_value, range.fault());
    // A filter of which every part is left out would mean all rows, which has to be said aloud.
    if (!Asked::everything && !Filter::shape::present(filter.mask())) return in.refuse(errc::invalid_value, "An empty filter");
    return in.change(spec_for<Texts>(filter), in.select(filter, Asked::paging, range, changes));
}

/// `Arguments` that are changes, and those that are not.
template <class Model, class Options, class Changes, class... Arguments> struct sorted_arguments;
template <class Model, class... Options, class... Changes>
struct sorted_arguments<Model, std::tuple<Options...>, std::tuple<Changes...>> {
    using request = repository_detail::request<Model, Options...>;
    using changes = repository_detail::changes<Model, Changes...>;
    using rules = change_rules<Model, Changes...>;
};
template <class Model, class... Options, class... Changes, class First, class... Rest>
    requires(!sql::assignment<First>)
struct sorted_arguments<Model, std::tuple<Options...>, std::tuple<Changes...>, First, Rest...>
    : sorted_arguments<Model, std::tuple<Options..., First>, std::tuple<Changes...>, Rest...> {};
template <class Model, class... Options, class... Changes, class First, class... Rest>
    requires sql::assignment<First>
struct sorted_arguments<Model, std::tuple<Options...>, std::tuple<Changes...>, First, Rest...>
    : sorted_arguments<Model, std::tuple<Options...>, std::tuple<Changes..., First>, Rest...> {};

/// `arguments`: options and changes, in any order.
template <class Model, class Scope, class... Arguments>
result<std::int64_t> update_many(const target<Model, Scope>& in, const Arguments&... arguments) {
    using sorted = sorted_arguments<Model, std::tuple<>, std::tuple<>, Arguments...>;
    using asked = typename sorted::request;
    using change_list = typename sorted::changes;
    require_rows<asked>();
    if constexpr (!change_list::check()) return in.not_found(); // an error has been told
    else {
        require_rules_of_values<typename sorted::rules>();
        if (auto why = invalid_changes(in, arguments...)) [[unlikely]] return fail(std::move(why));
        const auto& filter = asked::template filter<request_kind::changed_rows>(arguments...);
        using texts = update_texts<typename target<Model, Scope>::context, Model, asked, shape_of<decltype(filter)>,
                                   change_list>;
        const auto bind = [&](typename target<Model, Scope>::binder& b) { return change_list::bind(b, arguments...); };
        const typename target<Model, Scope>::values changes(bind);
        auto changed = change_many<asked, texts>(in, filter, asked::range(arguments...), &changes);
        if (!changed) [[unlikely]] return fail(change_list::explained(std::move(changed.error())));
        return changed;
    }
}

} // namespace tenon::inline TENON_ABI::repository_detail
