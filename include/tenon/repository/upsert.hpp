// tenon/repository/upsert.hpp: a row that is made, or changed where it is there: upsert.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/repository/completion.hpp>
#include <tenon/repository/create.hpp>
#include <tenon/repository/key_fields.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/repository/update.hpp>
#include <tenon/repository/validation.hpp>
#include <tenon/sql/options.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

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
    auto taken = in.error_of(errc::unique_violation);
    for (const std::size_t place : in.info.without_tenant(detail::places_of<Members...>())) taken->fields.emplace_back(in.info.columns[place].field);
    return taken;
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
    if (auto why = complete_row(in, row)) [[unlikely]] return fail(std::move(why));
    if (auto why = invalid_row(row)) [[unlikely]] return fail(std::move(why));
    if (auto why = invalid_changes(in, assignments...)) [[unlikely]] return fail(std::move(why));
    return change_rules<Model, Assignments...>::change(
        in, [&](const target<Model, Scope>& inside) { return upsert_row(inside, row, on, assignments...); });
}

} // namespace tenon::inline TENON_ABI::repository_detail
