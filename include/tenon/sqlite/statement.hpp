// tenon/sqlite/statement.hpp: a prepared statement of SQLite.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/sql/raw/columns.hpp>
#include <tenon/sqlite/array_table.hpp>
#include <tenon/sqlite/kept_list.hpp>
#include <tenon/sqlite/options.hpp>
#include <tenon/sqlite/values.hpp>

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::sqlite {

/// Used by the thread that holds its connection. Bound views must live until `reset`.
class statement {
public:
    statement(sqlite3_stmt* handle, sqlite3* database, const value_forms& forms) noexcept
        : forms_(forms), handle_(handle), database_(database) {}
    ~statement() { sqlite3_finalize(handle_); }
    statement(const statement&) = delete;
    statement& operator=(const statement&) = delete;

    errc bind(int index, column_type, std::int64_t value) noexcept {
        return code(sqlite3_bind_int64(handle_, index, value));
    }
    errc bind(int index, column_type, bool value) noexcept { return code(sqlite3_bind_int64(handle_, index, value)); }
    errc bind(int index, column_type, double value) noexcept {
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        return code(sqlite3_bind_double(handle_, index, value));
    }
    errc bind(int index, column_type type, std::string_view value) noexcept {
        if (const errc refused = refusal(type, value); refused != errc::ok) [[unlikely]] return refused;
        return text(index, value, keep_);
    }
    /// Text that was made for this call: SQLite keeps a copy.
    errc bind(int index, column_type type, std::string&& value) noexcept {
        if (const errc refused = refusal(type, std::string_view(value)); refused != errc::ok) return refused;
        return text(index, value, SQLITE_TRANSIENT);
    }
    errc bind(int index, column_type, blob_view value) noexcept {
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        // A null pointer would be NULL, which an empty value is not.
        const void* bytes = value.data() != nullptr ? static_cast<const void*>(value.data()) : "";
        return code(sqlite3_bind_blob(handle_, index, bytes, static_cast<int>(value.size()), keep_));
    }
    errc bind(int index, column_type type, timestamp value) noexcept {
        if (forms_.timestamps == timestamp_form::milliseconds)
            return bind(index, type, static_cast<std::int64_t>(value.time_since_epoch().count()));
        char written[detail::offset_text_capacity];
        return text(index, detail::write_with_offset(value, written), SQLITE_TRANSIENT);
    }
    errc bind(int index, column_type, date value) noexcept {
        if (const errc refused = detail::refusal(value); refused != errc::ok) return refused;
        char written[date_text_size];
        return text(index, write_date(value, written), SQLITE_TRANSIENT);
    }
    errc bind(int index, column_type, const uuid& value) noexcept {
        char written[uuid_text_size];
        write_uuid(value, written);
        return text(index, {written, sizeof written}, SQLITE_TRANSIENT);
    }
    errc bind_tenant(int index, std::string_view id) noexcept { return text(index, id, keep_); }
    errc bind_null(int index, const column_info&) noexcept { return code(sqlite3_bind_null(handle_, index)); }

    /// The view itself is borrowed too.
    TENON_LAZY errc bind_list(int index, const list_view& list) noexcept {
        for (std::size_t i = 0; i < list.size; ++i) {
            const errc refused = std::visit([&](const auto& value) { return refusal(list.element, value); }, list[i]);
            if (refused != errc::ok) return refused;
        }
        if (keep_ == SQLITE_TRANSIENT) return bind_kept_list(index, list);
        return code(sqlite3_bind_pointer(handle_, index, const_cast<list_view*>(&list), detail::array_pointer_type,
                                         nullptr));
    }
    /// What is read beside it on its connection, also behind its last row, is of the same moment.
    TENON_COLD void stream_rows() noexcept {
        keep_ = SQLITE_TRANSIENT;
        holds_moment_ = sqlite3_get_autocommit(database_) != 0 && sqlite3_exec(database_, "BEGIN", nullptr, nullptr, nullptr) == SQLITE_OK;
    }

    driver::step_result step() noexcept {
        const int stepped = sqlite3_step(handle_);
        if (stepped == SQLITE_ROW) return driver::step_result::row;
        return stepped == SQLITE_DONE ? driver::step_result::done : driver::step_result::failed;
    }
    cell column(int index) noexcept { return cell(sqlite3_column_value(handle_, index)); }
    std::int64_t changes() noexcept { return adding_ ? added_ : sqlite3_changes64(database_); }

    /// What a raw text gives: types are known of columns of tables only, and NULLs of none.
    TENON_RARE bool describe(std::vector<sql::described_column>& columns) const {
        for (int i = 0; i < sqlite3_column_count(handle_); ++i) {
            const char* name = sqlite3_column_name(handle_, i);
            const char* type = sqlite3_column_decltype(handle_, i);
            if (name == nullptr) return false; // out of memory
            columns.push_back({name, type != nullptr ? type : "", detail::fields_of_type(type != nullptr ? type : "")});
        }
        return true;
    }
    int parameter_count() const noexcept { return sqlite3_bind_parameter_count(handle_); }
    bool only_reads() const noexcept { return sqlite3_stmt_readonly(handle_) != 0 && sqlite3_stmt_isexplain(handle_) == 0; }

    bool add_row(bool, const driver::number_sink* numbers) {
        driver::step_result stepped = step();
        for (; stepped == driver::step_result::row; stepped = step())
            if (numbers != nullptr) numbers->add(numbers->into, sqlite3_column_int64(handle_, 0));
        if (stepped == driver::step_result::failed) return false;
        added_ += sqlite3_changes64(database_);
        sqlite3_reset(handle_);
        return true;
    }
    bool finish_rows() noexcept {
        adding_ = true;
        return true;
    }

    /// An interrupted statement rolls back, where one that is only reset would commit what it did so far.
    void abandon() noexcept {
        sqlite3_interrupt(database_);
        sqlite3_step(handle_);
    }

    void reset() noexcept {
        sqlite3_reset(handle_);
        if (holds_moment_) [[unlikely]] leave_moment();
        keep_ = SQLITE_STATIC;
        in_use = false;
        adding_ = false;
        added_ = 0;
    }

    bool in_use = false; ///< kept by statement_cache; beside what `reset` clears too

private:
    TENON_COLD void leave_moment() noexcept {
        holds_moment_ = false;
        if (sqlite3_get_autocommit(database_) == 0) sqlite3_exec(database_, "COMMIT", nullptr, nullptr, nullptr);
    }
    template <class Value> errc refusal(column_type type, const Value& value) const noexcept {
        const errc refused = detail::refusal(value);
        if constexpr (std::is_same_v<Value, std::string_view>)
            if (refused == errc::ok && forms_.numeric_columns) return detail::numeric_refusal(type, value);
        return refused;
    }
    TENON_RARE errc bind_kept_list(int index, const list_view& list) noexcept {
        auto* kept = new (std::nothrow) detail::kept_list;
        if (kept == nullptr || !kept->copy(list)) {
            delete kept;
            return errc::out_of_memory;
        }
        return code(sqlite3_bind_pointer(handle_, index, static_cast<list_view*>(kept), detail::array_pointer_type,
                                         detail::kept_list::forget));
    }
    errc text(int index, std::string_view value, sqlite3_destructor_type keep) noexcept {
        const char* bytes = value.data() != nullptr ? value.data() : ""; // null would be NULL
        return code(sqlite3_bind_text(handle_, index, bytes, static_cast<int>(value.size()), keep));
    }
    static errc code(int result) noexcept {
        if (result == SQLITE_OK) [[likely]] return errc::ok;
        if (result == SQLITE_NOMEM) return errc::out_of_memory;
        return result == SQLITE_TOOBIG ? errc::too_long : errc::invalid_sql;
    }

    bool holds_moment_ = false; ///< its transaction is its own
    bool adding_ = false; ///< rows were added one by one: changes() is of all
    value_forms forms_;
    sqlite3_stmt* handle_;
    sqlite3* database_;
    std::int64_t added_ = 0; ///< by rows that were added one by one
    sqlite3_destructor_type keep_ = SQLITE_STATIC; ///< whether what is bound is borrowed or copied
};

static_assert(driver::cell<cell>);
static_assert(driver::statement<statement>);

} // namespace tenon::inline TENON_ABI::sqlite
