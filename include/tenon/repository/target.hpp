// tenon/repository/target.hpp: a model in a scope: what all verbs share.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/driver/run.hpp>
#include <tenon/repository/completion.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/row_room.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/statement/insert.hpp>
#include <tenon/sql/statement/keyset.hpp>
#include <tenon/sql/statement/remove.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/statement/update.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// The rows that a verb is for, and how it changes them: without the types of its options, so that what runs it is not
/// compiled for each. Binds the tenant, the changes, the values of the filter, and the numbers of LIMIT and OFFSET that the
/// statement has. Borrows all of them.
template <class Driver> struct selection {
    using values = driver::values_of<Driver>;

    const tenant_id* tenant; ///< nullptr: the statement has none
    values filter;
    unsigned paging = 0;
    row_range range{};
    const values* changes = nullptr;

    bool operator()(typename driver::execution<Driver>::binder_type& b) const {
        return (tenant == nullptr || b.tenant(tenant->view())) && (changes == nullptr || (*changes)(b)) && filter(b) &&
               (!sql::has(paging, sql::paging::take) || b.rows(range.take)) &&
               (!sql::has(paging, sql::paging::skip) || b.rows(range.skip));
    }
};

/// The rows of a page as a statement gives them, with what it tells besides.
template <class Row> struct page_rows {
    std::int64_t size; ///< how many it may have: one more tells that there are more
    std::vector<Row> rows{};
    std::int64_t total = 0;
    bool has_more = false;
    /// What rows do not show of their places: of each its tenant; of shapes the keys of the first and of the last.
    std::vector<std::string> keys{};
};

