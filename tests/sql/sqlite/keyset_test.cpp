// The texts of reads from a place in an order on, what they cost wherever the place is, and the texts of pages.
#include "sql/sqlite/sample.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace sample {
namespace {

using tenon::nulls_order;
using tenon::sort_key;
using namespace tenon::sql;

struct Post {
    std::string id;
    std::string tenantId;
    std::optional<int> rank;
    std::string title;
    static constexpr auto tenon_model =
        tenon::table(tenon::index<&Post::rank>, tenon::index<&Post::title, tenon::desc<&Post::id>>);
};
using posts_schema = tenon::schema<Post>;

constexpr unsigned take = 3; // with ORDER BY
constexpr unsigned placed = 1;
constexpr unsigned null_placed = 3; // at a row whose first key that may be NULL is NULL

template <class Context, class Model, class Order, bool Backward, unsigned Mask, unsigned Paging = take>
using rows = select_keyset<Context, Model, no_condition, Order, Backward, Paging, false, column_list<Model>, Mask>;

using by_level = sort_order<sort_key<&User::level, true>>;
using by_rank = sort_order<sort_key<&Post::rank, false>>;
using by_rank_down = sort_order<sort_key<&Post::rank, true>>;
/// The order that an option asks for.
template <class Option> struct order_in;
template <class... Keys> struct order_in<tenon::order_by_option<Keys...>> {
    using type = sort_order<Keys...>;
};
template <class Option> using order_of = typename order_in<Option>::type;

using by_title = sort_order<sort_key<&Post::title, false>, sort_key<&Post::id, true>>;

TEST_CASE("rows behind a place are in one range, where keys have one direction and are not NULL") {
    expect<first, rows<first, User, sort_order<>, false, placed>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = ?1 AND "id" > ?2 )"
        R"(ORDER BY "id" LIMIT ?3)", 3);
    expect<first, rows<first, User, by_level, false, placed>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = ?1 )"
        R"(AND ("level", "id") < (?2, ?3) ORDER BY "level" DESC, "id" DESC LIMIT ?4)", 4);
    expect<first, rows<first, User, by_level, true, placed>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = ?1 )"
        R"(AND ("level", "id") > (?2, ?3) ORDER BY "level", "id" LIMIT ?4)", 4);
    expect<prisma, rows<prisma, Session, sort_order<>, false, placed>>(
        R"(SELECT "id", "userId", "hits" FROM "Session" WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE )"
        R"("tenon_parent"."id" = "Session"."userId" AND "tenon_parent"."tenantId" = ?1) AND "id" > ?2 ORDER BY "id" LIMIT ?3)", 3);
    expect<first, rows<first, Note, sort_order<>, false, placed>>(
        R"(SELECT "id", "tenantId", "title" FROM "Note" WHERE "tenantId" IN (?1, '') AND ("tenantId", "id") > (?2, ?3) )"
        R"(ORDER BY "tenantId", "id" LIMIT ?4)", 4);
}

TEST_CASE("a system scope's place has the tenant, also one that the struct does not show") {
    expect<first_system, rows<first_system, Session, sort_order<>, false, placed>>(
        R"(SELECT "id", "userId", "hits" FROM "Session" WHERE ("tenantId", "id") > (?1, ?2) ORDER BY "tenantId", "id" LIMIT ?3)", 3);
    expect<prisma_system, rows<prisma_system, Session, sort_order<>, false, placed>>(
        R"(SELECT "id", "userId", "hits" FROM "Session" WHERE "id" > ?1 ORDER BY "id" LIMIT ?2)", 2);
}

TEST_CASE("where there is no place all rows are read, in the order or against it") {
    expect<first, rows<first, User, by_level, true, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = ?1 )"
        R"(ORDER BY "level", "id" LIMIT ?2)", 2);
}

