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

/// Binds a row for an INSERT: the tenant first, then every field that it inserts.
template <bool WithNumber, class Model, class Scope>
[[gnu::flatten]] bool bind_row(const target<Model, Scope>& in, typename target<Model, Scope>::binder& given, const Model& row) {
    using context = typename target<Model, Scope>::context;
    typename target<Model, Scope>::binder b{given.statement}; // which nobody else knows: compilers keep it in registers
    if constexpr (sql::insert_binds_tenant<context, Model>)
        if (!b.tenant(in.scope.tenant().view())) return false;
    bool bound = true;
    reflection::for_each_field(row, [&]<std::size_t Place>(const auto& field, std::integral_constant<std::size_t, Place>) {
        if constexpr (sql::is_inserted<context, Model>(Place, WithNumber)) {
            if (!bound) [[unlikely]] return;
            if constexpr (sql::stores_empty_tenant<context, Model> && info_of<Model>().tenancy.field == Place)
                bound = b.tenant(field ? std::string_view(*field) : std::string_view());
            else bound = b(in.info.columns[Place], field);
        }
    });
    given.index = b.index;
    given.code = b.code;
    given.column = b.column;
    return bound;
}

/// What keeps a row from being written in this scope, or errc::ok.
template <class Model, class Scope> errc row_refusal(const target<Model, Scope>& in, const Model& row) {
    if (const errc refused = in.scope.check(); refused != errc::ok) return refused;
    return check_tenant<typename target<Model, Scope>::context>(row, in.scope.tenant());
}

template <class Model, class Scope> failure refuse_row(const target<Model, Scope>& in, errc why) {
    const bool names_tenant = in.info.tenancy.has_field() || in.info.tenancy.kind == tenancy_kind::root;
    const bool of_row = why == errc::tenant_mismatch || (why == errc::invalid_tenant && in.scope.check() == errc::ok);
    return in.refuse(why, {}, names_tenant && of_row ? &in.info.columns[in.info.tenancy.field] : nullptr);
}

/// An INSERT that tests what the row refers to wrote no row. Which reference it was is known where there is only one.
template <class Model, class Scope> failure refuse_reference(const target<Model, Scope>& in) {
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
    return fail(std::move(why));
}

/// The answer is `row`, moved.
template <class Model, class Scope> result<Model> create(const target<Model, Scope>& in, Model& row) {
    using context = typename target<Model, Scope>::context;
    if (const errc refused = row_refusal(in, row); refused != errc::ok) [[unlikely]] return refuse_row(in, refused);
    fill(row);
    stamp<context>(row, in.scope.tenant());
    if (auto why = invalid_row(row)) [[unlikely]] return fail(std::move(why));
    if constexpr (counted_field<Model> != no_field) {
        if (wants_number(row)) {
            typename target<Model, Scope>::execution run(
                in.scope.session(), sql::spec_of<sql::insert<context, Model, verb::create, false, false>>,
                driver::access::write, in.caller());
            const auto bind = [&](auto& b) { return bind_row<false>(in, b, row); };
            const driver::step_result step = run.start(bind);
            if (step == driver::step_result::failed) return run.failure(bind);
            if (step == driver::step_result::done) return refuse_reference(in);
            auto& number = reflection::get<counted_field<Model>>(row);
            if (const errc wrong = driver::read_value(run.statement().column(0), number); wrong != errc::ok) {
                run.refuse(wrong, &in.info.columns[counted_field<Model>]);
                run.abandon();
                return run.failure();
            }
            if (!run.finish()) return run.failure();
            return std::move(row);
        }
    }
    constexpr auto& spec = sql::spec_of<sql::insert<context, Model, verb::create, true, false>>;
    const auto bind = [&](auto& b) { return bind_row<true>(in, b, row); };
    if constexpr (sql::detail::inserts_if_allowed<context, Model>) {
        const auto written = in.change(spec, bind);
        if (!written) [[unlikely]] return fail(std::move(written.error()));
        if (*written == 0) return refuse_reference(in);
    } else if (auto why = in.write(spec, bind)) [[unlikely]] return fail(std::move(why));
    return std::move(row);
}

