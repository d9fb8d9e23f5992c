// References of several fields, in shapes that are read and written, and in links.
#include <tenon/nested.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::as;
using tenon::asc;
using tenon::by;
using tenon::connect;
using tenon::connect_only;
using tenon::connect_or_create;
using tenon::disconnect;
using tenon::desc;
using tenon::errc;
using tenon::field;
using tenon::order_by;
using tenon::repository;
using tenon::set;
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
/// From a room to another; those that were closed are kept.
struct Passage {
    std::string tenantId;
    std::string fromHouse;
    std::int32_t fromNumber = 0;
    std::string toHouse;
    std::int32_t toNumber = 0;
    std::optional<tenon::timestamp> closedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Passage::fromHouse, &Passage::fromNumber, &Passage::toHouse, &Passage::toNumber>, tenon::soft_delete<&Passage::closedAt>,
                     tenon::references<&Passage::fromHouse, &Room::house, &Passage::fromNumber, &Room::number>,
                     tenon::references<&Passage::toHouse, &Room::house, &Passage::toNumber, &Room::number>);
};
/// Lives in a room of the house, or in none of them. The house is part of both keys.
struct Guest {
    std::string house;
    std::string name;
    std::string tenantId;
    std::optional<std::int32_t> number;
    int visits = 0;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Guest::house, &Guest::name>,
                                                     tenon::references<&Guest::house, &Room::house, &Guest::number, &Room::number>);
};
/// A guest and a room of one house.
struct Pass {
    std::string id;
    std::string tenantId;
    std::string house;
    std::int32_t number = 0;
    std::string guest;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::soft_delete<&Pass::deletedAt>, tenon::unique<&Pass::house, &Pass::number, &Pass::guest>,
                                                     tenon::references<&Pass::house, &Room::house, &Pass::number, &Room::number>,
                                                     tenon::references<&Pass::house, &Guest::house, &Pass::guest, &Guest::name>);
};

enum class wing { north, south };
/// May be somebody's who has a booking.
struct Shelf {
    wing side = wing::north;
    std::int32_t number = 0;
    std::string tenantId;
    std::optional<std::string> bookingId;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Shelf::side, &Shelf::number>, tenon::references<&Shelf::bookingId, &Booking::id>);
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

