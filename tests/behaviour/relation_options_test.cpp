// What relations of shapes are read with: conditions, an order, the first rows of each; and counts of related rows.
#include <tenon/dynamic.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::as;
using tenon::asc;
using tenon::count_of;
using tenon::desc;
using tenon::errc;
using tenon::field;
using tenon::order_by;
using tenon::relation;
using tenon::repository;
using tenon::take;
using tenon::where;

namespace {

struct Post {
    std::string id;
    std::string tenantId;
    std::string authorId;
    std::optional<std::string> replyTo;
    int stars = 0;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::authorId, &User::id>(tenon::on_delete::cascade),
                                                     tenon::references<&Post::replyTo, &Post::id>);
};
struct Comment {
    std::string id;
    std::string tenantId;
    std::string postId;
    std::string text;
    tenon::decimal worth;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Comment::postId, &Post::id>(tenon::on_delete::cascade),
                                                     tenon::index<&Comment::worth>(where(field<&Comment::worth> > 0)));
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

struct PostId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Post>;
};
struct Best {
    std::string email;
    std::vector<PostId> posts;
    static constexpr auto tenon_shape =
        tenon::of<User>(relation<&Best::posts>(where(field<&Post::stars> >= 2), order_by(desc<&Post::stars>), take(2)));
};
struct CommentText {
    std::string text;
    static constexpr auto tenon_shape = tenon::of<Comment>;
};
struct PostWithComments {
    std::string id;
    count_of<&Comment::postId> comments;
    std::vector<CommentText> said;
    static constexpr auto tenon_shape = tenon::of<Post>(relation<&PostWithComments::said>(order_by(desc<&Comment::text>), take(1)));
};
struct Deep {
    std::string email;
    std::vector<PostWithComments> posts;
    static constexpr auto tenon_shape = tenon::of<User>(relation<&Deep::posts>(take(2)));
};
struct Counted {
    std::string email;
    count_of<&Post::authorId> posts;
    count_of<&Post::authorId> good;
    count_of<&Session::userId> sessions;
    static constexpr auto tenon_shape = tenon::of<User>(relation<&Counted::good>(where(field<&Post::stars> >= 3)));
};
struct OnlyCount {
    count_of<&Post::replyTo> replies;
    static constexpr auto tenon_shape = tenon::of<Post>;
};
struct Dear {
    count_of<&Comment::postId> comments;
    static constexpr auto tenon_shape =
        tenon::of<Post>(relation<&Dear::comments>(where(field<&Comment::worth> >= 2 && !field<&Comment::worth>.between(3, 9U))));
};
struct Reply {
    std::string id;
    std::optional<PostId> answers;
    static constexpr auto tenon_shape = tenon::of<Post>(tenon::via<&Reply::answers, &Post::replyTo>,
                                                        relation<&Reply::answers>(where(field<&Post::stars> > 1 && tenon::when(false, field<&Post::stars> > 99))));
};
struct LetterId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Letter>;
};
struct LabelWithLetters {
    std::string id;
    std::vector<LetterId> letters;
    count_of<&Letter::labelId> all;
    static constexpr auto tenon_shape = tenon::of<Label>(relation<&LabelWithLetters::letters>(order_by(desc<&Letter::id>), take(2)));
};
struct Wrong {
    std::string id;
    std::vector<LetterId> letters;
    static constexpr auto tenon_shape = tenon::of<Label>(relation<&Wrong::letters>(take(-1)));
};

/// Users ann (posts 1 to 4, with as many stars), bob (post 5 with 5 stars) and eve (no posts); 2 and 3 reply to 1, 4 to 3.
template <class Scope> void write_some(const Scope& scope, const std::string& prefix = "") {
    repository<User>(scope)
        .create_many({{.id = prefix + "ann", .email = prefix + "ann"}, {.id = prefix + "bob", .email = prefix + "bob"}, {.id = prefix + "eve", .email = prefix + "eve"}})
        .value();
    repository<Post>(scope)
        .create_many({{.id = prefix + "1", .authorId = prefix + "ann", .stars = 1},
                      {.id = prefix + "2", .authorId = prefix + "ann", .replyTo = prefix + "1", .stars = 2},
                      {.id = prefix + "3", .authorId = prefix + "ann", .replyTo = prefix + "1", .stars = 3},
                      {.id = prefix + "4", .authorId = prefix + "ann", .replyTo = prefix + "3", .stars = 4},
                      {.id = prefix + "5", .authorId = prefix + "bob", .stars = 5}})
        .value();
}
template <class Rows> strings ids(const Rows& rows) {
    strings all;
    for (const auto& row : rows) all.push_back(row.id);
    return all;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a relation has a condition, an order and the first rows of each, in one statement", "[relation]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    const auto a = t.tenant("a");
    write_some(a);
    t.forget();
    const auto best = repository<User>(a).find_many(as<Best>, order_by(asc<&User::email>)).value();
    CHECK(t.statements().size() == 2);
    REQUIRE(best.size() == 3);
    CHECK(ids(best[0].posts) == strings{"4", "3"});
    CHECK(ids(best[1].posts) == strings{"5"});
    CHECK(best[2].posts.empty());
}

