// What a project that uses tenon::postgres contains: as main.cpp, but it comes to its end where no server is.
#include <tenon/postgres.hpp>

#include <cstdio>
#include <string>

struct User {
    std::string id;
    std::string tenantId;
    std::string email;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>);
};

using app = tenon::schema<User>;

int main() {
    auto db = tenon::postgres::open<app>("postgresql:///?host=/nonexistent");
    if (db) return 1;
    std::puts("no server there, as expected");
}
