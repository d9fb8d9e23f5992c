// What the probes share. A probe tries to leave its tenant; exit 0: it could not. check_mutations.py runs each against the
// library with one guard taken out at a time, and expects it to fail each time.
#pragma once

#include <tenon/sqlite.hpp>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

namespace {

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
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>);
};
struct Note {
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
};
struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::userId, &User::id>);
};
struct Session {
    std::string id;
    std::string userId;
    int hits = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Session::userId>, tenon::references<&Session::userId, &User::id>);
};
struct Page {
    std::string id;
    std::string tenantId;
    int version = 0;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::soft_delete<&Page::deletedAt>, tenon::version<&Page::version>);
};

using first = tenon::schema<Tenant, User, Note, Post, Session, Page, tenon::audit_entry>;
using prisma = tenon::schema<tenon::layout::prisma, Tenant, User, Note, Post, Session, Page, tenon::audit_entry>;

inline void expect(bool holds, const char* what) {
    if (holds) return;
    std::printf("escaped: %s\n", what);
    std::exit(1);
}

[[maybe_unused]] inline int count_of(const std::string& text, const std::string& part) {
    int count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

} // namespace