TEMPLATE_LIST_TEST_CASE("relations below the first rows of each are those of these rows", "[relation]", backends) {
    test_database<TestType, Tenant, User, Post, Comment> t;
    const auto a = t.tenant("a");
    write_some(a);
    for (const char* text : {"x", "y", "z"}) repository<Comment>(a).create({.postId = "2", .text = text}).value();
    repository<Comment>(a).create({.postId = "3", .text = "never seen"}).value();
    t.forget();
    const auto deep = repository<User>(a).find_many(as<Deep>, order_by(asc<&User::email>)).value();
    CHECK(t.statements().size() == 3); // users, two posts of each, one comment of each: the numbers are columns
    REQUIRE(deep.size() == 3);
    REQUIRE(ids(deep[0].posts) == strings{"1", "2"});
    CHECK(deep[0].posts[0].comments == 0);
    CHECK(deep[0].posts[1].comments == 3);
    REQUIRE(deep[0].posts[1].said.size() == 1);
    CHECK(deep[0].posts[1].said[0].text == "z");
}

TEMPLATE_LIST_TEST_CASE("a shape counts the rows that refer to its row, all of them or some", "[relation]", backends) {
    test_database<TestType, Tenant, User, Post, Session> t;
    const auto a = t.tenant("a");
    write_some(a);
    repository<Session>(a).create({.id = "s", .userId = "eve"}).value();
    t.forget();
    const auto counted = repository<User>(a).find_many(as<Counted>, where(field<&User::email> != "nobody"), order_by(asc<&User::email>), take(3)).value();
    CHECK(t.statements().size() == 1);
    REQUIRE(counted.size() == 3);
    CHECK(counted[0].posts == 4);
    CHECK(counted[0].good == 2);
    CHECK(counted[0].sessions == 0);
    CHECK(counted[1].posts == 1);
    CHECK(counted[1].good == 1);
    CHECK(counted[2].posts == 0);
    CHECK(counted[2].sessions == 1);
    CHECK(repository<User>(a).get(as<Counted>, "ann").value().good == 2);
    CHECK(repository<User>(a).find_first(as<Counted>, where(field<&User::email> == "bob")).value().value().posts == 1);
    CHECK(repository<Post>(a).get(as<OnlyCount>, "1").value().replies == 2);
    CHECK(repository<Post>(a).get(as<OnlyCount>, "4").value().replies == 0);
}

TEMPLATE_LIST_TEST_CASE("a whole number beside a decimal is a constant, which shapes and indexes take", "[relation][decimal]", backends) {
    test_database<TestType, Tenant, User, Post, Comment> t;
    const auto a = t.tenant("a");
    write_some(a);
    repository<Comment>(a)
        .create_many({{.id = "1", .postId = "1", .worth = 2},
                      {.id = "2", .postId = "1", .worth = *tenon::decimal::parse("1.99")},
                      {.id = "3", .postId = "1", .worth = *tenon::decimal::parse("8.5")},
                      {.id = "4", .postId = "1", .worth = 10}})
        .value();
    CHECK(repository<Post>(a).get(as<Dear>, "1").value().comments == 2);
}

TEMPLATE_LIST_TEST_CASE("a relation of one row has a condition: others are not there", "[relation]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    const auto a = t.tenant("a");
    write_some(a);
    const auto replies = repository<Post>(a).find_many(as<Reply>, where(field<&Post::replyTo> != std::nullopt), order_by(asc<&Post::id>)).value();
    REQUIRE(ids(replies) == strings{"2", "3", "4"});
    CHECK_FALSE(replies[0].answers); // it has one star
    CHECK_FALSE(replies[1].answers);
    CHECK(replies[2].answers.value().id == "3");
}

