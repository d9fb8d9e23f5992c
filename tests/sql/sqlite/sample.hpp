// A database to try texts on: each text that the library writes is also prepared.
#pragma once

#include "sql/models.hpp"
#include "support/catch.hpp"

#include <tenon/sqlite.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sample {

using dialect = tenon::sql::sqlite_dialect;
/// Statements of a tenant's scope and of a system scope, in both layouts.
using first = tenon::sql::context<dialect, tenon::layout::tenant_first, true>;
using first_system = tenon::sql::context<dialect, tenon::layout::tenant_first, false>;
using prisma = tenon::sql::context<dialect, tenon::layout::prisma, true>;
using prisma_system = tenon::sql::context<dialect, tenon::layout::prisma, false>;

/// A database in memory with the tables of a schema.
class text_database {
public:
    template <class Schema> static text_database of() {
        text_database made;
        tenon::sqlite::options options;
        options.path = ":memory:";
        static constexpr tenon::schema_info info = Schema::info();
        made.connection_ = tenon::sqlite::driver::connect(options, info, tenon::driver::access::write).value();
        for (const std::string& text : tenon::sql::create_tables<dialect, Schema>()) {
            INFO(text);
            if (!made.connection_->execute(text.c_str())) FAIL(sqlite3_errmsg(made.handle()));
        }
        if (!made.connection_->estimate_rows()) FAIL(sqlite3_errmsg(made.handle())); // as create_tables() does
        return made;
    }

    /// How many parameters a text has. Fails the test when SQLite does not take the text.
    int parameters(std::string_view text) const {
        const auto statement = prepare(std::string(text));
        return sqlite3_bind_parameter_count(statement.get());
    }

    /// What EXPLAIN QUERY PLAN says, a step a line.
    std::string plan(std::string_view text) const {
        const auto statement = prepare("EXPLAIN QUERY PLAN " + std::string(text));
        std::string steps;
        while (sqlite3_step(statement.get()) == SQLITE_ROW)
            steps.append(reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 3))).append("\n");
        return steps;
    }

    sqlite3* handle() const { return connection_->native_handle(); }

private:
    struct finalizer {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3_stmt, finalizer> prepare(const std::string& text) const {
        INFO(text);
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle(), text.c_str(), -1, &statement, nullptr) != SQLITE_OK)
            FAIL(sqlite3_errmsg(handle()));
        return std::unique_ptr<sqlite3_stmt, finalizer>(statement);
    }

    std::unique_ptr<tenon::sqlite::connection> connection_;
};

/// The database of a context's layout.
template <class Context> const text_database& database_of() {
    if constexpr (Context::leads_with_tenant) {
        static const text_database database = text_database::of<first_schema>();
        return database;
    } else {
        static const text_database database = text_database::of<prisma_schema>();
        return database;
    }
}

/// The text of a statement type is this one; SQLite takes it, and it has this many parameters.
template <class Context, class Statement> void expect(std::string_view text, int parameters) {
    CHECK(tenon::sql::text_of<Statement>.view() == text);
    CHECK(database_of<Context>().parameters(tenon::sql::text_of<Statement>.view()) == parameters);
}

} // namespace sample
