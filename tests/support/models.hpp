// Models that many tests share. One of each kind of tenancy.
#pragma once

#include <tenon/tenon.hpp>

#include <optional>
#include <string>

namespace support {

/// The root.
struct Tenant {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};

/// A tenant's own.
struct User {
    std::string id;
    std::string tenantId;
    std::string email;
    int level = 0;
    std::optional<std::string> nick;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>, tenon::index<&User::level>);
    friend bool operator==(const User&, const User&) = default;
};

/// A tenant's own, or everybody's.
struct Note {
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Note::text>);
};

/// Through its user.
struct Session {
    std::string id;
    std::string userId;
    int hits = 0;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Session::userId>, tenon::references<&Session::userId, &User::id>(tenon::on_delete::cascade));
};

/// Through its session, and so through its user: a chain of two.
struct Click {
    std::string id;
    std::string sessionId;
    std::string target;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Click::sessionId>,
                     tenon::references<&Click::sessionId, &Session::id>(tenon::on_delete::cascade));
};

/// A tenant's own, though it does not say so.
struct Setting {
    std::string name;
    std::string value;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned, tenon::primary_key<&Setting::name>);
};

/// Nobody's.
struct Country {
    std::string code;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::primary_key<&Country::code>);
};

} // namespace support
