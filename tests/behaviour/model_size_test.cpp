// The smallest model and the largest.
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

struct Flag {
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned, tenon::primary_key<&Flag::name>);
};
struct Unit {
    int number = 0;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::primary_key<&Unit::number>);
};
struct Organisation {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Organisation::id>);
};
struct Wide {
    std::string id;
    std::string tenantId;
    int a00 = 0, a01 = 0, a02 = 0, a03 = 0, a04 = 0, a05 = 0, a06 = 0, a07 = 0, a08 = 0, a09 = 0;
    int a10 = 0, a11 = 0, a12 = 0, a13 = 0, a14 = 0, a15 = 0, a16 = 0, a17 = 0, a18 = 0, a19 = 0;
    int a20 = 0, a21 = 0, a22 = 0, a23 = 0, a24 = 0, a25 = 0, a26 = 0, a27 = 0, a28 = 0, a29 = 0;
    int a30 = 0, a31 = 0, a32 = 0, a33 = 0, a34 = 0, a35 = 0, a36 = 0, a37 = 0, a38 = 0, a39 = 0;
    int a40 = 0, a41 = 0, a42 = 0, a43 = 0, a44 = 0, a45 = 0, a46 = 0, a47 = 0, a48 = 0, a49 = 0;
    std::string b00, b01, b02, b03, b04, b05, b06, b07, b08, b09, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19;
    std::string b20, b21, b22, b23, b24, b25, b26, b27, b28, b29, b30, b31, b32, b33, b34, b35, b36, b37, b38, b39;
    double c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0;
    std::string c6;
    std::optional<int> last;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Wide::b39>);
    friend bool operator==(const Wide&, const Wide&) = default;
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a model of one hundred fields", "[model size]", backends) {
    static_assert(tenon::info_of<Wide>().columns.size() == 100);
    test_database<TestType, Tenant, Wide> t;
    const auto rows = repository<Wide>(t.tenant("a"));
    Wide wide{.a00 = 1, .a49 = 49, .b00 = "first", .b39 = "unique", .c0 = 0.5, .c6 = "near the end", .last = -1};
    wide = rows.create(wide).value();
    CHECK(rows.get(wide.id).value() == wide);
    CHECK(rows.find_many(where(field<&Wide::last> == -1 && field<&Wide::a49> == 49)).value().size() == 1);
    const Wide changed = rows.update(wide.id, set<&Wide::last>(7), set<&Wide::b20>("middle")).value();
    wide.last = 7;
    wide.b20 = "middle";
    CHECK(changed == wide);
    CHECK(rows.upsert({.b39 = "unique"}, tenon::on_conflict<&Wide::b39>, set<&Wide::c5>(1)).value().id == wide.id);
    CHECK(rows.create_many({{.b39 = "2"}, {.b39 = "3"}}).value() == 2);
    CHECK(repository<Wide>(t.tenant("b")).count().value() == 0);
    CHECK(rows.remove(wide.id).value().c5 == 1);
}

TEMPLATE_LIST_TEST_CASE("models of one field", "[model size]", backends) {
    test_database<TestType, Organisation, Unit> t;
    const auto organisations = repository<Organisation>(t.system());
    CHECK(organisations.create({"a"}).value().id == "a");
    CHECK(organisations.create({}).value().id.size() == 25);
    CHECK(repository<Organisation>(t.tenant("a")).count().value() == 1);
    const auto units = repository<Unit>(t.system());
    CHECK(units.create_many({{1}, {2}, {3}}).value() == 3);
    CHECK(code_of(units.create({2})) == errc::unique_violation);
    CHECK(repository<Unit>(t.tenant("a")).get(2).value().number == 2);
    CHECK(units.remove(2).value().number == 2);
    CHECK(units.count().value() == 2);
}

TEMPLATE_LIST_TEST_CASE("a model of one field that does not say its tenant", "[model size]", tenant_first_backends) {
    test_database<TestType, Tenant, Flag> t;
    const auto flags = repository<Flag>(t.tenant("a"));
    CHECK(flags.create({"x"}).value().name == "x");
    CHECK(code_of(flags.create({"x"})) == errc::unique_violation);
    CHECK(repository<Flag>(t.tenant("b")).create({"x"}).value().name == "x");
    CHECK(flags.remove("x").value().name == "x");
    CHECK(repository<Flag>(t.tenant("b")).exists("x").value());
}
