// Rules of a model: asked on every write, all of them at once.
#include <cstdio>
#include <optional>
#include <string>

#include "support/open.hpp"

struct Booking {
    std::string id;
    std::string tenantId;
    std::string email;
    std::optional<std::string> note;
    std::string room = "blue";
    int guests = 1;
    int first = 0;
    int last = 0;
    static constexpr auto tenon_model = tenon::table(
        tenon::email<&Booking::email>, tenon::max_length<&Booking::note>(40),
        tenon::matches<&Booking::id>("[a-z]+-[0-9]{1,6}"), tenon::one_of<&Booking::room>("blue", "green"),
        tenon::between<&Booking::guests>(1, 4),
        tenon::validate<&Booking::first, &Booking::last>("must not end before it begins",
                                                         [](const auto& b) { return b.first <= b.last; }));
};
using app = tenon::schema<Booking>;

template <class Result>
void show(const char* what, const Result& result) {
    std::printf("%s: %s\n", what, result ? "written" : result.error().message.c_str());
    if (result) return;
    for (const auto& field : result.error().fields)
        std::printf("    %s\n", field.c_str());
}

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    auto bookings = tenon::repository<Booking>(db.tenant("acme"));

    show("create", bookings.create({.id = "B 1", .email = "ann", .room = "red", .guests = 9, .first = 5, .last = 3}));
    show("create", bookings.create({.id = "b-1", .email = "ann@acme.test", .guests = 2, .first = 3, .last = 5}));
    show("create_many", bookings.create_many({{.id = "b-2", .email = "bob@acme.test"}, {.id = "b-3", .email = "bob"}}));
    show("update", bookings.update("b-1", tenon::set<&Booking::email>("nobody")));
    show("update", bookings.update("b-1", tenon::set<&Booking::last>(1))); // the row that comes of it breaks the rule
    show("update", bookings.update("b-1", tenon::set<&Booking::last>(4)));

    // What the database computes breaks the CHECK of its table.
    const auto more = bookings.update_many(tenon::all_rows, tenon::increment<&Booking::guests>(9));
    std::printf("update_many: %s, %s\n", std::string(to_string(more.error().code)).c_str(), more.error().constraint.c_str());
    std::printf("%d booking, until %d\n", static_cast<int>(bookings.count().value()), bookings.get("b-1").value().last);
}