/// Whether the rows of a range lie in memory, each in its own place, for as long as the range lives. Others may be made as
/// they are asked for, and gone when the next one is.
template <class Model, class Rows>
inline constexpr bool are_stored = [] {
    using iterator = decltype(std::begin(std::declval<const Rows&>()));
    if constexpr (std::contiguous_iterator<iterator>) return std::same_as<std::iter_value_t<iterator>, Model>;
    else return false;
}();

/// Writes each row with one statement. `Number` says whether the database numbers them.
template <bool WithNumber, bool SkipDuplicates, class Model, class Scope, class Rows>
result<std::int64_t> create_each(const target<Model, Scope>& in, const Rows& rows) {
    using context = typename target<Model, Scope>::context;
    constexpr auto& spec = sql::spec_of<sql::insert<context, Model, verb::create_many, WithNumber, SkipDuplicates>>;
    typename target<Model, Scope>::execution run(in.scope.session(), spec, driver::access::write, in.caller());
    std::optional<Model> completed; // only where something is missing: rows that are whole are bound as they are
    std::int64_t given = 0;
    std::size_t number = 0;
    for (const Model& each : rows) {
        ++number;
        if constexpr (counted_field<Model> != no_field)
            if (wants_number(each) == WithNumber) continue;
        if (const errc refused = row_refusal(in, each); refused != errc::ok) [[unlikely]] return refuse_row(in, refused);
        const Model* row = &each;
        if (needs_completion(each)) {
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
        if (run.rows() != given) return refuse_reference(in);
    return run.rows();
}

template <bool SkipDuplicates, class Model, class Scope, class Rows>
result<std::int64_t> create_many(const target<Model, Scope>& in, const Rows& rows) {
    if (const errc refused = in.scope.check(); refused != errc::ok) return in.refuse(refused);
    if (std::begin(rows) == std::end(rows)) return std::int64_t{0};
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

/// One INSERT … ON CONFLICT: no race between looking and writing. The row is complete, and what can be asked before has
/// been.
template <class Model, class Scope, auto... Members, class... Assignments>
result<Model> upsert_row(const target<Model, Scope>& in, const Model& row, on_conflict_option<Members...>,
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
        return in.write_one(sql::spec_of<statement>, bind, found);
    };
    auto written = wants_number(row) ? run_with(std::bool_constant<counted_field<Model> == no_field>{}) : run_with(std::true_type{});
    if (!written) [[unlikely]] written = fail(changes<Model, Assignments...>::explained(std::move(written.error())));
    else if (!found) [[unlikely]] {
        // Nothing was written: what the row refers to is not there, or the row that is in the way belongs to another tenant.
        if constexpr (sql::detail::inserts_if_allowed<context, Model>) written = refuse_reference(in);
        else written = in.refuse(errc::unique_violation);
    }
    return written;
}

/// `check_upsert` holds.
template <class Model, class Scope, auto... Members, class... Assignments>
result<Model> upsert(const target<Model, Scope>& in, Model row, on_conflict_option<Members...> on,
                     const Assignments&... assignments) {
    if (const errc refused = row_refusal(in, row); refused != errc::ok) [[unlikely]] return refuse_row(in, refused);
    fill(row);
    stamp<typename target<Model, Scope>::context>(row, in.scope.tenant());
    if (auto why = invalid_row(row)) [[unlikely]] return fail(std::move(why));
    if (auto why = invalid_changes(in, assignments...)) [[unlikely]] return fail(std::move(why));
    return change_rules<Model, Assignments...>::change(
        in, [&](const target<Model, Scope>& inside) { return upsert_row(inside, row, on, assignments...); });
}

} // namespace tenon::inline TENON_ABI::repository_detail
