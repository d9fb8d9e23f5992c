// Cursors: rows from a place in an order on, and the pages next to a page.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tenon/dynamic.hpp>

#include "support/database.hpp"

using namespace support;
using tenon::after;
using tenon::asc;
using tenon::before;
using tenon::desc;
using tenon::errc;
using tenon::field;
using tenon::order_by;
using tenon::repository;
using tenon::take;
using tenon::where;

namespace {

struct Entry {
    std::string id;
    std::string tenantId;
    std::string title;
    std::optional<int> rank;
    std::optional<double> score;
    tenon::timestamp at{};
    tenon::decimal price;
};

/// Some of it, with the tenant; and a tenant's entries from above.
struct Line {
    std::string id;
    std::optional<Tenant> tenant;
    static constexpr auto tenon_shape = tenon::of<Entry>;
};
struct Owner {
    std::string id;
    std::vector<Line> entries;
    static constexpr auto tenon_shape = tenon::of<Tenant>;
};

/// A tenant has one row: its key is the tenant alone, and the first column may be NULL.
struct Settings {
    std::optional<std::string> theme;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Settings::tenantId>);
};
struct Theme {
    std::optional<std::string> theme;
    static constexpr auto tenon_shape = tenon::of<Settings>;
};

template <class Rows> std::string ids(const Rows& rows) {
    std::string all;
    for (const auto& row : rows) all += row.id;
    return all;
}

/// All rows, page by page, each in brackets: forwards by `next`, then backwards by `previous`.
template <class Rows, class... Options> std::string forwards(const Rows& rows, const Options&... options) {
    std::string all;
    std::optional<std::string> cursor;
    do {
        auto page = rows.page(take(2), after(cursor), options...).value();
        CHECK(page.has_more == page.next.has_value());
        CHECK(page.previous.has_value() == cursor.has_value());
        all += '[' + ids(page.items) + ']';
        cursor = page.next;
    } while (cursor);
    return all;
}
template <class Rows, class... Options> std::string backwards(const Rows& rows, const Options&... options) {
    std::string all;
    std::optional<std::string> cursor;
    do {
        auto page = rows.page(take(2), before(cursor), options...).value();
        CHECK(page.has_more == page.previous.has_value());
        CHECK(page.next.has_value() == cursor.has_value());
        all.insert(0, '[' + ids(page.items) + ']');
        cursor = page.previous;
    } while (cursor);
    return all;
}

