// Models as someone has them who comes from Prisma.
#pragma once

#include <tenon/tenon.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace prisma_tables {

enum class role { USER, ADMIN };

struct Tenant {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};
struct User {
    std::string id;
    std::optional<std::string> tenantId;
    std::string email;
    std::optional<std::string> name;
    prisma_tables::role role = prisma_tables::role::USER;
    bool active = true;
    double score = 0;
    std::int64_t visits = 0;
    tenon::decimal balance;
    std::optional<tenon::json> settings;
    tenon::blob avatar;
    tenon::timestamp createdAt;
    tenon::timestamp updatedAt;
    static constexpr auto tenon_model = tenon::table(
        tenon::references<&User::tenantId, &Tenant::id>, tenon::unique<&User::tenantId, &User::name>,
        tenon::index<&User::role, &User::active>, tenon::unique<&User::email>,
        tenon::default_value<&User::role>(prisma_tables::role::USER), tenon::default_value<&User::active>(true),
        tenon::created_at<&User::createdAt>, tenon::updated_at<&User::updatedAt>);
};
struct Post {
    std::int32_t id = 0;
    std::string authorId;
    std::optional<std::string> reviewerId;
    std::string title;
    static constexpr auto tenon_model = tenon::table(
        tenon::generated<&Post::id>(tenon::autoincrement), tenon::tenant_via<&Post::authorId>,
        tenon::references<&Post::authorId, &User::id>, tenon::references<&Post::reviewerId, &User::id>,
        tenon::index<tenon::desc<&Post::title>>);
};
struct Membership {
    std::string tenantId;
    std::string userId;
    std::string team;
    std::optional<std::string> mentorId;
    static constexpr auto tenon_model = tenon::table(
        tenon::primary_key<&Membership::tenantId, &Membership::userId>,
        tenon::references<&Membership::tenantId, &Membership::tenantId, &Membership::mentorId, &Membership::userId>(
            tenon::on_delete::set_null));
};

using app = tenon::schema<tenon::layout::prisma, Tenant, User, Post, Membership>;

} // namespace prisma_tables
