// tenon/repository/create.hpp: one new row: create.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/repository/completion.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/repository/validation.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
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

/// How many of the rows that is.
template <class Model, class Rows> std::size_t count_unnumbered([[maybe_unused]] const Rows& rows) {
    std::size_t count = 0;
    if constexpr (counted_field<Model> != no_field)
        for (const Model& row : rows) count += wants_number(row) ? 1U : 0U;
    return count;
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

/// Fills in what the program left out: tenant, generated ids, times, defaults. What keeps the row from being written in this scope,
/// or nullptr.
template <class Model, class Scope> std::unique_ptr<error> complete_row(const target<Model, Scope>& in, Model& row) {
    if (const errc refused = row_refusal(in, row); refused != errc::ok) [[unlikely]] return refused_row(in, refused);
    fill(row);
    stamp<typename target<Model, Scope>::context>(row, in.scope.tenant());
    return nullptr;
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
        if (!why) [[likely]] why = insert_row(in, row);
    }
    if (why) [[unlikely]] answer = fail(std::move(why));
    return answer;
}

} // namespace tenon::inline TENON_ABI::repository_detail
