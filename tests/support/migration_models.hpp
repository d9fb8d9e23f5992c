// A schema in two versions, as a program has it before and after a change.
#pragma once

#include <tenon/tenon.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace before {

enum class state { open, closed };

struct Tenant {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};
struct User {
    std::string id;
    std::string tenantId;
    std::string email;
    std::string name;
    std::optional<std::string> note;
    std::int16_t level = 0;
    before::state state = before::state::open;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>, tenon::index<&User::level>);
};
struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
    std::string title;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Post::userId, &User::id>(tenon::on_delete::cascade));
};
struct Visit {
    std::int64_t id = 0;
    std::string tenantId;
    std::optional<std::string> postId;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&Visit::id>(tenon::autoincrement), tenon::references<&Visit::postId, &Post::id>);
};
using app = tenon::schema<Tenant, User, Post, Visit>;

} // namespace before

namespace after {

enum class state { open, closed, archived };

using before::Tenant;

/// The table has another name, and so have two of its columns; one is wider, one is required, one is new.
struct Account {
    std::string id;
    std::string tenantId;
    std::string mail;
    std::string fullName;
    std::string note;
    std::int32_t level = 0;
    after::state state = after::state::open;
    std::optional<std::int32_t> points;
    static constexpr auto tenon_model = tenon::table(
        tenon::renamed_from("User"), tenon::renamed_from<&Account::mail>("email"), tenon::renamed_from<&Account::fullName>("name"),
        tenon::unique<&Account::mail>, tenon::default_value<&Account::note>("none"), tenon::index<tenon::desc<&Account::level>>);
};
struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
    std::string title;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Post::userId, &Account::id>(tenon::on_delete::cascade), tenon::index<&Post::title>);
};
struct Visit {
    std::int64_t id = 0;
    std::string tenantId;
    std::optional<std::string> postId;
    std::optional<std::string> from;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&Visit::id>(tenon::autoincrement), tenon::references<&Visit::postId, &Post::id>);
};
struct Tag {
    std::string id;
    std::string postId;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Tag::postId>, tenon::references<&Tag::postId, &Post::id>(tenon::on_delete::cascade));
};
using app = tenon::schema<Tenant, Account, Post, Visit, Tag>;

} // namespace after

namespace support {

/// Two users, each with a post and a visit of it.
template <class Database>
void fill_before(const Database& db) {
    using namespace before;
    tenon::repository<Tenant>(db.system("fill")).create({.id = "acme"}).value();
    const auto acme = db.tenant("acme");
    for (const char* name : {"ann", "bob"}) {
        const auto user = tenon::repository<User>(acme)
                              .create({.email = std::string(name) + "@acme.test", .name = name, .level = 300, .state = state::closed})
                              .value();
        const auto post = tenon::repository<Post>(acme).create({.userId = user.id, .title = name}).value();
        tenon::repository<Visit>(acme).create({.postId = post.id}).value();
    }
}

/// Whether the rows of fill_before are all there, read by the program of after.
template <class Database>
bool holds_after(const Database& db) {
    using namespace after;
    using tenon::field;
    const auto acme = db.tenant("acme");
    const auto ann = tenon::repository<Account>(acme).find_unique(tenon::by<&Account::mail>("ann@acme.test")).value();
    if (!ann || ann->fullName != "ann" || ann->note != "none" || ann->level != 300 || ann->state != state::closed || ann->points) return false;
    const auto post = tenon::repository<Post>(acme).find_first(tenon::where(field<&Post::userId> == ann->id)).value();
    if (!post || post->title != "ann") return false;
    return tenon::repository<Visit>(acme).count(tenon::where(field<&Visit::postId> == post->id)).value() == 1 &&
           tenon::repository<Account>(acme).count().value() == 2 && tenon::repository<Post>(acme).count().value() == 2;
}

} // namespace support
