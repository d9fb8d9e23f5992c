// What a page by cursor costs: as much wherever it is.
#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using tenon::asc;
using tenon::order_by;

namespace {

constexpr int page_size = 10;
constexpr int pages = 1000;

/// The steps of SQLite's machine in all statements of a connection since this was asked last.
std::int64_t steps_of(sqlite3* connection) {
    std::int64_t steps = 0;
    for (sqlite3_stmt* at = sqlite3_next_stmt(connection, nullptr); at != nullptr; at = sqlite3_next_stmt(connection, at))
        steps += sqlite3_stmt_status(at, SQLITE_STMTSTATUS_VM_STEP, 1);
    return steps;
}

} // namespace

TEST_CASE("page 1000 costs what page 1 costs") {
    const database db = make(":memory:");
    for (const char* tenant : {"acme", "other"}) {
        std::vector<Seat> seats;
        for (int i = 0; i < pages * page_size; ++i) seats.push_back({.id = std::to_string(i), .row = i / 50, .place = i % 50});
        tenon::repository<Seat>(db.tenant(tenant)).create_many(seats).value();
    }
    const auto seats = tenon::repository<Seat>(db.tenant("acme"));
    const auto handle = [&] { return held(db).handle(); }(); // of the one connection to a database in memory
    const auto in_rows = order_by(asc<&Seat::row>, asc<&Seat::place>);

    std::vector<std::int64_t> steps;
    steps_of(handle);
    auto page = seats.find_many(in_rows, tenon::take(page_size), tenon::after(std::nullopt)).value();
    for (; !page.empty(); page = seats.find_many(in_rows, tenon::take(page_size), tenon::after(seats.cursor_of(page.back(), in_rows).value())).value()) {
        REQUIRE(page.size() == page_size);
        REQUIRE(page.front().row * 50 + page.front().place == static_cast<int>(steps.size()) * page_size);
        steps.push_back(steps_of(handle));
    }
    REQUIRE(steps.size() == pages);
    INFO("page 1: " << steps[0] << " steps, page 2: " << steps[1] << ", page 1000: " << steps[pages - 1]);
    CHECK(steps[0] > page_size);
    CHECK(steps[pages - 1] <= steps[1] + steps[1] / 10); // by a cursor as this one
    CHECK(steps[pages - 1] <= 2 * steps[0]);

    // This test can tell: a page by numbers reads all rows in front of it.
    seats.find_many(in_rows, tenon::take(page_size), tenon::skip((pages - 1) * page_size)).value();
    CHECK(steps_of(handle) > 100 * steps[0]);
}
