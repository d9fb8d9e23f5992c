// Models whose rows may be without a tenant: everybody reads those, a tenant writes its own only.
#include <optional>
#include <string>

#include <tenon/dynamic.hpp>

#include "support/database.hpp"

using namespace support;
using tenon::by;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

struct NoteId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Note>;
};

/// One row of everybody's, and one of each tenant.
template <class Database>
void fill(const Database& t) {
    repository<Note>(t.system()).create({.id = "all", .text = "for all"}).value();
    repository<Note>(t.tenant("a")).create({.id = "a1", .text = "of a"}).value();
    repository<Note>(t.tenant("b")).create({.id = "b1", .text = "of b"}).value();
}

} // namespace

TEMPLATE_LIST_TEST_CASE("reads see the tenant's own rows and those of nobody", "[tenancy][shared rows]", backends) {
    test_database<TestType, Tenant, Note> t;
    fill(t);
    const auto notes = repository<Note>(t.tenant("a"));
    CHECK_FALSE(notes.find_unique("b1").value());
    CHECK(code_of(notes.get("b1")) == errc::not_found);
    CHECK_FALSE(notes.exists("b1").value());
    CHECK_FALSE(notes.find_unique(by<&Note::text>("of b")).value());
    CHECK(notes.count(where(field<&Note::text> == "of b" || field<&Note::id> == "b1")).value() == 0);

    CHECK(sorted<&Note::id>(notes.find_many().value()) == strings{"a1", "all"});
    CHECK(notes.count().value() == 2);
    CHECK(notes.get("all").value().tenantId == std::nullopt);
    CHECK(notes.get("a1").value().tenantId == "a");
    CHECK(notes.exists("all").value());
    CHECK(notes.get(by<&Note::text>("for all")).value().id == "all");
    CHECK(notes.page(tenon::take(1)).value().total == 2);
}

TEMPLATE_LIST_TEST_CASE("the tenant of a row of nobody's is NULL to filters, however it is stored", "[tenancy][shared rows]",
                        backends) {
    test_database<TestType, Tenant, Note> t;
    fill(t);
    constexpr auto tenant = field<&Note::tenantId>;
    const auto dynamic = [](const char* op, const char* value) {
        tenon::dynamic_filter<Note> filter;
        filter.add("tenantId", op, value);
        return filter;
    };
    const auto found = [](const auto& notes, auto condition) { return sorted<&Note::id>(notes.find_many(where(condition)).value()); };
    const auto check = [&](const auto& notes, const strings& others) {
        const strings nobodys{"all"}, of_a{"a1"};
        strings owned{"a1"}, not_of_a{"all"};
        owned.insert(owned.end(), others.begin(), others.end());
        not_of_a.insert(not_of_a.end(), others.begin(), others.end());
        CHECK(found(notes, tenant.is_null()) == nobodys);
        CHECK(found(notes, tenant == std::nullopt) == nobodys);
        CHECK(found(notes, tenant == std::optional<std::string>()) == nobodys);
        CHECK(found(notes, dynamic("is_null", "true")) == nobodys);
        CHECK(found(notes, tenant.is_not_null()) == owned);
        CHECK(found(notes, tenant != std::nullopt) == owned);
        CHECK(found(notes, tenant != std::optional<std::string>()) == owned);
        CHECK(found(notes, dynamic("is_null", "false")) == owned);
        // Nobody's rows are different from a value only where NULL is one.
        CHECK(found(notes, tenant == "a") == of_a);
        CHECK(found(notes, tenant != "a") == others);
        CHECK(found(notes, !(tenant == "a")) == others);
        CHECK(found(notes, tenant.not_in({"a"})) == others);
        CHECK(found(notes, dynamic("ne", "a")) == others);
        CHECK(found(notes, dynamic("not_in", "a")) == others);
        CHECK(found(notes, tenant != std::optional<std::string>("a")) == not_of_a);
        CHECK(found(notes, tenant == std::optional<std::string>("a")) == of_a);
        CHECK(found(notes, tenant == "").empty());
        CHECK(found(notes, tenant < "a").empty());
        CHECK(found(notes, dynamic("starts_with", "")) == owned);
    };
    check(repository<Note>(t.tenant("a")), {});
    check(repository<Note>(t.system()), {"b1"});

    CHECK(repository<Note>(t.system()).remove_many(where(tenant.is_not_null())).value() == 2);
    CHECK(each<&Note::id>(repository<Note>(t.system()).find_many().value()) == strings{"all"});
}

TEMPLATE_LIST_TEST_CASE("rows of nobody's stand first or last, as asked", "[tenancy][shared rows]", backends) {
    test_database<TestType, Tenant, Note> t;
    fill(t);
    const auto all = repository<Note>(t.system());
    const auto check = [&](auto key, const strings& wanted) {
        CHECK(each<&Note::id>(all.find_many(tenon::order_by(key)).value()) == wanted);
        CHECK(each<&Note::id>(all.find_many(tenon::order_by(key), tenon::distinct<&Note::tenantId>).value()) == wanted);
        const auto paged = [&](auto... shape) {
            strings ids;
            std::optional<std::string> next;
            do {
                auto page = all.page(shape..., tenon::order_by(key), tenon::take(1), tenon::after(next)).value();
                for (const auto& note : page.items)
                    ids.push_back(note.id);
                next = std::move(page.next);
            } while (next && ids.size() < wanted.size());
            return ids;
        };
        CHECK(paged() == wanted);
        CHECK(paged(tenon::as<NoteId>) == wanted);
    };
    check(tenon::asc<&Note::tenantId>, {"all", "a1", "b1"});
    check(tenon::asc<&Note::tenantId>.nulls_first(), {"all", "a1", "b1"});
    check(tenon::asc<&Note::tenantId>.nulls_last(), {"a1", "b1", "all"});
    check(tenon::desc<&Note::tenantId>, {"b1", "a1", "all"});
    check(tenon::desc<&Note::tenantId>.nulls_first(), {"all", "b1", "a1"});
}

