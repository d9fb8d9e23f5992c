// One program, and the database is chosen when it runs: DATABASE_URL=postgresql://… or SQLite. Built where libpq is.
#include <tenon/postgres.hpp>
#include <tenon/sqlite.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

struct Booking {
    std::string id;
    std::string tenantId;
    std::string room;
    std::string guest;
};
using app = tenon::schema<Booking>;
using tenon::field, tenon::where;

// A room has two beds. That no row of anybody else comes between the count and the create, the isolation level
// promises.
tenon::result<bool> book(const auto& scope, const std::string& room, const std::string& guest) {
    return scope.transaction(
        [&](auto& tx) -> tenon::result<bool> {
            auto bookings = tenon::repository<Booking>(tx);
            const auto taken = bookings.count(where(field<&Booking::room> == room));
            if (!taken) return tenon::fail(taken.error());
            if (*taken >= 2) return false;
            auto made = bookings.create({.room = room, .guest = guest});
            if (!made) return tenon::fail(made.error()); // a conflict: the function runs again
            return true;
        },
        {.isolation = tenon::isolation_level::serializable, .retries = 20});
}

// What only PostgreSQL has is asked of its own database object.
void examine(const std::string& url) {
    auto db = tenon::postgres::open<app>(url).value();
    const auto findings = tenon::postgres::doctor(db).value();
    for (const auto& finding : findings)
        std::puts(finding.text.c_str());
    std::printf("row-level security: %zu findings\n", findings.size());
}

int main() {
    const char* const given = std::getenv("DATABASE_URL");
    const std::string url = given != nullptr ? given : ":memory:";
    const tenon::postgres::options options{.statement_timeout = std::chrono::seconds(30)}; // each driver takes its own
    auto db = tenon::open<app, tenon::sqlite::driver, tenon::postgres::driver>(url, options).value();
    db.create_tables().value();
    auto acme = db.tenant("acme");

    std::vector<std::thread> guests;
    for (const char* guest : {"Ann", "Bob", "Cy", "Dee"})
        guests.emplace_back([acme, guest] { book(acme, "attic", guest).value(); });
    for (std::thread& guest : guests)
        guest.join();
    std::printf("four asked for two beds; booked: %d\n",
                static_cast<int>(tenon::repository<Booking>(acme).count().value()));

    // A report sees one state of all rows. On PostgreSQL it first waits until nothing can come in its way.
    const auto rows =
        db.system("nightly report")
            .transaction([](auto& tx) { return tenon::repository<Booking>(tx).count(); },
                         {.isolation = tenon::isolation_level::serializable, .read_only = true, .deferrable = true})
            .value();
    std::printf("in the report: %d\n", static_cast<int>(rows));

    // A URL that no driver of the program is for.
    const auto other = tenon::open<app, tenon::sqlite::driver, tenon::postgres::driver>("mysql://localhost/app");
    std::puts(to_string(other.error()).c_str());
    if (tenon::postgres::driver::takes(url)) examine(url);
}
