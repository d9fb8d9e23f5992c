// tenon/repository/repository.hpp: the verbs that applications use.
//
//     auto users = tenon::repository<User>(db.tenant("acme"));
//     auto ann   = users.create({.email = "ann@acme.test"});
//     auto some  = users.find_many(tenon::where(tenon::field<&User::level> >= 2), tenon::take(10));
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/check.hpp>
#include <tenon/repository/aggregate.hpp>
#include <tenon/repository/arguments.hpp>
#include <tenon/repository/create.hpp>
#include <tenon/repository/create_many.hpp>
#include <tenon/repository/find.hpp>
#include <tenon/repository/find_shape.hpp>
#include <tenon/repository/key.hpp>
#include <tenon/repository/page.hpp>
#include <tenon/repository/refused.hpp>
#include <tenon/repository/remove.hpp>
#include <tenon/repository/stream.hpp>
#include <tenon/repository/stream_shape.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/repository/update.hpp>
#include <tenon/repository/upsert.hpp>
#include <tenon/repository/writable.hpp>
#include <tenon/tenancy/scope.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

/// The rows of `Model` that a scope sees and may change. A value: cheap to copy, no state of its own. Used in a
/// transaction after its end, it answers errc::transaction_closed. As thread-safe as the database; in a transaction, as
/// the transaction: one thread.
///
/// Every verb adds the scope's tenant to its statement. A row of another tenant is not found, and nothing tells it from
/// one that does not exist. Each verb is one statement, unless said otherwise. All errors of tenon/core/errc.hpp are
/// possible; those named at a verb are its own.
///
/// A key is a value for each field of the primary key, without the tenant; or `by<&Model::field>(value)` for a declared
/// unique; in a system scope preceded by `in_tenant(id)` where the model's rows belong to tenants.
template <class Model, class Scope> class basic_repository {
public:
    explicit basic_repository(Scope scope) : target_{std::move(scope)} {}

    const Scope& scope() const noexcept { return target_.scope; }

    /// Writes a new row and gives it back with what was filled in: tenant, generated id, times, defaults.
    /// Errors: tenant_mismatch (the row names another tenant), unique_violation, foreign_key_violation, invalid_value…
    result<Model> create(Model&& row) const {
        require_creatable();
        return repository_detail::create(target_, std::move(row));
    }
    result<Model> create(const Model& row) const { return create(Model(row)); }

    /// Writes what a shape says, with the rows of its relations at any depth, in one transaction: a new row, and one statement for
    /// each relation. The shape as it is then, with what was filled in. `links`: what else is to be linked with the row, as
    /// `connect<&Line::orderId>("l1")`. Needs <tenon/nested.hpp>. Errors: as create, naming the model that they are of; not_found.
    template <class Row, class... Links>
        requires(!std::is_convertible_v<Row, Model>)
    result<Row> create(const Row& shape, const Links&... links) const {
        return repository_detail::with_nested_writes<Row>([&](auto writes) { return writes.create(target_, shape, links...); });
    }
    template <class First, class... Links> result<Model> create(const Model& row, const First& first, const Links&... links) const {
        return repository_detail::with_nested_writes<Model>([&](auto writes) { return writes.create(target_, row, first, links...); });
    }

    /// Writes all rows or none, in one transaction. How many were written. `rows`: any range of models; or of shapes, with the
    /// rows of their relations.
    template <class Rows> result<std::int64_t> create_many(const Rows& rows) const {
        using row = std::remove_cvref_t<decltype(*std::begin(rows))>;
        if constexpr (!std::is_convertible_v<row, Model>)
            return repository_detail::with_nested_writes<row>([&](auto writes) { return writes.create_many(target_, rows); });
        else {
            require_creatable();
            return repository_detail::create_many<false>(target_, rows);
        }
    }
    /// The same, leaving out rows that break a unique constraint.
    template <class Rows> result<std::int64_t> create_many(const Rows& rows, skip_duplicates_option) const {
        require_creatable();
        return repository_detail::create_many<true>(target_, rows);
    }
    result<std::int64_t> create_many(std::initializer_list<Model> rows) const {
        return create_many<std::initializer_list<Model>>(rows);
    }
    result<std::int64_t> create_many(std::initializer_list<Model> rows, skip_duplicates_option skip) const {
        return create_many<std::initializer_list<Model>>(rows, skip);
    }

    /// The row with this key, or nothing.
    template <class... Key> result<std::optional<Model>> find_unique(Key&&... key) const {
        return with_key([](const auto&... named) { return repository_detail::find_unique(named...); },
                        std::forward<Key>(key)...);
    }

    /// The row with this key. Errors: not_found.
    template <class... Key> result<Model> get(Key&&... key) const {
        auto row = find_unique(std::forward<Key>(key)...);
        if (!row) [[unlikely]] return fail(std::move(row.error()));
        if (!*row) return target_.not_found();
        return std::move(**row);
    }

    /// The same, read as a shape: some of the fields, and relations, with one statement for each level of them. See
    /// tenon/model/shape.hpp.
    template <class Row, class... Key> result<std::optional<Row>> find_unique(as_option<Row>, Key&&... key) const {
        if constexpr (repository_detail::check_row<Row, Model, Key...>())
            return with_key([](const auto&... named) { return repository_detail::find_unique_shape<Row>(named...); },
                            std::forward<Key>(key)...);
        else return std::optional<Row>();
    }
    template <class Row, class... Key> result<Row> get(as_option<Row> as, Key&&... key) const {
        auto row = find_unique(as, std::forward<Key>(key)...);
        if (!row) [[unlikely]] return fail(std::move(row.error()));
        if (!*row) return target_.not_found();
        return std::move(**row);
    }
    template <class Row, class... Options> result<std::optional<Row>> find_first(as_option<Row>, const Options&... options) const {
        if constexpr (repository_detail::check_row<Row, Model, Options...>())
            return repository_detail::with_relations([&](const auto&... given) { return repository_detail::find_first_shape<Row>(target_, given...); }, options...);
        else return std::optional<Row>();
    }
    template <class Row, class... Options> result<std::vector<Row>> find_many(as_option<Row>, const Options&... options) const {
        if constexpr (!repository_detail::check_row<Row, Model, Options...>()) return std::vector<Row>();
        else if constexpr (repository_detail::request<Model, Options...>::cursors != 0)
            return repository_detail::with_relations([&](const auto&... given) { return repository_detail::find_shapes_from<Row>(target_, given...); }, options...);
        else return repository_detail::with_relations([&](const auto&... given) { return repository_detail::find_shapes<Row>(target_, given...); }, options...);
    }
    template <class Row, class... Options> result<tenon::page<Row>> page(as_option<Row>, const Options&... options) const {
        if constexpr (repository_detail::check_row<Row, Model, Options...>())
            return repository_detail::with_relations([&](const auto&... given) { return repository_detail::find_shape_page<Row>(target_, given...); }, options...);
        else return tenon::page<Row>();
    }

    /// The same, read as a shape: some hundreds of rows at a time, with one statement for each level of relations.
    template <class Row, class... Options> auto stream(as_option<Row>, const Options&... options) const {
        if constexpr (repository_detail::check_row<Row, Model, Options...>()) return repository_detail::stream_shapes<Row>(target_, options...);
        else return row_stream<Row, repository_detail::no_rows>({});
    }

    /// The first row that the filter finds, in the order asked for, then by key. Options: where, order_by, skip.
    template <class... Options> result<std::optional<Model>> find_first(const Options&... options) const {
        return repository_detail::find_first(target_, options...);
    }

    /// All rows that the filter finds. Options: where, order_by, take, skip; after or before. Without order_by, take, skip and
    /// a cursor, the order is the database's. Errors: invalid_value (the cursor is not one of this tenant and query).
    template <class... Options> result<std::vector<Model>> find_many(const Options&... options) const {
        if constexpr (repository_detail::request<Model, Options...>::cursors != 0)
            return repository_detail::find_many_from(target_, options...);
        else return repository_detail::find_many(target_, options...);
    }

    /// The rows that the filter finds, one after the other in constant memory: see row_stream. Options: where, order_by, take,
    /// skip; their values are copied.
    template <class... Options> auto stream(const Options&... options) const {
        return repository_detail::stream(target_, options...);
    }

    /// A page of rows, how many there are in all, and the cursors of the pages next to it: see tenon::page. Options: where,
    /// order_by, take (its size), skip; after or before. Errors: as find_many.
    template <class... Options> result<tenon::page<Model>> page(const Options&... options) const {
        return repository_detail::find_page(target_, options...);
    }

    /// The cursor of a row of find_many with these options: `find_many(after(cursor), …)` reads on behind it. Asks no database.
    template <class... Options> result<std::string> cursor_of(const Model& row, const Options&... options) const {
        return repository_detail::cursor_of(target_, row, options...);
    }

    /// How many rows the filter finds; all of the scope without one.
    template <class... Options> result<std::int64_t> count(const Options&... options) const {
        return repository_detail::count(target_, options...);
    }

    /// Computed over the rows that the filter finds, all of the scope without one: `aggregate(count(), sum<&T::f>, where(…))`.
    /// An aggregate_row of their values. Errors: out_of_range (a sum is beyond 64 bits).
    template <class... AggregatesAndOptions>
    result<typename repository_detail::words_of<AggregatesAndOptions...>::template row<>>
    aggregate(const AggregatesAndOptions&... arguments) const {
        return repository_detail::aggregate(target_, arguments...);
    }

    /// The same for each group of rows with equal values in some fields, NULL among them: `group_by(by<&T::f, …>, count(), …)`.
    /// An aggregate_row of the fields' values and the aggregates for each. Options: where, having, order_by (these fields and
    /// aggregates; then by the other fields), take, skip. Without any of the last three, the order is the database's.
    template <class By, class... AggregatesAndOptions>
    result<std::vector<repository_detail::group_row<By, AggregatesAndOptions...>>>
    group_by(const By&, const AggregatesAndOptions&... arguments) const {
        return repository_detail::group_by<By>(target_, arguments...);
    }

    /// Whether the filter finds a row, or a row has this key.
    template <class First, class... Rest> result<bool> exists(First&& first, Rest&&... rest) const {
        if constexpr (std::is_base_of_v<row_option, std::remove_cvref_t<First>>)
            return repository_detail::exists(target_, first, rest...);
        else
            return with_key([](const auto&... named) { return repository_detail::exists_by_key(named...); },
                            std::forward<First>(first), std::forward<Rest>(rest)...);
    }
    /// Whether the scope has any row.
    result<bool> exists() const { return repository_detail::exists(target_); }

    /// Changes the row with this key: `update(key, set<&Model::field>(value), …)`, `update(key, if_version(n), …)`. The row as it
    /// is then. With <tenon/nested.hpp>, rows of other models are linked with it in the same transaction: connect, disconnect.
    /// Errors: not_found, stale_version, unique_violation, out_of_range…
    template <class... KeyAndChanges> result<Model> update(KeyAndChanges&&... arguments) const {
        require_changeable<KeyAndChanges...>();
        return repository_detail::update_named(target_, std::forward<KeyAndChanges>(arguments)...);
    }

    /// Changes all rows that the filter finds: `update_many(where(…), set<…>(…), …)`. How many. Options: where or
    /// all_rows, and take with order_by.
    template <class... OptionsAndChanges> result<std::int64_t> update_many(const OptionsAndChanges&... arguments) const {
        require_changeable<OptionsAndChanges...>();
        return repository_detail::update_many(target_, arguments...);
    }

    /// Writes a new row, or changes the one that is there: `upsert(row, on_conflict<&Model::email>, set<…>(…), …)`. The
    /// row as it is then. One statement: two upserts at once do not get in each other's way.
    template <auto... Members, class... Changes>
    result<Model> upsert(Model row, on_conflict_option<Members...> on, const Changes&... changes) const {
        require_creatable();
        if constexpr (repository_detail::check_upsert<Model, repository_detail::changes<Model, Changes...>, Members...>())
            return repository_detail::upsert(target_, std::move(row), on, changes...);
        else return target_.not_found(); // an error has been told
    }

    /// Removes the row with this key, and gives it back: `remove(key, if_version(n), for_good)`. A model with soft_delete keeps
    /// the row, unless it is for_good. Errors: not_found, stale_version, relation_violation (others refer to it).
    template <class... Key> result<Model> remove(Key&&... key) const {
        require_writable();
        return with_key([](const auto&... named) { return repository_detail::remove(named...); }, std::forward<Key>(key)...);
    }

    /// Removes all rows that the filter finds. How many. Options: where or all_rows, take with order_by, and for_good.
    template <class... Options> result<std::int64_t> remove_many(const Options&... options) const {
        require_writable();
        return repository_detail::remove_many(target_, options...);
    }

    /// Brings back the row with this primary key, which was removed softly. Errors: not_found, unique_violation.
    template <class... Key> result<Model> restore(Key&&... key) const {
        require_writable();
        return with_key([](const auto&... named) { return repository_detail::restore(named...); }, std::forward<Key>(key)...);
    }

    /// Brings back all rows that the filter finds among removed ones. How many. Options: where or all_rows, and take with order_by.
    template <class... Options> result<std::int64_t> restore_many(const Options&... options) const {
        require_writable();
        return repository_detail::restore_many(target_, options...);
    }

private:
    using target_type = repository_detail::target<Model, Scope>;

    static constexpr void require_writable() { static_cast<void>(repository_detail::check_writable<Model, Scope>()); }
    static constexpr void require_creatable() { static_cast<void>(repository_detail::check_creatable<Model, Scope>()); }
    template <class... Arguments> static constexpr void require_changeable() {
        static_cast<void>(repository_detail::check_changeable<Model, Scope, Arguments...>());
    }

    template <class Verb, class... Key> auto with_key(Verb verb, Key&&... key) const {
        return repository_detail::with_key(target_, verb, std::forward<Key>(key)...);
    }

    target_type target_;
};

/// The repository of `Model` in a scope: `tenon::repository<User>(db.tenant("acme"))`, or of a transaction's scope. The
/// one way to reach rows.
template <class Model, class Scope> auto repository(Scope scope) {
    if constexpr (!tenancy_scope<Scope>) {
        mistake::REPOSITORY_WITHOUT_A_SCOPE<mistake::OF_MODEL<Model>, mistake::GIVEN<Scope>>::tell();
        return refused_repository<Model, Scope>{};
    } else if constexpr (check_repository<Model, typename Scope::schema>())
        return basic_repository<Model, Scope>(std::move(scope));
    else return refused_repository<Model, Scope>{}; // the reason has been told; further errors would only hide it
}

/// There is no repository without a scope.
template <class Model> auto repository() {
    mistake::REPOSITORY_WITHOUT_A_SCOPE<mistake::OF_MODEL<Model>>::tell();
    return refused_repository<Model, void>{};
}

} // namespace tenon::inline TENON_ABI
