// What the library allocates: nothing but the result. Statements are prepared before anything is counted, and the texts
// are short enough for a std::string to hold them within itself.
#include <cstdint>

#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <tenon/sqlite.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

struct Reading {
    std::string id;
    std::string tenantId;
    std::string sensor;
    std::optional<std::string> note;
    int level = 0;
    double value = 0;
    tenon::timestamp at;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Reading::sensor>, tenon::index<&Reading::at>);
};
using schema = tenon::schema<Reading>;
using support::allocations;
using tenon::field;

Reading reading(int number) {
    const std::string name = "r" + std::to_string(number);
    return {.id = name, .sensor = "s" + name, .note = "n" + name, .level = number % 5, .value = number * 0.5};
}

struct opened {
    tenon::sqlite::database<schema> database = tenon::sqlite::open<schema>(":memory:").value();
    tenon::sqlite::database<schema>::tenant_scope_type acme = database.tenant("acme");
    decltype(tenon::repository<Reading>(acme)) readings = tenon::repository<Reading>(acme);

    explicit opened(int rows = 0) {
        database.create_tables().value();
        for (int number = 0; number < rows; ++number) readings.create(reading(number)).value();
    }
};

/// The allocations of `work`, which has been done once before.
template <class Work>
std::uint64_t allocations_of(Work work) {
    work();
    const std::uint64_t before = allocations;
    work();
    return allocations - before;
}

} // namespace

TEST_CASE("the counter of these tests counts") {
    CHECK(allocations_of([] { std::string(100, 'x').shrink_to_fit(); }) >= 1);
}

TEST_CASE("reading one row of short texts allocates nothing") {
    const opened db(10);
    const std::string id = "r3";
    CHECK(allocations_of([&] { REQUIRE(db.readings.find_unique(id).value().has_value()); }) == 0);
    CHECK(allocations_of([&] { REQUIRE(db.readings.get("r4").value().level == 4); }) == 0);
    CHECK(allocations_of([&] { REQUIRE(db.readings.find_unique(tenon::by<&Reading::sensor>("sr5")).value()); }) == 0);
    CHECK(allocations_of([&] {
              REQUIRE(db.readings.find_first(tenon::where(field<&Reading::level> == 2 && field<&Reading::note>.is_not_null()),
                                             tenon::order_by(tenon::desc<&Reading::at>))
                          .value());
          }) == 0);
    CHECK(allocations_of([&] { REQUIRE(!db.readings.find_unique("nobody").value().has_value()); }) == 0);
}

TEST_CASE("counting and asking allocate nothing") {
    const opened db(10);
    CHECK(allocations_of([&] { REQUIRE(db.readings.count(tenon::where(field<&Reading::level> >= 3)).value() == 4); }) == 0);
    CHECK(allocations_of([&] { REQUIRE(db.readings.exists("r1").value()); }) == 0);
    CHECK(allocations_of([&] { REQUIRE(db.readings.exists().value()); }) == 0);
}

TEST_CASE("aggregates allocate nothing, and groups the vector only") {
    const opened db(10);
    CHECK(allocations_of([&] {
              const auto all = db.readings.aggregate(tenon::count(), tenon::sum<&Reading::level>, tenon::avg<&Reading::value>,
                                                     tenon::max<&Reading::note>, tenon::where(field<&Reading::level> >= 3));
              REQUIRE(all.value().get(tenon::sum<&Reading::level>) == 14);
          }) == 0);
    const std::uint64_t growth = allocations_of([] {
        std::vector<std::pair<int, std::int64_t>> grown;
        for (int number = 0; number < 5; ++number) grown.emplace_back();
    });
    CHECK(allocations_of([&] {
              REQUIRE(db.readings.group_by(tenon::by<&Reading::level>, tenon::count(), tenon::having(tenon::count() > 1),
                                           tenon::order_by(tenon::desc<tenon::count()>))
                          .value()
                          .size() == 5);
          }) == growth);
}

