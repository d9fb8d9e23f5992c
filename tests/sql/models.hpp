// Models of each kind of tenancy, in both layouts.
#pragma once

#include <tenon/tenon.hpp>

#include <cstdint>
#include <optional>
#include <string>

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

} // namespace sample
