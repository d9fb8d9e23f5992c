// Filters by related rows: those that refer to a row, and the one that it refers to, in every verb that takes a filter.
#include <optional>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::related;
using tenon::repository;
using tenon::set;
using tenon::take;
using tenon::when;
using tenon::where;

namespace {

struct Post {
    std::string id;
    std::string tenantId;
    std::string authorId;
    std::optional<std::string> editorId;
    std::optional<int> stars;
    std::optional<std::string> replyTo;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::authorId, &User::id>(tenon::on_delete::cascade),
                                                     tenon::references<&Post::editorId, &User::id>,
                                                     tenon::references<&Post::replyTo, &Post::id>);
};
struct Tag {
    std::string id;
    std::string tenantId;
    std::string name;
};
struct PostTag {
    std::string postId;
    std::string tagId;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&PostTag::postId, &PostTag::tagId>,
                                                     tenon::references<&PostTag::postId, &Post::id>(tenon::on_delete::cascade),
                                                     tenon::references<&PostTag::tagId, &Tag::id>);
};
/// A tenant's labels, and everybody's.
struct Label {
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
};
struct Letter {
    std::string id;
    std::string tenantId;
    std::string labelId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Letter::labelId, &Label::id>);
};
struct Room {
    std::string id;
    std::string tenantId;
    std::string building;
    int number = 0;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Room::tenantId, &Room::building, &Room::number>);
};
struct Meeting {
    std::string id;
    std::string tenantId;
    std::string building;
    int room = 0;
    static constexpr auto tenon_model = tenon::table(
        tenon::references<&Meeting::tenantId, &Room::tenantId, &Meeting::building, &Room::building, &Meeting::room, &Room::number>);
};

/// Removed ones are kept.
struct Draft {
    std::string id;
    std::string tenantId;
    std::string authorId;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Draft::authorId, &User::id>, tenon::soft_delete<&Draft::deletedAt>);
};
struct WithDrafts {
    std::string id;
    tenon::count_of<&Draft::authorId> drafts;
    static constexpr auto tenon_shape = tenon::of<User>;
};

constexpr auto posts_of = related<&Post::authorId>;

/// Users ann (posts 1 with 5 stars, 2 with 1 star, 3 with none), bob (post 4 with 5 stars) and eve (no posts); 2 and 4 reply to 1.
template <class Scope> void write_some(const Scope& scope, const std::string& prefix = "") {
    repository<User>(scope)
        .create_many({{.id = prefix + "ann", .email = prefix + "ann", .level = 1},
                      {.id = prefix + "bob", .email = prefix + "bob", .level = 2},
                      {.id = prefix + "eve", .email = prefix + "eve", .level = 3}})
        .value();
    repository<Post>(scope)
        .create_many({{.id = prefix + "1", .authorId = prefix + "ann", .stars = 5},
                      {.id = prefix + "2", .authorId = prefix + "ann", .editorId = prefix + "bob", .stars = 1, .replyTo = prefix + "1"},
                      {.id = prefix + "3", .authorId = prefix + "ann"},
                      {.id = prefix + "4", .authorId = prefix + "bob", .stars = 5, .replyTo = prefix + "1"}})
        .value();
}

template <class Scope, class Condition> strings users(const Scope& scope, Condition condition) {
    return sorted<&User::email>(repository<User>(scope).find_many(where(condition)).value());
}
template <class Scope, class Condition> strings posts(const Scope& scope, Condition condition) {
    return sorted<&Post::id>(repository<Post>(scope).find_many(where(condition)).value());
}

} // namespace

