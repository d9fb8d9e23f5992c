// tenon/driver/hooks.hpp: what the program can watch: every statement, and the slow ones.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/sql/statement.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// One statement that ran. Views live until the hook returns. Nothing in it is a value of a row.
struct statement_event {
    std::string_view model;              ///< empty for statements on no model
    tenon::verb verb = tenon::verb::other;
    std::string_view tenant;             ///< empty in a system scope
    std::string_view system_reason;      ///< why a system scope was opened, and the operation that runs; else empty
    std::string_view text;               ///< the SQL, parameters as placeholders
    std::int64_t rows = 0;               ///< rows read, or changed
    std::chrono::nanoseconds duration{0}; ///< from binding to the last row
    bool cache_hit = false;              ///< the statement was prepared before
    const tenon::error* error = nullptr; ///< why it failed; nullptr when it did not
};

/// Functions that are called on statements, by the thread that ran them, while its connection is still held: so they
/// must be quick, must not use the same database, and must not throw. None is called when none is set, and then no
/// statement is timed either.
struct statement_hooks {
    std::function<void(const statement_event&)> on_statement;
    std::function<void(const statement_event&)> on_slow_statement;
    std::chrono::milliseconds slow_threshold{200}; ///< at least this long is slow

    bool any() const noexcept { return on_statement || on_slow_statement; }
    void operator()(const statement_event& event) const noexcept {
        if (on_statement) on_statement(event);
        if (on_slow_statement && event.duration >= slow_threshold) on_slow_statement(event);
    }
};

} // namespace tenon::inline TENON_ABI
