// Errors are values: a code for the program, a sentence for people, details for both.
#include <cstdio>
#include <exception>
#include <string>

#include "support/open.hpp"

enum class colour { red, green };

struct Team {
    std::string id;
    std::string tenantId;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Team::name>);
};
struct Member {
    std::string id;
    std::string tenantId;
    std::string teamId;
    signed char level = 0;
    double score = 0;
    colour shirt = colour::red;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Member::teamId, &Team::id>);
};
using app = tenon::schema<Team, Member>;

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts)
        all += (all.empty() ? "" : ", ") + text;
    return all;
}

void show(const tenon::error& e) {
    std::printf("%s\n  fields: %s; constraint: %s; Prisma: %s; HTTP: %d; try again: %s\n", to_string(e).c_str(),
                joined(e.fields).c_str(), e.constraint.c_str(), std::string(prisma_code(e.code)).c_str(),
                http_status(e.code), e.is_retryable() ? "yes" : "no");
}

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    auto acme = db.tenant("acme");
    auto teams = tenon::repository<Team>(acme);
    auto members = tenon::repository<Member>(acme);
    teams.create({.id = "t1", .name = "Blue"}).value();
    members.create({.id = "m1", .teamId = "t1"}).value();

    show(teams.get("t9").error());
    show(teams.create({.name = "Blue"}).error());
    show(members.create({.teamId = "t9"}).error());
    show(teams.remove("t1").error());
    show(members.update("m1", tenon::set<&Member::level>(1000)).error());
    show(members.update("m1", tenon::set<&Member::score>(0.0 / 0.0)).error());
    show(members.update("m1", tenon::set<&Member::shirt>(static_cast<colour>(7))).error());
    show(teams.create({.name = "\xff"}).error());

    // In a program: by code.
    const auto made = teams.create({.name = "Blue"});
    if (!made && made.error().code == tenon::errc::unique_violation) std::puts("the name is taken");

    // Or as an exception, where that is wanted: .value() throws.
    try {
        teams.get("t9").value();
    } catch (const std::exception& e) { std::puts(e.what()); }
}