template <class Model, class Scope> struct target {
    using schema = typename Scope::schema;
    using driver_type = typename Scope::session_type::driver_type;
    using context = sql::context<typename driver_type::dialect, typename schema::layout, Scope::in_tenant>;
    using execution = driver::execution<driver_type>;
    using binder = typename execution::binder_type;
    using values = driver::values_of<driver_type>;
    using selection = repository_detail::selection<driver_type>;
    static constexpr const model_info& info = info_of<Model>();
    static constexpr bool empty_tenant = sql::stores_empty_tenant<context, Model>;
    /// Rows have a tenant that their struct does not show and the scope does not tell.
    static constexpr bool hides_tenant = sql::has_hidden_tenant<context, Model> && !context::in_tenant;

    Scope scope;

    driver::caller caller() const noexcept {
        if constexpr (Scope::in_tenant) return {&scope.tenant(), scope.reason()};
        else return {nullptr, scope.reason()};
    }
    driver::call<driver_type> call(const sql::statement_spec& spec, values bind) const noexcept {
        return {scope.session(), spec, caller(), bind, scope.check()};
    }
    driver::call<driver_type> call(const sql::statement_spec& spec, const selection& rows) const noexcept {
        auto asked = call(spec, values(rows));
        if (asked.refused == errc::ok && !rows.range.is_valid()) [[unlikely]] {
            asked.refused = errc::invalid_value;
            asked.refused_subject = rows.range.fault();
        }
        return asked;
    }
    selection select(values filter, unsigned paging = 0, const row_range& range = {},
                     const values* changes = nullptr) const noexcept {
        if constexpr (sql::binds_tenant<context, Model>) return {&scope.tenant(), filter, paging, range, changes};
        else return {nullptr, filter, paging, range, changes};
    }

    /// Binds the tenant, where the statement has one.
    template <class Binder> bool bind_scope(Binder& b) const {
        if constexpr (sql::binds_tenant<context, Model>) return b.tenant(scope.tenant().view());
        else return true;
    }

    template <class Binder, class Key> static bool bind_key(Binder& b, const Key& key) {
        return bind_key_values(b, key, typename Key::shape{}, std::make_index_sequence<std::tuple_size_v<decltype(key.values)>>{});
    }

    /// Binds the tenant and a key. One type for all verbs that bind no more.
    template <class Key> struct scoped_key {
        const target& in;
        const Key& key;
        TENON_INLINE bool operator()(binder& b) const { return in.bind_scope(b) && bind_key(b, key); }
    };

    /// Runs a SELECT: its rows become `rows`. What failed, or nullptr.
    std::unique_ptr<error> read_rows(const sql::statement_spec& spec, const selection& selected,
                                     std::vector<Model>& rows) const {
        // What was asked for is mostly there; only a page of a sane size is worth a guess.
        row_room<Model> room{rows, sql::has(selected.paging, sql::paging::take)
                                ? static_cast<std::size_t>(std::clamp<std::int64_t>(selected.range.take, 1, 64))
                                : 1};
        auto why = driver::read_rows<driver_type>(call(spec, selected), {&room, &append_row});
        set_size(rows, room.used());
        return why;
    }
    // Below, every path returns the one result: so no path moves rows, and there is one way to make one to compile.
    TENON_NOINLINE result<std::vector<Model>> read_many(const sql::statement_spec& spec, const selection& selected) const {
        result<std::vector<Model>> rows;
        if (auto why = read_rows(spec, selected, *rows)) [[unlikely]] rows = fail(std::move(why));
        return rows;
    }

    /// Runs a SELECT of a page. What failed, or nullptr.
    std::unique_ptr<error> read_page(const sql::statement_spec& spec, const selection& selected, page_rows<Model>& page) const {
        page_room room{{page.rows, static_cast<std::size_t>(std::clamp<std::int64_t>(selected.range.take, 1, 64))}, page};
        auto why = driver::read_rows<driver_type>(call(spec, selected), {&room, &append_page_row});
        set_size(page.rows, room.used());
        return why;
    }

    /// Runs a SELECT that gives at most one row.
    TENON_NOINLINE result<std::optional<Model>> read_one(const sql::statement_spec& spec, const selection& selected) const {
        result<std::optional<Model>> row;
        auto why = driver::read_row<driver_type>(call(spec, selected), {&*row, &emplace_row});
        if (why != nullptr) [[unlikely]] row = fail(std::move(why));
        return row;
    }

    /// Runs a statement that changes at most one row and gives it back. `found`: whether it did.
    TENON_NOINLINE result<Model> write_one(const sql::statement_spec& spec, values bind, bool& found) const {
        result<Model> row;
        changed_row into{*row, found};
        auto why = driver::write_row<driver_type>(call(spec, bind), {&into, &read_changed});
        if (why != nullptr) [[unlikely]] row = fail(std::move(why));
        return row;
    }

    /// Reads the row with this key. The same, compiled for each model and kind of key: it is what programs do most.
    template <class Key> result<std::optional<Model>> read_by_key(const sql::statement_spec& spec, const Key& key) const {
        result<std::optional<Model>> row;
        std::unique_ptr<error> why;
        if (const errc refused = scope.check(); refused != errc::ok) [[unlikely]] why = error_of(refused);
        else {
            execution run(scope.session(), spec, driver::access::read, caller());
            if (!run.bind(scoped_key<Key>{*this, key})) [[unlikely]] why = run.take_error();
            else {
                driver::step_result step = run.step();
                if (step == driver::step_result::failed && run.broke_harmlessly()) [[unlikely]]
                    step = run.start_again(scoped_key<Key>{*this, key});
                driver::row_failure failed;
                if (step == driver::step_result::row) [[likely]] row->emplace(row_maker{run.statement(), failed});
                if (failed.code != errc::ok) [[unlikely]] run.refuse(failed.code, &info.columns[failed.place]);
                if (step == driver::step_result::failed || failed.code != errc::ok) [[unlikely]] why = run.take_error();
            }
        }
        if (why != nullptr) [[unlikely]] row = fail(std::move(why));
        return row;
    }

    /// Runs a statement that gives no rows, and of which nobody asks how many it changed, in a scope that has been asked. What
    /// failed, or nullptr.
    std::unique_ptr<error> write(const sql::statement_spec& spec, values bind) const {
        return driver::write<driver_type>({scope.session(), spec, caller(), bind});
    }

    /// Runs a statement that changes rows and gives none: how many.
    result<std::int64_t> change(const sql::statement_spec& spec, values bind) const {
        return driver::change_rows<driver_type>(call(spec, bind));
    }

    /// Runs a SELECT of one number.
    result<std::int64_t> number(const sql::statement_spec& spec, values bind) const {
        return driver::read_number<driver_type>(call(spec, bind));
    }

    /// Runs a SELECT of a number: whether it is more than zero.
    result<bool> any(const sql::statement_spec& spec, values bind) const {
        const auto found = number(spec, bind);
        if (!found) [[unlikely]] return fail(found.error());
        return *found > 0;
    }

    /// An error of this model that no statement gave.
    TENON_COLD static failure refuse(errc code, std::string_view subject = {}, const column_info* column = nullptr) {
        return fail(error_of(code, subject, column));
    }
    TENON_COLD static std::unique_ptr<error> error_of(errc code, std::string_view subject = {},
                                                      const column_info* column = nullptr) {
        auto e = driver::error_about(code, column, subject);
        e->model = info.model;
        return e;
    }

    /// Reads a row into one that has been used.
    static void read_row_again(void* into, typename execution::statement_type& statement, driver::row_failure& failed) {
        driver::read_row_into<empty_tenant>(*static_cast<Model*>(into), statement, failed);
    }

    /// No row has the key. Says nothing of whether another tenant has such a row.
    TENON_COLD static failure not_found() { return refuse(errc::not_found); }

private:
    using statement_type = typename execution::statement_type;
    using row_maker = driver::row_maker<empty_tenant, Model, statement_type>;

    struct page_room : row_room<Model> {
        page_rows<Model>& page;
    };
    static void append_row(void* into, statement_type& statement, driver::row_failure& failed) {
        driver::read_row_into<empty_tenant>(static_cast<row_room<Model>*>(into)->take(statement), statement, failed);
    }
    static void append_page_row(void* into, statement_type& statement, driver::row_failure& failed) {
        auto& room = *static_cast<page_room*>(into);
        constexpr int behind = static_cast<int>(info.columns.size());
        const auto note = [&](errc wrong) {
            if (wrong != errc::ok) [[unlikely]] failed.note(wrong, no_field);
        };
        if (room.next == nullptr) note(statement.column(behind).read(column_type::int64, room.page.total));
        if (statement.column(sql::place_of_no_null<Model>()).is_null()) return; // no row, but their number
        room.page.has_more = room.used() == static_cast<std::size_t>(room.page.size);
        if (room.page.has_more) return;
        if constexpr (hides_tenant) {
            std::string_view tenant;
            note(statement.column(behind + 1).read(column_type::text, tenant));
            room.page.keys.emplace_back(tenant);
        }
        append_row(static_cast<row_room<Model>*>(&room), statement, failed);
    }
    struct changed_row {
        Model& row;
        bool& found;
    };
    static void read_changed(void* into, statement_type& statement, driver::row_failure& failed) {
        auto& [row, found] = *static_cast<changed_row*>(into);
        found = true;
        driver::read_row_into<empty_tenant>(row, statement, failed);
    }
    static void emplace_row(void* into, statement_type& statement, driver::row_failure& failed) {
        driver::read_row_into<empty_tenant>(static_cast<std::optional<Model>*>(into)->emplace(), statement, failed);
    }

    template <class Binder, class Key, std::size_t... Places, std::size_t... I>
    static bool bind_key_values(Binder& b, const Key& key, sql::key_shape<Model, Places...>, std::index_sequence<I...>) {
        return (b(info.columns[Places], std::get<I>(key.values)) && ...);
    }
};

} // namespace tenon::inline TENON_ABI::repository_detail
