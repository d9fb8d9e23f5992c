// Rows that are removed and kept: what finds them, what uniques and references make of them, and how they come back.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/clock.hpp"
#include "support/database.hpp"

using namespace support;
using tenon::all_rows;
using tenon::by;
using tenon::errc;
using tenon::field;
using tenon::for_good;
using tenon::only_deleted;
using tenon::repository;
using tenon::set;
using tenon::where;
using tenon::with_deleted;

namespace {

struct Page {
    std::string id;
    std::string tenantId;
    std::string path;
    int views = 0;
    std::int64_t version = 0;
    tenon::timestamp changedAt{};
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Page::path>, tenon::soft_delete<&Page::deletedAt>, tenon::version<&Page::version>,
                     tenon::updated_at<&Page::changedAt>);
    friend bool operator==(const Page&, const Page&) = default;
};

/// A removed row may be referred to, and may refer to others.
struct Comment {
    std::string id;
    std::string tenantId;
    std::string pageId;
    std::optional<tenon::timestamp> goneAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Comment::pageId, &Page::id>, tenon::soft_delete<&Comment::goneAt>);
};

/// Others refer to its name: that names one row, removed or not.
struct Label {
    std::string id;
    std::string tenantId;
    std::string name;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Label::name>, tenon::soft_delete<&Label::deletedAt>);
};
struct Tagging {
    std::string id;
    std::string tenantId;
    std::string label;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Tagging::label, &Label::name>);
};

struct Path {
    std::string path;
};
struct CommentCard {
    std::string id;
    std::optional<Path> page;
};
struct PageCard {
    std::string path;
    std::vector<CommentCard> comments;
    tenon::count_of<&Comment::pageId> said;
};

/// One for each user that is not removed.
struct Badge {
    std::string id;
    std::string tenantId;
    std::string userId;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(
        tenon::unique<&Badge::userId>, tenon::references<&Badge::userId, &User::id>, tenon::soft_delete<&Badge::deletedAt>);
};
struct BadgeId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Badge>;
};
struct Bearer {
    std::optional<BadgeId> badge;
    static constexpr auto tenon_shape = tenon::of<User>;
};
struct BadgeCard {
    std::optional<Bearer> user;
    static constexpr auto tenon_shape = tenon::of<Badge>;
};

const tenon::timestamp noon = tenon::timestamp(std::chrono::hours(12));

} // namespace

template <>
inline constexpr auto tenon::shape<Path> = tenon::of<Page>;
template <>
inline constexpr auto tenon::shape<CommentCard> = tenon::of<Comment>;
template <>
inline constexpr auto tenon::shape<PageCard> = tenon::of<Page>;

TEMPLATE_LIST_TEST_CASE("every read leaves removed rows out, and shows them when it is told to", "[soft_delete]", backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = repository<Page>(t.tenant("a"));
    repository<Page>(t.tenant("b")).create({.path = "theirs", .views = 100}).value();
    pages.create_many({{.id = "1", .path = "one", .views = 1}, {.id = "2", .path = "two", .views = 2},
                       {.id = "3", .path = "three", .views = 2}})
        .value();
    REQUIRE(pages.remove("2"));

    const auto paths = [&](const auto&... options) { return sorted<&Page::path>(pages.find_many(options...).value()); };
    CHECK(paths() == strings{"one", "three"});
    CHECK(paths(with_deleted) == strings{"one", "three", "two"});
    CHECK(paths(only_deleted) == strings{"two"});
    CHECK(paths(where(field<&Page::views> == 1 || field<&Page::views> == 2)) == strings{"one", "three"});
    CHECK(paths(with_deleted, where(field<&Page::views> == 2), tenon::take(9)) == strings{"three", "two"});
    CHECK(paths(tenon::distinct<&Page::views>).size() == 2);
    CHECK(paths(only_deleted, tenon::distinct<&Page::views>) == strings{"two"});

    CHECK(pages.find_first(tenon::order_by(tenon::desc<&Page::id>), tenon::skip(1)).value()->id == "1");
    CHECK(pages.find_first(only_deleted).value()->id == "2");
    CHECK_FALSE(pages.find_unique(by<&Page::path>("two")).value());
    CHECK(pages.find_unique("2", with_deleted).value()->path == "two");
    CHECK(pages.find_unique("2", only_deleted).value()->path == "two");
    CHECK_FALSE(pages.find_unique("1", only_deleted).value());
    CHECK(pages.exists("2", with_deleted).value());
    CHECK_FALSE(pages.exists(where(field<&Page::path> == "two")).value());
    CHECK(pages.exists(only_deleted).value());
    CHECK(pages.count(with_deleted, where(field<&Page::views> == 2)).value() == 2);

    const auto page = pages.page(only_deleted, tenon::take(1)).value();
    CHECK(page.total == 1);
    CHECK_FALSE(page.has_more);
    CHECK(pages.page(tenon::take(1)).value().total == 2);

    const auto sum = tenon::sum<&Page::views>;
    CHECK(pages.aggregate(sum).value().get(sum) == 3);
    CHECK(pages.aggregate(sum, with_deleted).value().get(sum) == 5);
    CHECK(pages.aggregate(tenon::count(), only_deleted, where(field<&Page::views> == 2)).value().get(tenon::count()) == 1);
    const auto groups = [&](const auto&... options) {
        std::int64_t most = 0;
        const auto rows = pages.group_by(by<&Page::views>, tenon::count(), options...).value();
        for (const auto& [views, count] : rows)
            most = std::max(most, count);
        return most;
    };
    CHECK(groups() == 1);
    CHECK(groups(with_deleted) == 2);
    CHECK(groups(with_deleted, tenon::having(tenon::count() > 2)) == 0);

    std::size_t streamed = 0;
    for (auto& each : pages.stream()) streamed += each.has_value() ? 1 : 0;
    CHECK(streamed == 2);
    for (auto& each : pages.stream(only_deleted, where(field<&Page::views> >= 0))) CHECK(each.value().id == "2");
}

