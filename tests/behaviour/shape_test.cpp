// Shapes: some fields, and relations at any depth, within the scope at each level, one statement for each.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::as;
using tenon::asc;
using tenon::desc;
using tenon::errc;
using tenon::field;
using tenon::order_by;
using tenon::repository;
using tenon::where;

namespace {

struct Post {
    std::string id;
    std::string tenantId;
    std::string authorId;
    std::optional<std::string> editorId;
    std::string title;
    std::optional<std::string> replyTo;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::authorId, &User::id>(tenon::on_delete::cascade),
                                                     tenon::references<&Post::editorId, &User::id>,
                                                     tenon::references<&Post::replyTo, &Post::id>);
};
struct Comment {
    std::int64_t id = 0;
    std::string tenantId;
    std::string postId;
    std::string text;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Comment::postId, &Post::id>(tenon::on_delete::cascade));
};
/// One for each user.
struct Profile {
    tenon::uuid id;
    std::string tenantId;
    std::string userId;
    std::string motto;
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Profile::id>(tenon::uuid7), tenon::unique<&Profile::userId>,
                                                     tenon::references<&Profile::userId, &User::id>(tenon::on_delete::cascade));
};
/// By number, and through a profile's own key.
struct Badge {
    std::int32_t id = 0;
    std::string tenantId;
    tenon::uuid profileId;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Badge::profileId, &Profile::id>(tenon::on_delete::cascade));
};
/// A tenant's labels, and everybody's.
struct Label {
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
};
struct Tagged {
    std::string id;
    std::string tenantId;
    std::string labelId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Tagged::labelId, &Label::id>);
};

struct CommentText {
    std::string text;
    static constexpr auto tenon_shape = tenon::of<Comment>;
};
struct PostTitle {
    std::string title;
    std::vector<CommentText> comments;
    static constexpr auto tenon_shape = tenon::of<Post>;
};
struct UserCard {
    std::string email;
    std::vector<PostTitle> written;
    std::optional<Tenant> tenant;
    std::vector<Post> edited; // a model is the shape of all its fields
    static constexpr auto tenon_shape =
        tenon::of<User>(tenon::via<&UserCard::written, &Post::authorId>, tenon::via<&UserCard::edited, &Post::editorId>);
};
struct UserName {
    std::string email;
    int level;
    static constexpr auto tenon_shape = tenon::of<User>;
};
struct PostWithPeople {
    std::string title;
    UserName author;
    std::optional<UserName> editor;
    static constexpr auto tenon_shape = tenon::of<Post>(tenon::via<&PostWithPeople::author, &Post::authorId>,
                                                        tenon::via<&PostWithPeople::editor, &Post::editorId>);
};
struct Reply {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Post>;
};
struct Thread {
    std::string id;
    std::optional<Reply> answers; // the post that it answers
    std::vector<Reply> replies;
    static constexpr auto tenon_shape =
        tenon::of<Post>(tenon::via<&Thread::answers, &Post::replyTo>, tenon::via<&Thread::replies, &Post::replyTo>);
};
struct BadgeName {
    std::string name;
    static constexpr auto tenon_shape = tenon::of<Badge>;
};
struct ProfileCard {
    std::string motto;
    std::vector<BadgeName> badges;
    static constexpr auto tenon_shape = tenon::of<Profile>;
};
struct Member {
    std::string id;
    std::optional<ProfileCard> profile; // the one that refers to this row
    static constexpr auto tenon_shape = tenon::of<User>;
};
struct SessionHits {
    int hits;
    static constexpr auto tenon_shape = tenon::of<Session>;
};
struct Visitor {
    std::string id;
    std::vector<SessionHits> sessions; // rows that belong to the tenant through their user
    static constexpr auto tenon_shape = tenon::of<User>;
};
struct LabelText {
    std::string text;
    std::optional<std::string> tenantId;
    static constexpr auto tenon_shape = tenon::of<Label>;
};
struct TaggedWith {
    std::string id;
    LabelText label;
    static constexpr auto tenon_shape = tenon::of<Tagged>;
};
struct TagId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Tagged>;
};
struct LabelWithTagged {
    std::optional<std::string> tenantId;
    std::vector<TagId> tagged;
    static constexpr auto tenon_shape = tenon::of<Label>;
};
/// Its names are unique within the tenant, whatever the layout, and referred to with the tenant.
struct Category {
    std::string id;
    std::string tenantId;
    std::string name;
    std::string text;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Category::tenantId, &Category::name>);
};
struct Article {
    std::string id;
    std::string tenantId;
    std::string category;
    static constexpr auto tenon_model = tenon::table(
        tenon::references<&Article::tenantId, &Category::tenantId, &Article::category, &Category::name>);
};
struct CategoryText {
    std::string text;
    static constexpr auto tenon_shape = tenon::of<Category>;
};
struct ArticleCard {
    std::string id;
    CategoryText category;
    static constexpr auto tenon_shape = tenon::of<Article>;
};
struct TenantWithUsers {
    std::string name;
    std::vector<UserName> users;
    static constexpr auto tenon_shape = tenon::of<Tenant>;
};

