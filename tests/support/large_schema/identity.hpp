// The large schema: companies, people and what they may do.
#pragma once

#include <tenon/tenon.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/large_schema/names.hpp"

namespace large {

enum class member_role { owner, admin, editor, viewer, guest };
enum class locale_name { en, de, fr, es, it, pt, nl, sv, da, fi, pl, cs, tr, ru, uk, el, he, ar, hi, ja, ko, zh };
enum class region : std::int16_t { eu, us, ap };

struct Tenant {
    std::string id;
    std::string name;
    std::string slug;
    large::region region = large::region::eu;
    std::optional<std::string> plan;
    int seats = 0;
    tenon::timestamp createdAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_root<&Tenant::id>(tenon::on_delete::cascade), tenon::unique<&Tenant::slug>,
                     tenon::created_at<&Tenant::createdAt>);
};
struct User {
    std::string id;
    std::string tenantId;
    std::string email;
    std::string passwordHash;
    std::optional<std::string> name;
    locale_name locale = locale_name::en;
    member_role role = member_role::owner;
    std::optional<std::string> avatarUrl;
    int level = 0;
    double score = 0;
    bool active = false;
    std::optional<tenon::timestamp> verifiedAt;
    std::optional<std::string> managerId;
    std::optional<std::string> primaryTeamId;
    tenon::timestamp createdAt;
    tenon::timestamp updatedAt;
};
struct Profile {
    std::string userId;
    std::string tenantId;
    std::string class_;
    std::string namespace_;
    std::optional<std::string> operator_;
    std::optional<tenon::date> birthday;
    std::string bio;
    std::vector<std::string> links;
    static constexpr auto tenon_model =
        tenon::table("table", tenon::primary_key<&Profile::userId>, tenon::column<&Profile::class_>("class"),
                     tenon::column<&Profile::namespace_>("namespace"), tenon::column<&Profile::operator_>("operator"),
                     tenon::references<&Profile::userId, &User::id>(tenon::on_delete::cascade));
};
struct Team {
    std::string id;
    std::string tenantId;
    std::string name;
    std::optional<std::string> leadId;
    std::optional<std::string> parentId;
    std::uint32_t color = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Team::name>, tenon::references<&Team::leadId, &User::id>,
                     tenon::references<&Team::parentId, &Team::id>);
};
struct TeamMember {
    std::string teamId;
    std::string userId;
    std::string tenantId;
    member_role role = member_role::owner;
    tenon::timestamp joinedAt;
    std::optional<std::string> note;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&TeamMember::tenantId, &TeamMember::teamId, &TeamMember::userId>,
                     tenon::references<&TeamMember::teamId, &Team::id>(tenon::on_delete::cascade),
                     tenon::references<&TeamMember::tenantId, &User::tenantId, &TeamMember::userId, &User::id>(
                         tenon::on_delete::cascade),
                     tenon::index<&TeamMember::userId, &TeamMember::role>, tenon::created_at<&TeamMember::joinedAt>);
};
struct Credential {
    std::string username;
    std::string tenantId;
    tenon::blob secretHash;
    int rounds = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Credential::username>, tenon::secret<&Credential::secretHash>);
};
struct Session {
    std::string id;
    std::string userId;
    std::string token;
    std::optional<std::string> ip;
    tenon::timestamp expiresAt;
    int hits = 0;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Session::userId>, tenon::generated<&Session::id>(tenon::uuid7),
        tenon::references<&Session::userId, &User::id>(tenon::on_delete::cascade), tenon::unique<&Session::token>);
};
struct SessionEvent {
    std::string id;
    std::string sessionId;
    tenon::timestamp at;
    std::string what;
    std::optional<tenon::json> payload;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&SessionEvent::sessionId>,
                     tenon::references<&SessionEvent::sessionId, &Session::id>(tenon::on_delete::cascade),
                     tenon::index<&SessionEvent::sessionId, tenon::desc<&SessionEvent::at>>);
};
struct ApiKey {
    tenon::uuid id;
    std::string tenantId;
    std::string name;
    std::vector<std::string> scopes;
    std::optional<tenon::timestamp> lastUsedAt;
    bool revoked = false;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&ApiKey::id>(tenon::uuid4), tenon::unique<&ApiKey::name>);
};
struct Preference {
    std::string tenantId;
    std::string theme;
    std::vector<int> limits;
    std::int16_t retentionDays = 0;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Preference::tenantId>);
};
struct Role {
    std::string id;
    std::optional<std::string> tenantId;
    std::string name;
    std::vector<std::string> permissions;
    std::int8_t rank = 0;
    static constexpr auto tenon_model = tenon::table("group", tenon::unique<&Role::name>);
};
struct Grant {
    std::string id;
    std::string tenantId;
    std::string roleId;
    std::string userId;
    std::optional<std::string> grantedBy;
    std::optional<std::string> note;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Grant::roleId, &Role::id>(tenon::on_delete::restrict),
                     tenon::references<&Grant::userId, &User::id>(tenon::on_delete::cascade),
                     tenon::references<&Grant::grantedBy, &User::id>, tenon::unique<&Grant::roleId, &Grant::userId>);
};
struct Invitation {
    std::string id;
    std::string tenantId;
    std::string email;
    member_role role = member_role::owner;
    std::optional<std::string> invitedById;
    std::optional<tenon::timestamp> acceptedAt;
    tenon::date expiresOn;
    static constexpr auto tenon_model = tenon::table(
        tenon::unique<&Invitation::email, &Invitation::role>,
        tenon::references<&Invitation::invitedById, &User::id>(tenon::on_delete::set_null),
        tenon::index<&Invitation::email>(tenon::where(tenon::field<&Invitation::role> == member_role::guest)));
};

} // namespace large

// In a circle one of the models is described when all of them are there.
template <>
inline constexpr auto tenon::model<large::User> = tenon::table(
    tenon::unique<&large::User::email>, tenon::index<&large::User::level, tenon::desc<&large::User::createdAt>>,
    tenon::secret<&large::User::passwordHash>, tenon::references<&large::User::managerId, &large::User::id>,
    tenon::references<&large::User::primaryTeamId, &large::Team::id>, tenon::created_at<&large::User::createdAt>,
    tenon::updated_at<&large::User::updatedAt>, tenon::default_value<&large::User::active>(true));

namespace large {

template <>
inline constexpr auto changed_field<Tenant> = &Tenant::name;
template <>
inline constexpr auto changed_field<User> = &User::level;
template <>
inline constexpr auto changed_field<Profile> = &Profile::bio;
template <>
inline constexpr auto changed_field<Team> = &Team::color;
template <>
inline constexpr auto changed_field<TeamMember> = &TeamMember::note;
template <>
inline constexpr auto changed_field<Credential> = &Credential::rounds;
template <>
inline constexpr auto changed_field<Session> = &Session::hits;
template <>
inline constexpr auto changed_field<SessionEvent> = &SessionEvent::what;
template <>
inline constexpr auto changed_field<ApiKey> = &ApiKey::revoked;
template <>
inline constexpr auto changed_field<Preference> = &Preference::theme;
template <>
inline constexpr auto changed_field<Role> = &Role::rank;
template <>
inline constexpr auto changed_field<Grant> = &Grant::note;
template <>
inline constexpr auto changed_field<Invitation> = &Invitation::expiresOn;

} // namespace large
