// tenon/repository/create.hpp: new rows: create, create_many, upsert.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/repository/completion.hpp>
#include <tenon/repository/key_fields.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/repository/update.hpp>
#include <tenon/repository/validation.hpp>
#include <tenon/sql/options.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// The place of the field that the database numbers, or no_field.
template <class Model>
inline constexpr std::size_t counted_field = [] {
    const auto columns = info_of<Model>().columns;
    for (std::size_t place = 0; place < columns.size(); ++place)
        if (columns[place].generated == generator::autoincrement) return place;
    return no_field;
}();

/// Whether the database is to number the row.
template <class Model> bool wants_number(const Model& row) {
    if constexpr (counted_field<Model> == no_field) return false;
    else return reflection::get<counted_field<Model>>(row) == 0;
}

/// Binds the fields of a row that an INSERT inserts. `refused`: the place of the one that was, where not all could be.
template <class Context, bool WithNumber, class Model, class Statement>
errc bind_fields(Statement& to, const Model& row, std::size_t& refused) {
    errc outcome = errc::ok;
    reflection::for_each_field(row, [&]<std::size_t Place>(const auto& field, std::integral_constant<std::size_t, Place>) {
        if constexpr (sql::is_inserted<Context, Model>(Place, WithNumber)) {
            constexpr int index = sql::detail::insert_index<Context, Model, WithNumber>(Place);
            if (outcome != errc::ok) [[unlikely]] return;
            if constexpr (sql::is_stored_empty<Context>(info_of<Model>(), Place))
                outcome = to.bind_tenant(index, field ? std::string_view(*field) : std::string_view());
            else outcome = driver::bind_value(to, index, info_of<Model>().columns[Place], field);
            if (outcome != errc::ok) [[unlikely]] refused = Place;
        }
    });
    return outcome;
}

/// Binds a row for an INSERT: the tenant first, then its fields.
template <bool WithNumber, class Model, class Scope>
[[gnu::flatten]] bool bind_row(const target<Model, Scope>& in, typename target<Model, Scope>::binder& given, const Model& row) {
    using context = typename target<Model, Scope>::context;
    given.index = sql::detail::inserted_count<context, Model, WithNumber>;
    auto&& values = driver::take_row(given.statement, given.index); // which nobody else knows: it is kept in registers
    if constexpr (sql::insert_binds_tenant<context, Model>)
        if (!given.keep(values.bind_tenant(1, in.scope.tenant().view()), nullptr)) return false;
    std::size_t refused = 0;
    const errc outcome = bind_fields<context, WithNumber>(values, row, refused);
    return given.keep(outcome, &in.info.columns[refused]);
}

/// What keeps a row from being written in this scope, or errc::ok.
template <class Model, class Scope> TENON_INLINE errc row_refusal(const target<Model, Scope>& in, const Model& row) {
    if (const errc refused = in.scope.check(); refused != errc::ok) return refused;
    return check_tenant<typename target<Model, Scope>::context>(row, in.scope.tenant().view());
}

template <class Model, class Scope> TENON_COLD std::unique_ptr<error> refused_row(const target<Model, Scope>& in, errc why) {
    const bool names_tenant = in.info.tenancy.has_field() || in.info.tenancy.kind == tenancy_kind::root;
    const bool of_row = why == errc::tenant_mismatch || (why == errc::invalid_tenant && in.scope.check() == errc::ok);
    return in.error_of(why, {}, names_tenant && of_row ? &in.info.columns[in.info.tenancy.field] : nullptr);
}

/// An INSERT that tests what the row refers to wrote no row. Which reference it was is known where there is only one.
template <class Model, class Scope> std::unique_ptr<error> missing_reference(const target<Model, Scope>& in) {
    using context = typename target<Model, Scope>::context;
    constexpr bool from_parent = sql::detail::inserts_from_parent<context, Model>;
    field_list fields;
    if constexpr (from_parent && sql::detail::guarded_references<context, Model> == 0) fields.add(in.info.tenancy.field);
    else if constexpr (!from_parent && sql::detail::guarded_references<context, Model> == 1)
        sql::detail::each_guarded<context, Model>(
            [&]<class Attribute>(std::type_identity<Attribute>) { fields = sql::detail::own_fields<Attribute>; });
    const column_info* first = fields.empty() ? nullptr : &in.info.columns[fields[0]];
    auto why = in.error_of(errc::foreign_key_violation, {}, first);
    for (std::size_t i = 1; i < fields.size(); ++i) why->fields.emplace_back(in.info.columns[fields[i]].field);
    return why;
}

