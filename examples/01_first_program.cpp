#include <tenon/sqlite.hpp>

#include <cstdio>

struct User {
    std::string id, tenantId, email;
    int level = 0;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>);
};
using app = tenon::schema<User>;

int main() {
    const auto print = [](const tenon::statement_event& ran) { std::puts(std::string(ran.text).c_str()); };
    auto db = tenon::sqlite::open<app>(":memory:", {.hooks = {.on_statement = print}}).value();
    db.create_tables().value();

    auto acme = tenon::repository<User>(db.tenant("acme"));
    auto ann = acme.create({.email = "ann@acme.test", .level = 2}).value();
    acme.update(ann.id, tenon::increment<&User::level>(1)).value();
    auto seniors = acme.find_many(tenon::where(tenon::field<&User::level> >= 2), tenon::take(10)).value();

    auto globex = tenon::repository<User>(db.tenant("globex")); // another tenant: nothing of acme is there
    auto stranger = globex.find_unique(ann.id).value();
    std::printf("acme: %zu, globex: %s\n", seniors.size(), stranger ? "leak" : "none");
}
