// Tables and columns may be called anything: names are quoted, always.
#include <optional>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::by;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

struct Order {
    std::string id;
    std::string tenantId;
    std::string select;
    int order = 0;
    std::optional<std::string> from;
    int where = 0;
    int values = 0;
    std::string namespace_;
    int class_ = 0;
    static constexpr auto tenon_model =
        tenon::table("order", tenon::column<&Order::namespace_>("namespace"), tenon::column<&Order::class_>("class"),
                     tenon::unique<&Order::select>, tenon::index<&Order::order, tenon::desc<&Order::from>>);
};
struct Odd {
    std::string key;
    std::string owner;
    std::string quoted;
    std::optional<std::string> spaced;
    int question = 0;
    static constexpr auto tenon_model =
        tenon::table("select \"x\"; --'", tenon::tenant_key<&Odd::owner>, tenon::primary_key<&Odd::key>,
                     tenon::column<&Odd::key>("the \"key\""), tenon::column<&Odd::owner>("group by"),
                     tenon::column<&Odd::quoted>("'; DROP TABLE \"order\"; --"),
                     tenon::column<&Odd::spaced>("日本 \\語"), tenon::column<&Odd::question>("?1 $1 :a"),
                     tenon::unique<&Odd::quoted>, tenon::references<&Odd::spaced, &Order::id>);
};

} // namespace

TEMPLATE_LIST_TEST_CASE("tables and columns named by keywords of SQL and C++", "[names]", backends) {
    test_database<TestType, Tenant, Order> t;
    const auto orders = repository<Order>(t.tenant("a"));
    orders
        .create({.id = "1",
                 .select = "s",
                 .order = 3,
                 .from = "f",
                 .where = 1,
                 .values = 2,
                 .namespace_ = "n",
                 .class_ = 4})
        .value();
    repository<Order>(t.tenant("b")).create({.id = "2", .select = "t", .class_ = 4}).value();
    CHECK(orders.get(by<&Order::select>("s")).value().namespace_ == "n");
    CHECK(
        orders
            .find_many(where(field<&Order::order> == 3 && field<&Order::from> == "f" && field<&Order::where>.in({1}) &&
                             field<&Order::namespace_>.starts_with("n") && field<&Order::class_>.between(4, 5)),
                       tenon::order_by(tenon::desc<&Order::values>, tenon::asc<&Order::class_>), tenon::take(5))
            .value()
            .size() == 1);
    CHECK(orders.update("1", set<&Order::select>("x"), tenon::increment<&Order::values>(1)).value().values == 3);
    CHECK(orders.upsert({.select = "x"}, tenon::on_conflict<&Order::select>, set<&Order::from>(std::nullopt))
              .value()
              .from == std::nullopt);
    CHECK(orders
              .update_many(tenon::all_rows, tenon::take(1), tenon::order_by(tenon::asc<&Order::order>),
                           set<&Order::where>(9))
              .value() == 1);
    const auto twice = orders.create({.select = "x"});
    REQUIRE(code_of(twice) == errc::unique_violation);
    CHECK(twice.error().model == "Order");
    CHECK(twice.error().fields == strings{"select"});
    CHECK(orders.remove("1").value().where == 9);
    CHECK(repository<Order>(t.tenant("b")).count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("tables and columns with quotes, spaces, semicolons and signs of parameters", "[names]",
                        backends) {
    test_database<TestType, Tenant, Order, Odd> t;
    const auto odds = repository<Odd>(t.tenant("a"));
    repository<Odd>(t.tenant("b")).create({.key = "theirs", .quoted = "q2"}).value();
    repository<Order>(t.tenant("a")).create({.id = "o", .select = "s"}).value();
    const Odd made = odds.create({.key = "k", .quoted = "q", .spaced = "o", .question = 1}).value();
    CHECK(made.owner == "a");
    CHECK(odds.get("k").value().spaced == "o");
    CHECK(odds.get(by<&Odd::quoted>("q")).value().key == "k");
    CHECK(odds.find_many(where(field<&Odd::question> > 0 && field<&Odd::spaced>.contains("o")),
                         tenon::order_by(tenon::desc<&Odd::spaced>.nulls_last()))
              .value()
              .size() == 1);
    CHECK(odds.update("k", tenon::multiply<&Odd::question>(7)).value().question == 7);
    CHECK(odds.upsert({.key = "k2", .quoted = "q"}, tenon::on_conflict<&Odd::quoted>, set<&Odd::question>(8))
              .value()
              .key == "k");
    const auto twice = odds.create({.key = "k3", .quoted = "q"});
    REQUIRE(code_of(twice) == errc::unique_violation);
    CHECK(twice.error().model == "Odd");
    CHECK(code_of(odds.create({.key = "k3", .quoted = "q3", .spaced = "none"})) == errc::foreign_key_violation);
    CHECK(repository<Order>(t.tenant("a")).remove("o").value().id == "o");
    CHECK(odds.get("k").value().spaced == std::nullopt);
    CHECK(odds.remove_many(tenon::all_rows).value() == 1);
    CHECK(repository<Odd>(t.tenant("b")).count().value() == 1);
}