/// Runs an INSERT of a row that the database numbers, and reads the number. What failed, or nullptr.
template <class Model, class Scope> std::unique_ptr<error> insert_numbered(const target<Model, Scope>& in, Model& row) {
    using context = typename target<Model, Scope>::context;
    typename target<Model, Scope>::execution run(
        in.scope.session(), sql::spec_of<sql::insert<context, Model, verb::create, false, false>>, driver::access::write, in.caller());
    const auto bind = [&](auto& b) { return bind_row<false>(in, b, row); };
    const driver::step_result step = run.start(bind);
    if (step == driver::step_result::failed) return run.take_error(bind);
    if (step == driver::step_result::done) return missing_reference(in);
    auto& number = reflection::get<counted_field<Model>>(row);
    if (const errc wrong = driver::read_value(run.statement().column(0), number); wrong != errc::ok) {
        run.refuse(wrong, &in.info.columns[counted_field<Model>]);
        run.abandon();
        return run.take_error();
    }
    return run.finish() ? nullptr : run.take_error();
}

/// Runs an INSERT of a row that is complete. What failed, or nullptr.
template <class Model, class Scope> std::unique_ptr<error> insert_row(const target<Model, Scope>& in, Model& row) {
    using context = typename target<Model, Scope>::context;
    if constexpr (counted_field<Model> != no_field)
        if (wants_number(row)) return insert_numbered(in, row);
    constexpr auto& spec = sql::spec_of<sql::insert<context, Model, verb::create, true, false>>;
    const auto bind = [&](auto& b) { return bind_row<true>(in, b, row); };
    if constexpr (sql::detail::inserts_if_allowed<context, Model>) {
        const auto written = in.change(spec, bind);
        if (!written) [[unlikely]] return std::make_unique<error>(written.error());
        return *written != 0 ? nullptr : missing_reference(in);
    } else return in.write(spec, bind);
}

/// The row is moved once, into the answer, and completed there.
template <class Model, class Scope> result<Model> create(const target<Model, Scope>& in, Model&& given) {
    result<Model> answer(std::in_place, std::move(given));
    Model& row = *answer;
    std::unique_ptr<error> why;
    if (const errc refused = row_refusal(in, row); refused != errc::ok) [[unlikely]] why = refused_row(in, refused);
    else {
        fill(row);
        stamp<typename target<Model, Scope>::context>(row, in.scope.tenant());
        why = invalid_row(row);
        if (why == nullptr) [[likely]] why = insert_row(in, row);
    }
    if (why != nullptr) [[unlikely]] answer = fail(std::move(why));
    return answer;
}

/// Whether the rows of a range lie in memory, each in its own place, for as long as the range lives. Others may be made as
/// they are asked for, and gone when the next one is.
template <class Model, class Rows>
inline constexpr bool are_stored = [] {
    using iterator = decltype(std::begin(std::declval<const Rows&>()));
    if constexpr (std::contiguous_iterator<iterator>) return std::same_as<std::iter_value_t<iterator>, Model>;
    else return false;
}();

/// Binds rows that lie one behind the other and need nothing: as many as the statement takes without being told more. Stops at
/// the first that is not such a one, whatever is wrong with it.
template <bool WithNumber, bool Completes, class Model, class Scope, class Statement>
[[gnu::flatten]] const Model* bind_whole_rows(const target<Model, Scope>& in, Statement& statement, const Model* at, const Model* end) {
    using context = typename target<Model, Scope>::context;
    constexpr int shared = sql::insert_binds_tenant<context, Model> ? 1 : 0;
    const std::string_view tenant = in.scope.tenant().view();
    auto rows = statement.take_rows(sql::detail::inserted_count<context, Model, WithNumber>, shared);
    for (; at != end && rows.has_room(); ++at) {
        if ((Completes && needs_completion(*at)) || check_tenant<context>(*at, tenant) != errc::ok) [[unlikely]] break;
        if (invalid_row(*at) != nullptr) [[unlikely]] break;
        std::size_t refused;
        if (bind_fields<context, WithNumber>(rows, *at, refused) != errc::ok) [[unlikely]] break;
        rows.next();
    }
    return at;
}

