// What the server does for the rows of keys of several fields, under row-level security and with a plan for any values: it looks
// each key up in an index of the fields, and reads no row that has a field of one key and a field of another.
#include "integration/postgres/support.hpp"

#include <cstdint>
#include <string>
#include <vector>

using namespace postgres_tests;

namespace {

enum class Kind { hall, room };
struct Room {
    std::string house;
    std::int32_t number = 0;
    Kind kind = Kind::hall;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Room::house, &Room::number, &Room::kind>);
};
struct Booking {
    std::string id;
    std::string tenantId;
    std::string house;
    std::int32_t number = 0;
    Kind kind = Kind::hall;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Booking::house, &Room::house, &Booking::number, &Room::number, &Booking::kind, &Room::kind>,
                     tenon::index<&Booking::house, &Booking::number, &Booking::kind>);
};
using houses = tenon::schema<Room, Booking>;

struct BookingId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Booking>;
};
struct RoomCard {
    std::string house;
    std::vector<BookingId> bookings;
    static constexpr auto tenon_shape = tenon::of<Room>;
};

} // namespace

TEST_CASE("the server looks keys of several fields up one by one") {
    if (no_server()) return;
    const bool native_enums = GENERATE(false, true);
    tables<houses> place({.native_enums = native_enums});
    std::string text;
    const auto db = place.open({.native_enums = native_enums, .hooks = {.on_statement = [&](const auto& event) { text = event.text; }}});
    for (const std::string tenant : {"acme", "other"}) {
        std::vector<Room> rooms;
        std::vector<Booking> bookings;
        for (int i = 0; i < 4000; ++i) {
            const Room& room = rooms.emplace_back(Room{.house = "h" + std::to_string(i / 40), .number = i % 40, .kind = i % 2 == 0 ? Kind::hall : Kind::room});
            bookings.push_back({.id = std::to_string(i), .house = room.house, .number = room.number, .kind = room.kind});
        }
        tenon::repository<Room>(db.tenant(tenant)).create_many(rooms).value();
        tenon::repository<Booking>(db.tenant(tenant)).create_many(bookings).value();
    }
    ask(tenon::postgres::open<houses>(place.server.superuser()).value(), "ANALYZE");

    using tenon::field;
    const auto three = tenon::where((field<&Room::house> == "h1" && field<&Room::number> == 1) || (field<&Room::house> == "h2" && field<&Room::number> == 2) ||
                             (field<&Room::house> == "h3" && field<&Room::number> == 3));
    const auto cards = tenon::repository<Room>(db.tenant("acme")).find_many(tenon::as<RoomCard>, three).value();
    REQUIRE(cards.size() == 3);
    for (const RoomCard& card : cards) CHECK(card.bookings.size() == 1);

    const held connection(db.tenant("acme"));
    connection.ask("SELECT set_config('tenon.tenant_id', 'acme', false)");
    connection.ask("SET plan_cache_mode = force_generic_plan");
    connection.ask("PREPARE level (text, text[], int8[]) AS " + text);
    const std::string plan =
        connection.ask("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE level('acme', '{h1,h2,h3}', '{1,2,3}', '{room,hall,room}')");
    INFO(text << '\n' << plan);
    CHECK(plan.find("Seq Scan") == std::string::npos);
    CHECK(plan.find("(house = ") != std::string::npos);
    CHECK(plan.find("(number = ") != std::string::npos);
    // On the booking's index there are three loops of a row each, and it gave no others.
    const auto index = plan.find("\"Index Name\": \"Booking_");
    REQUIRE(index != std::string::npos);
    const auto number = [&](const std::string& word) {
        const auto at = plan.find(word, index);
        return at == std::string::npos ? -1.0 : std::stod(plan.substr(at + word.size()));
    };
    CHECK(number("\"Actual Rows\": ") == 1);
    CHECK(number("\"Actual Loops\": ") == 3);
    CHECK(number("\"Rows Removed by Filter\": ") == 0);
}