template <class Statement> void expect_of_posts(std::string_view text, int parameters) {
    static const text_database database = text_database::of<posts_schema>();
    CHECK(text_of<Statement>.view() == text);
    CHECK(database.parameters(text_of<Statement>.view()) == parameters);
}

TEST_CASE("NULLs and keys of two directions make ranges of their own") {
    expect_of_posts<rows<first, Post, by_rank, false, placed>>( // NULLs are in front
        R"(SELECT "id", "tenantId", "rank", "title" FROM "Post" WHERE "tenantId" = ?1 AND ("rank", "id") > (?2, ?3) )"
        R"(ORDER BY "rank", "id" LIMIT ?4)", 4);
    expect_of_posts<rows<first, Post, by_rank, false, null_placed>>(
        R"(SELECT "id", "tenantId", "rank", "title" FROM (SELECT "id", "tenantId", "rank", "title" FROM (SELECT "id", "tenantId", )"
        R"("rank", "title" FROM "Post" WHERE "tenantId" = ?1 AND "rank" IS NULL AND "id" > ?2 ORDER BY "rank", "id" LIMIT ?3) )"
        R"(AS "tenon_range" UNION ALL SELECT "id", "tenantId", "rank", "title" FROM (SELECT "id", "tenantId", "rank", "title" )"
        R"(FROM "Post" WHERE "tenantId" = ?1 AND "rank" IS NOT NULL ORDER BY "rank", "id" LIMIT ?3) AS "tenon_range") )"
        R"(AS "tenon_rows" ORDER BY "rank", "id" LIMIT ?3)", 3);
    expect_of_posts<rows<first, Post, by_rank_down, false, null_placed>>( // NULLs are the last ones
        R"(SELECT "id", "tenantId", "rank", "title" FROM "Post" WHERE "tenantId" = ?1 AND "rank" IS NULL AND "id" < ?2 )"
        R"(ORDER BY "rank" DESC, "id" DESC LIMIT ?3)", 3);
    expect_of_posts<rows<first, Post, by_title, false, placed, 1>>( // and without a LIMIT
        R"(SELECT "id", "tenantId", "rank", "title" FROM (SELECT "id", "tenantId", "rank", "title" FROM (SELECT "id", "tenantId", )"
        R"("rank", "title" FROM "Post" WHERE "tenantId" = ?1 AND "title" = ?2 AND "id" < ?3 ORDER BY "title", "id" DESC) )"
        R"(AS "tenon_range" UNION ALL SELECT "id", "tenantId", "rank", "title" FROM (SELECT "id", "tenantId", "rank", "title" )"
        R"(FROM "Post" WHERE "tenantId" = ?1 AND "title" > ?2 ORDER BY "title", "id" DESC) AS "tenon_range") )"
        R"(AS "tenon_rows" ORDER BY "title", "id" DESC)", 3);
}

TEST_CASE("a page is one statement, which gives the number of all rows too") {
    using adult = decltype(tenon::field<&User::level> >= 18)::shape;
    expect<first, select_keyset<first, User, adult, sort_order<>, false, take | 4, true, page_columns<first, User>, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance", "tenon_total" FROM (SELECT count(*) AS "tenon_total" )"
        R"(FROM "User" WHERE "tenantId" = ?1 AND "level" >= ?2) AS "tenon_all" LEFT JOIN (SELECT "id", "tenantId", "email", "level", )"
        R"("nickname", "balance" FROM "User" WHERE "tenantId" = ?1 AND "level" >= ?2 ORDER BY "id" LIMIT ?3 OFFSET ?4) )"
        R"(AS "tenon_page" ON true ORDER BY "id")", 4);
    using of_tokens = page_columns<first_system, Token>;
    expect<first_system, select_keyset<first_system, Token, no_condition, sort_order<>, false, take, true, of_tokens, placed>>(
        R"(SELECT "id", "secret", "tenon_total", "tenantId" FROM (SELECT count(*) AS "tenon_total" FROM "Token") AS "tenon_all" )"
        R"(LEFT JOIN (SELECT "id", "secret", "tenantId" FROM "Token" WHERE ("tenantId", "id") > (?1, ?2) ORDER BY "tenantId", "id" )"
        R"(LIMIT ?3) AS "tenon_page" ON true ORDER BY "tenantId", "id")", 3);
}