/// Writes each row with one statement. `Number` says whether the database numbers them; `Completes`, whether what a row leaves
/// out is filled in, and what every write changes is changed.
template <bool WithNumber, bool SkipDuplicates, bool Completes = true, class Model, class Scope, class Rows>
result<std::int64_t> create_each(const target<Model, Scope>& in, const Rows& rows) {
    using context = typename target<Model, Scope>::context;
    constexpr auto& spec = sql::spec_of<sql::insert<context, Model, verb::create_many, WithNumber, SkipDuplicates>>;
    typename target<Model, Scope>::execution run(in.scope.session(), spec, driver::access::write, in.caller());
    std::optional<Model> completed; // only where something is missing: rows that are whole are bound as they are
    std::int64_t given = 0;
    std::size_t number = 0;
    const auto end = std::end(rows);
    for (auto next = std::begin(rows); next != end; ++next) {
        if constexpr (are_stored<Model, Rows> && counted_field<Model> == no_field && requires { run.statement().take_rows(1, 0); }) {
            if (given != 0) { // there is a statement, and a first row
                const auto bound = bind_whole_rows<WithNumber, Completes>(in, run.statement(), &*next, &*next + (end - next)) - &*next;
                given += bound;
                number += static_cast<std::size_t>(bound);
                if ((next += bound) == end) break;
            }
        }
        const Model& each = *next;
        ++number;
        if constexpr (counted_field<Model> != no_field)
            if (wants_number(each) == WithNumber) continue;
        if (const errc refused = check_tenant<context>(each, in.scope.tenant().view()); refused != errc::ok) [[unlikely]]
            return fail(refused_row(in, refused));
        const Model* row = &each;
        if (Completes && needs_completion(each)) {
            completed = each;
            fill(*completed);
            row = &*completed;
        }
        if (auto why = invalid_row(*row, number)) [[unlikely]] return fail(std::move(why));
        const auto bind = [&](auto& b) { return bind_row<WithNumber>(in, b, *row); };
        if (!run.bind(bind)) [[unlikely]] return run.failure();
        if (!run.add_row(are_stored<Model, Rows> && row == &each)) [[unlikely]] return run.failure(bind);
        ++given;
    }
    if (!run.finish_rows()) [[unlikely]] return run.failure();
    if constexpr (sql::detail::inserts_if_allowed<context, Model> && !SkipDuplicates)
        if (run.rows() != given) return fail(missing_reference(in));
    return run.rows();
}

/// Writes rows that one statement is enough for, and that are part of no transaction, without one: the driver sees to it that all
/// of them are written, or none. Nothing: they want a transaction.
template <bool SkipDuplicates, class Model, class Scope, class Rows>
std::optional<result<std::int64_t>> create_alone(const target<Model, Scope>& in, const Rows& rows) {
    using driver_type = typename target<Model, Scope>::driver_type;
    // Where rows are inserted if they are allowed, it takes the number of those that were to tell that one was not.
    constexpr bool tells_late = sql::detail::inserts_if_allowed<typename target<Model, Scope>::context, Model> && !SkipDuplicates;
    if constexpr (!tells_late && requires { std::size(rows); &driver_type::adds_rows_alone; }) {
        const auto& session = in.scope.session();
        if (session.in_transaction() || !driver_type::adds_rows_alone(session.connections().options(), std::size(rows))) return std::nullopt;
        auto written = [&]() -> std::optional<result<std::int64_t>> {
            if constexpr (counted_field<Model> == no_field) return create_each<true, SkipDuplicates>(in, rows);
            else {
                std::size_t without = 0;
                for (const Model& row : rows) without += wants_number(row) ? 1U : 0U;
                if (without == 0) return create_each<true, SkipDuplicates>(in, rows);
                if (without == std::size(rows)) return create_each<false, SkipDuplicates>(in, rows);
                return std::nullopt;
            }
        }();
        // The connection broke before anything was sent, or a statement has to be prepared again, or a conflict: as a transaction does.
        if (written && (*written || !((*written).error().is_retryable() || (*written).error().code == errc::connection_lost))) return written;
    }
    return std::nullopt;
}

template <bool SkipDuplicates, class Model, class Scope, class Rows>
result<std::int64_t> create_many(const target<Model, Scope>& in, const Rows& rows) {
    if (const errc refused = in.scope.check(); refused != errc::ok) return in.refuse(refused);
    if (std::begin(rows) == std::end(rows)) return std::int64_t{0};
    if (auto written = create_alone<SkipDuplicates>(in, rows)) return std::move(*written);
    return in.scope.transaction([&](auto& tx) -> result<std::int64_t> {
        const target<Model, Scope> inside{tx};
        auto written = create_each<true, SkipDuplicates>(inside, rows);
        if constexpr (counted_field<Model> != no_field) {
            if (!written) return written;
            auto numbered = create_each<false, SkipDuplicates>(inside, rows);
            if (!numbered) return numbered;
            *written += *numbered;
        }
        return written;
    });
}

