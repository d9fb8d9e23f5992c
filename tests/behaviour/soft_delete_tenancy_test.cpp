// A removed row that is kept is like one that never was, in every kind of tenancy, until it is restored.
#include <cstdint>
#include <optional>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::all_rows;
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
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Page::path>, tenon::soft_delete<&Page::deletedAt>);
};

// One of each other kind of tenancy.
struct Company {
    std::string id;
    std::string name;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Company::id>, tenon::soft_delete<&Company::deletedAt>);
};
struct Template {
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::soft_delete<&Template::deletedAt>);
};
struct Visit {
    std::string id;
    std::string pageId;
    std::string from;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Visit::pageId>, tenon::references<&Visit::pageId, &Page::id>, tenon::soft_delete<&Visit::deletedAt>);
};
struct Token {
    std::string id;
    std::string value;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned, tenon::soft_delete<&Token::deletedAt>);
};
struct Region {
    std::string id;
    std::string name;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::soft_delete<&Region::deletedAt>);
};

/// A removed row is like one that never was, for its own tenant as for another; and it can come back.
template <auto Text, class Rows, class Others, class Model>
void check_removed(const Rows& rows, const Others& others, const Model& row) {
    const std::int64_t before = others.count().value();
    REQUIRE(rows.remove(row.id));
    const auto missing = rows.get("nobody");
    const auto gone = rows.get(row.id);
    REQUIRE(code_of(gone) == errc::not_found);
    CHECK(to_string(gone.error()) == to_string(missing.error()));
    CHECK_FALSE(rows.find_unique(row.id).value());
    CHECK_FALSE(rows.exists(row.id).value());
    CHECK_FALSE(rows.exists().value());
    CHECK(rows.count().value() == 0);
    CHECK(rows.find_many().value().empty());
    CHECK_FALSE(rows.find_first(where(field<Text> == row.*Text)).value());
    CHECK(rows.page(tenon::take(2)).value().total == 0);
    CHECK(code_of(rows.update(row.id, set<Text>("changed"))) == errc::not_found);
    CHECK(rows.update_many(all_rows, set<Text>("changed")).value() == 0);
    CHECK(code_of(rows.remove(row.id)) == errc::not_found);
    CHECK(rows.remove_many(all_rows).value() == 0);

    CHECK(rows.get(row.id, with_deleted).value().*Text == row.*Text);
    CHECK(rows.count(only_deleted).value() == 1);
    CHECK(others.count(with_deleted).value() == before);
    CHECK(code_of(others.restore(row.id)) == errc::not_found);
    CHECK(code_of(others.remove(row.id, for_good)) == errc::not_found);
    CHECK(others.restore_many(all_rows).value() == 0);
    CHECK(others.remove_many(only_deleted, all_rows, for_good).value() == 0);

    CHECK_FALSE(rows.restore(row.id).value().deletedAt);
    CHECK(rows.get(row.id).value().*Text == row.*Text);
    CHECK(code_of(rows.restore(row.id)) == errc::not_found);
    REQUIRE(rows.remove(row.id, for_good));
    CHECK(rows.count(with_deleted).value() == 0);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("isolation 41: a removed row is like one that never was, in every kind of tenancy", "[soft_delete][isolation]", backends) {
    test_database<TestType, Company, Page, Template, Visit, Region> t;
    for (const char* id : {"a", "b"})
        repository<Company>(t.system()).create({.id = id, .name = id}).value();
    const auto a = t.tenant("a");
    const auto b = t.tenant("b");

    const auto pages = repository<Page>(a);
    check_removed<&Page::path>(pages, repository<Page>(b), pages.create({.path = "/"}).value());
    const auto templates = repository<Template>(a);
    check_removed<&Template::text>(templates, repository<Template>(b), templates.create({.text = "x"}).value());

    const Page page = pages.create({.path = "/"}).value();
    const auto visits = repository<Visit>(a);
    check_removed<&Visit::from>(visits, repository<Visit>(b), visits.create({.pageId = page.id, .from = "x"}).value());
    REQUIRE(pages.remove(page.id, for_good));

    const auto root = repository<Company>(a);
    const Company company = root.get("a").value();
    check_removed<&Company::name>(root, repository<Company>(b), company);

    // Of rows of everybody's each tenant sees as much.
    const auto regions = repository<Region>(t.system());
    regions.create({.id = "de", .name = "Germany"}).value();
    regions.create({.id = "fr", .name = "France"}).value();
    REQUIRE(regions.remove("fr"));
    CHECK(sorted<&Region::id>(repository<Region>(a).find_many().value()) == strings{"de"});
    CHECK(code_of(repository<Region>(b).get("fr")) == errc::not_found);
    CHECK(regions.count(with_deleted).value() == 2);
    CHECK(regions.restore_many(where(field<&Region::name> == "France")).value() == 1);
    CHECK(repository<Region>(b).get("fr").value().name == "France");
}

TEMPLATE_LIST_TEST_CASE("a removed row of a model that hides its tenant is like one that never was", "[soft_delete]",
                        tenant_first_backends) {
    test_database<TestType, Token> t;
    const auto tokens = repository<Token>(t.tenant("a"));
    check_removed<&Token::value>(tokens, repository<Token>(t.tenant("b")), tokens.create({.id = "t", .value = "x"}).value());
}

TEMPLATE_LIST_TEST_CASE("a row without a tenant that was removed is seen by none and restored by the system", "[soft_delete]",
                        backends) {
    test_database<TestType, Template> t;
    const auto all = repository<Template>(t.system());
    const auto own = repository<Template>(t.tenant("a"));
    all.create({.id = "all", .text = "for all"}).value();
    CHECK(own.count().value() == 1);
    CHECK(all.remove_many(where(field<&Template::id> == "all")).value() == 1);
    CHECK(own.count().value() == 0);
    CHECK(own.count(with_deleted).value() == 1);
    CHECK(own.restore_many(all_rows).value() == 0);
    CHECK(all.restore_many(all_rows).value() == 1);
    CHECK(own.count().value() == 1);
}