TEST_CASE("what a page is sorted by besides its columns is computed once, and is a column to the outer statement") {
    using adult = decltype(tenon::field<&User::level> >= 18)::shape;
    using by_sessions = order_of<decltype(tenon::order_by(tenon::related<&Session::userId>.most(), tenon::desc<&User::level>))>;
    expect<first, select_keyset<first, User, adult, by_sessions, false, take | 4, true, page_columns<first, User>, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance", "tenon_total" FROM (SELECT count(*) AS "tenon_total" )"
        R"(FROM "User" WHERE "tenantId" = ?1 AND "level" >= ?2) AS "tenon_all" LEFT JOIN (SELECT "id", "tenantId", "email", "level", )"
        R"("nickname", "balance", (SELECT COUNT(*) FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" AND )"
        R"("tenon_related"."tenantId" = ?1) AS "tenon_key1" FROM "User" WHERE "tenantId" = ?1 AND "level" >= ?2 )"
        R"(ORDER BY "tenon_key1" DESC, "level" DESC, "id" DESC LIMIT ?3 OFFSET ?4) AS "tenon_page" ON true )"
        R"(ORDER BY "tenon_key1" DESC, "level" DESC, "id" DESC)", 4);
    // Decimals are compared as such, in here and out there; and a shape's page has no keys for cursors.
    constexpr auto user = tenon::related<&Session::userId>;
    using by_user = order_of<decltype(tenon::order_by(user.asc(tenon::field<&User::balance>), user.desc(tenon::field<&User::email>).nulls_first()))>;
    using of_sessions = shape_page_columns<prisma_system, Session, by_user, columns_at<Session, std::array<std::size_t, 1>{2}, false>>;
    expect<prisma_system, select_keyset<prisma_system, Session, no_condition, by_user, false, take, true, of_sessions, 0>>(
        R"(SELECT "hits", "tenon_total", "id" FROM (SELECT count(*) AS "tenon_total" FROM "Session") AS "tenon_all" LEFT JOIN )"
        R"((SELECT "id", "userId", "hits", (SELECT "tenon_related"."balance" FROM "User" AS "tenon_related" WHERE "tenon_related"."id" = )"
        R"("Session"."userId") COLLATE tenon_decimal AS "tenon_key1", (SELECT "tenon_related"."email" FROM "User" AS "tenon_related" WHERE )"
        R"("tenon_related"."id" = "Session"."userId") AS "tenon_key2" FROM "Session" ORDER BY "tenon_key1", "tenon_key2" DESC NULLS FIRST, "id" )"
        R"(LIMIT ?1) AS "tenon_page" ON true ORDER BY "tenon_key1", "tenon_key2" DESC NULLS FIRST, "id")", 1);
}

constexpr auto email_and_level = [] {
    std::array<std::size_t, 2> places{};
    places[0] = 2;
    places[1] = 3;
    return places;
}();
using shape_columns = columns_at<User, email_and_level, false>;

