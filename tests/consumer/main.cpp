// What a project that uses tenon contains. Every way of getting the library builds and runs this file.
#include <tenon/sqlite.hpp>

#include <cstdio>
#include <string>

struct Tenant {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};

struct User {
    std::string id;
    std::string tenantId;
    std::string email;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>);
};

using app = tenon::schema<Tenant, User>;

int main() {
    auto db = tenon::sqlite::open<app>(":memory:").value();
    db.create_tables().value();
    auto setup = db.system("setup");
    tenon::repository<Tenant>(setup).create({.id = "acme", .name = "Acme"}).value();

    auto acme = db.tenant("acme");
    auto users = tenon::repository<User>(acme);
    users.create({.email = "ann@acme.test"}).value();
    auto found = users.find_unique(tenon::by<&User::email>("ann@acme.test")).value();
    if (!found || found->tenantId != "acme") return 1;
    std::printf("found %s of %s\n", found->email.c_str(), found->tenantId.c_str());
}