/// Users ann and bob, posts one, two (of ann) and three (of bob), comments.
template <class Scope> void write_some(const Scope& scope, const std::string& prefix = "") {
    repository<User>(scope).create_many({{.id = prefix + "ann", .email = prefix + "ann", .level = 1}, {.id = prefix + "bob", .email = prefix + "bob", .level = 2}}).value();
    repository<Post>(scope)
        .create_many({{.id = prefix + "1", .authorId = prefix + "ann", .title = "one"},
                      {.id = prefix + "2", .authorId = prefix + "ann", .editorId = prefix + "bob", .title = "two", .replyTo = prefix + "1"},
                      {.id = prefix + "3", .authorId = prefix + "bob", .editorId = prefix + "ann", .title = "three", .replyTo = prefix + "1"}})
        .value();
}
template <class Scope> void comment(const Scope& scope, std::int64_t id, const std::string& post, const std::string& text) {
    repository<Comment>(scope).create({.id = id, .postId = post, .text = text}).value();
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a shape shows fields by name, and relations by their references, at any depth", "[shape]", backends) {
    test_database<TestType, Tenant, User, Post, Comment> t;
    const auto a = t.tenant("a");
    write_some(a);
    comment(a, 1, "1", "yes");
    comment(a, 2, "1", "no");
    comment(a, 3, "3", "perhaps");
    const auto cards = repository<User>(a).find_many(as<UserCard>, order_by(asc<&User::email>)).value();
    REQUIRE(cards.size() == 2);
    CHECK(cards[0].email == "ann");
    REQUIRE(cards[0].written.size() == 2);
    CHECK(cards[0].written[0].title == "one"); // by primary key
    REQUIRE(cards[0].written[0].comments.size() == 2);
    CHECK(cards[0].written[0].comments[0].text == "yes");
    CHECK(cards[0].written[0].comments[1].text == "no");
    CHECK(cards[0].written[1].comments.empty());
    REQUIRE(cards[0].edited.size() == 1);
    CHECK(cards[0].edited[0].id == "3");
    CHECK(cards[0].edited[0].tenantId == "a");
    CHECK(cards[0].tenant.value().id == "a");
    REQUIRE(cards[1].written.size() == 1);
    CHECK(cards[1].written[0].comments.at(0).text == "perhaps");
    CHECK(cards[1].edited.at(0).title == "two");
    CHECK(cards[1].tenant.value().id == "a");
}

TEMPLATE_LIST_TEST_CASE("a row that several refer to is there for each of them", "[shape]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    write_some(t.tenant("a"));
    const auto posts = repository<Post>(t.tenant("a")).find_many(as<PostWithPeople>, order_by(asc<&Post::title>)).value();
    REQUIRE(posts.size() == 3);
    CHECK(posts[0].title == "one");
    CHECK(posts[0].author.email == "ann");
    CHECK_FALSE(posts[0].editor);
    CHECK(posts[1].author.email == "bob");
    CHECK(posts[1].editor.value().email == "ann");
    CHECK(posts[2].author.email == "ann");
    CHECK(posts[2].editor.value().level == 2);
}