TEST_CASE("rows of a shape have its columns only, and of a page what its cursors need besides") {
    using by_nickname = sort_order<sort_key<&User::nickname, true>>;
    expect<first, select_keyset<first, User, no_condition, by_level, false, take, false, shape_columns, placed>>(
        R"(SELECT "email", "level" FROM "User" WHERE "tenantId" = ?1 AND ("level", "id") < (?2, ?3) ORDER BY "level" DESC, "id" DESC )"
        R"(LIMIT ?4)", 4);
    expect<first, select_keyset<first, User, no_condition, by_nickname, false, take, true,
                                shape_page_columns<first, User, by_nickname, shape_columns>, null_placed>>(
        R"(SELECT "email", "level", "tenon_total", "id", "nickname", "id" FROM (SELECT count(*) AS "tenon_total" FROM "User" )"
        R"(WHERE "tenantId" = ?1) AS "tenon_all" LEFT JOIN (SELECT "id", "tenantId", "email", "level", "nickname", "balance" )"
        R"(FROM "User" WHERE "tenantId" = ?1 AND "nickname" IS NULL AND "id" < ?2 ORDER BY "nickname" DESC, "id" DESC LIMIT ?3) )"
        R"(AS "tenon_page" ON true ORDER BY "nickname" DESC, "id" DESC)", 3);
}

/// A thousand rows of two tenants: a third of them without a rank, and of ten titles.
class thousand_posts {
public:
    thousand_posts() : database_(text_database::of<posts_schema>()) {
        const char* text = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1999) INSERT INTO \"Post\" "
                           "SELECT printf('%04d', i), iif(i % 2, 'a', 'b'), iif(i % 3, i, NULL), 'title ' || (i / 200) FROM n";
        REQUIRE(sqlite3_exec(database_.handle(), text, nullptr, nullptr, nullptr) == SQLITE_OK);
        REQUIRE(sqlite3_exec(database_.handle(), "ANALYZE", nullptr, nullptr, nullptr) == SQLITE_OK);
    }

    /// How much a statement of tenant a does, and how often it sorts rows that it has to read first.
    struct work {
        int rows = 0;
        int steps = 0;
        int scans = 0;
    };
    template <class Statement> work of(std::initializer_list<const char*> values) const {
        sqlite3_stmt* statement = nullptr;
        const std::string text(text_of<Statement>.view());
        REQUIRE(sqlite3_prepare_v2(database_.handle(), text.c_str(), -1, &statement, nullptr) == SQLITE_OK);
        int index = 0;
        sqlite3_bind_text(statement, ++index, "a", -1, SQLITE_STATIC);
        for (const char* value : values) sqlite3_bind_text(statement, ++index, value, -1, SQLITE_STATIC);
        sqlite3_bind_int(statement, ++index, 10);
        work done;
        while (sqlite3_step(statement) == SQLITE_ROW) ++done.rows;
        done.steps = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0);
        done.scans = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
        sqlite3_finalize(statement);
        return done;
    }

private:
    text_database database_;
};

TEST_CASE("the last pages cost what the first one costs") {
    const thousand_posts posts;
    const auto first_page = posts.of<rows<first, Post, by_rank, false, 0>>({});
    CHECK(first_page.rows == 10);
    const auto flat = [&](const thousand_posts::work& page, int ranges) {
        CHECK(page.rows == 10);
        // Each range reads at most a page; several are put together, which costs each row a few steps more.
        CHECK(page.steps < first_page.steps * (ranges == 1 ? 2 : 6 * ranges));
    };
    flat(posts.of<rows<first, Post, by_rank, false, placed>>({"1901", "1901"}), 1);
    flat(posts.of<rows<first, Post, by_rank, true, placed>>({"101", "0101"}), 2);
    flat(posts.of<rows<first, Post, by_rank, false, null_placed>>({"1801"}), 2);
    flat(posts.of<rows<first, Post, by_rank_down, false, placed>>({"101", "0101"}), 2);
    flat(posts.of<rows<first, Post, by_rank_down, false, null_placed>>({"0999"}), 1);
    flat(posts.of<rows<first, Post, by_title, false, placed>>({"title 8", "1641"}), 2);
    flat(posts.of<rows<first, Post, sort_order<>, false, placed>>({"1901"}), 1);
    // This test can tell: no index has this order.
    CHECK(posts.of<rows<first, Post, sort_order<sort_key<&Post::title, true>, sort_key<&Post::rank, true>>, false, 0>>({}).steps >
          first_page.steps * 10);
}

} // namespace
} // namespace sample