TEMPLATE_LIST_TEST_CASE("a soft removal says when it was, counts as a change and gives the row back", "[soft_delete]", backends) {
    fake_clock clock(noon);
    test_database<TestType, Tenant, Page> t;
    const auto pages = repository<Page>(t.tenant("a"));
    const Page made = pages.create({.path = "/"}).value();
    CHECK(made.version == 1);
    CHECK(made.changedAt == noon);
    CHECK_FALSE(made.deletedAt);

    clock.advance(std::chrono::hours(1));
    const Page removed = pages.remove(made.id).value();
    CHECK(removed.deletedAt == noon + std::chrono::hours(1));
    CHECK(removed.changedAt == noon + std::chrono::hours(1));
    CHECK(removed.version == 2);
    CHECK(removed.path == "/");
    CHECK(pages.get(made.id, with_deleted).value() == removed);
    CHECK(t.last().verb == tenon::verb::find_unique);

    clock.advance(std::chrono::hours(1));
    const Page restored = pages.restore(made.id).value();
    CHECK(t.last().verb == tenon::verb::restore);
    CHECK_FALSE(restored.deletedAt);
    CHECK(restored.changedAt == noon + std::chrono::hours(2));
    CHECK(restored.version == 3);
    CHECK(pages.get(made.id).value() == restored);

    CHECK(pages.remove_many(where(field<&Page::path> == "/")).value() == 1);
    CHECK(t.last().verb == tenon::verb::remove_many);
    CHECK(t.last().rows == 1);
    CHECK(pages.restore_many(all_rows).value() == 1);
    CHECK(t.last().verb == tenon::verb::restore_many);
    CHECK(pages.get(made.id).value().version == 5);
}