TEMPLATE_LIST_TEST_CASE("a model may be related to itself, in both directions", "[shape]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    write_some(t.tenant("a"));
    const auto threads = repository<Post>(t.tenant("a")).find_many(as<Thread>, order_by(asc<&Post::id>)).value();
    REQUIRE(threads.size() == 3);
    CHECK_FALSE(threads[0].answers);
    REQUIRE(threads[0].replies.size() == 2);
    CHECK(threads[0].replies[0].id == "2");
    CHECK(threads[0].replies[1].id == "3");
    CHECK(threads[1].answers.value().id == "1");
    CHECK(threads[1].replies.empty());
}

TEMPLATE_LIST_TEST_CASE("the one row that refers uniquely is an optional one; keys may be numbers and UUIDs", "[shape]", backends) {
    test_database<TestType, Tenant, User, Profile, Badge> t;
    const auto a = t.tenant("a");
    repository<User>(a).create_many({{.id = "ann", .email = "ann"}, {.id = "bob", .email = "bob"}}).value();
    const auto profile = repository<Profile>(a).create({.userId = "bob", .motto = "onward"}).value();
    repository<Badge>(a).create_many({{.id = -7, .profileId = profile.id, .name = "first"}, {.id = 2, .profileId = profile.id, .name = "second"}}).value();
    const auto members = repository<User>(a).find_many(as<Member>, order_by(asc<&User::id>)).value();
    REQUIRE(members.size() == 2);
    CHECK_FALSE(members[0].profile);
    REQUIRE(members[1].profile);
    CHECK(members[1].profile->motto == "onward");
    REQUIRE(members[1].profile->badges.size() == 2);
    CHECK(members[1].profile->badges[0].name == "first");
}

TEMPLATE_LIST_TEST_CASE("isolation 14, 16 and 23: each level sees its scope's rows only", "[shape][isolation]", backends) {
    test_database<TestType, Tenant, User, Post, Comment, Session> t;
    // The same keys in both tenants where the layout has them within the tenant.
    const std::string of_b = TestType::layout::leads_with_tenant ? "" : "b-";
    write_some(t.tenant("a"));
    write_some(t.tenant("b"), of_b);
    comment(t.tenant("a"), 1, "1", "of a");
    comment(t.tenant("b"), 2, of_b + "1", "of b");
    repository<Session>(t.tenant("a")).create({.id = "sa", .userId = "ann", .hits = 1}).value();
    repository<Session>(t.tenant("b")).create({.id = "sb", .userId = of_b + "ann", .hits = 2}).value();
    for (const char* tenant : {"a", "b"}) {
        INFO(tenant);
        const auto cards = repository<User>(t.tenant(tenant)).find_many(as<UserCard>, order_by(asc<&User::email>)).value();
        REQUIRE(cards.size() == 2);
        REQUIRE(cards[0].written.size() == 2);
        REQUIRE(cards[0].written[0].comments.size() == 1);
        CHECK(cards[0].written[0].comments[0].text == std::string("of ") + tenant);
        CHECK(cards[0].tenant.value().id == tenant);
        for (const auto& card : cards)
            for (const auto& post : card.edited) CHECK(post.tenantId == tenant);
        const auto visitors = repository<User>(t.tenant(tenant)).find_many(as<Visitor>, order_by(asc<&User::email>)).value();
        REQUIRE(visitors[0].sessions.size() == 1);
        CHECK(visitors[0].sessions[0].hits == (*tenant == 'a' ? 1 : 2));
    }
    CHECK(repository<User>(t.tenant("c")).find_many(as<UserCard>).value().empty());
    // From a system scope too each row has what is its own tenant's.
    const auto all = repository<User>(t.system()).find_many(as<UserCard>, where(field<&User::level> == 1)).value();
    REQUIRE(all.size() == 2);
    for (const auto& card : all) {
        REQUIRE(card.tenant);
        REQUIRE(card.written.size() == 2);
        REQUIRE(card.written[0].comments.size() == 1);
        CHECK(card.written[0].comments[0].text == "of " + card.tenant->id);
        CHECK(card.edited.at(0).tenantId == card.tenant->id);
    }
    const auto tenants = repository<Tenant>(t.system()).find_many(as<TenantWithUsers>, order_by(asc<&Tenant::id>)).value();
    REQUIRE(tenants.size() >= 2);
    CHECK(tenants[0].users.size() == 2);
    CHECK(tenants[1].users.size() == 2);
    CHECK(repository<Tenant>(t.tenant("a")).get(as<TenantWithUsers>, "a").value().users.size() == 2);
}