TEMPLATE_LIST_TEST_CASE("some, none and every are about the rows that refer to a row", "[related]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    const auto a = t.tenant("a");
    write_some(a);
    CHECK(users(a, posts_of.some(field<&Post::stars> == 1)) == strings{"ann"});
    CHECK(users(a, posts_of.some(field<&Post::stars> == 5)) == strings{"ann", "bob"});
    CHECK(users(a, posts_of.some()) == strings{"ann", "bob"});
    CHECK(users(a, posts_of.none(field<&Post::stars> == 1)) == strings{"bob", "eve"});
    CHECK(users(a, posts_of.none()) == strings{"eve"});
    // Of no row everything is true; where a row compares with NULL, it is not.
    CHECK(users(a, posts_of.every(field<&Post::stars> >= 1)) == strings{"bob", "eve"});
    CHECK(users(a, posts_of.every(field<&Post::stars> >= 1 || field<&Post::stars>.is_null())) == strings{"ann", "bob", "eve"});
    CHECK(users(a, !posts_of.some()) == strings{"eve"});
    CHECK(users(a, posts_of.some(field<&Post::stars> == 5) && field<&User::level> == 2) == strings{"bob"});
    CHECK(users(a, posts_of.none() || related<&Post::editorId>.some(field<&Post::stars> == 1)) == strings{"bob", "eve"});
}

TEMPLATE_LIST_TEST_CASE("is and is_not are about the row that a row refers to", "[related]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    const auto a = t.tenant("a");
    write_some(a);
    CHECK(posts(a, related<&Post::authorId>.is(field<&User::email> == "ann")) == strings{"1", "2", "3"});
    CHECK(posts(a, related<&Post::authorId>.is_not(field<&User::email> == "ann")) == strings{"4"});
    CHECK(posts(a, related<&Post::editorId>.is(field<&User::level> == 2)) == strings{"2"});
    CHECK(posts(a, related<&Post::editorId>.is_not(field<&User::level> == 2)) == strings{"1", "3", "4"}); // those without one too
}

TEMPLATE_LIST_TEST_CASE("a model is related to itself in both directions, and filters stand in each other", "[related]", backends) {
    test_database<TestType, Tenant, User, Post, Tag, PostTag> t;
    const auto a = t.tenant("a");
    write_some(a);
    CHECK(posts(a, related<&Post::replyTo>.some()) == strings{"1"});
    CHECK(posts(a, related<&Post::replyTo>.some(field<&Post::stars> == 1)) == strings{"1"});
    CHECK(posts(a, related<&Post::replyTo>.is(field<&Post::stars> == 5)) == strings{"2", "4"});
    CHECK(posts(a, related<&Post::replyTo>.is(related<&Post::replyTo>.some(related<&Post::authorId>.is(field<&User::email> == "bob")))) == strings{"2", "4"});
    CHECK(posts(a, related<&Post::replyTo>.is(related<&Post::replyTo>.every(field<&Post::stars> == 5))).empty());
    repository<Tag>(a).create_many({{.id = "n", .name = "news"}, {.id = "s", .name = "sport"}}).value();
    repository<PostTag>(a).create_many({{.postId = "1", .tagId = "n"}, {.postId = "4", .tagId = "n"}, {.postId = "4", .tagId = "s"}}).value();
    const auto has_tag = [](const char* name) { return related<&PostTag::postId>.some(related<&PostTag::tagId>.is(field<&Tag::name> == name)); };
    CHECK(posts(a, has_tag("news")) == strings{"1", "4"});
    CHECK(posts(a, has_tag("news") && has_tag("sport")) == strings{"4"});
    CHECK(users(a, posts_of.some(has_tag("sport"))) == strings{"bob"});
    CHECK(users(a, posts_of.every(!has_tag("sport"))) == strings{"ann", "eve"});
}

TEMPLATE_LIST_TEST_CASE("optional parts stand in filters of related rows", "[related]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    const auto a = t.tenant("a");
    write_some(a);
    for (const bool wanted : {false, true}) {
        CHECK(users(a, posts_of.some(when(wanted, field<&Post::stars> == 1))) == (wanted ? strings{"ann"} : strings{"ann", "bob"}));
        CHECK(users(a, when(wanted, posts_of.some()) && field<&User::level> >= 2) == (wanted ? strings{"bob"} : strings{"bob", "eve"}));
        CHECK(users(a, posts_of.every(when(wanted, field<&Post::stars> == 5))) == (wanted ? strings{"bob", "eve"} : strings{"ann", "bob", "eve"}));
    }
}

