// Shown in README.md: what the compiler says when all rows would be removed without saying so.
#include <tenon/sqlite.hpp>

struct User {
    std::string id, tenantId, email;
};
using app = tenon::schema<User>;

void clean_up(tenon::sqlite::database<app>& db) {
    auto users = tenon::repository<User>(db.tenant("acme"));
    users.remove_many(); // all of them?
}