TEMPLATE_LIST_TEST_CASE("a tenant's own row is nearer than everybody's with the same key", "[shape]", backends) {
    test_database<TestType, Tenant, User, Label, Tagged> t;
    repository<Label>(t.system()).create_many({{.id = "shared", .text = "everybody's"}, {.id = "both", .text = "everybody's"}}).value();
    const bool both = TestType::layout::leads_with_tenant;
    if (both) repository<Label>(t.tenant("a")).create({.id = "both", .tenantId = "a", .text = "own"}).value();
    repository<Tagged>(t.tenant("a")).create_many({{.id = "1", .labelId = "shared"}, {.id = "2", .labelId = "both"}}).value();
    const auto tagged = repository<Tagged>(t.tenant("a")).find_many(as<TaggedWith>, order_by(asc<&Tagged::id>)).value();
    REQUIRE(tagged.size() == 2);
    CHECK(tagged[0].label.text == "everybody's");
    CHECK_FALSE(tagged[0].label.tenantId);
    CHECK(tagged[1].label.text == (both ? "own" : "everybody's"));
    CHECK(repository<Label>(t.tenant("a")).get(as<LabelText>, "both").value().text == (both ? "own" : "everybody's"));
    CHECK_FALSE(repository<Label>(t.tenant("a")).get(as<LabelText>, "shared").value().tenantId);
    const auto all = repository<Tagged>(t.system()).find_many(as<TaggedWith>, order_by(asc<&Tagged::id>)).value();
    REQUIRE(all.size() == 2);
    CHECK(all[1].label.text == (both ? "own" : "everybody's"));
}

TEMPLATE_LIST_TEST_CASE("a row that refers to a key which a tenant's own row and everybody's have hangs on one of them", "[shape]", tenant_first_backends) {
    test_database<TestType, Tenant, User, Label, Tagged> t;
    repository<Label>(t.system()).create({.id = "both", .text = "everybody's"}).value();
    const auto a = t.tenant("a");
    repository<Label>(a).create({.id = "both", .tenantId = "a", .text = "own"}).value();
    repository<Tagged>(a).create({.id = "1", .labelId = "both"}).value();
    repository<Tagged>(t.tenant("b")).create({.id = "2", .labelId = "both"}).value();
    const auto check = [](const std::vector<LabelWithTagged>& labels, const char* everybodys) {
        REQUIRE(labels.size() == 2);
        for (const LabelWithTagged& label : labels) {
            const std::string wanted = label.tenantId ? "1" : everybodys;
            REQUIRE(label.tagged.size() == (wanted.empty() ? 0 : 1));
            if (!wanted.empty()) CHECK(label.tagged[0].id == wanted);
        }
    };
    for (const bool own_is_last : {true, false}) {
        const auto read = [&](const auto& scope) {
            const auto labels = repository<Label>(scope);
            return own_is_last ? labels.find_many(as<LabelWithTagged>, order_by(asc<&Label::text>)).value()
                               : labels.find_many(as<LabelWithTagged>, order_by(desc<&Label::text>)).value();
        };
        check(read(a), "");
        check(read(t.system()), "2");
    }
    CHECK(repository<Label>(a).get(as<LabelWithTagged>, "both").value().tagged.size() == 1);
}

