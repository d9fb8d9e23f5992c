// tenon/sqlite/array_table.hpp: `tenon_array(?)`: a bound list as a table with the column `value`. So `IN` has one text
// for lists of any length, and every value arrives as it is.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/sqlite/values.hpp>

#include <sqlite3.h>

#include <cstddef>
#include <new>

namespace tenon::inline TENON_ABI::sqlite::detail {

/// The name by which SQLite checks that a bound pointer is one of ours: no SQL text can make such a pointer.
inline constexpr char array_pointer_type[] = "tenon_list_view";

struct array_cursor : sqlite3_vtab_cursor {
    const list_view* list = nullptr;
    std::size_t row = 0;
    std::size_t end = 0;
};

struct array_table_object : sqlite3_vtab {
    timestamp_form timestamps = timestamp_form::milliseconds;
};

/// A read-only table that exists without being created, as SQLite's own table functions do.
template <int = 0> struct array_table {
    static int connect(sqlite3* database, void* form, int, const char* const*, sqlite3_vtab** out, char**) noexcept {
        const int code = sqlite3_declare_vtab(database, "CREATE TABLE x(value, list HIDDEN)");
        if (code != SQLITE_OK) return code;
        auto* table = new (std::nothrow) array_table_object{};
        if (table == nullptr) return SQLITE_NOMEM;
        table->timestamps = *static_cast<const timestamp_form*>(form);
        *out = table;
        return SQLITE_OK;
    }
    static int disconnect(sqlite3_vtab* table) noexcept {
        delete static_cast<array_table_object*>(table);
        return SQLITE_OK;
    }
    /// Usable only with the list given; with the number of a row too, where lists are joined.
    static int best_index(sqlite3_vtab*, sqlite3_index_info* plan) noexcept {
        bool has_list = false, has_row = false;
        for (int i = 0; i < plan->nConstraint; ++i) {
            const auto& given = plan->aConstraint[i];
            bool& found = given.iColumn == 1 ? has_list : has_row;
            if (given.iColumn == 0 || given.op != SQLITE_INDEX_CONSTRAINT_EQ || found) continue;
            if (given.iColumn == 1 && given.usable == 0) return SQLITE_CONSTRAINT;
            if (given.usable == 0) continue;
            found = true;
            plan->aConstraintUsage[i].argvIndex = given.iColumn == 1 ? 1 : 2;
            plan->aConstraintUsage[i].omit = given.iColumn == 1;
        }
        if (!has_list) return SQLITE_CONSTRAINT;
        plan->estimatedCost = 1;
        plan->estimatedRows = has_row ? 1 : 100;
        return SQLITE_OK;
    }
    static int open(sqlite3_vtab*, sqlite3_vtab_cursor** out) noexcept {
        auto* cursor = new (std::nothrow) array_cursor;
        *out = cursor;
        return cursor != nullptr ? SQLITE_OK : SQLITE_NOMEM;
    }
    static int close(sqlite3_vtab_cursor* cursor) noexcept {
        delete static_cast<array_cursor*>(cursor);
        return SQLITE_OK;
    }
    static int filter(sqlite3_vtab_cursor* cursor, int, const char*, int count, sqlite3_value** given) noexcept {
        auto& at = *static_cast<array_cursor*>(cursor);
        at.list = count != 0 ? static_cast<const list_view*>(sqlite3_value_pointer(given[0], array_pointer_type)) : nullptr;
        at.row = 0;
        at.end = at.list != nullptr ? at.list->size : 0;
        if (count == 2) { // of another list's row: no other values come here
            at.row = static_cast<std::size_t>(sqlite3_value_int64(given[1]));
            at.end = at.row < at.end ? at.row + 1 : at.row;
        }
        return SQLITE_OK;
    }
    static int next(sqlite3_vtab_cursor* cursor) noexcept {
        ++static_cast<array_cursor*>(cursor)->row;
        return SQLITE_OK;
    }
    static int eof(sqlite3_vtab_cursor* cursor) noexcept {
        const auto& at = *static_cast<array_cursor*>(cursor);
        return at.row >= at.end;
    }
    static int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int index) noexcept {
        const auto& at = *static_cast<array_cursor*>(cursor);
        const auto& table = *static_cast<const array_table_object*>(cursor->pVtab);
        if (index == 0) give_result(context, (*at.list)[at.row], table.timestamps);
        return SQLITE_OK;
    }
    static int row_id(sqlite3_vtab_cursor* cursor, sqlite3_int64* out) noexcept {
        *out = static_cast<sqlite3_int64>(static_cast<array_cursor*>(cursor)->row);
        return SQLITE_OK;
    }

    /// `form` must live as long as the connection.
    static int create(sqlite3* database, const timestamp_form& form) noexcept {
        static const sqlite3_module module = [] {
            sqlite3_module m{};
            m.xConnect = connect;
            m.xBestIndex = best_index;
            m.xDisconnect = disconnect;
            m.xOpen = open;
            m.xClose = close;
            m.xFilter = filter;
            m.xNext = next;
            m.xEof = eof;
            m.xColumn = column;
            m.xRowid = row_id;
            return m;
        }();
        return sqlite3_create_module_v2(database, "tenon_array", &module, const_cast<timestamp_form*>(&form), nullptr);
    }
};

} // namespace tenon::inline TENON_ABI::sqlite::detail