TEMPLATE_LIST_TEST_CASE("isolation 16: first rows and counts are of the scope's rows, of each its own tenant's", "[relation][isolation]", backends) {
    test_database<TestType, Tenant, User, Post, Session> t;
    const std::string of_b = TestType::layout::leads_with_tenant ? "" : "b-";
    write_some(t.tenant("a"));
    write_some(t.tenant("b"), of_b);
    repository<Session>(t.tenant("b")).create({.id = "s", .userId = of_b + "ann"}).value();
    for (const std::string& id : {std::string("ann"), of_b + "ann"}) {
        const auto counted = repository<User>(t.tenant(id == "ann" ? "a" : "b")).get(as<Counted>, id).value();
        CHECK(counted.posts == 4);
        CHECK(counted.good == 2);
    }
    CHECK(repository<User>(t.tenant("a")).get(as<Counted>, "ann").value().sessions == 0);
    CHECK(ids(repository<User>(t.tenant("a")).get(as<Best>, "ann").value().posts) == strings{"4", "3"});
    const auto all = repository<User>(t.system()).find_many(as<Counted>, where(field<&User::email>.ends_with("ann"))).value();
    REQUIRE(all.size() == 2);
    CHECK(all[0].posts == 4);
    CHECK(all[1].posts == 4);
    CHECK(all[0].sessions + all[1].sessions == 1);
    const auto best = repository<User>(t.system()).find_many(as<Best>, where(field<&User::email>.ends_with("ann"))).value();
    REQUIRE(best.size() == 2);
    CHECK(best[0].posts.size() == 2);
    CHECK(best[1].posts.size() == 2);
}

TEMPLATE_LIST_TEST_CASE("of what everybody has the first rows are those of all that refer to it", "[relation]", backends) {
    test_database<TestType, Tenant, Label, Letter> t;
    repository<Label>(t.system()).create({.id = "shared", .text = "x"}).value();
    repository<Letter>(t.tenant("a")).create_many({{.id = "1", .labelId = "shared"}, {.id = "3", .labelId = "shared"}, {.id = "5", .labelId = "shared"}}).value();
    repository<Letter>(t.tenant("b")).create_many({{.id = "2", .labelId = "shared"}, {.id = "4", .labelId = "shared"}}).value();
    CHECK(ids(repository<Label>(t.tenant("a")).get(as<LabelWithLetters>, "shared").value().letters) == strings{"5", "3"});
    CHECK(repository<Label>(t.tenant("b")).get(as<LabelWithLetters>, "shared").value().all == 2);
    const auto all = repository<Label>(t.system()).find_many(as<LabelWithLetters>).value();
    REQUIRE(all.size() == 1);
    CHECK(ids(all[0].letters) == strings{"5", "4"});
    CHECK(all[0].all == 5);
    CHECK(code_of(repository<Label>(t.tenant("a")).find_many(as<Wrong>)) == errc::invalid_value);
}

TEMPLATE_LIST_TEST_CASE("pages of shapes and rows from a cursor on have their counts and first rows too", "[relation]", backends) {
    test_database<TestType, Tenant, User, Post, Session> t;
    const auto a = t.tenant("a");
    write_some(a);
    const auto users = repository<User>(a);
    const auto by_name = order_by(asc<&User::nick>, desc<&User::email>); // several ranges behind a place
    const auto wanted = where(field<&User::email> != "nobody");
    const auto first = users.page(as<Counted>, wanted, by_name, take(2)).value();
    CHECK(first.total == 3);
    REQUIRE(first.items.size() == 2);
    CHECK(first.items[0].email == "eve");
    CHECK(first.items[1].good == 1);
    const auto second = users.page(as<Counted>, wanted, by_name, take(2), tenon::after(first.next.value())).value();
    REQUIRE(second.items.size() == 1);
    CHECK(second.items[0].posts == 4);
    CHECK(second.items[0].good == 2);
    const auto rest = users.find_many(as<Counted>, wanted, by_name, take(5), tenon::after(first.next.value())).value();
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].good == 2);
    CHECK(users.page(as<Counted>, where(field<&User::email> == "nobody"), take(2)).value().items.empty());
    const auto best = users.page(as<Best>, order_by(asc<&User::email>), take(1)).value();
    REQUIRE(best.items.size() == 1);
    CHECK(ids(best.items[0].posts) == strings{"4", "3"});
}

