// tenon/sqlite/raw_guard.hpp: SQLite's authorizer, while a raw text of a tenant is prepared and runs: it may only read, and base
// tables only through the table expressions that show the tenant's own rows (see sql/raw/guarded_text.hpp).
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/random.hpp>
#include <tenon/sql/raw/guarded_text.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sqlite::detail {

/// Of one connection. Setting an authorizer makes SQLite prepare every statement again, and it asks also when it prepares one again
/// by itself: so it is set once, when the first raw text comes, and says yes to all while the guard is not open.
template <int = 0> class raw_guard {
public:
    raw_guard() = default;
    raw_guard(const raw_guard&) = delete; // SQLite keeps its address
    raw_guard& operator=(const raw_guard&) = delete;

    /// A name that nobody can know: a text that could say it would read all rows.
    TENON_COLD const std::string& new_secret() {
        std::array<std::byte, 16> bytes;
        fill_random(bytes);
        secret_ = "tenon_";
        for (const std::byte byte : bytes)
            for (const unsigned digit : {static_cast<unsigned>(byte) >> 4U, static_cast<unsigned>(byte) & 15U})
                secret_ += "0123456789abcdef"[digit];
        return secret_;
    }

    /// From now on, until `close`. What is wrong with the names of the text's table expressions, or nothing.
    TENON_COLD std::string open(sqlite3* database, sql::guarded_text& text) {
        if (!std::exchange(installed_, true)) {
            // Made by their first use, which is more than reading.
            sqlite3_exec(database, "SELECT 1 FROM json_each('[]'), json_tree('[]')", nullptr, nullptr, nullptr);
            sqlite3_set_authorizer(database, &ask, this);
        }
        for (const std::string& name : text.own)
            if (is_of_sqlite(name) || begins(name, "tenon_")) return name + " is no name for a table expression";
        for (const std::string& name : text.tables)
            if (is_of_sqlite(name)) return name + " is no name for a table that raw SQL reads";
        own_ = std::move(text.own);
        tables_ = std::move(text.tables);
        shared_ = std::move(text.shared);
        is_open_ = true;
        return {};
    }
    void close() noexcept { is_open_ = false; }

private:
    static int ask(void* guard, int action, const char* first, const char* second, const char* database, const char* within) {
        const auto view = [](const char* text) { return text != nullptr ? std::string_view(text) : std::string_view(); };
        const auto& self = *static_cast<const raw_guard*>(guard);
        if (!self.is_open_) return SQLITE_OK;
        switch (action) {
        case SQLITE_SELECT:
        case SQLITE_RECURSIVE: return SQLITE_OK;
        case SQLITE_FUNCTION: return is_harmless(view(second)) ? SQLITE_OK : SQLITE_DENY;
        case SQLITE_READ: return self.may_read(view(first), view(second), view(database), view(within)) ? SQLITE_OK : SQLITE_DENY;
        default: return SQLITE_DENY;
        }
    }

    /// `within`: the innermost view or table expression that reads.
    bool may_read(std::string_view table, std::string_view column, std::string_view database, std::string_view within) const noexcept {
        if (database == "main" && within.starts_with(secret_)) return true;
        const auto is_it = [&](std::string_view name) { return sql::is_same_sqlite_name(name, table); };
        // A condition-less expression may become part of what is around it, so that its table is read from there.
        if (database == "main" && std::any_of(shared_.begin(), shared_.end(), is_it)) return true;
        if (std::any_of(std::begin(json_tables), std::end(json_tables), is_it)) return true;
        // Of a table expression SQLite asks only where no column of it is used, and then without a database.
        return column.empty() && database.empty() &&
               (table.starts_with(secret_) || std::any_of(own_.begin(), own_.end(), is_it) ||
                std::any_of(tables_.begin(), tables_.end(), is_it));
    }

    /// Functions that load code, or tell of what the connection did before.
    static bool is_harmless(std::string_view name) noexcept {
        constexpr std::string_view others[] = {"load_extension", "last_insert_rowid", "changes", "total_changes"};
        return !is_one_of(name, others);
    }
    static bool is_of_sqlite(std::string_view table) noexcept {
        constexpr std::string_view others[] = {"dbstat", "bytecode", "tables_used"};
        return begins(table, "sqlite_") || begins(table, "pragma_") || is_one_of(table, others);
    }
    static bool begins(std::string_view name, std::string_view with) noexcept { return sql::is_same_sqlite_name(name.substr(0, with.size()), with); }
    static bool is_one_of(std::string_view name, std::span<const std::string_view> names) noexcept {
        return std::any_of(names.begin(), names.end(), [&](std::string_view each) { return sql::is_same_sqlite_name(name, each); });
    }
    static constexpr std::string_view json_tables[] = {"json_each", "json_tree"};

    bool installed_ = false;
    bool is_open_ = false;
    std::string secret_ = "tenon_"; ///< the beginning of the names of expressions that may read base tables
    std::vector<std::string> own_;
    std::vector<std::string> tables_;
    std::vector<std::string> shared_;
};

} // namespace tenon::inline TENON_ABI::sqlite::detail