TEMPLATE_LIST_TEST_CASE("every verb that takes a filter takes one of related rows", "[related]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    const auto a = t.tenant("a");
    write_some(a);
    const auto all = repository<User>(a);
    const auto liked = where(posts_of.some(field<&Post::stars> == 5));
    CHECK(all.count(liked).value() == 2);
    CHECK(all.exists(liked).value());
    CHECK(all.find_first(liked, tenon::order_by(tenon::desc<&User::email>)).value().value().email == "bob");
    CHECK(all.page(liked, take(1)).value().total == 2);
    CHECK(all.aggregate(tenon::sum<&User::level>, liked).value().get(tenon::sum<&User::level>) == 3);
    CHECK(all.group_by(tenon::by<&User::level>, liked).value().size() == 2);
    CHECK(all.find_many(tenon::distinct<&User::email>, liked).value().size() == 2);
    CHECK(all.update_many(liked, set<&User::level>(9)).value() == 2);
    CHECK(all.update_many(where(posts_of.none()), take(1), set<&User::level>(7)).value() == 1);
    CHECK(users(a, field<&User::level> == 7) == strings{"eve"});
    CHECK(repository<Post>(a).update_many(where(related<&Post::replyTo>.is(field<&Post::stars> == 5)), set<&Post::stars>(2)).value() == 2);
    CHECK(repository<Post>(a).remove_many(where(related<&Post::authorId>.is(field<&User::level> == 9) && field<&Post::replyTo> != std::nullopt)).value() == 2);
    CHECK(all.remove_many(where(posts_of.none())).value() == 2); // bob and eve
}

