// The exact text of searches on PostgreSQL, and of the column and the index that keep words.
#include <tenon/search.hpp>

#include "sql/models.hpp"
#include "support/catch.hpp"

#include <tenon/sql/ddl/create_tables.hpp>
#include <tenon/sql/ddl/postgres.hpp>

#include <string>
#include <string_view>

namespace sample {
namespace {

using namespace tenon::sql;

struct Essay {
    std::string id;
    std::string tenantId;
    std::string title;
    std::optional<std::string> body;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Essay::title, &Essay::body>);
};

using first = context<postgres_dialect, tenon::layout::tenant_first, true>;
using in_both = condition_of<decltype(tenon::matches<&Essay::title, &Essay::body>(""))>::shape;
using by_body = decltype(tenon::order_by(tenon::by_rank<&Essay::body>("")))::order;

std::string folded(const std::string& what) {
    return "pg_catalog.translate(pg_catalog.lower(" + what +
           " COLLATE pg_catalog.\"und-x-icu\"), "
           "'\u00b5\u017f\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5\u1e9b\u1fbe', '\u03bcs\u03c3\u03b2\u03b8\u03c6\u03c0\u03ba\u03c1\u03b5\u1e61\u03b9')";
}
const std::string letters = R"([:alnum:]\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u0328\u032d\u032e\u0330\u0331)";

std::string query(const std::string& parameter) {
    return "pg_catalog.to_tsquery('pg_catalog.simple', pg_catalog.regexp_replace(pg_catalog.regexp_replace(" +
           folded(parameter + "::pg_catalog.text") + R"(, '[^\u0001-\u007f)" + letters + R"(]+', ' x', 'g'), '\yx\y', '', 'g')))";
}

} // namespace

TEST_CASE("PostgreSQL: a search asks the column of words, by a query that is made once") {
    CHECK(text_of<select_count<first, Essay, in_both, 0>>.view() ==
          R"(SELECT pg_catalog.count(*) FROM "public"."Essay" WHERE "tenantId" = $1 AND "tenon_search" @@ (SELECT CASE pg_catalog.querytree(q) )"
          R"(WHEN 'T' THEN 'a & !a'::pg_catalog.tsquery ELSE q END FROM )" + query("$2") + " AS q)");
}

TEST_CASE("PostgreSQL: rows are sorted by the rank of their own words in the texts that are meant") {
    using ranked = tenon::sql::select<first, Essay, tenon::verb::find_many, no_condition, by_body,
                                      static_cast<unsigned>(paging::order) | static_cast<unsigned>(paging::take), 0>;
    CHECK(text_of<ranked>.view() ==
          R"(SELECT "id", "tenantId", "title", "body" FROM "public"."Essay" WHERE "tenantId" = $1 ORDER BY )"
          R"(pg_catalog.ts_rank('{1,1,1,1}'::pg_catalog.float4[], pg_catalog.ts_filter("tenon_search", '{B}'::"char"[]), (SELECT )" +
              query("$2") + R"(), 1) DESC, "id" LIMIT $3)");
}

TEST_CASE("PostgreSQL: a page is sorted by a rank that is computed once, of words behind those of the filter") {
    using titled = decltype(tenon::field<&Essay::title> == "")::shape;
    constexpr unsigned paging = static_cast<unsigned>(paging::order) | static_cast<unsigned>(paging::take);
    CHECK(text_of<select_keyset<first, Essay, titled, by_body, false, paging, true, page_columns<first, Essay>, 0>>.view() ==
          R"(SELECT "id", "tenantId", "title", "body", "tenon_total" FROM (SELECT pg_catalog.count(*) AS "tenon_total" FROM "public"."Essay" )"
          R"(WHERE "tenantId" = $1 AND "title" = $2) AS "tenon_all" LEFT JOIN (SELECT "id", "tenantId", "title", "body", )"
          R"(pg_catalog.ts_rank('{1,1,1,1}'::pg_catalog.float4[], pg_catalog.ts_filter("tenon_search", '{B}'::"char"[]), (SELECT )" +
              query("$3") +
              R"(), 1) AS "tenon_key1" FROM "public"."Essay" WHERE "tenantId" = $1 AND "title" = $2 ORDER BY "tenon_key1" DESC, "id" LIMIT $4) )"
              R"(AS "tenon_page" ON true ORDER BY "tenon_key1" DESC, "id")");
}

TEST_CASE("PostgreSQL: words are kept in a column that the server computes, with an index") {
    const auto words = [](const std::string& column) {
        return "pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig, pg_catalog.regexp_replace(" +
               folded("COALESCE(" + column + ", '')") + ", '[^" + letters + "]*([" + letters + "]+)[^" + letters + R"(]*', ' x\1', 'g')))";
    };
    const auto made = create_tables<postgres_dialect, tenon::schema<Essay>>({.row_level_security = false});
    REQUIRE(made.size() == 4);
    CHECK(made[1] == "CREATE TABLE \"public\".\"Essay\" (\n"
                     "    \"id\" text COLLATE \"C\" NOT NULL,\n"
                     "    \"tenantId\" text COLLATE \"C\" NOT NULL,\n"
                     "    \"title\" text COLLATE \"C\" NOT NULL,\n"
                     "    \"body\" text COLLATE \"C\",\n"
                     "    \"tenon_search\" tsvector GENERATED ALWAYS AS (pg_catalog.setweight(" + words("\"title\"") +
                     ", 'A') || '''='':1'::pg_catalog.tsvector || pg_catalog.setweight(" + words("\"body\"") + ", 'B')) STORED\n)");
    CHECK(made[2] == R"(CREATE INDEX "Essay_tenon_search_idx" ON "public"."Essay" USING gin("tenon_search"))");
}

} // namespace sample
