#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::asc;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::where;

namespace {

struct Event {
    std::string id;
    std::string tenantId;
    tenon::timestamp at;
    tenon::date day;
    std::optional<tenon::timestamp> maybe_at;
    std::optional<tenon::date> maybe_day;
    tenon::uuid tag;
    std::optional<tenon::uuid> maybe_tag;
    friend bool operator==(const Event&, const Event&) = default;
};

tenon::timestamp time(const char* text) { return *tenon::parse_timestamp(text); }
tenon::date day(const char* text) { return *tenon::parse_date(text); }

} // namespace

TEMPLATE_LIST_TEST_CASE("timestamps come back to the millisecond, before 1970 too, and in order", "[values]",
                        backends) {
    test_database<TestType, Tenant, Event> t;
    const auto events = repository<Event>(t.tenant("a"));
    const std::vector<tenon::timestamp> times{time("0000-01-01T00:00:00.000Z"), time("1815-12-10T11:22:33.444Z"),
                                              time("1969-12-31T23:59:59.999Z"), time("1970-01-01T00:00:00.000Z"),
                                              time("1970-01-01T00:00:00.001Z"), time("2026-07-01T12:00:00.123Z"),
                                              time("9999-12-31T23:59:59.999Z")};
    for (std::size_t i = times.size(); i-- > 0;) {
        const Event event{.id = std::to_string(i), .tenantId = "a", .at = times[i], .maybe_at = times[i]};
        events.create(event).value();
        CHECK(events.get(event.id).value() == event);
        CHECK(events.count(where(field<&Event::at> == times[i])).value() == 1);
    }
    CHECK(each<&Event::at>(events.find_many(tenon::order_by(asc<&Event::at>)).value()) == times);
    CHECK(events.count(where(field<&Event::at> < time("1970-01-01T00:00:00Z"))).value() == 3);
    CHECK(events.count(where(field<&Event::at>.between(times[2], times[4]))).value() == 3);
    CHECK(events.count(where(field<&Event::at> == time("2026-07-01T13:00:00.123+01:00"))).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("dates from year 0000 to 9999 come back in order, and others are refused", "[values]",
                        backends) {
    test_database<TestType, Tenant, Event> t;
    const auto events = repository<Event>(t.tenant("a"));
    const std::vector<tenon::date> days{day("0000-01-01"), day("0001-01-01"), day("0999-12-31"), day("1582-10-10"),
                                        day("1969-12-31"), day("2024-02-29"), day("9999-12-31")};
    for (std::size_t i = days.size(); i-- > 0;) {
        const Event event{.id = std::to_string(i), .tenantId = "a", .day = days[i], .maybe_day = days[i]};
        events.create(event).value();
        CHECK(events.get(event.id).value() == event);
    }
    CHECK(each<&Event::day>(events.find_many(tenon::order_by(asc<&Event::day>)).value()) == days);
    CHECK(events.count(where(field<&Event::day> >= day("1969-12-31"))).value() == 3);
    CHECK(events.count(where(field<&Event::day> == std::chrono::year{2024} / 2 / 29)).value() == 1);

    for (const tenon::date bad : {days.front() - std::chrono::days{1}, days.back() + std::chrono::days{1},
                                  tenon::date::min(), tenon::date::max()}) {
        const auto refused = events.create({.day = bad});
        REQUIRE(code_of(refused) == errc::out_of_range);
        CHECK(refused.error().fields == strings{"day"});
        CHECK(code_of(events.update("1", tenon::set<&Event::maybe_day>(bad))) == errc::out_of_range);
        CHECK(code_of(events.count(where(field<&Event::day>.in({bad})))) == errc::out_of_range);
    }
    CHECK(events.count().value() == static_cast<std::int64_t>(days.size()));
}

TEMPLATE_LIST_TEST_CASE("uuids come back, are found and are sorted by their bytes", "[values]", backends) {
    test_database<TestType, Tenant, Event> t;
    const auto events = repository<Event>(t.tenant("a"));
    const std::vector<tenon::uuid> tags{tenon::uuid{}, *tenon::parse_uuid("00000000-0000-0000-0000-00000000000A"),
                                        *tenon::parse_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
                                        *tenon::parse_uuid("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF")};
    for (std::size_t i = tags.size(); i-- > 0;) {
        const Event event{.id = std::to_string(i), .tenantId = "a", .tag = tags[i], .maybe_tag = tags[i]};
        events.create(event).value();
        CHECK(events.get(event.id).value() == event);
        CHECK(events.count(where(field<&Event::tag> == tags[i])).value() == 1);
    }
    CHECK(each<&Event::tag>(events.find_many(tenon::order_by(asc<&Event::tag>)).value()) == tags);
    events.create({.id = "null"}).value();
    CHECK(sorted<&Event::id>(events.find_many(where(field<&Event::maybe_tag>.is_null())).value()) == strings{"null"});
    CHECK(sorted<&Event::id>(events.find_many(where(field<&Event::tag> == tenon::uuid{})).value()) ==
          strings{"0", "null"});
}
