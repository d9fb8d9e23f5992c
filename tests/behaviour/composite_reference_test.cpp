// References of several fields, in shapes that are read and written, and in links.
#include <tenon/nested.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
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
using tenon::related;
using tenon::relation;
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

struct BookingWithOther {
    std::string id;
    std::optional<RoomName> other;
    static constexpr auto tenon_shape = tenon::of<Booking>(tenon::via<&BookingWithOther::other, &Booking::otherNumber>);
};
/// Two levels below, by the one reference and by the other.
struct RoomTree {
    std::string name;
    std::vector<BookingWithOther> bookings;
    tenon::count_of<&Booking::house> all;
    tenon::count_of<&Booking::otherHouse> overflows;
    tenon::count_of<&Booking::number> late;
    static constexpr auto tenon_shape = tenon::of<Room>(
        tenon::via<&RoomTree::bookings, &Booking::house>, relation<&RoomTree::bookings>(order_by(desc<&Booking::day>), where(field<&Booking::day> > 0)),
        relation<&RoomTree::late>(where(field<&Booking::day> >= 2)));
};

/// A key of values that databases keep in several ways.
enum class Wing { south, north };
struct Seat {
    Wing wing = Wing::south;
    std::int64_t number = 0;
    std::string row;
    tenon::uuid plan;
    tenon::timestamp since;
    tenon::decimal price;
    tenon::blob seal;
    std::string tenantId;
    std::string name;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Seat::wing, &Seat::number, &Seat::row, &Seat::plan, &Seat::since, &Seat::price, &Seat::seal>);
};
struct Ticket {
    std::string id;
    std::string tenantId;
    std::optional<Wing> wing;
    std::optional<std::int64_t> number;
    std::optional<std::string> row;
    std::optional<tenon::uuid> plan;
    std::optional<tenon::timestamp> since;
    std::optional<tenon::decimal> price;
    std::optional<tenon::blob> seal;
    static constexpr auto tenon_model = tenon::table(
        tenon::references<&Ticket::wing, &Seat::wing, &Ticket::number, &Seat::number, &Ticket::row, &Seat::row, &Ticket::plan, &Seat::plan,
                          &Ticket::since, &Seat::since, &Ticket::price, &Seat::price, &Ticket::seal, &Seat::seal>);
};
struct TicketId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Ticket>;
};
struct SeatCard {
    std::string name;
    std::vector<TicketId> tickets;
    static constexpr auto tenon_shape = tenon::of<Seat>;
};
struct TicketCard {
    std::string id;
    std::optional<Seat> seat;
    static constexpr auto tenon_shape = tenon::of<Ticket>;
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
        const auto passages = repository<Passage>(this->tenant(tenant)).find_many(where(field<&Passage::fromHouse> == house && field<&Passage::fromNumber> == number)).value();
        for (const Passage& each : passages)
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

TEMPLATE_LIST_TEST_CASE("a level reads the rows of its keys, and none that has a field of one and a field of another", "[shape]", backends) {
    test_database<TestType, Tenant, Room, Booking, Lock> t;
    const auto a = t.tenant("a");
    std::vector<Room> rooms;
    std::vector<Booking> bookings;
    for (const std::string house : {"east", "north", "south", "west"})
        for (std::int32_t number = 1; number <= 4; ++number) {
            rooms.push_back({.house = house, .number = number, .name = house + std::to_string(number)});
            for (int day = 1; day <= 3; ++day) bookings.push_back({.id = rooms.back().name + std::to_string(day), .house = house, .number = number, .day = day});
        }
    repository<Room>(a).create_many(rooms).value();
    repository<Booking>(a).create_many(bookings).value();
    t.forget();
    const auto diagonal = where(field<&Room::name>.in({"east1", "north2", "south3", "west4"}));
    const auto in_order = order_by(asc<&Room::house>);
    const auto read = [&](int level) { return t.statements().at(static_cast<std::size_t>(level)).rows; };

    const auto cards = repository<Room>(a).find_many(as<RoomCard>, diagonal, in_order).value();
    REQUIRE(cards.size() == 4);
    for (const RoomCard& card : cards) CHECK(sorted<&BookingDay::day>(card.bookings) == std::vector{1, 2, 3});
    CHECK(read(1) == 12); // of the 48 that have a house and a number among those of the rooms

    t.forget();
    const auto last = repository<Room>(a).find_many(as<RoomWithLastBooking>, diagonal, in_order, relation<&RoomWithLastBooking::last>(where(field<&Booking::day> < 3), tenon::take(2))).value();
    REQUIRE(last.size() == 4);
    for (const RoomWithLastBooking& room : last) CHECK(each<&BookingDay::day>(room.last) == std::vector{2, 1});
    CHECK(read(1) == 8);

    t.forget();
    const auto chosen = repository<Booking>(a).find_many(as<BookingCard>, where(field<&Booking::id>.in({"east11", "north21", "north22"})), order_by(asc<&Booking::id>)).value();
    CHECK(chosen.at(2).room.name == "north2");
    CHECK(read(1) == 2);

    t.forget();
    int streamed = 0;
    for (auto& room : repository<Room>(a).stream(as<RoomCard>, diagonal, in_order)) {
        CHECK(room.value().bookings.size() == 3);
        ++streamed;
    }
    CHECK(streamed == 4);
    for (const auto& statement : t.statements()) CHECK(statement.rows <= 12);
}

TEMPLATE_LIST_TEST_CASE("levels, counts and filters follow references of several fields, of which NULL in one field is none", "[shape][related]", backends) {
    rooms_database<TestType> t;
    t.fill(t.tenant("a"));
    t.fill(t.tenant("b"), t.leads_with_tenant ? "" : "b-");
    const auto rooms = repository<Room>(t.tenant("a"));
    const auto by_name = order_by(asc<&Room::name>);
    t.forget();
    const auto trees = rooms.find_many(as<RoomTree>, by_name).value(); // attic, cellar, hall
    CHECK(t.statements().size() == 3);
    REQUIRE(trees.size() == 3);
    CHECK(each<&BookingWithOther::id>(trees[0].bookings) == strings{"3"});
    CHECK_FALSE(trees[0].bookings[0].other);
    CHECK(trees[1].bookings.empty());
    REQUIRE(each<&BookingWithOther::id>(trees[2].bookings) == strings{"1", "2"});
    CHECK(trees[2].bookings[0].other.value().name == "cellar");
    CHECK_FALSE(trees[2].bookings[1].other);
    strings counts;
    for (const RoomTree& room : trees) counts.push_back(std::to_string(room.all) + std::to_string(room.overflows) + std::to_string(room.late));
    CHECK(counts == strings{"101", "010", "201"});

    const auto names = [&](auto condition) { return each<&Room::name>(rooms.find_many(where(condition), by_name).value()); };
    const auto held = related<&Booking::house>;
    const auto overflow = related<&Booking::otherHouse>;
    CHECK(names(held.some()) == strings{"attic", "hall"});
    CHECK(names(held.none()) == strings{"cellar"});
    CHECK(names(held.some(field<&Booking::day> == 1)) == strings{"hall"});
    CHECK(names(held.every(field<&Booking::day> == 2)) == strings{"attic", "cellar"});
    CHECK(names(overflow.some()) == strings{"cellar"});
    CHECK(names(overflow.none(field<&Booking::day> == 3)) == strings{"attic", "hall"});
    const auto ids = [&](auto condition) { return each<&Booking::id>(repository<Booking>(t.tenant("a")).find_many(where(condition)).value()); };
    CHECK(ids(held.is(field<&Room::name> == "hall")) == strings{"1", "2"});
    CHECK(ids(overflow.is(field<&Room::number> == 1)) == strings{"1"});
    CHECK(ids(overflow.is_not(field<&Room::number> == 1)) == strings{"2", "3"});
}

TEMPLATE_LIST_TEST_CASE("references of several fields are of values of any type, which are compared exactly", "[shape]", backends) {
    test_database<TestType, Tenant, Seat, Ticket> t;
    const auto a = t.tenant("a");
    const auto large = std::int64_t{1} << 53;
    const auto plan = [](char last) { return tenon::parse_uuid("01890a5d-ac96-774b-bcce-b302099a805" + std::string(1, last)).value(); };
    const auto time = [](int milliseconds) { return tenon::timestamp(std::chrono::milliseconds(1'700'000'000'000 + milliseconds)); };
    const strings rows{"", "a,\"b\\{}'", "é", TestType::holds_nul ? std::string("\0x", 2) : std::string("NULL")};
    const auto seat = [&](std::size_t i) {
        const auto bit = static_cast<int>(i % 2);
        return Seat{.wing = bit == 0 ? Wing::south : Wing::north, .number = i < 4 ? large + bit : std::numeric_limits<std::int64_t>::min() + bit,
                    .row = rows[i / 2], .plan = plan(i % 3 == 0 ? 'a' : 'b'), .since = time(bit), .price = tenon::decimal::parse(i < 4 ? "0.1" : "-1234567.5").value(),
                    .seal = tenon::blob{std::byte{0}, static_cast<std::byte>(255 - i / 4)}, .name = "seat" + std::to_string(i)};
    };
    std::vector<Seat> seats;
    std::vector<Ticket> tickets;
    for (std::size_t i = 0; i < 8; ++i) {
        const Seat one = seats.emplace_back(seat(i));
        tickets.push_back({.id = "ticket" + std::to_string(i), .wing = one.wing, .number = one.number, .row = one.row, .plan = one.plan, .since = one.since, .price = one.price, .seal = one.seal});
    }
    tickets.push_back(tickets.front());
    tickets.back().id = "none";
    tickets.back().plan.reset();
    repository<Seat>(a).create_many(seats).value();
    repository<Ticket>(a).create_many(tickets).value();
    for (const Seat& one : seats) { // the one that differs from the last in a bit, and all
        const auto cards = repository<Seat>(a).find_many(as<SeatCard>, where(field<&Seat::name> == one.name)).value();
        REQUIRE(cards.size() == 1);
        CHECK(each<&TicketId::id>(cards[0].tickets) == strings{"ticket" + one.name.substr(4)});
    }
    t.forget();
    const auto cards = repository<Seat>(a).find_many(as<SeatCard>, order_by(asc<&Seat::name>)).value();
    CHECK(t.statements().at(1).rows == 8);
    for (const SeatCard& card : cards) CHECK(each<&TicketId::id>(card.tickets) == strings{"ticket" + card.name.substr(4)});
    const auto all = repository<Ticket>(a).find_many(as<TicketCard>).value();
    REQUIRE(all.size() == 9);
    for (const TicketCard& card : all)
        CHECK((card.seat ? card.seat->name : "none") == (card.id == "none" ? "none" : "seat" + card.id.substr(6)));
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
