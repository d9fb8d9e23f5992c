// Models of each kind of tenancy, and a database to try texts on: each text that the library writes is also prepared.
#pragma once

#include "support/catch.hpp"

#include <tenon/sqlite.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sample {

struct Tenant {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};
struct User {
    std::string id;
    std::string tenantId;
    std::string email;
    int level = 0;
    std::optional<std::string> nickname;
    tenon::decimal balance;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>, tenon::index<&User::level>);
};
/// Rows without a tenant are for everybody.
struct Note {
    std::string id;
    std::optional<std::string> tenantId;
    std::string title;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Note::title>);
};
struct Session {
    std::string id;
    std::string userId;
    int hits = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Session::userId>, tenon::references<&Session::userId, &User::id>);
};
/// In a tenant through two parents.
struct Event {
    std::string id;
    std::string sessionId;
    std::string what;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Event::sessionId>, tenon::references<&Event::sessionId, &Session::id>);
};
struct Token {
    std::string id;
    std::string secret;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned);
};
struct Country {
    std::string code;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::primary_key<&Country::code>);
};
struct Ticket {
    std::int64_t id = 0;
    std::string tenantId;
    std::string subject;
    tenon::timestamp changedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&Ticket::id>(tenon::autoincrement), tenon::updated_at<&Ticket::changedAt>);
};
/// A key of two fields and the tenant, said aloud; names that are words of SQL.
struct Line {
    std::string order;
    std::int32_t position = 0;
    std::string tenantId;
    std::int64_t amount = 0;
    static constexpr auto tenon_model =
        tenon::table("group", tenon::primary_key<&Line::tenantId, &Line::order, &Line::position>,
                     tenon::column<&Line::amount>("select \"all\""));
};
/// One row for each tenant.
struct Setting {
    std::string tenantId;
    std::string theme;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Setting::tenantId>);
};

using first_schema = tenon::schema<Tenant, User, Note, Session, Event, Token, Country, Ticket, Line, Setting>;
using prisma_schema =
    tenon::schema<tenon::layout::prisma, Tenant, User, Note, Session, Event, Country, Ticket, Line, Setting>;

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
        made.connection_ = tenon::sqlite::connection::open(options, info, tenon::driver::access::write).value();
        for (const std::string& text : tenon::sql::create_tables<dialect, Schema>()) {
            INFO(text);
            if (!made.connection_->execute(text.c_str())) FAIL(sqlite3_errmsg(made.handle()));
        }
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
