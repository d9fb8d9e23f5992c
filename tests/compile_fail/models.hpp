// Models without a mistake, and a database of them.
#pragma once

#include <tenon/sqlite.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

struct Tenant {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};
struct User {
    std::string id;
    std::string tenantId;
    std::string email;
    std::optional<std::string> nickname;
    int level = 0;
    double score = 0;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>);
};
struct Line {
    std::string orderId;
    std::int64_t number = 0;
    std::string tenantId;
    std::string text;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Line::orderId, &Line::number>);
};
struct Country {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::shared);
};
struct Note {
    std::string id;
    std::string text;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned);
};
using app = tenon::schema<Tenant, User, Line, Country, Note>;

inline auto open_database() { return tenon::sqlite::open<app>(":memory:").value(); }
inline auto acme() { return open_database().tenant("acme"); }
inline auto everywhere() { return open_database().system("compile-fail cases"); }