TEMPLATE_LIST_TEST_CASE("a tenant changes no row of nobody's and removes none", "[tenancy][shared rows]", backends) {
    test_database<TestType, Tenant, Note> t;
    fill(t);
    const auto notes = repository<Note>(t.tenant("a"));
    for (const char* id : {"all", "b1"}) {
        CHECK(code_of(notes.update(id, set<&Note::text>("mine"))) == errc::not_found);
        CHECK(code_of(notes.remove(id)) == errc::not_found);
    }
    CHECK(code_of(notes.update(by<&Note::text>("for all"), set<&Note::text>("mine"))) == errc::not_found);
    CHECK(notes.update_many(where(field<&Note::id> != "a1"), set<&Note::text>("mine")).value() == 0);
    CHECK(notes.update_many(tenon::all_rows, tenon::take(10), set<&Note::text>("mine")).value() == 1);
    CHECK(notes.remove_many(where(field<&Note::id> == "all")).value() == 0);
    CHECK(notes.remove_many(tenon::all_rows, tenon::take(10)).value() == 1);
    CHECK(notes.remove_many(tenon::all_rows).value() == 0);

    const auto all = repository<Note>(t.system());
    CHECK(sorted<&Note::text>(all.find_many().value()) == strings{"for all", "of b"});
}

TEMPLATE_LIST_TEST_CASE("what a tenant creates is its own, and never nobody's or another's", "[tenancy][shared rows]",
                        backends) {
    test_database<TestType, Tenant, Note> t;
    const auto notes = repository<Note>(t.tenant("a"));
    CHECK(notes.create({.text = "1"}).value().tenantId == "a");
    CHECK(notes.create({.tenantId = "a", .text = "2"}).value().tenantId == "a");
    CHECK(code_of(notes.create({.tenantId = "b", .text = "3"})) == errc::tenant_mismatch);
    CHECK(code_of(notes.create({.tenantId = "", .text = "4"})) == errc::tenant_mismatch);
    CHECK(notes.create_many({{.text = "5"}, {.text = "6"}}).value() == 2);
    CHECK(repository<Note>(t.tenant("b")).count().value() == 0);
    CHECK(repository<Note>(t.system()).count().value() == 4);
}

TEMPLATE_LIST_TEST_CASE("a system scope writes rows of nobody and rows of tenants", "[tenancy][shared rows]",
                        backends) {
    test_database<TestType, Tenant, Note> t;
    fill(t);
    const auto all = repository<Note>(t.system());
    CHECK(all.create({.id = "b2", .tenantId = "b", .text = "for b"}).value().tenantId == "b");
    CHECK(all.create({.id = "all2", .text = "for all too"}).value().tenantId == std::nullopt);
    CHECK(code_of(all.create({.tenantId = "", .text = "x"})) == errc::invalid_tenant);
    CHECK(all.count().value() == 5);
    CHECK(repository<Note>(t.tenant("b")).count().value() == 4);
    CHECK(repository<Note>(t.tenant("a")).count().value() == 3);
    const auto rows = all.find_many().value();
    for (const Note& note : rows)
        CHECK(note.tenantId != "");
    CHECK(all.update_many(where(field<&Note::id> == "all2"), set<&Note::text>("changed")).value() == 1);
    CHECK(repository<Note>(t.tenant("a")).get("all2").value().text == "changed");
    CHECK(all.remove_many(where(field<&Note::id> == "all2")).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("uniques hold among the rows of nobody too, and an own row hides one of nobody with its key",
                        "[tenancy][shared rows]", tenant_first_backends) {
    test_database<TestType, Tenant, Note> t;
    fill(t);
    const auto all = repository<Note>(t.system());
    CHECK(code_of(all.create({.id = "all", .text = "x"})) == errc::unique_violation);
    CHECK(code_of(all.create({.id = "other", .text = "for all"})) == errc::unique_violation);

    const auto notes = repository<Note>(t.tenant("a"));
    CHECK(notes.create({.id = "all", .text = "for all"}).value().tenantId == "a");
    CHECK(notes.get("all").value().tenantId == "a");
    CHECK(notes.get(by<&Note::text>("for all")).value().tenantId == "a");
    CHECK(notes.count(where(field<&Note::id> == "all")).value() == 2);
    CHECK(repository<Note>(t.tenant("b")).get("all").value().tenantId == std::nullopt);
    CHECK(notes.upsert({.id = "all", .text = "y"}, tenon::on_conflict<&Note::id>, set<&Note::text>("changed"))
              .value()
              .text == "changed");
    CHECK(notes.remove("all").value().tenantId == "a");
    CHECK(notes.get("all").value().text == "for all");
    CHECK(all.get(tenon::in_tenant("b"), "b1").value().text == "of b");
}