TEMPLATE_LIST_TEST_CASE("a relation by a key with the tenant in it stays within the tenant, from a system scope too", "[shape][isolation]", backends) {
    test_database<TestType, Tenant, Category, Article> t;
    for (const char* tenant : {"a", "b"}) {
        const std::string of = tenant;
        repository<Category>(t.tenant(tenant)).create({.id = "c" + of, .name = "news", .text = "of " + of}).value();
        repository<Article>(t.tenant(tenant)).create({.id = "x" + of, .category = "news"}).value();
        CHECK(repository<Article>(t.tenant(tenant)).get(as<ArticleCard>, "x" + of).value().category.text == "of " + of);
    }
    const auto all = repository<Article>(t.system()).find_many(as<ArticleCard>, order_by(asc<&Article::id>)).value();
    REQUIRE(all.size() == 2);
    CHECK(all[0].category.text == "of a");
    CHECK(all[1].category.text == "of b");
}

TEMPLATE_LIST_TEST_CASE("one statement for each level, whatever the number of rows", "[shape]", backends) {
    test_database<TestType, Tenant, User, Post, Comment> t;
    const auto a = t.tenant("a");
    std::vector<User> users;
    std::vector<Post> posts;
    std::vector<Comment> comments;
    for (int i = 0; i < 300; ++i) {
        const std::string id = std::to_string(i);
        users.push_back({.id = id, .email = id, .level = i});
        for (int k = 0; k < 4; ++k) posts.push_back({.id = id + "-" + std::to_string(k), .authorId = id, .title = id});
        comments.push_back({.id = i + 1, .postId = id + "-2", .text = id});
    }
    repository<User>(a).create_many(users).value();
    repository<Post>(a).create_many(posts).value();
    repository<Comment>(a).create_many(comments).value();
    for (const int take : {1, 300}) {
        const auto before = t.statements().size();
        const auto cards = repository<User>(a).find_many(as<UserCard>, order_by(asc<&User::level>), tenon::take(take)).value();
        CHECK(t.statements().size() - before == 5); // users, posts written, comments, the tenant, posts edited
        REQUIRE(cards.size() == static_cast<std::size_t>(take));
        for (const auto& card : cards) {
            REQUIRE(card.written.size() == 4);
            for (const auto& post : card.written) REQUIRE(post.title == card.email);
            REQUIRE(card.written[2].comments.at(0).text == card.email);
            REQUIRE(card.edited.empty());
        }
    }
    const auto before = t.statements().size();
    CHECK(repository<User>(a).find_many(as<UserCard>, where(field<&User::level> < 0)).value().empty());
    CHECK(t.statements().size() - before == 1); // nothing hangs on no row
}

TEMPLATE_LIST_TEST_CASE("one row as a shape: the first, the one with a key, or none", "[shape]", backends) {
    test_database<TestType, Tenant, User, Post, Comment> t;
    write_some(t.tenant("a"));
    write_some(t.tenant("b"), "b-");
    const auto users = repository<User>(t.tenant("a"));
    CHECK(users.find_first(as<UserCard>, order_by(desc<&User::level>)).value().value().email == "bob");
    CHECK_FALSE(users.find_first(as<UserCard>, where(field<&User::level> > 9)).value());
    CHECK(users.get(as<UserCard>, "ann").value().written.size() == 2);
    CHECK(users.find_unique(as<UserCard>, tenon::by<&User::email>("bob")).value().value().written.size() == 1);
    CHECK_FALSE(users.find_unique(as<UserCard>, "b-ann").value());
    CHECK(code_of(users.get(as<UserCard>, "b-ann")) == errc::not_found);
    CHECK(code_of(repository<User>(t.tenant("")).find_many(as<UserCard>)) == errc::invalid_tenant);
    CHECK(code_of(users.find_many(as<UserCard>, tenon::take(-1))) == errc::invalid_value);
    if constexpr (TestType::layout::leads_with_tenant)
        CHECK(repository<User>(t.system()).get(as<UserCard>, tenon::in_tenant("b"), "b-ann").value().tenant.value().id == "b");
    const auto in_transaction = t.tenant("a").transaction([](auto& tx) { return repository<User>(tx).get(as<UserCard>, "ann"); });
    CHECK(in_transaction.value().written.size() == 2);
}
