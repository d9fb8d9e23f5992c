// The exact text of statements on models that keep removed rows and count changes, in both layouts; and the uniques of their tables.
#include "sql/sqlite/sample.hpp"

#include <string>
#include <vector>

namespace sample {
namespace {

using namespace tenon::sql;
using tenon::sql::select; // and not that of POSIX
using tenon::verb;

struct Page {
    std::string id;
    std::string tenantId;
    std::string path;
    std::int32_t version = 0;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Page::path>, tenon::version<&Page::version>, tenon::soft_delete<&Page::deletedAt>);
};
/// Its name is what others refer to.
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
using of_first = tenon::schema<Page, Label, Tagging>;
using of_prisma = tenon::schema<tenon::layout::prisma, Page, Label, Tagging>;

template <class Context, class Statement> void expect_text(std::string_view text, int parameters) {
    static const auto database = text_database::of<std::conditional_t<Context::leads_with_tenant, of_first, of_prisma>>();
    CHECK(text_of<Statement>.view() == text);
    CHECK(database.parameters(text_of<Statement>.view()) == parameters);
}

using key = key_shape<Page, 0>;
using old = decltype(tenon::field<&Page::version> >= 18)::shape;
using set_path = assignment_shape<&Page::path, change::set>;
using removed_at = stamp_shape<Page, 4>;
template <row_life Life, class Condition> using rows = target_rows<in_life<Life, Condition>, sort_order<>, false, 0>;

std::vector<std::string> uniques(const std::vector<std::string>& texts) {
    std::vector<std::string> found;
    for (const auto& text : texts)
        if (text.starts_with("CREATE UNIQUE")) found.push_back(text);
    return found;
}

TEST_CASE("reads leave removed rows out by their own text, or ask for them") {
    expect_text<first, select_one<first, Page, key>>(
        R"(SELECT "id", "tenantId", "path", "version", "deletedAt" FROM "Page" WHERE "tenantId" = ?1 AND )"
        R"("deletedAt" IS NULL AND "id" = ?2)", 2);
    expect_text<first, select_one<first, Page, in_life<row_life::any, key>>>(
        R"(SELECT "id", "tenantId", "path", "version", "deletedAt" FROM "Page" WHERE "tenantId" = ?1 AND "id" = ?2)", 2);
    expect_text<prisma, select_count<prisma, Page, in_life<row_life::removed, old>, 0>>(
        R"(SELECT count(*) FROM "Page" WHERE "tenantId" = ?1 AND "deletedAt" IS NOT NULL AND "version" >= ?2)", 2);
    expect_text<first_system, select_exists<first_system, Page, no_condition, 0>>(
        R"(SELECT EXISTS (SELECT 1 FROM "Page" WHERE "deletedAt" IS NULL))", 0);
    expect_text<first_system, select_count<first_system, Page, in_life<row_life::any, no_condition>, 0>>(
        R"(SELECT count(*) FROM "Page")", 0);
}

TEST_CASE("an update counts the change, and compares the version with the one that is expected") {
    expect_text<first, update_one<first, Page, key, set_path>>(
        R"(UPDATE "Page" SET "path" = ?2, "version" = "Page"."version" + 1 WHERE "tenantId" = ?1 AND "deletedAt" IS NULL )"
        R"(AND "id" = ?3 RETURNING "id", "tenantId", "path", "version", "deletedAt")", 3);
    expect_text<first, update_one<first, Page, key_shape<Page, 0, 3>, set_path>>(
        R"(UPDATE "Page" SET "path" = ?2, "version" = "Page"."version" + 1 WHERE "tenantId" = ?1 AND "deletedAt" IS NULL )"
        R"(AND "id" = ?3 AND "version" = ?4 RETURNING "id", "tenantId", "path", "version", "deletedAt")", 4);
    expect_text<prisma, update_many<prisma, Page, target_rows<old, sort_order<>, true, 0>, set_path>>(
        R"(UPDATE "Page" SET "path" = ?2, "version" = tenon_integer("Page"."version" + 1, -2147483648, 2147483647) )"
        R"(WHERE "tenantId" = ?1 AND "deletedAt" IS NULL AND ("id") IN (SELECT "id" FROM "Page" WHERE "tenantId" = ?1 )"
        R"(AND "deletedAt" IS NULL AND "version" >= ?3 ORDER BY "id" LIMIT ?4))", 4);
}

TEST_CASE("a row is marked as removed, brought back, and removed for good") {
    expect_text<first, soft_remove_one<first, Page, key, removed_at>>(
        R"(UPDATE "Page" SET "deletedAt" = ?2, "version" = "Page"."version" + 1 WHERE "tenantId" = ?1 AND "deletedAt" IS )"
        R"(NULL AND "id" = ?3 RETURNING "id", "tenantId", "path", "version", "deletedAt")", 3);
    expect_text<first, restore_one<first, Page, in_life<row_life::removed, key>, removed_at>>(
        R"(UPDATE "Page" SET "deletedAt" = ?2, "version" = "Page"."version" + 1 WHERE "tenantId" = ?1 AND "deletedAt" IS )"
        R"(NOT NULL AND "id" = ?3 RETURNING "id", "tenantId", "path", "version", "deletedAt")", 3);
    expect_text<first_system, restore_many<first_system, Page, rows<row_life::removed, no_condition>, removed_at>>(
        R"(UPDATE "Page" SET "deletedAt" = ?1, "version" = "Page"."version" + 1 WHERE "deletedAt" IS NOT NULL)", 1);
    expect_text<first, remove_one<first, Page, in_life<row_life::any, key>>>(
        R"(DELETE FROM "Page" WHERE "tenantId" = ?1 AND "id" = ?2 RETURNING "id", "tenantId", "path", "version", )"
        R"("deletedAt")", 2);
    CHECK(spec_of<soft_remove_one<first, Page, key, removed_at>>.verb == verb::remove);
    CHECK(spec_of<soft_remove_many<first, Page, rows<row_life::live, old>, removed_at>>.verb == verb::remove_many);
    CHECK(spec_of<restore_one<first, Page, in_life<row_life::removed, key>, removed_at>>.verb == verb::restore);
    CHECK(spec_of<restore_many<first, Page, rows<row_life::removed, old>, removed_at>>.verb == verb::restore_many);
}

TEST_CASE("an upsert names the unique of the rows that are not removed, and changes no other row") {
    expect_text<first, upsert<first, Page, tenon::detail::places_of<&Page::path>(), true, set_path>>(
        R"(INSERT INTO "Page" ("id", "tenantId", "path", "version", "deletedAt") VALUES (?2, ?1, ?3, ?4, ?5) ON CONFLICT )"
        R"(("tenantId", "path") WHERE "deletedAt" IS NULL DO UPDATE SET "path" = ?6, "version" = "Page"."version" + 1 WHERE )"
        R"("Page"."tenantId" = ?1 AND "Page"."deletedAt" IS NULL RETURNING "id", "tenantId", "path", "version", )"
        R"("deletedAt")", 6);
    expect_text<first_system, upsert<first_system, Page, tenon::detail::places_of<&Page::id>(), true, set_path>>(
        R"(INSERT INTO "Page" ("id", "tenantId", "path", "version", "deletedAt") VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT )"
        R"(("tenantId", "id") DO UPDATE SET "path" = ?6, "version" = "Page"."version" + 1 WHERE "Page"."deletedAt" IS NULL )"
        R"(RETURNING "id", "tenantId", "path", "version", "deletedAt")", 6);
}

TEST_CASE("a unique is about rows that are not removed, unless references lead to it or the tables are Prisma's") {
    CHECK(uniques(create_tables<dialect, of_first>()) ==
          std::vector<std::string>{
              R"(CREATE UNIQUE INDEX "Page_tenantId_path_key" ON "Page"("tenantId", "path") WHERE "deletedAt" IS NULL)",
              R"(CREATE UNIQUE INDEX "Label_tenantId_name_key" ON "Label"("tenantId", "name"))"});
    CHECK(uniques(create_tables<dialect, of_prisma>()) ==
          std::vector<std::string>{R"(CREATE UNIQUE INDEX "Page_path_key" ON "Page"("path"))",
                                   R"(CREATE UNIQUE INDEX "Label_name_key" ON "Label"("name"))"});
}

} // namespace
} // namespace sample
