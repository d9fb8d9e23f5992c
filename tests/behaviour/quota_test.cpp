// How many rows a tenant may have.
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;

namespace {

struct Customer {
    std::string id;
    std::optional<int> mostFiles;
    std::int64_t mostLinks = 2;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Customer::id>);
};
struct File {
    std::string id;
    std::string tenantId;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Customer::mostFiles>, tenon::unique<&File::name>);
};
struct Link {
    std::string id;
    std::optional<std::string> tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Customer::mostLinks>);
};

template <class Backend> struct files_database : test_database<Backend, Customer, File, Link> {
    files_database() {
        const auto customers = repository<Customer>(this->system());
        customers.create_many({{.id = "a", .mostFiles = 3}, {.id = "b"}}).value();
    }
};

std::vector<File> files(std::initializer_list<const char*> names) {
    std::vector<File> made;
    for (const char* name : names) made.push_back({.id = name, .name = name});
    return made;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a tenant has as many rows as its root says, and no more", "[quota]", backends) {
    files_database<TestType> t;
    const auto held = repository<File>(t.tenant("a"));
    held.create_many(files({"1", "2"})).value();
    held.create({.id = "3", .name = "3"}).value();
    const auto refused = held.create({.id = "4", .name = "4"});
    REQUIRE(code_of(refused) == errc::quota_exceeded);
    CHECK(refused.error().model == "File");
    CHECK(refused.error().constraint == "File_quota");
    CHECK(refused.error().fields.empty());
    CHECK(held.count().value() == 3);

    held.remove("1").value();
    held.create({.id = "4", .name = "4"}).value();
    repository<Customer>(t.system()).update("a", set<&Customer::mostFiles>(4)).value();
    held.create({.id = "5", .name = "5"}).value();
    CHECK(code_of(held.create({.id = "6", .name = "6"})) == errc::quota_exceeded);
    repository<Customer>(t.system()).update("a", set<&Customer::mostFiles>(std::nullopt)).value();
    held.create({.id = "6", .name = "6"}).value();
}

TEMPLATE_LIST_TEST_CASE("many rows are added wholly or not at all", "[quota]", backends) {
    files_database<TestType> t;
    const auto held = repository<File>(t.tenant("a"));
    CHECK(code_of(held.create_many(files({"1", "2", "3", "4"}))) == errc::quota_exceeded);
    CHECK(held.count().value() == 0);
    CHECK(held.create_many(files({"1", "2", "3"})).value() == 3);
}

TEMPLATE_LIST_TEST_CASE("what is there already, or left out, is not counted", "[quota]", backends) {
    files_database<TestType> t;
    const auto held = repository<File>(t.tenant("a"));
    held.create_many(files({"1", "2", "3"})).value();
    CHECK(held.create_many(files({"1", "2"}), tenon::skip_duplicates).value() == 0);
    CHECK(held.upsert({.id = "x", .name = "3"}, tenon::on_conflict<&File::name>, set<&File::name>("three")).value().id == "3");
    CHECK(held.update("1", set<&File::name>("one")));
    CHECK(code_of(held.upsert({.id = "4", .name = "4"}, tenon::on_conflict<&File::name>, set<&File::name>("4"))) == errc::quota_exceeded);
    CHECK(held.count().value() == 3);
}

TEMPLATE_LIST_TEST_CASE("isolation 53: no tenant counts for another, nor do rows without one", "[quota][isolation]", backends) {
    files_database<TestType> t;
    repository<File>(t.tenant("b")).create_many(files({"b1", "b2", "b3", "b4"})).value();
    repository<File>(t.tenant("a")).create_many(files({"1", "2", "3"})).value();
    repository<File>(t.tenant("b")).create({.id = "b5", .name = "b5"}).value();
    const auto links = repository<Link>(t.tenant("a"));
    links.create_many({{.id = "1"}, {.id = "2"}}).value();
    CHECK(code_of(links.create({.id = "3"})) == errc::quota_exceeded);
    CHECK(repository<Link>(t.system()).create_many({{.id = "4"}, {.id = "5"}, {.id = "6"}}).value() == 3);
    // A system scope writes for tenants, and is told the same.
    CHECK(code_of(repository<File>(t.system()).create({.id = "z", .tenantId = "a", .name = "z"})) == errc::quota_exceeded);
}

TEMPLATE_LIST_TEST_CASE("a transaction goes on behind a quota", "[quota]", backends) {
    files_database<TestType> t;
    t.tenant("a")
        .transaction([](auto& tx) -> tenon::result<void> {
            const auto held = repository<File>(tx);
            held.create_many(files({"1", "2", "3"})).value();
            CHECK(code_of(held.create({.id = "4", .name = "4"})) == errc::quota_exceeded);
            held.remove("1").value();
            held.create({.id = "4", .name = "4"}).value();
            return {};
        })
        .value();
    CHECK(repository<File>(t.tenant("a")).count().value() == 3);
}
