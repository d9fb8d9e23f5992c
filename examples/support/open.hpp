// The databases of the examples: the one that DATABASE_URL names, or SQLite. A PostgreSQL database has to be empty,
// since each example makes its tables in it.
#pragma once

#include <tenon/sqlite.hpp>
#if EXAMPLE_WITH_POSTGRES // from CMakeLists.txt, where libpq is
#include <tenon/postgres.hpp>
#endif

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

namespace example {

/// A PostgreSQL database where libpq is, and one of SQLite in any case.
#if EXAMPLE_WITH_POSTGRES
using driver = tenon::driver::choice<tenon::sqlite::driver, tenon::postgres::driver>;
#else
using driver = tenon::driver::choice<tenon::sqlite::driver>;
#endif
template <class Schema>
using database = tenon::database<Schema, driver>;

/// What DATABASE_URL says, or `otherwise`.
inline std::string url_or(std::string otherwise) {
    const char* const given = std::getenv("DATABASE_URL");
    return given != nullptr && *given != '\0' ? std::string(given) : otherwise;
}

/// Opens what a URL names. `options`: of SQLite, of PostgreSQL, or none.
template <class Schema, class... Options>
tenon::result<database<Schema>> open(const std::string& url, const Options&... options) {
#if EXAMPLE_WITH_POSTGRES
    return tenon::open<Schema, tenon::sqlite::driver, tenon::postgres::driver>(url, options...);
#else
    return tenon::open<Schema, tenon::sqlite::driver>(url, options...);
#endif
}

/// For the tests of the examples: how many statements a program sent is written to the file that EXAMPLE_STATEMENTS names.
struct statement_count {
    std::atomic<int> sent = 0;
    ~statement_count() {
        if (const char* const file = std::getenv("EXAMPLE_STATEMENTS"); file != nullptr) std::ofstream(file) << sent;
    }
};
inline tenon::statement_hooks counted(tenon::statement_hooks hooks) {
    if (std::getenv("EXAMPLE_STATEMENTS") == nullptr) return hooks;
    static statement_count count;
    hooks.on_statement = [then = std::move(hooks.on_statement)](const tenon::statement_event& event) {
        ++count.sent;
        if (then) then(event);
    };
    return hooks;
}

/// Opens what DATABASE_URL names, or SQLite in memory. `start`: what is done then, if anything (see start.hpp).
template <class Schema, class... Start>
tenon::result<database<Schema>> open(tenon::statement_hooks hooks = {}, const Start&... start) {
    hooks = counted(std::move(hooks));
    const std::string url = url_or(":memory:");
#if EXAMPLE_WITH_POSTGRES
    return example::open<Schema>(url, start..., tenon::sqlite::options{.hooks = hooks}, tenon::postgres::options{.hooks = hooks});
#else
    return example::open<Schema>(url, start..., tenon::sqlite::options{.hooks = hooks});
#endif
}

} // namespace example
