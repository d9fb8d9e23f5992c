// tenon/repository/target.hpp: a model in a scope: what all verbs share.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/repository/completion.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/statement/insert.hpp>
#include <tenon/sql/statement/remove.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/statement/update.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// The key of a row: a shape, and values for it.
template <class Shape, class Values> struct key_of {
    using shape = Shape;
    Values values;
};

template <class Model, field_list Fields, class Sequence> struct shape_of_fields;
template <class Model, field_list Fields, std::size_t... I>
struct shape_of_fields<Model, Fields, std::index_sequence<I...>> {
    using type = sql::key_shape<Model, Fields[I]...>;
};
template <class Model, field_list Fields>
using key_shape_of = typename shape_of_fields<Model, Fields, std::make_index_sequence<Fields.size()>>::type;

/// Whether two keys have the same fields, in any order.
consteval bool same_fields(const field_list& a, const field_list& b) {
    if (a.size() != b.size()) return false;
    for (const std::size_t place : a)
        if (!b.contains(place)) return false;
    return true;
}

/// The declared unique constraint, or the primary key, that these fields name, the tenant aside: one that has just these
/// fields comes first. Empty when there is none. By value: with its sanitizers on, GCC 12 compares no address with nullptr
/// in a constant.
template <class Model> consteval field_list declared_key(const field_list& fields) {
    constexpr const model_info& model = info_of<Model>();
    if (same_fields(fields, model.declared_primary_key)) return model.declared_primary_key;
    for (const key_info& unique : model.uniques)
        if (same_fields(fields, unique.fields)) return unique.fields;
    const field_list asked = model.without_tenant(fields);
    if (same_fields(asked, model.primary_key)) return model.declared_primary_key;
    for (const key_info& unique : model.uniques)
        if (same_fields(asked, model.without_tenant(unique.fields))) return unique.fields;
    return {};
}

/// Whether these fields are a declared unique constraint or the primary key, in any order, the tenant aside.
template <class Model> consteval bool is_unique_key(const field_list& fields) {
    return !declared_key<Model>(fields).empty();
}

template <class Model, class Scope> struct target {
    using schema = typename Scope::schema;
    using driver_type = typename Scope::session_type::driver_type;
    using context = sql::context<typename driver_type::dialect, typename schema::layout, Scope::in_tenant>;
    using execution = driver::execution<driver_type>;
    using binder = typename execution::binder_type;
    static constexpr const model_info& info = info_of<Model>();
    static constexpr bool empty_tenant = sql::stores_empty_tenant<context, Model>;

    Scope scope;

    driver::caller caller() const noexcept {
        if constexpr (Scope::in_tenant) return {&scope.tenant(), scope.reason()};
        else return {nullptr, scope.reason()};
    }

    /// Binds the tenant, where the statement has one.
    bool bind_scope(binder& b) const {
        if constexpr (sql::binds_tenant<context, Model>) return b.tenant(scope.tenant().view());
        else return true;
    }

    template <class Key> static bool bind_key(binder& b, const Key& key) {
        return bind_key_values(b, key, typename Key::shape{}, std::make_index_sequence<std::tuple_size_v<decltype(key.values)>>{});
    }

    /// Binds the tenant and a key. One type for all verbs that bind no more: so they share one read_one.
    template <class Key> struct scoped_key {
        const target& in;
        const Key& key;
        TENON_INLINE bool operator()(binder& b) const { return in.bind_scope(b) && bind_key(b, key); }
    };

    /// Reads the current row: `put` is given something that converts to it. What fails becomes the failure of the run,
    /// and a statement that changes data is undone.
    template <class Put> static bool read(execution& run, driver::access wanted, Put put) {
        driver::row_failure failed;
        try {
            put(driver::row_maker<empty_tenant, Model, typename execution::statement_type>{run.statement(), failed});
        } catch (...) { // out of memory: resetting would commit what the caller is told has failed
            if (wanted == driver::access::write) run.abandon();
            throw;
        }
        if (failed.code == errc::ok) [[likely]] return true;
        run.refuse(failed.code, &info.columns[failed.place]);
        if (wanted == driver::access::write) run.abandon();
        return false;
    }

    /// Runs a statement that gives at most one row, to its end when it changes data.
    template <class Bind>
    result<std::optional<Model>> read_one(const sql::statement_spec& spec, driver::access wanted, const Bind& bind) const {
        result<std::optional<Model>> row(no_row{}); // every path returns this one: so no path moves a row
        if (const errc refused = scope.check(); refused != errc::ok) [[unlikely]] {
            row = refuse(refused);
            return row;
        }
        execution run(scope.session(), spec, wanted, caller());
        if (!run.bind(bind)) [[unlikely]] {
            row = run.failure();
            return row;
        }
        const driver::step_result step = run.step();
        if (step == driver::step_result::row) [[likely]] {
            if (!read(run, wanted, [&](auto maker) { row->emplace(maker); })) [[unlikely]] row = run.failure();
            else if (wanted == driver::access::write && !run.finish()) [[unlikely]] row = run.failure(bind);
        } else if (step == driver::step_result::failed) [[unlikely]] row = run.failure(bind);
        return row;
    }

    /// Runs a statement that changes rows and gives none: how many.
    template <class Bind> result<std::int64_t> change(const sql::statement_spec& spec, const Bind& bind) const {
        if (const errc refused = scope.check(); refused != errc::ok) [[unlikely]] return refuse(refused);
        execution run(scope.session(), spec, driver::access::write, caller());
        if (!run.bind(bind) || !run.run()) [[unlikely]] return run.failure(bind);
        return run.rows();
    }

    /// Runs a SELECT of one number.
    template <class Bind> result<std::int64_t> number(const sql::statement_spec& spec, const Bind& bind) const {
        if (const errc refused = scope.check(); refused != errc::ok) [[unlikely]] return refuse(refused);
        execution run(scope.session(), spec, driver::access::read, caller());
        if (!run.bind(bind)) [[unlikely]] return run.failure();
        if (run.step() != driver::step_result::row) [[unlikely]] return run.failure();
        std::int64_t value = 0;
        const errc wrong = run.statement().column(0).read(column_type::int64, value);
        if (wrong != errc::ok) [[unlikely]] {
            run.refuse(wrong, nullptr);
            return run.failure();
        }
        return value;
    }

    /// An error of this model that no statement gave.
    TENON_COLD static failure refuse(errc code, std::string_view subject = {}, const column_info* column = nullptr) {
        error e = make_error(code, subject.empty() && column != nullptr ? column->field : subject);
        e.model = info.model;
        if (column != nullptr) e.fields.emplace_back(column->field);
        return fail(std::move(e));
    }

    /// No row has the key. Says nothing of whether another tenant has such a row.
    TENON_COLD static failure not_found() { return refuse(errc::not_found); }

private:
    // std::nullopt would be a constant, and GCC writes constants whole: it would clear all the room of the row first.
    struct no_row {
        operator std::optional<Model>() const noexcept { return std::nullopt; }
    };
    template <class Key, std::size_t... Places, std::size_t... I>
    static bool bind_key_values(binder& b, const Key& key, sql::key_shape<Model, Places...>, std::index_sequence<I...>) {
        return (b(info.columns[Places], std::get<I>(key.values)) && ...);
    }
};

} // namespace tenon::inline TENON_ABI::repository_detail