template <class Backend> struct rooms_database : test_database<Backend, Tenant, Room, Booking, Lock, Passage, Guest, Pass, Shelf> {
    auto rooms(const char* tenant = "a") const { return repository<Room>(this->tenant(tenant)); }
    /// The rooms to which one leads, as texts.
    strings passages_from(const std::string& house, std::int32_t number, const char* tenant = "a") const {
        strings found;
        for (const Passage& each : repository<Passage>(this->tenant(tenant)).find_many(where(field<&Passage::fromHouse> == house && field<&Passage::fromNumber> == number)).value())
            found.push_back(each.toHouse + " " + std::to_string(each.toNumber));
        std::sort(found.begin(), found.end());
        return found;
    }
    strings bookings_of(const std::string& house, std::int32_t number) const {
        return sorted<&Booking::id>(repository<Booking>(this->tenant("a")).find_many(where(field<&Booking::house> == house && field<&Booking::number> == number)).value());
    }
    strings others_of(const std::string& house, std::int32_t number) const {
        return sorted<&Booking::id>(repository<Booking>(this->tenant("a")).find_many(where(field<&Booking::otherHouse> == house && field<&Booking::otherNumber> == number)).value());
    }
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

/// The word for the rooms to which one leads.
template <class... Keys> auto leads_to(const Keys&... keys) { return connect<&Passage::fromHouse, &Passage::toHouse>(keys...); }

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

TEMPLATE_LIST_TEST_CASE("rows that refer by several fields are connected and disconnected", "[nested]", backends) {
    rooms_database<TestType> t;
    t.fill(t.tenant("a"));
    const auto rooms = t.rooms();
    rooms.update("south", 1, connect<&Booking::house>("1", "3")).value();
    CHECK(t.bookings_of("south", 1) == strings{"1", "3"});
    CHECK(t.bookings_of("north", 1) == strings{"2"});
    CHECK(t.others_of("south", 1) == strings{"1"}); // another reference of the same model
    // One field names the reference, whichever it is. What was NULL in part is written whole.
    rooms.update("north", 2, connect<&Booking::otherNumber>("2")).value();
    CHECK(t.others_of("north", 2) == strings{"2"});
    CHECK(code_of(rooms.update("north", 2, disconnect<&Booking::otherHouse>("1"))) == errc::not_found);
    rooms.update("south", 1, disconnect<&Booking::otherHouse>("1")).value();
    const auto parted = repository<Booking>(t.tenant("a")).get("1").value();
    CHECK_FALSE(parted.otherHouse);
    CHECK_FALSE(parted.otherNumber);
    CHECK(parted.house == "south");
    rooms.update("north", 2, connect_only<&Booking::otherHouse>("1", "3")).value();
    CHECK(t.others_of("north", 2) == strings{"1", "3"});
    CHECK(code_of(rooms.update("north", 1, connect<&Booking::house>("1", "nowhere"))) == errc::not_found);
    CHECK(t.bookings_of("south", 1) == strings{"1", "3"});
}

TEMPLATE_LIST_TEST_CASE("rows that have keys of several fields are connected by these", "[nested]", backends) {
    rooms_database<TestType> t;
    t.fill(t.tenant("a"));
    const auto bookings = repository<Booking>(t.tenant("a"));
    const auto shelves = repository<Shelf>(t.tenant("a"));
    shelves.create_many({{.side = wing::north, .number = 1}, {.side = wing::north, .number = 2}, {.side = wing::south, .number = 1}}).value();
    const auto owned = [&](const char* booking) { return shelves.count(where(field<&Shelf::bookingId> == booking)).value(); };
    bookings.update("1", connect<&Shelf::bookingId>(std::tuple(wing::north, 2), std::tuple(wing::south, 1))).value();
    CHECK(owned("1") == 2);
    CHECK_FALSE(shelves.get(wing::north, 1).value().bookingId);
    bookings.update("1", connect_only<&Shelf::bookingId>(std::pair(wing::north, 1))).value();
    CHECK(owned("1") == 1);
    bookings.update("1", connect_or_create<&Shelf::bookingId>(by<&Shelf::side, &Shelf::number>, {{.side = wing::north, .number = 2}, {.side = wing::south, .number = 2}})).value();
    CHECK(owned("1") == 3);
    bookings.update("1", disconnect<&Shelf::bookingId>(std::pair(wing::north, 1))).value();
    CHECK(owned("1") == 2);
    CHECK(shelves.count().value() == 4);
}

TEMPLATE_LIST_TEST_CASE("rows are linked by keys of several fields, each of which is one key", "[nested]", backends) {
    rooms_database<TestType> t;
    t.fill(t.tenant("a"));
    const auto rooms = t.rooms();
    rooms.create({.house = "south", .number = 2, .name = "yard"}).value();
    using key = std::tuple<std::string, std::int64_t>;
    const std::vector<key> all{{"north", 1}, {"north", 2}, {"south", 1}, {"south", 2}};
    t.forget();
    rooms.update("south", 2, leads_to(all)).value();
    CHECK(t.statements().size() - 2 == 4); // in a transaction: the room, those that are linked, links that were closed, new ones
    rooms.update("south", 2, leads_to(std::pair("north", 1))).value();
    CHECK(t.passages_from("south", 2) == strings{"north 1", "north 2", "south 1", "south 2"});
    // Their houses and numbers, put together otherwise, are those of the two others.
    t.forget();
    rooms.update("south", 2, disconnect<&Passage::fromHouse, &Passage::toHouse>(std::tuple("north", 1), std::tuple("south", 2))).value();
    CHECK(t.statements().size() - 2 == 2);
    CHECK(t.passages_from("south", 2) == strings{"north 2", "south 1"});
    CHECK(repository<Passage>(t.tenant("a")).count(tenon::only_deleted).value() == 2);
    const auto only = [](const auto&... keys) { return connect_only<&Passage::fromHouse, &Passage::toHouse>(keys...); };
    rooms.update("south", 2, leads_to(all)).value();
    rooms.update("south", 2, only(std::tuple("north", 2), std::tuple("south", 1))).value();
    CHECK(t.passages_from("south", 2) == strings{"north 2", "south 1"});
    rooms.update("north", 1, only(key("south", 1))).value();
    rooms.update("south", 2, only()).value();
    CHECK(t.passages_from("south", 2).empty());
    CHECK(t.passages_from("north", 1) == strings{"south 1"});
    rooms.create({.house = "east", .number = 1}, leads_to(all)).value();
    CHECK(t.passages_from("east", 1).size() == 4);

    for (const auto& missing : {key("north", 3), key("east", 2), key("north", std::int64_t{1} << 40)}) {
        const auto refused = rooms.update("north", 1, set<&Room::name>("x"), leads_to(key("north", 1), missing));
        CHECK(code_of(refused) == errc::not_found);
        CHECK(refused.error().model == "Room");
    }
    CHECK(code_of(rooms.update("south", 1, disconnect<&Passage::fromHouse, &Passage::toHouse>(key("south", 1)))) == errc::not_found);
    CHECK(rooms.get("north", 1).value().name == "hall");
    CHECK(t.passages_from("north", 1) == strings{"south 1"});

    std::vector<Room> many;
    std::vector<key> keys;
    for (std::int32_t i = 0; i < 500; ++i) {
        many.push_back({.house = "tower " + std::to_string(i % 7), .number = i});
        keys.emplace_back(many.back().house, i);
    }
    rooms.create_many(many).value();
    t.forget();
    rooms.update("north", 1, leads_to(keys)).value();
    CHECK(t.statements().size() - 2 == 4);
    CHECK(t.passages_from("north", 1).size() == 501);
}

TEMPLATE_LIST_TEST_CASE("a field that is part of a key, or of two references, stays as it is", "[nested]", backends) {
    rooms_database<TestType> t;
    t.fill(t.tenant("a"));
    const auto rooms = t.rooms();
    const auto guests = repository<Guest>(t.tenant("a"));
    guests.create_many({{.house = "north", .name = "ann"}, {.house = "south", .name = "bob"}}).value();
    const auto ann = std::tuple("north", "ann"), bob = std::tuple("south", "bob");
    rooms.update("north", 1, connect<&Guest::number>(ann)).value();
    CHECK(guests.get("north", "ann").value().number == 1);
    CHECK(code_of(rooms.update("north", 1, connect<&Guest::number>(bob))) == errc::not_found); // he would have to move
    CHECK_FALSE(guests.get("south", "bob").value().number);
    CHECK(code_of(rooms.update("north", 2, disconnect<&Guest::house>(ann))) == errc::not_found);
    rooms.update("north", 1, disconnect<&Guest::house>(ann)).value();
    CHECK_FALSE(guests.get("north", "ann").value().number);

    const auto passes = [](const auto&... keys) { return connect<&Pass::number, &Pass::guest>(keys...); };
    rooms.update("north", 1, passes(ann)).value();
    CHECK(code_of(rooms.update("north", 1, passes(ann, bob))) == errc::not_found);
    rooms.update("south", 1, passes(bob)).value();
    CHECK(repository<Pass>(t.tenant("a")).count().value() == 2);
    rooms.update("north", 1, disconnect<&Pass::number, &Pass::guest>(ann)).value();
    rooms.update("north", 1, passes(ann)).value();
    CHECK(repository<Pass>(t.tenant("a")).count().value() == 2);
    CHECK(repository<Pass>(t.tenant("a")).count(tenon::with_deleted).value() == (TestType::layout::leads_with_tenant ? 3 : 2));
    rooms.update("north", 1, connect_only<&Pass::number, &Pass::guest>()).value();
    CHECK(sorted<&Pass::guest>(repository<Pass>(t.tenant("a")).find_many().value()) == strings{"bob"});
}

TEMPLATE_LIST_TEST_CASE("rows are connected or created by keys of several fields", "[nested]", backends) {
    rooms_database<TestType> t;
    t.fill(t.tenant("a"));
    const auto rooms = t.rooms();
    const auto guests = repository<Guest>(t.tenant("a"));
    guests.create({.house = "north", .name = "ann", .visits = 7}).value();
    t.forget();
    const auto living = connect_or_create<&Guest::number>(by<&Guest::name, &Guest::house>, {{.name = "ann"}, {.name = "bob"}});
    rooms.update("north", 2, living).value();
    CHECK(t.statements().size() - 2 == 4); // the room, guests that are there, those that are not, those that were there
    CHECK(guests.get("north", "ann").value().number == 2);
    CHECK(guests.get("north", "ann").value().visits == 7);
    CHECK(guests.get("north", "bob").value().number == 2);
    CHECK(code_of(rooms.update("north", 2, connect_or_create<&Guest::number>(by<&Guest::house, &Guest::name>, Guest{.house = "south", .name = "eve"}))) == errc::invalid_value);

    const auto passages = connect_or_create<&Passage::fromHouse, &Passage::toHouse>(
        by<&Room::house, &Room::number>, {{.house = "north", .number = 2}, {.house = "south", .number = 2}, {.house = "south", .number = 1}});
    t.forget();
    rooms.update("north", 1, passages).value();
    CHECK(t.statements().size() - 2 == 5);
    rooms.update("north", 1, passages).value();
    CHECK(t.passages_from("north", 1) == strings{"north 2", "south 1", "south 2"});
    CHECK(rooms.count().value() == 4);
    CHECK(rooms.get("north", 2).value().name == "attic");
}

TEMPLATE_LIST_TEST_CASE("isolation 38: keys of several fields are those of own rows", "[nested][isolation]", backends) {
    rooms_database<TestType> t;
    t.fill(t.tenant("a"));
    t.fill(t.tenant("b"), "b-");
    const auto theirs = t.rooms("b");
    theirs.update("b-north", 1, leads_to(std::tuple("b-north", 2))).value();
    const auto rooms = t.rooms();
    CHECK(code_of(rooms.update("north", 1, leads_to(std::tuple("b-north", 2)))) == errc::not_found);
    CHECK(code_of(rooms.update("b-north", 1, leads_to(std::tuple("north", 2)))) == errc::not_found);
    CHECK(code_of(rooms.update("north", 1, connect<&Booking::house>("b-1"))) == errc::not_found);
    CHECK(code_of(rooms.update("south", 1, disconnect<&Booking::otherHouse>("b-1"))) == errc::not_found);
    CHECK(code_of(rooms.update("b-north", 1, disconnect<&Passage::fromHouse, &Passage::toHouse>(std::tuple("b-north", 2)))) == errc::not_found);
    if (TestType::layout::leads_with_tenant) {
        // The same keys, of both.
        rooms.create_many({{.house = "b-north", .number = 1}, {.house = "b-north", .number = 2}}).value();
        rooms.update("b-north", 1, connect_only<&Passage::fromHouse, &Passage::toHouse>(std::tuple("b-north", 1))).value();
        rooms.update("b-north", 1, connect_or_create<&Passage::fromHouse, &Passage::toHouse>(by<&Room::house, &Room::number>, Room{.house = "b-south", .number = 1})).value();
        CHECK(t.passages_from("b-north", 1) == strings{"b-north 1", "b-south 1"});
        CHECK(rooms.get("b-south", 1).value().name.empty());
    } else
        CHECK(code_of(rooms.update("north", 1, connect_or_create<&Passage::fromHouse, &Passage::toHouse>(by<&Room::house, &Room::number>, Room{.house = "b-south", .number = 1}))) ==
              errc::unique_violation);
    CHECK(t.passages_from("b-north", 1, "b") == strings{"b-north 2"});
    CHECK(repository<Booking>(t.tenant("b")).get("b-1").value().otherNumber == 1);
    CHECK(theirs.get("b-south", 1).value().name == "cellar");
}