TEMPLATE_LIST_TEST_CASE("remove_many and restore_many take the first rows of their own tenant", "[soft_delete]", backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = repository<Page>(t.tenant("a"));
    const auto others = repository<Page>(t.tenant("b"));
    for (const char* id : {"1", "2", "3"}) pages.create({.id = id, .path = id}).value();
    others.create({.id = "4", .path = "4"}).value();
    others.create({.id = "5", .path = "5"}).value();
    REQUIRE(others.remove("4"));

    const auto last = tenon::order_by(tenon::desc<&Page::id>);
    CHECK(pages.remove_many(all_rows, tenon::take(2), last).value() == 2);
    CHECK(sorted<&Page::id>(pages.find_many().value()) == strings{"1"});
    CHECK(pages.restore_many(all_rows, tenon::take(1), last).value() == 1);
    CHECK(sorted<&Page::id>(pages.find_many().value()) == strings{"1", "3"});
    CHECK(pages.restore_many(where(field<&Page::path> == "1")).value() == 0);
    CHECK(code_of(pages.restore_many(where(tenon::when(false, field<&Page::path> == "1")))) == errc::invalid_value);

    CHECK(pages.remove_many(only_deleted, all_rows, for_good).value() == 1);
    CHECK(pages.count(with_deleted).value() == 2);
    CHECK(pages.remove_many(where(field<&Page::path> == "1"), for_good).value() == 1);
    CHECK(pages.count(with_deleted).value() == 1);
    CHECK(others.count(with_deleted).value() == 2);
    CHECK(others.count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("a unique holds among rows that are not removed", "[soft_delete]", tenant_first_backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = repository<Page>(t.tenant("a"));
    const Page first = pages.create({.path = "/", .views = 1}).value();
    CHECK(code_of(pages.create({.path = "/"})) == errc::unique_violation);
    REQUIRE(pages.remove(first.id));
    const Page second = pages.create({.path = "/", .views = 2}).value();
    REQUIRE(pages.remove(second.id));
    const Page third = pages.create({.path = "/", .views = 3}).value();
    CHECK(pages.find_unique(by<&Page::path>("/")).value()->id == third.id);
    CHECK(pages.count(with_deleted).value() == 3);

    const auto again = pages.restore(first.id);
    REQUIRE(code_of(again) == errc::unique_violation);
    CHECK(again.error().fields == strings{"path"});
    CHECK(code_of(pages.restore_many(all_rows)) == errc::unique_violation);
    CHECK(pages.count().value() == 1);

    // An upsert sees the row that is not removed, and no other.
    CHECK(pages.upsert({.path = "/"}, tenon::on_conflict<&Page::path>, set<&Page::views>(4)).value().id == third.id);
    REQUIRE(pages.remove(third.id));
    const Page fourth = pages.upsert({.path = "/"}, tenon::on_conflict<&Page::path>, set<&Page::views>(5)).value();
    CHECK(fourth.views == 0);
    CHECK(fourth.version == 1);
    CHECK(pages.get(third.id, with_deleted).value().views == 4);
    CHECK(pages.create_many({{.path = "/"}, {.path = "/new"}}, tenon::skip_duplicates).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("a primary key, and a unique that others refer to, are those of removed rows too", "[soft_delete]",
                        backends) {
    test_database<TestType, Tenant, Page, Label, Tagging> t;
    const auto pages = repository<Page>(t.tenant("a"));
    pages.create({.id = "1", .path = "/"}).value();
    REQUIRE(pages.remove("1"));
    CHECK(code_of(pages.create({.id = "1", .path = "/other"})) == errc::unique_violation);
    const auto upsert = pages.upsert({.id = "1", .path = "/other"}, tenon::on_conflict<&Page::id>, set<&Page::views>(7));
    CHECK(code_of(upsert) == errc::unique_violation);
    CHECK(pages.get("1", only_deleted).value().views == 0);

    const auto labels = repository<Label>(t.tenant("a"));
    const auto taggings = repository<Tagging>(t.tenant("a"));
    const Label label = labels.create({.name = "red"}).value();
    taggings.create({.label = "red"}).value();
    REQUIRE(labels.remove(label.id));
    CHECK(code_of(labels.create({.name = "red"})) == errc::unique_violation);
    CHECK(code_of(labels.upsert({.name = "red"}, tenon::on_conflict<&Label::name>, set<&Label::name>("x"))) ==
          errc::unique_violation);
}

TEMPLATE_LIST_TEST_CASE("relations lead to rows that are not removed", "[soft_delete]", backends) {
    test_database<TestType, Tenant, Page, Comment> t;
    const auto pages = repository<Page>(t.tenant("a"));
    const auto comments = repository<Comment>(t.tenant("a"));
    pages.create({.id = "1", .path = "/"}).value();
    comments.create_many({{.id = "c", .pageId = "1"}, {.id = "d", .pageId = "1"}}).value();
    REQUIRE(comments.remove("c"));
    CHECK(each<&CommentCard::id>(pages.get(tenon::as<PageCard>, "1").value().comments) == strings{"d"});

    REQUIRE(pages.remove("1"));
    CHECK(pages.find_many(tenon::as<PageCard>).value().empty());
    CHECK_FALSE(pages.find_unique(tenon::as<PageCard>, "1").value());
    CHECK_FALSE(comments.get(tenon::as<CommentCard>, "d").value().page);
    CHECK(pages.page(tenon::as<PageCard>, tenon::take(9)).value().total == 0);
    CHECK_FALSE(pages.find_first(tenon::as<PageCard>).value());
}

TEMPLATE_LIST_TEST_CASE("who asks for removed rows as shapes gets those of their relations too", "[soft_delete]", backends) {
    test_database<TestType, Tenant, Page, Comment> t;
    const auto pages = repository<Page>(t.tenant("a"));
    const auto comments = repository<Comment>(t.tenant("a"));
    for (const char* id : {"1", "2"}) pages.create({.id = id, .path = id}).value();
    comments.create_many({{.id = "c", .pageId = "1"}, {.id = "d", .pageId = "1"}, {.id = "e", .pageId = "2"}}).value();
    REQUIRE(comments.remove("c"));
    REQUIRE(pages.remove("1"));
    const auto shown = [](const auto& cards) {
        std::string all;
        for (const PageCard& card : cards) {
            all += card.path + std::to_string(card.said) + ':';
            for (const CommentCard& comment : card.comments) all += comment.id + (comment.page ? comment.page->path : "-");
            all += ' ';
        }
        return all;
    };
    const auto in_order = tenon::order_by(tenon::asc<&Page::id>);
    CHECK(shown(pages.find_many(tenon::as<PageCard>, in_order).value()) == "21:e2 ");
    CHECK(shown(pages.find_many(tenon::as<PageCard>, in_order, with_deleted).value()) == "12:c1d1 21:e2 ");
    CHECK(shown(pages.find_many(tenon::as<PageCard>, only_deleted).value()) == "12:c1d1 ");
    CHECK(shown(pages.page(tenon::as<PageCard>, in_order, with_deleted, tenon::take(9)).value().items) == "12:c1d1 21:e2 ");
    CHECK(pages.find_unique(tenon::as<PageCard>, "1", with_deleted).value()->comments.size() == 2);
    CHECK(pages.find_first(tenon::as<PageCard>, only_deleted).value()->comments.size() == 2);
    CHECK(comments.get(tenon::as<CommentCard>, "d", with_deleted).value().page->path == "1");
    CHECK_FALSE(comments.get(tenon::as<CommentCard>, "d").value().page);
}

TEMPLATE_LIST_TEST_CASE("a row of a relation by a unique is the one that is not removed", "[soft_delete]", tenant_first_backends) {
    test_database<TestType, Tenant, User, Badge> t;
    const auto badges = repository<Badge>(t.tenant("a"));
    repository<User>(t.tenant("a")).create({.id = "u", .email = "e"}).value();
    for (const char* id : {"1", "2", "3"}) {
        badges.create({.id = id, .userId = "u"}).value();
        REQUIRE(badges.remove(id));
    }
    const auto users = repository<User>(t.tenant("a"));
    CHECK_FALSE(users.get(tenon::as<Bearer>, "u").value().badge);
    REQUIRE(badges.restore("2"));
    CHECK(users.get(tenon::as<Bearer>, "u").value().badge->id == "2");
    const auto cards = badges.find_many(tenon::as<BadgeCard>, with_deleted).value();
    CHECK(cards.size() == 3);
    for (const BadgeCard& card : cards) CHECK(card.user.value().badge.value().id == "2");
}

TEMPLATE_LIST_TEST_CASE("cursors walk through the rows that are asked for, removed or not", "[soft_delete][cursor]", backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = repository<Page>(t.tenant("a"));
    for (const char* id : {"1", "2", "3", "4", "5", "6"}) pages.create({.id = id, .path = id, .views = id[0] % 2}).value();
    for (const char* id : {"2", "3", "6"}) REQUIRE(pages.remove(id));
    const auto walk = [&](const auto&... options) {
        std::string all;
        std::optional<std::string> cursor;
        do {
            const auto page = pages.page(tenon::take(2), tenon::after(cursor), options...).value();
            all += std::to_string(page.total) + ':';
            for (const Page& each : page.items) all += each.id;
            all += ' ';
            cursor = page.next;
        } while (cursor);
        return all;
    };
    CHECK(walk() == "3:14 3:5 ");
    CHECK(walk(with_deleted) == "6:12 6:34 6:56 ");
    CHECK(walk(only_deleted) == "3:23 3:6 ");
    CHECK(walk(with_deleted, where(field<&Page::views> == 1)) == "3:13 3:5 ");
    CHECK(walk(with_deleted, tenon::order_by(tenon::asc<&Page::deletedAt>)).substr(0, 5) == "6:14 ");

    // A cursor is that of its query: of rows that are not removed, or of all.
    const std::string cursor = *pages.page(tenon::take(1)).value().next;
    CHECK(code_of(pages.find_many(tenon::after(cursor), with_deleted)) == errc::invalid_value);
    CHECK(code_of(pages.page(tenon::take(1), tenon::after(cursor), only_deleted)) == errc::invalid_value);
    CHECK(each<&Page::id>(pages.find_many(tenon::after(cursor)).value()) == strings{"4", "5"});
    REQUIRE(pages.remove("4")); // while somebody walks
    CHECK(each<&Page::id>(pages.find_many(tenon::after(cursor)).value()) == strings{"5"});
    const auto behind = pages.find_many(tenon::before(pages.cursor_of({.id = "6"}, only_deleted).value()), only_deleted).value();
    CHECK(each<&Page::id>(behind) == strings{"2", "3", "4"});
}

TEMPLATE_LIST_TEST_CASE("references see rows, whether they were removed or not", "[soft_delete]", backends) {
    test_database<TestType, Tenant, Page, Comment> t;
    const auto pages = repository<Page>(t.tenant("a"));
    const auto comments = repository<Comment>(t.tenant("a"));
    pages.create({.id = "1", .path = "/"}).value();
    comments.create({.id = "c", .pageId = "1"}).value();

    // A soft removal takes nothing along and is refused by nobody.
    REQUIRE(pages.remove("1"));
    CHECK(comments.get("c").value().pageId == "1");
    CHECK(comments.create({.id = "d", .pageId = "1"}).has_value());
    CHECK(code_of(comments.create({.id = "e", .pageId = "2"})) == errc::foreign_key_violation);

    // What is removed for good must not be referred to, not even by removed rows.
    CHECK(comments.remove_many(all_rows).value() == 2);
    CHECK(code_of(pages.remove("1", for_good)) == errc::relation_violation);
    CHECK(comments.remove_many(only_deleted, all_rows, for_good).value() == 2);
    CHECK(pages.remove("1", for_good).has_value());
    CHECK(code_of(pages.remove("1", for_good)) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("in Prisma's layout uniques are those of removed rows too, and name them nowhere", "[soft_delete]",
                        backends) {
    if constexpr (!TestType::layout::leads_with_tenant) {
        test_database<TestType, Tenant, Page> t;
        const auto pages = repository<Page>(t.tenant("a"));
        const Page first = pages.create({.path = "/"}).value();
        CHECK(pages.upsert({.path = "/"}, tenon::on_conflict<&Page::path>, set<&Page::views>(4)).value().id == first.id);
        REQUIRE(pages.remove(first.id));
        CHECK(code_of(pages.create({.path = "/"})) == errc::unique_violation);
        CHECK_FALSE(pages.find_unique(by<&Page::path>("/")).value());
        const auto upsert = pages.upsert({.path = "/"}, tenon::on_conflict<&Page::path>, set<&Page::views>(5));
        CHECK(code_of(upsert) == errc::unique_violation);
        CHECK(pages.get(first.id, with_deleted).value().views == 4);
    }
}

TEMPLATE_LIST_TEST_CASE("a system scope removes and restores rows by tenant and key", "[soft_delete]", backends) {
    test_database<TestType, Tenant, Page> t;
    repository<Page>(t.tenant("a")).create({.id = "1", .path = "/"}).value();
    const auto all = repository<Page>(t.system());
    const auto key = [&](const auto& call) {
        if constexpr (TestType::layout::leads_with_tenant) return call(tenon::in_tenant("a"), "1");
        else return call("1");
    };
    REQUIRE(key([&](const auto&... named) { return all.remove(named...); }));
    CHECK(all.count().value() == 0);
    CHECK(key([&](const auto&... named) { return all.get(named..., with_deleted); }).value().version == 2);
    CHECK(key([&](const auto&... named) { return all.exists(named..., only_deleted); }).value());
    CHECK(key([&](const auto&... named) { return all.restore(named...); }).value().version == 3);
    CHECK(all.count().value() == 1);
    const auto stale = key([&](const auto&... named) { return all.remove(named..., tenon::if_version(2), for_good); });
    CHECK(code_of(stale) == errc::stale_version);
    REQUIRE(key([&](const auto&... named) { return all.remove(named..., tenon::if_version(3), for_good); }));
    CHECK(all.count(with_deleted).value() == 0);
}
