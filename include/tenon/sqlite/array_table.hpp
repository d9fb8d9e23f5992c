// tenon/sqlite/array_table.hpp: `tenon_array(?)`: a bound list as a table with the column `value`. So `IN` has one text
// for lists of any length, and every value arrives as it is. `tenon_array(?, ?)`: lists side by side, whose values at one place
// are a row with the columns `value`, `value2`…
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/model/info.hpp>
#include <tenon/sqlite/values.hpp>

#include <sqlite3.h>

#include <cstddef>
#include <new>

namespace tenon::inline TENON_ABI::sqlite::detail {

/// The name by which SQLite checks that a bound pointer is one of ours: no SQL text can make such a pointer.
inline constexpr char array_pointer_type[] = "tenon_list_view";

/// As many as a key has fields.
inline constexpr int most_lists = static_cast<int>(field_list::capacity);

struct array_cursor : sqlite3_vtab_cursor {
    const list_view* lists[most_lists]; ///< the first ones, as many as `count` says
    int count;
    std::size_t row;
    std::size_t size; ///< of the longest
};

struct array_table_object : sqlite3_vtab {
    timestamp_form timestamps = timestamp_form::milliseconds;
};

/// A read-only table that exists without being created, as SQLite's own table functions do.
template <int = 0> struct array_table {
    static int connect(sqlite3* database, void* form, int, const char* const*, sqlite3_vtab** out, char**) noexcept {
        // The column 2i is a value of the list that the column 2i + 1 is.
        static_assert(most_lists == 16);
        const int code = sqlite3_declare_vtab(
            database, "CREATE TABLE x(value, list HIDDEN, value2, list2 HIDDEN, value3, list3 HIDDEN, value4, list4 HIDDEN, "
                      "value5, list5 HIDDEN, value6, list6 HIDDEN, value7, list7 HIDDEN, value8, list8 HIDDEN, value9, list9 HIDDEN, "
                      "value10, list10 HIDDEN, value11, list11 HIDDEN, value12, list12 HIDDEN, value13, list13 HIDDEN, "
                      "value14, list14 HIDDEN, value15, list15 HIDDEN, value16, list16 HIDDEN)");
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
    /// Usable only with the lists given: the first ones, however many.
    static int best_index(sqlite3_vtab*, sqlite3_index_info* plan) noexcept {
        int lists = 0, last = 0;
        for (int i = 0; i < plan->nConstraint; ++i) {
            const auto& given = plan->aConstraint[i];
            if (given.iColumn % 2 != 1 || given.op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
            if (given.usable == 0) return SQLITE_CONSTRAINT;
            const int number = given.iColumn / 2 + 1;
            plan->aConstraintUsage[i].argvIndex = number;
            plan->aConstraintUsage[i].omit = 1;
            if (number > last) last = number;
            ++lists;
        }
        plan->estimatedCost = 1;
        plan->estimatedRows = 100;
        return lists != 0 && lists == last ? SQLITE_OK : SQLITE_CONSTRAINT;
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
        at.count = count;
        at.row = 0;
        at.size = 0;
        for (int i = 0; i < count; ++i) {
            const auto* list = static_cast<const list_view*>(sqlite3_value_pointer(given[i], array_pointer_type));
            if (list != nullptr && list->size > at.size) at.size = list->size;
            at.lists[i] = list;
        }
        return SQLITE_OK;
    }
    static int next(sqlite3_vtab_cursor* cursor) noexcept {
        ++static_cast<array_cursor*>(cursor)->row;
        return SQLITE_OK;
    }
    static int eof(sqlite3_vtab_cursor* cursor) noexcept {
        const auto& at = *static_cast<array_cursor*>(cursor);
        return at.row >= at.size;
    }
    static int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int index) noexcept {
        const auto& at = *static_cast<array_cursor*>(cursor);
        const auto& table = *static_cast<const array_table_object*>(cursor->pVtab);
        if (index % 2 != 0 || index / 2 >= at.count) return SQLITE_OK; // NULL, as behind the end of a shorter list
        const list_view* list = at.lists[index / 2];
        if (list != nullptr && at.row < list->size) give_result(context, (*list)[at.row], table.timestamps);
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
