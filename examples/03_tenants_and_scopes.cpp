// The five kinds of tenancy, and the two kinds of scope.
#include <cstdio>
#include <optional>
#include <string>

#include "support/open.hpp"

struct Tenant { // root: each row is a tenant
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};
struct User { // tenant: it has a field `tenantId`
    std::string id;
    std::string tenantId;
    std::string email;
};
struct Session { // through a parent: it belongs to the tenant of its user
    std::string id;
    std::string userId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Session::userId>, tenon::references<&Session::userId, &User::id>);
};
struct Template { // tenant or shared: rows without a tenant are for everybody to read
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
};
struct Country { // shared: said aloud
    std::string code;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Country::code>, tenon::shared);
};

using app = tenon::schema<Tenant, User, Session, Template, Country>;

void say(const char* what, const tenon::error& e) {
    std::printf("%s: %s\n", what, std::string(to_string(e.code)).c_str());
}

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();

    // Across tenants, on purpose, with a reason.
    auto setup = db.system("set up the example");
    tenon::repository<Tenant>(setup).create({.id = "acme", .name = "Acme"}).value();
    tenon::repository<Tenant>(setup).create({.id = "globex", .name = "Globex"}).value();
    tenon::repository<Country>(setup).create({.code = "IS", .name = "Iceland"}).value();
    tenon::repository<Template>(setup).create({.id = "hello", .text = "Hello!"}).value();

    // One tenant's view: a value, cheap to copy, tied to no thread.
    auto acme = db.tenant("acme");
    auto globex = db.tenant("globex");
    auto ann = tenon::repository<User>(acme).create({.id = "u1", .email = "ann@acme.test"}).value();
    auto bob = tenon::repository<User>(globex).create({.id = "u1", .email = "bob@globex.test"}).value(); // the same id
    std::printf("u1 is %s in acme and %s in globex\n", ann.email.c_str(), bob.email.c_str());

    // What acme cannot do.
    tenon::repository<User>(acme).create({.id = "u2", .email = "cy@acme.test"}).value();
    say("globex asks for acme's u2", tenon::repository<User>(globex).get("u2").error());
    say("globex asks for nobody's u3", tenon::repository<User>(globex).get("u3").error());
    say("globex writes a row of acme's", tenon::repository<User>(globex).create({.tenantId = "acme"}).error());
    say("globex opens a session for acme's u2", tenon::repository<Session>(globex).create({.userId = "u2"}).error());
    say("a scope without a tenant", tenon::repository<User>(db.tenant("")).count().error());
    say("a tenant that is not there writes", tenon::repository<User>(db.tenant("initech")).create({}).error());

    // Shared rows are read by all and written by none.
    tenon::repository<Template>(acme).create({.id = "bye", .text = "Bye!"}).value();
    std::printf("templates: acme %d, globex %d\n", static_cast<int>(tenon::repository<Template>(acme).count().value()),
                static_cast<int>(tenon::repository<Template>(globex).count().value()));
    say("globex removes the shared template", tenon::repository<Template>(globex).remove("hello").error());
    std::printf("IS is %s\n", tenon::repository<Country>(globex).get("IS").value().name.c_str());

    // From a system scope a key is the tenant and the key; and a report counts them all.
    auto report = db.system("nightly report");
    std::printf("acme's u2 is %s; users in all: %d\n",
                tenon::repository<User>(report).get(tenon::in_tenant("acme"), "u2").value().email.c_str(),
                static_cast<int>(tenon::repository<User>(report).count().value()));
}