TEST_CASE("reading many rows allocates the vector only") {
    const opened db(40);
    CHECK(allocations_of([&] { REQUIRE(db.readings.find_many(tenon::take(20)).value().size() == 20); }) == 1);

    // Without a number of rows, it grows as any vector does.
    const std::uint64_t growth = allocations_of([] {
        std::vector<Reading> grown;
        for (int number = 0; number < 40; ++number) grown.emplace_back();
    });
    CHECK(allocations_of([&] { REQUIRE(db.readings.find_many().value().size() == 40); }) == growth);
    CHECK(allocations_of([&] { REQUIRE(db.readings.find_many(tenon::where(field<&Reading::level> > 9)).value().empty()); }) ==
          0);
}

TEST_CASE("a long text in a row is one allocation") {
    const opened db;
    Reading row = reading(1);
    row.note = std::string(1000, 'x');
    db.readings.create(row).value();
    CHECK(allocations_of([&] { REQUIRE(db.readings.get("r1").value().note->size() == 1000); }) == 1);
}

TEST_CASE("writing one row of short texts allocates nothing") {
    const opened db(10);
    int number = 100;
    CHECK(allocations_of([&] {
              Reading row = reading(number++);
              const std::uint64_t before = allocations;
              REQUIRE(db.readings.create(std::move(row)).value().tenantId == "acme");
              REQUIRE(allocations == before);
          }) == 0);
    CHECK(allocations_of([&] {
              REQUIRE(db.readings.update("r1", tenon::set<&Reading::level>(7), tenon::increment<&Reading::value>(1.0))
                          .value()
                          .level == 7);
          }) == 0);
    CHECK(allocations_of([&] {
              REQUIRE(db.readings.upsert({.id = "new", .sensor = "sr2"}, tenon::on_conflict<&Reading::sensor>,
                                         tenon::set<&Reading::level>(8))
                          .value()
                          .id == "r2");
          }) == 0);
    CHECK(allocations_of([&] {
              REQUIRE(db.readings.update_many(tenon::where(field<&Reading::level> == 3), tenon::set<&Reading::value>(1.0))
                          .value() > 0);
          }) == 0);
    int removed = 100;
    CHECK(allocations_of([&] {
              const std::string id = "r" + std::to_string(removed++);
              REQUIRE(db.readings.remove(id).value().id == id);
          }) == 0);
}

TEST_CASE("a generated id is the one allocation of a create") {
    const opened db;
    int number = 0;
    CHECK(allocations_of([&] {
              REQUIRE(db.readings.create({.sensor = "s" + std::to_string(number++)}).value().id.size() == tenon::cuid_size);
          }) == 1);
}

TEST_CASE("writing many rows allocates nothing for each of them") {
    const opened db;
    int first = 0;
    const auto rows_from = [&](int count) {
        std::vector<Reading> rows;
        for (int i = 0; i < count; ++i) rows.push_back(reading(first++));
        return rows;
    };
    db.readings.create_many(rows_from(1)).value();
    const auto few = rows_from(10);
    const auto many = rows_from(1000);
    std::uint64_t before = allocations;
    db.readings.create_many(few).value();
    const std::uint64_t of_few = allocations - before;
    before = allocations;
    db.readings.create_many(many).value();
    CHECK(allocations - before == of_few);
}

TEST_CASE("in a transaction, reads and writes allocate nothing more") {
    const opened db(10);
    const auto done = db.acme.transaction([&](auto& tx) -> tenon::result<void> {
        const auto readings = tenon::repository<Reading>(tx);
        CHECK(allocations_of([&] { REQUIRE(readings.get("r1").value().id == "r1"); }) == 0);
        CHECK(allocations_of([&] { REQUIRE(readings.update("r1", tenon::set<&Reading::level>(1)).value().level == 1); }) ==
              0);
        return {};
    });
    CHECK(done.has_value());
}

TEST_CASE("a scope and a repository of a tenant allocate nothing") {
    const opened db(10);
    CHECK(allocations_of([&] {
              REQUIRE(tenon::repository<Reading>(db.database.tenant("acme")).get("r1").value().id == "r1");
          }) == 0);
}