/// Whether an upsert can be written. Says why not.
template <class Model, class Changes, auto... Members> constexpr bool check_upsert() {
    constexpr bool of_model = (std::is_same_v<reflection::class_of<Members>, Model> && ...);
    constexpr bool unique = is_unique_key<Model>(detail::places_of<Members...>());
    static_assert(of_model,
                  "tenon: on_conflict names fields of another model than the repository's: use the fields of its own model");
    static_assert(!of_model || unique,
                  "tenon: on_conflict names fields that are not declared unique together: name a declared unique or the "
                  "primary key");
    return of_model && unique && Changes::check();
}

/// Why an upsert wrote nothing, asked for the error only: what the row refers to is not there, or what the changes refer to; or the
/// row that is in the way is none of the scope's: another tenant's, or a removed one.
template <bool WithNumber, class Model, class Scope, auto... Members, class... Assignments>
TENON_COLD std::unique_ptr<error> upsert_refusal(const target<Model, Scope>& in, const Model& row, on_conflict_option<Members...>,
                                                 const Assignments&...) {
    using context = typename target<Model, Scope>::context;
    if constexpr (sql::detail::inserts_if_allowed<context, Model>) {
        const auto bind = [&](typename target<Model, Scope>::binder& b) { return bind_row<WithNumber>(in, b, row); };
        if (!in.any(sql::spec_of<sql::select_insertable<context, Model, WithNumber>>, bind).value_or(true)) return missing_reference(in);
    }
    if constexpr (sql::detail::tests_new_references<context, Model, typename Assignments::shape...>) {
        const auto value = [](const auto& field) -> const auto& { // NULL is in nobody's way
            if constexpr (is_optional_v<std::remove_cvref_t<decltype(field)>>) return *field;
            else return field;
        };
        if (exists_by_key(in, unique_key_of<Model>(by<Members...>(value(row.*Members)...))).value_or(false))
            return in.error_of(errc::foreign_key_violation);
    }
    return in.error_of(errc::unique_violation);
}

/// One INSERT … ON CONFLICT: no race between looking and writing. The row is complete, and what can be asked before has
/// been.
template <class Model, class Scope, auto... Members, class... Assignments>
result<Model> upsert_row(const target<Model, Scope>& in, const Model& row, on_conflict_option<Members...> on,
                         const Assignments&... assignments) {
    using context = typename target<Model, Scope>::context;
    constexpr field_list named = detail::places_of<Members...>();
    // In layout::prisma the unique constraint is over the fields as they were declared.
    constexpr field_list target_fields =
        context::leads_with_tenant ? info_of<Model>().without_tenant(named) : declared_key<Model>(named);
    bool found = false;
    const auto run_with = [&]<bool WithNumber>(std::bool_constant<WithNumber>) {
        using statement = typename changes<Model, Assignments...>::template statement<
            sql::upsert, context, Model, target_fields, WithNumber>;
        const auto bind = [&](typename target<Model, Scope>::binder& b) {
            return bind_row<WithNumber>(in, b, row) && changes<Model, Assignments...>::bind(b, assignments...);
        };
        auto row_written = in.write_one(sql::spec_of<statement>, bind, found);
        if (row_written && !found) [[unlikely]] row_written = fail(upsert_refusal<WithNumber>(in, row, on, assignments...));
        return row_written;
    };
    auto written = wants_number(row) ? run_with(std::bool_constant<counted_field<Model> == no_field>{}) : run_with(std::true_type{});
    if (!written) [[unlikely]] written = fail(changes<Model, Assignments...>::explained(std::move(written.error())));
    return written;
}

/// `check_upsert` holds.
template <class Model, class Scope, auto... Members, class... Assignments>
result<Model> upsert(const target<Model, Scope>& in, Model row, on_conflict_option<Members...> on,
                     const Assignments&... assignments) {
    if (const errc refused = row_refusal(in, row); refused != errc::ok) [[unlikely]] return fail(refused_row(in, refused));
    fill(row);
    stamp<typename target<Model, Scope>::context>(row, in.scope.tenant());
    if (auto why = invalid_row(row)) [[unlikely]] return fail(std::move(why));
    if (auto why = invalid_changes(in, assignments...)) [[unlikely]] return fail(std::move(why));
    return change_rules<Model, Assignments...>::change(
        in, [&](const target<Model, Scope>& inside) { return upsert_row(inside, row, on, assignments...); });
}

} // namespace tenon::inline TENON_ABI::repository_detail