TEMPLATE_LIST_TEST_CASE("a read says which rows of a relation it wants, with values that are known only then", "[relation]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    const auto a = t.tenant("a");
    write_some(a);
    write_some(t.tenant("b"), "b-");
    const auto users = repository<User>(a);
    const auto by_email = order_by(asc<&User::email>);
    const auto posts_of_ann = [&](const auto&... given) {
        return ids(users.find_many(as<Best>, where(field<&User::level> == 0), given..., by_email).value().at(0).posts);
    };
    t.forget();
    std::vector<std::string> texts;
    for (int most = 1; most <= 4; ++most) { // the shape's condition holds besides: at least two stars
        strings expected;
        for (int stars = most; stars >= 2 && expected.size() < 2; --stars) expected.push_back(std::to_string(stars));
        CHECK(posts_of_ann(relation<&Best::posts>(where(field<&Post::stars> <= most))) == expected);
        texts.push_back(t.last().text);
    }
    CHECK(t.statements().size() == 4 * 2);
    CHECK(texts == strings(4, texts[0]));
    for (int number = 0; number <= 4; ++number) { // an order and a number stand in place of the shape's
        const auto found = posts_of_ann(relation<&Best::posts>(order_by(asc<&Post::stars>), take(number)));
        const strings all{"2", "3", "4"};
        CHECK(found == strings(all.begin(), all.begin() + std::min(number, 3)));
    }
    CHECK(code_of(users.find_many(as<Best>, relation<&Best::posts>(take(-1)))) == errc::invalid_value);

    const std::vector<std::string> wanted{"4", "5", "b-5"};
    const auto chosen = relation<&Best::posts>(where(field<&Post::id>.in(wanted)));
    CHECK(posts_of_ann(chosen) == strings{"4"});
    CHECK(ids(users.get(as<Best>, "bob", chosen).value().posts) == strings{"5"});
    CHECK(ids(users.find_unique(as<Best>, tenon::by<&User::email>("bob"), chosen).value()->posts) == strings{"5"});
    CHECK(ids(users.find_first(as<Best>, chosen, where(field<&User::email> == "bob")).value()->posts) == strings{"5"});
    CHECK(ids(users.page(as<Best>, chosen, by_email, take(1), tenon::skip(1)).value().items.at(0).posts) == strings{"5"});
    CHECK(ids(users.find_many(as<Best>, chosen, by_email, tenon::after(users.cursor_of(users.get("ann").value(), by_email).value())).value().at(0).posts) == strings{"5"});
    for (const bool only : {true, false})
        CHECK(posts_of_ann(relation<&Best::posts>(where(tenon::when(only, field<&Post::stars> == 3)))) == (only ? strings{"3"} : strings{"4", "3"}));
    tenon::dynamic_filter<Post> from_outside;
    from_outside.add("stars", "lt", "4");
    CHECK(posts_of_ann(relation<&Best::posts>(where(from_outside))) == strings{"3", "2"});
    const auto everybody = repository<User>(t.system()).find_many(as<Best>, chosen, order_by(desc<&User::email>)).value();
    CHECK(ids(everybody.at(1).posts) == strings{"5"});
    CHECK(ids(everybody.at(3).posts) == strings{"b-5"});
}

TEMPLATE_LIST_TEST_CASE("a read says so of relations below, of one row, and of counts", "[relation]", backends) {
    test_database<TestType, Tenant, User, Post, Comment, Session> t;
    const auto a = t.tenant("a");
    write_some(a);
    for (const char* text : {"x", "y", "z"}) repository<Comment>(a).create({.id = text, .postId = "2", .text = text}).value();
    t.forget();
    const std::string most = "y";
    const auto deep = repository<User>(a).find_many(as<Deep>, relation<&PostWithComments::said>(where(field<&Comment::text> <= most)),
                                                    relation<&Deep::posts>(where(field<&Post::stars> == 2)),
                                                    relation<&PostWithComments::comments>(where(field<&Comment::text> != most)), order_by(asc<&User::email>)).value();
    CHECK(t.statements().size() == 3);
    REQUIRE(deep.at(0).posts.size() == 1);
    CHECK(deep[0].posts[0].said.at(0).text == "y");
    CHECK(static_cast<std::int64_t>(deep[0].posts[0].comments) == 2);

    const auto answered = [&](int stars) {
        return repository<Post>(a).get(as<Reply>, "4", relation<&Reply::answers>(where(field<&Post::stars> < stars))).value().answers.has_value();
    };
    CHECK(answered(4)); // post 3
    CHECK_FALSE(answered(3));
    for (int stars = 1; stars <= 5; ++stars) { // counts are bound before the filter of their level
        const auto ann = repository<User>(a).find_first(as<Counted>, where(field<&User::email> == "ann" && field<&User::level> < stars),
                                                        relation<&Counted::posts>(where(field<&Post::stars> == stars || field<&Post::stars> == 1)),
                                                        relation<&Counted::good>(where(field<&Post::stars> <= stars))).value().value();
        CHECK(static_cast<std::int64_t>(ann.posts) == (stars == 1 || stars == 5 ? 1 : 2));
        CHECK(static_cast<std::int64_t>(ann.good) == std::max(0, std::min(stars, 4) - 2)); // besides, at least three
    }
}
