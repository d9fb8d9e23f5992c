// SQL of your own: values are bound, columns are checked, and a tenant's text sees that tenant's rows only.
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "support/open.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string customer;
    std::int64_t cents = 0;
};
using app = tenon::schema<Order>;

struct Customer { // what a row of the text is read as: columns by their names
    std::string customer;
    std::int64_t orders = 0;
    std::int64_t rank = 0;
};
struct Total {
    std::int64_t total = 0;
};

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    for (const std::string tenant : {"acme", "globex"})
        tenon::repository<Order>(db.tenant(tenant))
            .create_many({{.customer = "ann of " + tenant, .cents = 500},
                          {.customer = "bob of " + tenant, .cents = 800},
                          {.customer = "bob of " + tenant, .cents = 900}})
            .value();
    const auto acme = db.tenant("acme");

    const std::string_view best = R"(SELECT customer, count(*) AS orders, rank() OVER (ORDER BY count(*) DESC) AS rank
                                     FROM "Order" WHERE cents >= :least GROUP BY customer ORDER BY rank, customer)";
    const auto customers = acme.query(tenon::as<Customer>, best, tenon::arg("least", 100)).value();
    for (const Customer& each : customers)
        std::printf("%lld. %s, %lld orders\n", static_cast<long long>(each.rank), each.customer.c_str(), static_cast<long long>(each.orders));

    // What does not fit is told before anything runs.
    const auto wrong = acme.query(tenon::as<Customer>, R"(SELECT customer AS orders, cents FROM "Order")");
    std::printf("%s: %zu columns\n", std::string(to_string(wrong.error().code)).c_str(), wrong.error().fields.size());

    // Across tenants, and changes: from a system scope.
    const auto count = R"(SELECT count(*) AS total FROM "Order" WHERE cents > ?)";
    const auto count_in = [&](const auto& scope) { return static_cast<long long>(scope.query(tenon::as<Total>, count, 700).value().at(0).total); };
    const auto system = db.system("price change");
    std::printf("%lld of %lld are acme's\n", count_in(acme), count_in(system));
    std::printf("%lld changed\n", static_cast<long long>(system.execute(R"(UPDATE "Order" SET cents = cents + $1)", 10).value()));

    // No way around.
    for (const char* trick : {R"(SELECT count(*) AS total FROM "Order"; SELECT 1)", "SET tenon.tenant_id = 'globex'",
                              "SELECT count(*) AS total FROM sqlite_schema"})
        std::printf("%s\n", acme.query(tenon::as<Total>, trick) ? "it ran" : "refused");
}