template <class Database> auto fill(const Database& t) {
    repository<Entry>(t.tenant("b")).create({.id = "9", .title = "x"}).value();
    auto entries = repository<Entry>(t.tenant("a"));
    entries
        .create_many({{.id = "1", .title = "x", .rank = 2, .price = 100},
                      {.id = "2", .title = "y", .rank = 1, .price = 9},
                      {.id = "3", .title = "x", .price = *tenon::decimal::parse("-10.5")},
                      {.id = "4", .title = "y", .rank = 2, .price = 10},
                      {.id = "5", .title = "x", .price = 9}})
        .value();
    return entries;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("cursors walk through all rows in order, forwards and backwards", "[cursor]", backends) {
    test_database<TestType, Tenant, Entry> t;
    const auto entries = fill(t);
    CHECK(forwards(entries) == "[12][34][5]");
    CHECK(backwards(entries) == "[1][23][45]");
    CHECK(forwards(entries, order_by(asc<&Entry::rank>)) == "[35][21][4]");
    CHECK(backwards(entries, order_by(asc<&Entry::rank>)) == "[3][52][14]");
    const auto nulls_in_the_way = order_by(desc<&Entry::title>, desc<&Entry::rank>.nulls_first(), asc<&Entry::id>);
    CHECK(forwards(entries, nulls_in_the_way) == "[42][35][1]");
    CHECK(backwards(entries, nulls_in_the_way) == "[4][23][51]");
    CHECK(forwards(entries, order_by(asc<&Entry::price>)) == "[32][54][1]"); // by the number, not by its digits
    CHECK(forwards(entries, where(field<&Entry::title> == "x"), order_by(desc<&Entry::price>)) == "[15][3]");
}

TEMPLATE_LIST_TEST_CASE("a page tells of all rows, wherever its cursor is", "[cursor]", backends) {
    test_database<TestType, Tenant, Entry> t;
    const auto entries = fill(t);
    t.forget();
    const auto first = entries.page(take(2)).value();
    CHECK(t.statements().size() == 1);
    CHECK(first.total == 5);
    const auto last = entries.page(take(9), after(first.next)).value();
    CHECK(ids(last.items) == "345");
    CHECK(last.total == 5);
    CHECK_FALSE(last.has_more);
    CHECK_FALSE(last.next);

    const auto beyond = entries.page(take(2), after(entries.cursor_of(last.items.back()).value())).value();
    CHECK(beyond.items.empty());
    CHECK(beyond.total == 5);
    CHECK_FALSE(beyond.has_more);
    CHECK_FALSE(beyond.next);
    CHECK_FALSE(beyond.previous);

    const auto skipped = entries.page(take(2), tenon::skip(1)).value(); // a page by numbers leads to one by cursors
    CHECK(ids(entries.page(take(2), before(skipped.previous)).value().items) == "1");
    CHECK(ids(entries.page(take(2), after(skipped.next)).value().items) == "45");
    CHECK(code_of(entries.page(take(-1), after(first.next))) == errc::invalid_value);
}

TEMPLATE_LIST_TEST_CASE("a cursor stays where it is when rows come and go", "[cursor]", backends) {
    test_database<TestType, Tenant, Entry> t;
    const auto entries = fill(t);
    const auto by_rank = order_by(asc<&Entry::rank>);
    const auto first = entries.page(by_rank, take(3)).value();
    CHECK(ids(first.items) == "352");
    entries.create({.id = "0", .title = "before"}).value();
    entries.create({.id = "6", .title = "behind", .rank = 1}).value();
    entries.remove("2").value(); // the row that the cursor is of
    CHECK(ids(entries.find_many(by_rank, after(first.next)).value()) == "614");
    CHECK(ids(entries.find_many(by_rank, take(2), before(first.next)).value()) == "35");
    CHECK(ids(entries.find_many(by_rank, before(first.next)).value()) == "035");
}

TEMPLATE_LIST_TEST_CASE("a cursor holds values exactly", "[cursor]", backends) {
    test_database<TestType, Tenant, Entry> t;
    const auto entries = repository<Entry>(t.tenant("a"));
    constexpr double tiny = std::numeric_limits<double>::denorm_min();
    const std::string odd = TestType::holds_nul ? std::string("a\0b", 3) : std::string("a\x01" "b");
    const tenon::timestamp time = *tenon::parse_timestamp("2026-01-06T01:30:00.123Z");
    entries
        .create_many({{.id = "1", .title = odd, .score = 0.1, .at = time},
                      {.id = "2", .title = odd, .score = 0.1 + tiny, .at = time},
                      {.id = "3", .title = odd + "c", .score = tiny, .at = time + std::chrono::milliseconds(1)},
                      {.id = "4", .title = "", .score = -0.0, .at = time - std::chrono::milliseconds(1)},
                      {.id = "5", .title = "a", .score = 2 * tiny, .at = time}})
        .value();
    CHECK(forwards(entries, order_by(asc<&Entry::title>)) == "[45][12][3]");
    CHECK(forwards(entries, order_by(asc<&Entry::score>)) == "[43][51][2]");
    CHECK(forwards(entries, order_by(desc<&Entry::at>, desc<&Entry::title>)) == "[32][15][4]");
}

TEMPLATE_LIST_TEST_CASE("isolation 21: a cursor that is forged, another tenant's or another query's is refused", "[cursor][isolation]",
                        backends) {
    test_database<TestType, Tenant, Entry, Note> t;
    const auto entries = fill(t);
    const auto by_title = order_by(asc<&Entry::title>);
    const std::string cursor = *entries.page(by_title, take(1)).value().next;
    const std::string theirs = repository<Entry>(t.tenant("b")).cursor_of({.id = "9", .title = "x"}, by_title).value();
    const std::string everywhere = repository<Entry>(t.system()).cursor_of({.id = "1", .tenantId = "a", .title = "x"}, by_title).value();
    t.forget();
    const auto refused = [&](const std::string& given) {
        CHECK(code_of(entries.find_many(by_title, after(given))) == errc::invalid_value);
        CHECK(code_of(entries.page(by_title, take(1), before(given))) == errc::invalid_value);
    };
    refused("");
    refused("nonsense");
    refused(theirs);
    refused(everywhere);
    refused(cursor + "A");
    refused(cursor.substr(0, cursor.size() - 1));
    for (std::size_t i = 0; i < cursor.size(); i += 5) {
        std::string changed = cursor;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        refused(changed);
    }
    refused(entries.cursor_of({.id = "1", .title = "x"}).value());                          // of another order
    refused(entries.cursor_of({.id = "1"}, by_title, where(field<&Entry::id> > "")).value()); // of another filter
    const auto from_outside = [](const char* name, const char* op, const char* value) {
        tenon::dynamic_filter<Entry> filter;
        filter.add(name, op, value);
        return where(filter);
    };
    const std::string filtered = entries.cursor_of({.id = "1", .title = "x"}, by_title, from_outside("title", "gte", "a")).value();
    refused(filtered);
    for (const auto& [name, op] : {std::pair("title", "gt"), std::pair("id", "gte")}) // of other names, or another operator
        CHECK(code_of(entries.find_many(by_title, from_outside(name, op, "a"), after(filtered))) == errc::invalid_value);
    refused(repository<Note>(t.tenant("a")).cursor_of({.id = "1", .text = "x"}, order_by(asc<&Note::text>)).value());
    CHECK(code_of(repository<Entry>(t.tenant("b")).find_many(by_title, after(cursor))) == errc::invalid_value);
    CHECK(code_of(repository<Entry>(t.system()).find_many(by_title, after(cursor))) == errc::invalid_value);
    CHECK(t.statements().empty()); // and nobody asked the database
    CHECK(ids(entries.find_many(by_title, after(cursor)).value()) == "3524");
    for (const auto& [value, rows] : {std::pair("a", "3524"), std::pair("y", "24")}) // the values may change
        CHECK(ids(entries.find_many(by_title, from_outside("title", "gte", value), after(filtered)).value()) == rows);
}

TEMPLATE_LIST_TEST_CASE("isolation 22: pages of negative and huge sizes behind cursors", "[cursor][isolation]", backends) {
    test_database<TestType, Tenant, Entry> t;
    const auto entries = fill(t);
    const std::string cursor = entries.cursor_of({.id = "2"}).value();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    for (const std::int64_t size : {most, most - 1}) {
        CHECK(ids(entries.page(take(size), after(cursor)).value().items) == "345");
        CHECK(ids(entries.page(tenon::as<Line>, take(size), before(cursor)).value().items) == "1");
        CHECK(ids(entries.find_many(take(size), after(cursor)).value()) == "345");
    }
    for (const std::int64_t size : {std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()}) {
        CHECK(code_of(entries.page(take(size), after(cursor))) == errc::invalid_value);
        CHECK(code_of(entries.page(tenon::as<Line>, take(size), before(cursor))) == errc::invalid_value);
        CHECK(code_of(entries.find_many(take(size), after(cursor))) == errc::invalid_value);
    }
    const auto none = entries.page(take(0), after(cursor)).value();
    CHECK(none.items.empty());
    CHECK(none.total == 5);
    CHECK(none.has_more);
    CHECK(entries.page(tenon::as<Line>, take(0)).value().has_more);
}

TEMPLATE_LIST_TEST_CASE("no scope without a tenant takes or gives a cursor", "[cursor][isolation]", backends) {
    test_database<TestType, Tenant, Entry> t;
    const auto nobodys = repository<Entry>(t.tenant(""));
    CHECK(code_of(nobodys.cursor_of({.id = "1"})) == errc::invalid_tenant);
    CHECK(code_of(nobodys.find_many(after("x"))) == errc::invalid_tenant);
    CHECK(code_of(nobodys.page(take(1), after(std::nullopt))) == errc::invalid_tenant);
}

TEMPLATE_LIST_TEST_CASE("cursors work for every kind of tenancy", "[cursor]", backends) {
    test_database<TestType, Tenant, User, Session, Note> t;
    for (const std::string tenant : {"a", "b"}) {
        repository<User>(t.tenant(tenant)).create({.id = "u" + tenant, .email = tenant}).value();
        for (const std::string id : {"1", "2", "3"})
            repository<Session>(t.tenant(tenant)).create({.id = tenant + id, .userId = "u" + tenant}).value();
        repository<Note>(t.tenant(tenant)).create({.id = tenant, .text = tenant}).value();
    }
    repository<Note>(t.system()).create({.id = "s", .text = "for all"}).value();
    CHECK(forwards(repository<Session>(t.tenant("b"))) == "[b1b2][b3]");
    CHECK(forwards(repository<Note>(t.tenant("b")), order_by(desc<&Note::tenantId>, desc<&Note::id>)) == "[bs]");
    CHECK(backwards(repository<Note>(t.tenant("b")), order_by(asc<&Note::text>)) == "[bs]");
    // Keys of a system scope include the tenant, also one that the struct does not show.
    const auto hits = order_by(asc<&Session::hits>);
    CHECK(forwards(repository<Session>(t.system()), hits) == "[a1a2][a3b1][b2b3]");
    CHECK(backwards(repository<Session>(t.system()), hits) == "[a1a2][a3b1][b2b3]");
    CHECK(forwards(repository<Note>(t.system()), order_by(asc<&Note::tenantId>)) == "[sa][b]");
}

TEMPLATE_LIST_TEST_CASE("shapes are read from cursors on, page by page, with their relations", "[cursor][shape]", backends) {
    test_database<TestType, Tenant, Entry> t;
    const auto entries = fill(t);
    const auto by_rank = order_by(asc<&Entry::id>, asc<&Entry::rank>); // NULLs in the last key
    const auto walk = [&](auto order) {
        std::string all;
        std::optional<std::string> cursor;
        do {
            const auto page = entries.page(tenon::as<Line>, order, take(2), after(cursor)).value();
            CHECK(page.total == 5);
            CHECK(page.has_more == page.next.has_value());
            for (const Line& line : page.items) CHECK(line.tenant.value().id == "a");
            all += '[' + ids(page.items) + ']';
            cursor = page.next;
        } while (cursor);
        do {
            const auto page = entries.page(tenon::as<Line>, order, take(2), before(cursor)).value();
            all += '[' + ids(page.items) + ']';
            cursor = page.previous;
        } while (cursor);
        return all;
    };
    CHECK(walk(by_rank) == "[12][34][5][45][23][1]");
    CHECK(walk(order_by(asc<&Entry::rank>)) == "[35][21][4][14][52][3]");
    CHECK(walk(order_by(desc<&Entry::title>, desc<&Entry::price>)) == "[42][15][3][53][21][4]");

    // The cursors of rows are those of shapes, whose columns need not have the keys.
    const auto by_price = order_by(asc<&Entry::price>);
    const auto page = entries.page(tenon::as<Line>, by_price, take(2)).value();
    CHECK(page.next == entries.page(by_price, take(2)).value().next);
    CHECK(ids(entries.find_many(tenon::as<Line>, by_price, take(2), after(page.next)).value()) == "54");
    CHECK(ids(entries.find_many(tenon::as<Line>, by_price, before(page.next)).value()) == "3");
    CHECK(ids(entries.find_many(tenon::as<Line>, order_by(asc<&Entry::rank>), take(9), after(entries.cursor_of({.id = "3"}, order_by(asc<&Entry::rank>)).value())).value()) == "5214");
    CHECK(code_of(entries.page(tenon::as<Line>, by_price, take(2), after("forged"))) == errc::invalid_value);
    CHECK(code_of(entries.find_many(tenon::as<Line>, by_price, before("forged"))) == errc::invalid_value);
    CHECK(code_of(repository<Entry>(t.tenant("b")).page(tenon::as<Line>, by_price, take(2), after(page.next))) == errc::invalid_value);

    t.forget();
    const auto beyond = entries.page(tenon::as<Line>, where(field<&Entry::id> > "5"), take(2)).value();
    CHECK(beyond.items.empty());
    CHECK(beyond.total == 0);
    CHECK(t.statements().size() == 1);
    // One statement for each level, and no relations of rows that are not on the page.
    CHECK(entries.page(tenon::as<Line>, take(1)).value().items.size() == 1);
    CHECK(t.statements().size() == 3);

    const auto owners = repository<Tenant>(t.system()).page(tenon::as<Owner>, take(1)).value();
    CHECK(ids(owners.items) == "a");
    CHECK(ids(owners.items.at(0).entries) == "12345");
    CHECK(ids(repository<Tenant>(t.system()).page(tenon::as<Owner>, take(1), after(owners.next)).value().items) == "b");
    CHECK(ids(repository<Tenant>(t.tenant("a")).page(tenon::as<Owner>, take(1)).value().items) == "a");
}

TEMPLATE_LIST_TEST_CASE("a page has the row whose key is its tenant, and whose fields may be NULL", "[cursor]", backends) {
    test_database<TestType, Tenant, Settings> t;
    repository<Settings>(t.tenant("a")).create({}).value();
    repository<Settings>(t.tenant("b")).create({.theme = "dark"}).value();
    const auto own = repository<Settings>(t.tenant("a"));
    const auto page = own.page(take(3)).value();
    CHECK(page.total == 1);
    REQUIRE(page.items.size() == 1);
    CHECK(page.items[0].tenantId == "a");
    CHECK(own.page(tenon::as<Theme>, take(3)).value().items.size() == 1);
    CHECK(repository<Settings>(t.tenant("c")).page(tenon::as<Theme>, take(3)).value().items.empty());
    const auto all = repository<Settings>(t.system());
    const auto first = all.page(tenon::as<Theme>, take(1)).value();
    CHECK(first.total == 2);
    CHECK(all.page(tenon::as<Theme>, take(1), after(first.next)).value().items.at(0).theme == "dark");
}
