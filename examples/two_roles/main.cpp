// PostgreSQL in production: one role owns the tables, and another, which the program connects as, reads and writes
// their rows and can do nothing else. roles.sql makes both.
//
//     two_roles OWNER_URL APPLICATION_URL

#include <tenon/postgres.hpp>

#include <cstdio>
#include <string>

struct Order {
    std::string id;
    std::string tenantId;
    std::string text;
};
using app = tenon::schema<Order>;

int main(int argc, char** urls) {
    if (argc != 3) {
        std::puts("two_roles OWNER_URL APPLICATION_URL");
        return 2;
    }

    // When the program is deployed: the owner makes the tables, their policies, and the rights of the other role.
    {
        auto db = tenon::postgres::open<app>(urls[1], {.application_role = "shop_app"}).value();
        db.create_tables().value();
    }

    // The program itself. It does not start where no policy would bind it.
    auto db = tenon::postgres::open<app>(urls[2]).value();
    const auto findings = tenon::postgres::doctor(db).value();
    for (const auto& finding : findings)
        std::puts(finding.text.c_str());
    if (!findings.empty()) return 1;

    auto orders = tenon::repository<Order>(db.tenant("acme"));
    orders.create({.id = "o1", .text = "tea"}).value();
    std::printf("orders of acme: %d, of globex: %d\n", static_cast<int>(orders.count().value()),
                static_cast<int>(tenon::repository<Order>(db.tenant("globex")).count().value()));
    std::printf("tables: %s\n", to_string(db.create_tables().error()).c_str()); // they are the owner's matter
}
