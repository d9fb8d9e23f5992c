// Shown in README.md: what the compiler says when the scope is left out.
#include <tenon/sqlite.hpp>

struct User {
    std::string id, tenantId, email;
};
using app = tenon::schema<User>;

void list(tenon::sqlite::database<app>& db) {
    auto users = tenon::repository<User>(db); // for whom?
    users.find_many();
}
