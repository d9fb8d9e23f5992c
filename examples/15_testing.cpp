// In tests: a database that remembers what is sent to it.
#include <tenon/testing.hpp>

#include <cstdio>
#include <string>

#include "support/open.hpp"

struct User {
    std::string id;
    std::string tenantId;
    std::string email;
};
using app = tenon::schema<User>;

// The same for tenon::sqlite::driver and tenon::postgres::driver.
template <class Driver>
void test(const typename Driver::options& where) {
    tenon::testing::statement_log log;
    auto db = tenon::testing::record<app, Driver>(where, log).value();
    db.create_tables().value();
    log.clear();

    auto users = tenon::repository<User>(db.tenant("acme"));
    users.create({.id = "u1", .email = "ann@acme.test"}).value();
    users.find_unique("u1").value();

    for (const auto& sent : log.statements())
        std::printf("%s: the first parameter is %s\n", std::string(to_string(sent.verb)).c_str(),
                    sent.parameters[0].kind == tenon::testing::parameter_kind::tenant ? "the tenant" : "another one");
    std::printf("%zu statements, no transaction: %s\n", log.count(), log.transactions().empty() ? "yes" : "no");
}

int main() {
    const std::string url = example::url_or(":memory:");
#if EXAMPLE_WITH_POSTGRES
    if (tenon::postgres::driver::takes(url)) return test<tenon::postgres::driver>({.url = url}), 0;
#endif
    test<tenon::sqlite::driver>({.path = url});
}
