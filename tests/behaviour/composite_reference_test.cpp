// References of several fields, in shapes that are read and written.
#include <tenon/nested.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::as;
using tenon::asc;
using tenon::desc;
using tenon::errc;
using tenon::field;
using tenon::order_by;
using tenon::repository;
using tenon::where;

namespace {

struct Room {
    std::string house;
    std::int32_t number = 0;
    std::string tenantId;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Room::house, &Room::number>);
};
struct Booking {
    std::string id;
    std::string tenantId;
    std::string house;
    std::int32_t number = 0;
    std::optional<std::string> otherHouse; // where to go when that is closed
    std::optional<std::int32_t> otherNumber;
    int day = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Booking::house, &Room::house, &Booking::number, &Room::number>,
                     tenon::references<&Booking::otherHouse, &Room::house, &Booking::otherNumber, &Room::number>);
};
/// One for each room.
struct Lock {
    std::string id;
    std::string tenantId;
    std::string house;
    std::int32_t number = 0;
    std::string code;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Lock::house, &Lock::number>,
                                                     tenon::references<&Lock::house, &Room::house, &Lock::number, &Room::number>);
};

struct BookingDay {
    int day;
    static constexpr auto tenon_shape = tenon::of<Booking>;
};
struct LockCode {
    std::string code;
    static constexpr auto tenon_shape = tenon::of<Lock>;
};
struct RoomCard {
    std::string house;
    std::int32_t number = 0;
    std::string name;
    std::vector<BookingDay> bookings;
    std::optional<LockCode> lock;
    static constexpr auto tenon_shape = tenon::of<Room>(tenon::via<&RoomCard::bookings, &Booking::house>);
};
struct RoomWithLastBooking {
    std::string name;
    std::vector<BookingDay> last;
    static constexpr auto tenon_shape = tenon::of<Room>(tenon::via<&RoomWithLastBooking::last, &Booking::number>,
                                                        tenon::relation<&RoomWithLastBooking::last>(order_by(desc<&Booking::day>), tenon::take(1)));
};
struct RoomName {
    std::string name;
    static constexpr auto tenon_shape = tenon::of<Room>;
};
struct BookingCard {
    std::string id;
    RoomName room;
    std::optional<RoomName> other;
    static constexpr auto tenon_shape = tenon::of<Booking>(tenon::via<&BookingCard::room, &Booking::house>, tenon::via<&BookingCard::other, &Booking::otherHouse>);
};

struct NewBooking {
    std::string house;
    std::int32_t number = 0;
    int day = 0;
    Room room;
    static constexpr auto tenon_shape = tenon::of<Booking>(tenon::via<&NewBooking::room, &Booking::house>);
};

template <class Backend> struct rooms_database : test_database<Backend, Tenant, Room, Booking, Lock> {
    /// Rooms north 1, north 2 and south 1, each with bookings but the last; and the rooms' locks.
    template <class Scope> void fill(const Scope& scope, const std::string& prefix = "") {
        repository<Room>(scope).create_many({{.house = prefix + "north", .number = 1, .name = "hall"}, {.house = prefix + "north", .number = 2, .name = "attic"}, {.house = prefix + "south", .number = 1, .name = "cellar"}}).value();
        repository<Booking>(scope)
            .create_many({{.id = prefix + "1", .house = prefix + "north", .number = 1, .otherHouse = prefix + "south", .otherNumber = 1, .day = 3},
                          {.id = prefix + "2", .house = prefix + "north", .number = 1, .otherHouse = prefix + "south", .day = 1},
                          {.id = prefix + "3", .house = prefix + "north", .number = 2, .day = 2}})
            .value();
        repository<Lock>(scope).create({.id = prefix + "1", .house = prefix + "south", .number = 1, .code = "0000"}).value();
        this->forget();
    }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a shape follows references of several fields, in one statement for each level", "[shape]", backends) {
    rooms_database<TestType> t;
    t.fill(t.tenant("a"));
    t.fill(t.tenant("b"), t.leads_with_tenant ? "" : "b-");
    t.forget();
    const auto rooms = repository<Room>(t.tenant("a"));
    const auto cards = rooms.find_many(as<RoomCard>, order_by(asc<&Room::house>, asc<&Room::number>)).value();
    CHECK(t.statements().size() == 3);
    REQUIRE(cards.size() == 3);
    CHECK(each<&BookingDay::day>(cards[0].bookings) == std::vector{3, 1});
    CHECK(each<&BookingDay::day>(cards[1].bookings) == std::vector{2});
    CHECK(cards[2].bookings.empty());
    CHECK_FALSE(cards[0].lock);
    CHECK(cards[2].lock.value().code == "0000");

    const auto last = rooms.find_many(as<RoomWithLastBooking>, order_by(asc<&Room::house>, asc<&Room::number>)).value();
    REQUIRE(last.size() == 3);
    CHECK(each<&BookingDay::day>(last[0].last) == std::vector{3});
    CHECK(each<&BookingDay::day>(last[1].last) == std::vector{2});
    CHECK(last[2].last.empty());

    const auto bookings = repository<Booking>(t.tenant("a")).find_many(as<BookingCard>, order_by(asc<&Booking::id>)).value();
    REQUIRE(bookings.size() == 3);
    CHECK(bookings[0].room.name == "hall");
    CHECK(bookings[0].other.value().name == "cellar");
    CHECK_FALSE(bookings[1].other); // one of its fields is NULL
    CHECK(bookings[2].room.name == "attic");
}

TEMPLATE_LIST_TEST_CASE("rows that have a field of one key and a field of another hang on neither", "[shape]", backends) {
    rooms_database<TestType> t;
    t.fill(t.tenant("a"));
    repository<Room>(t.tenant("a")).create({.house = "south", .number = 2, .name = "yard"}).value();
    // Their houses and numbers, put together otherwise, are those of the hall.
    const auto cards = repository<Room>(t.tenant("a")).find_many(as<RoomCard>, where(field<&Room::name>.in({"attic", "cellar"})), order_by(asc<&Room::name>)).value();
    REQUIRE(cards.size() == 2);
    CHECK(each<&BookingDay::day>(cards[0].bookings) == std::vector{2});
    CHECK(cards[1].bookings.empty());
}

TEMPLATE_LIST_TEST_CASE("rows are created with those that refer to them by several fields", "[shape][nested]", backends) {
    rooms_database<TestType> t;
    const auto rooms = repository<Room>(t.tenant("a"));
    const RoomCard given{.house = "east", .number = 7, .name = "tower", .bookings = {{1}, {2}}, .lock = LockCode{"1234"}};
    rooms.create(given).value();
    const auto read = rooms.get(as<RoomCard>, "east", 7).value();
    CHECK(sorted<&BookingDay::day>(read.bookings) == std::vector{1, 2});
    CHECK(read.lock.value().code == "1234");
    CHECK(repository<Booking>(t.tenant("b")).count().value() == 0);
    const auto bookings = repository<Booking>(t.tenant("a"));
    CHECK(code_of(rooms.create(given)) == errc::unique_violation);
    CHECK(bookings.count().value() == 2);
    // The other way round: the room is created with the booking that refers to it.
    const auto made = bookings.create(NewBooking{.day = 3, .room = {.house = "west", .number = 9}}).value();
    CHECK(made.house == "west");
    CHECK(made.number == 9);
    CHECK(code_of(bookings.create(NewBooking{.number = 8, .room = {.house = "north", .number = 9}})) == errc::invalid_value);
    CHECK(rooms.count().value() == 2);
}
