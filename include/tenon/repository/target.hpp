// tenon/repository/target.hpp: a model in a scope: what all verbs share.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/driver/run.hpp>
#include <tenon/repository/completion.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/statement/insert.hpp>
#include <tenon/sql/statement/remove.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/statement/update.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
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
    using values = driver::value_source<binder>;
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

    /// Binds the tenant and a key. One type for all verbs that bind no more.
    template <class Key> struct scoped_key {
        const target& in;
        const Key& key;
        TENON_INLINE bool operator()(binder& b) const { return in.bind_scope(b) && bind_key(b, key); }
    };

    /// Binds the tenant, the changes of an update, the values of a condition, and the numbers of LIMIT and OFFSET that the
    /// statement has.
    struct selected_rows {
        const target& in;
        values filter;
        unsigned paging = 0;
        row_range range{};
        const values* changes = nullptr;
        bool operator()(binder& b) const {
            return in.bind_scope(b) && (changes == nullptr || (*changes)(b)) && filter(b) &&
                   (!sql::has(paging, sql::paging::take) || b.rows(range.take)) &&
                   (!sql::has(paging, sql::paging::skip) || b.rows(range.skip));
        }
    };

    /// Runs a SELECT, and adds its rows to `rows`. What failed, or nullptr.
    std::unique_ptr<error> read_rows(const sql::statement_spec& spec, const selected_rows& selected,
                                     std::vector<Model>& rows) const {
        if (const errc refused = scope.check(); refused != errc::ok) [[unlikely]] return error_of(refused);
        if (!selected.range.is_valid()) [[unlikely]] return error_of(errc::invalid_value, selected.range.fault());
        // What was asked for is mostly there; only a page of a sane size is worth a guess.
        room_for_rows room{rows, sql::has(selected.paging, sql::paging::take)
                                     ? static_cast<std::size_t>(std::min<std::int64_t>(selected.range.take, 64))
                                     : 0};
        return driver::read_rows<driver_type>(scope.session(), spec, caller(), selected, {&room, &append_row});
    }
    result<std::vector<Model>> read_many(const sql::statement_spec& spec, const selected_rows& selected) const {
        std::vector<Model> rows;
        if (std::unique_ptr<error> why = read_rows(spec, selected, rows)) [[unlikely]] return fail(std::move(*why));
        return rows;
    }

    /// Runs a statement that gives at most one row, to its end when it changes data.
    result<std::optional<Model>> read_one(const sql::statement_spec& spec, driver::access wanted, values bind) const {
        result<std::optional<Model>> row(no_row{}); // every path returns this one: so no path moves a row
        std::unique_ptr<error> why;
        if (const errc refused = scope.check(); refused != errc::ok) [[unlikely]] why = error_of(refused);
        else
            why = driver::read_row<driver_type>(scope.session(), spec, wanted, caller(), bind, {&*row, &emplace_row});
        if (why != nullptr) [[unlikely]] row = fail(std::move(*why));
        return row;
    }

    /// Reads the row with this key. The same, compiled for each model and kind of key: it is what programs do most.
    template <class Key> result<std::optional<Model>> read_by_key(const sql::statement_spec& spec, const Key& key) const {
        result<std::optional<Model>> row(no_row{});
        std::unique_ptr<error> why;
        if (const errc refused = scope.check(); refused != errc::ok) [[unlikely]] why = error_of(refused);
        else {
            execution run(scope.session(), spec, driver::access::read, caller());
            if (!run.bind(scoped_key<Key>{*this, key})) [[unlikely]] why = run.take_error();
            else {
                const driver::step_result step = run.step();
                driver::row_failure failed;
                if (step == driver::step_result::row) [[likely]] row->emplace(row_maker{run.statement(), failed});
                if (failed.code != errc::ok) [[unlikely]] run.refuse(failed.code, &info.columns[failed.place]);
                if (step == driver::step_result::failed || failed.code != errc::ok) [[unlikely]] why = run.take_error();
            }
        }
        if (why != nullptr) [[unlikely]] row = fail(std::move(*why));
        return row;
    }

    /// Runs a statement that changes rows and gives none: how many.
    result<std::int64_t> change(const sql::statement_spec& spec, values bind) const {
        std::int64_t rows = 0;
        std::unique_ptr<error> why;
        if (const errc refused = scope.check(); refused != errc::ok) [[unlikely]] why = error_of(refused);
        else why = driver::change_rows<driver_type>(scope.session(), spec, caller(), bind, rows);
        if (why != nullptr) [[unlikely]] return fail(std::move(*why));
        return rows;
    }

    /// Runs a SELECT of one number.
    result<std::int64_t> number(const sql::statement_spec& spec, values bind) const {
        std::int64_t number = 0;
        std::unique_ptr<error> why;
        if (const errc refused = scope.check(); refused != errc::ok) [[unlikely]] why = error_of(refused);
        else why = driver::read_number<driver_type>(scope.session(), spec, caller(), bind, number);
        if (why != nullptr) [[unlikely]] return fail(std::move(*why));
        return number;
    }

    /// An error of this model that no statement gave.
    TENON_COLD static failure refuse(errc code, std::string_view subject = {}, const column_info* column = nullptr) {
        return fail(std::move(*error_of(code, subject, column)));
    }
    TENON_COLD static std::unique_ptr<error> error_of(errc code, std::string_view subject = {},
                                                      const column_info* column = nullptr) {
        auto e = driver::error_about(code, column, subject);
        e->model = info.model;
        return e;
    }

    /// No row has the key. Says nothing of whether another tenant has such a row.
    TENON_COLD static failure not_found() { return refuse(errc::not_found); }

private:
    using statement_type = typename execution::statement_type;
    using row_maker = driver::row_maker<empty_tenant, Model, statement_type>;

    struct room_for_rows {
        std::vector<Model>& rows;
        std::size_t expected;
    };
    static void append_row(void* into, statement_type& statement, driver::row_failure& failed) {
        auto& [rows, expected] = *static_cast<room_for_rows*>(into);
        if (rows.capacity() == 0 && expected != 0) rows.reserve(expected);
        rows.emplace_back(row_maker{statement, failed});
    }
    static void emplace_row(void* into, statement_type& statement, driver::row_failure& failed) {
        static_cast<std::optional<Model>*>(into)->emplace(row_maker{statement, failed});
    }

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