TEMPLATE_LIST_TEST_CASE("isolation 15 and 17: a filter of related rows sees rows of its scope only", "[related][isolation]", backends) {
    test_database<TestType, Tenant, User, Post, Session> t;
    const std::string of_b = TestType::layout::leads_with_tenant ? "" : "b-";
    write_some(t.tenant("b"), of_b);
    const auto a = t.tenant("a");
    repository<User>(a).create_many({{.id = "ann", .email = "ann"}, {.id = "bob", .email = "bob"}}).value();
    repository<Session>(t.tenant("b")).create({.id = "s", .userId = of_b + "ann", .hits = 1}).value();
    // In tenon's own layout the other tenant's rows name the same keys.
    CHECK(users(a, posts_of.some()).empty());
    CHECK(users(a, posts_of.none()) == strings{"ann", "bob"});
    CHECK(users(a, posts_of.every(field<&Post::stars> == 99)) == strings{"ann", "bob"});
    CHECK(users(a, related<&Session::userId>.some()).empty());
    CHECK(users(t.tenant("b"), related<&Session::userId>.some(field<&Session::hits> == 1)) == strings{of_b + "ann"});
    repository<Post>(a).create({.id = "a1", .authorId = "bob"}).value();
    CHECK(posts(a, related<&Post::authorId>.is(field<&User::level> == 2)).empty()); // b's bob has that level
    repository<Post>(a).create({.id = "1", .authorId = "bob"}).value(); // to b's post of that key others reply
    CHECK(posts(a, related<&Post::replyTo>.some()).empty());
    CHECK(posts(a, related<&Post::replyTo>.none()) == strings{"1", "a1"});
    CHECK(posts(t.tenant("b"), related<&Post::replyTo>.some()) == strings{of_b + "1"});
    CHECK(repository<Session>(t.tenant("b")).count(where(related<&Session::userId>.is(posts_of.some(field<&Post::stars> == 5)))).value() == 1);
    CHECK(repository<User>(a).update_many(where(posts_of.some(field<&Post::stars> == 5)), set<&User::level>(9)).value() == 0);
    CHECK(repository<User>(a).remove_many(where(posts_of.some(field<&Post::stars> == 5))).value() == 0);
    // From a system scope each row has its own tenant's.
    CHECK(repository<User>(t.system()).count(where(posts_of.some())).value() == 3);
    CHECK(repository<User>(t.system()).count(where(posts_of.some(field<&Post::stars> == 5) && field<&User::tenantId> == "a")).value() == 0);
    CHECK(repository<Post>(t.system()).count(where(related<&Post::authorId>.is(field<&User::level> == 2))).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("what everybody has is related to each tenant's rows", "[related]", backends) {
    test_database<TestType, Tenant, Label, Letter> t;
    repository<Label>(t.system()).create({.id = "shared", .text = "everybody's"}).value();
    repository<Label>(t.tenant("a")).create({.id = "own", .text = "own"}).value();
    repository<Letter>(t.tenant("a")).create_many({{.id = "1", .labelId = "shared"}, {.id = "2", .labelId = "own"}}).value();
    repository<Letter>(t.tenant("b")).create({.id = "3", .labelId = "shared"}).value();
    const auto shared = where(related<&Letter::labelId>.is(field<&Label::text> == "everybody's"));
    CHECK(sorted<&Letter::id>(repository<Letter>(t.tenant("a")).find_many(shared).value()) == strings{"1"});
    CHECK(sorted<&Letter::id>(repository<Letter>(t.system()).find_many(shared).value()) == strings{"1", "3"});
    CHECK(repository<Label>(t.tenant("a")).count(where(related<&Letter::labelId>.some())).value() == 2);
    CHECK(repository<Label>(t.tenant("b")).count(where(related<&Letter::labelId>.some(field<&Letter::id> != "3"))).value() == 0);
    CHECK(repository<Label>(t.system()).count(where(related<&Letter::labelId>.some(field<&Letter::id> == "3"))).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("rows are related by several fields together", "[related]", backends) {
    test_database<TestType, Tenant, Room, Meeting> t;
    for (const char* tenant : {"a", "b"}) {
        const std::string of = tenant;
        repository<Room>(t.tenant(tenant)).create_many({{.id = of + "1", .building = "x", .number = 1}, {.id = of + "2", .building = "x", .number = 2}, {.id = of + "3", .building = "y", .number = 2}}).value();
    }
    repository<Meeting>(t.tenant("a")).create({.id = "m", .building = "x", .room = 2}).value();
    const auto taken = where(related<&Meeting::room>.some());
    CHECK(sorted<&Room::id>(repository<Room>(t.tenant("a")).find_many(taken).value()) == strings{"a2"});
    CHECK(repository<Room>(t.tenant("b")).count(taken).value() == 0);
    CHECK(sorted<&Room::id>(repository<Room>(t.system()).find_many(taken).value()) == strings{"a2"});
    CHECK(repository<Meeting>(t.tenant("a")).count(where(related<&Meeting::building>.is(field<&Room::id> == "a2"))).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("related rows that were removed and kept are not there", "[related]", backends) {
    test_database<TestType, Tenant, User, Draft> t;
    const auto a = t.tenant("a");
    repository<User>(a).create_many({{.id = "ann", .email = "ann"}, {.id = "bob", .email = "bob"}}).value();
    repository<Draft>(a).create_many({{.id = "1", .authorId = "ann"}, {.id = "2", .authorId = "bob"}, {.id = "3", .authorId = "bob"}}).value();
    repository<Draft>(a).remove("1").value();
    repository<Draft>(a).remove("2").value();
    CHECK(users(a, related<&Draft::authorId>.some()) == strings{"bob"});
    CHECK(repository<User>(a).get(tenon::as<WithDrafts>, "ann").value().drafts == 0);
    CHECK(repository<User>(a).get(tenon::as<WithDrafts>, "bob").value().drafts == 1);
}
