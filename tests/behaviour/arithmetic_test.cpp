#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::decrement;
using tenon::errc;
using tenon::field;
using tenon::increment;
using tenon::multiply;
using tenon::repository;
using tenon::where;

namespace {

struct Counter {
    std::string id;
    std::string tenantId;
    std::int8_t i8 = 0;
    std::int16_t i16 = 0;
    std::int32_t i32 = 0;
    std::int64_t i64 = 0;
    std::uint8_t u8 = 0;
    std::uint16_t u16 = 0;
    std::uint32_t u32 = 0;
    double real = 0;
    std::optional<int> maybe;
    friend bool operator==(const Counter&, const Counter&) = default;
};

template <class T>
using limits = std::numeric_limits<T>;

} // namespace

TEMPLATE_LIST_TEST_CASE("increment, decrement and multiply compute from what is stored", "[arithmetic]", backends) {
    test_database<TestType, Tenant, Counter> t;
    const auto counters = repository<Counter>(t.tenant("a"));
    const auto others = repository<Counter>(t.tenant("b"));
    counters.create({.id = "1", .i32 = 10, .real = 1.5}).value();
    const Counter theirs = others.create({.id = "2", .i32 = 10, .real = 1.5}).value();

    CHECK(counters.update("1", increment<&Counter::i32>(5)).value().i32 == 15);
    CHECK(counters.update("1", decrement<&Counter::i32>(20)).value().i32 == -5);
    CHECK(counters.update("1", multiply<&Counter::i32>(-3)).value().i32 == 15);
    CHECK(counters.update("1", increment<&Counter::i32>(-15)).value().i32 == 0);
    CHECK(counters.update("1", multiply<&Counter::real>(2)).value().real == 3.0);
    CHECK(counters.update("1", increment<&Counter::real>(0.25), increment<&Counter::i64>(1)).value().real == 3.25);
    CHECK(counters.update("1", decrement<&Counter::real>(3.25)).value().real == 0.0);
    CHECK(counters.get("1").value().i64 == 1);
    CHECK(counters.update_many(tenon::all_rows, increment<&Counter::i64>(41)).value() == 1);
    CHECK(counters.get("1").value().i64 == 42);
    CHECK(others.get("2").value() == theirs);
}

TEMPLATE_LIST_TEST_CASE("NULL stays NULL under arithmetic", "[arithmetic]", backends) {
    test_database<TestType, Tenant, Counter> t;
    const auto counters = repository<Counter>(t.tenant("a"));
    counters.create_many({{.id = "1"}, {.id = "2", .maybe = 1}}).value();
    CHECK(counters.update("1", increment<&Counter::maybe>(5)).value().maybe == std::nullopt);
    CHECK(counters.update_many(tenon::all_rows, multiply<&Counter::maybe>(7)).value() == 2);
    CHECK(counters.get("1").value().maybe == std::nullopt);
    CHECK(counters.get("2").value().maybe == 7);
}

TEMPLATE_LIST_TEST_CASE("a result that the field cannot hold is refused and nothing is changed", "[arithmetic]",
                        backends) {
    test_database<TestType, Tenant, Counter> t;
    const auto counters = repository<Counter>(t.tenant("a"));
    const Counter before = counters
                               .create({.id = "1",
                                        .i8 = limits<std::int8_t>::max(),
                                        .i16 = limits<std::int16_t>::min(),
                                        .i32 = limits<std::int32_t>::max(),
                                        .i64 = limits<std::int64_t>::max(),
                                        .u8 = 1,
                                        .u16 = limits<std::uint16_t>::max(),
                                        .u32 = limits<std::uint32_t>::max(),
                                        .maybe = limits<int>::min()})
                               .value();
    const auto refuses = [&](auto change, const char* name) {
        const auto refused = counters.update("1", change);
        CHECK(code_of(refused) == errc::out_of_range);
        if (!refused) CHECK(refused.error().fields == strings{name});
        CHECK(code_of(counters.update_many(tenon::all_rows, change)) == errc::out_of_range);
        CHECK(code_of(counters.upsert({.id = "1"}, tenon::on_conflict<&Counter::id>, change)) == errc::out_of_range);
        CHECK(counters.get("1").value() == before);
    };
    refuses(increment<&Counter::i8>(1), "i8");
    refuses(decrement<&Counter::i16>(1), "i16");
    refuses(increment<&Counter::i32>(1), "i32");
    refuses(multiply<&Counter::i32>(2), "i32");
    refuses(increment<&Counter::i64>(1), "i64");
    refuses(multiply<&Counter::i64>(2), "i64");
    refuses(multiply<&Counter::i64>(-2), "i64");
    refuses(decrement<&Counter::u8>(2), "u8");
    refuses(increment<&Counter::u16>(1), "u16");
    refuses(multiply<&Counter::u32>(2), "u32");
    refuses(decrement<&Counter::u32>(limits<std::int64_t>::max()), "u32");
    refuses(decrement<&Counter::maybe>(1), "maybe");
    CHECK(counters.update("1", decrement<&Counter::u8>(1)).value().u8 == 0);
    CHECK(counters.update("1", decrement<&Counter::i64>(limits<std::int64_t>::max())).value().i64 == 0);
}

TEMPLATE_LIST_TEST_CASE("the lowest 64-bit integer is reached and not passed", "[arithmetic]", backends) {
    test_database<TestType, Tenant, Counter> t;
    const auto counters = repository<Counter>(t.tenant("a"));
    counters.create({.id = "1", .i64 = limits<std::int64_t>::min() + 1}).value();
    CHECK(counters.update("1", decrement<&Counter::i64>(1)).value().i64 == limits<std::int64_t>::min());
    CHECK(code_of(counters.update("1", decrement<&Counter::i64>(1))) == errc::out_of_range);
    CHECK(code_of(counters.update("1", multiply<&Counter::i64>(-1))) == errc::out_of_range);
    CHECK(counters.get("1").value().i64 == limits<std::int64_t>::min());
}

TEMPLATE_LIST_TEST_CASE("of many rows none is changed when one cannot be", "[arithmetic]", backends) {
    test_database<TestType, Tenant, Counter> t;
    const auto counters = repository<Counter>(t.tenant("a"));
    counters.create_many({{.id = "1", .i8 = 1}, {.id = "2", .i8 = 100}, {.id = "3", .i8 = 2}}).value();
    CHECK(code_of(counters.update_many(tenon::all_rows, multiply<&Counter::i8>(2))) == errc::out_of_range);
    CHECK(counters.count(where(field<&Counter::i8>.in({std::int8_t{1}, std::int8_t{2}, std::int8_t{100}}))).value() ==
          3);
}

TEMPLATE_LIST_TEST_CASE("set refuses a number outside the field's type before anything is sent", "[arithmetic]",
                        backends) {
    test_database<TestType, Tenant, Counter> t;
    const auto counters = repository<Counter>(t.tenant("a"));
    const Counter before = counters.create({.id = "1"}).value();
    const auto refuses = [&](auto change, const char* name) {
        const auto refused = counters.update("1", change);
        REQUIRE(code_of(refused) == errc::out_of_range);
        CHECK(refused.error().fields == strings{name});
        CHECK(counters.get("1").value() == before);
    };
    refuses(tenon::set<&Counter::i8>(128), "i8");
    refuses(tenon::set<&Counter::i16>(-32769), "i16");
    refuses(tenon::set<&Counter::i32>(std::int64_t{1} << 31), "i32");
    refuses(tenon::set<&Counter::i64>(std::uint64_t{1} << 63), "i64");
    refuses(tenon::set<&Counter::u8>(-1), "u8");
    refuses(tenon::set<&Counter::u16>(65536), "u16");
    refuses(tenon::set<&Counter::u32>(std::int64_t{1} << 32), "u32");
    CHECK(counters.update("1", tenon::set<&Counter::u32>(4294967295U)).value().u32 == 4294967295U);
    CHECK(counters.update("1", tenon::set<&Counter::i8>(-128)).value().i8 == -128);
}

TEMPLATE_LIST_TEST_CASE("a real number that overflows is refused, and so is what is not a number", "[arithmetic]", backends) {
    test_database<TestType, Tenant, Counter> t;
    const auto counters = repository<Counter>(t.tenant("a"));
    counters.create({.id = "1", .real = 1e308}).value();
    CHECK(code_of(counters.update("1", tenon::set<&Counter::real>(limits<double>::quiet_NaN()))) ==
          errc::invalid_value);
    CHECK(counters.get("1").value().real == 1e308);
    const auto overflows = counters.update("1", multiply<&Counter::real>(10));
    REQUIRE(code_of(overflows) == errc::out_of_range);
    CHECK(overflows.error().fields == strings{"real"});
    CHECK(code_of(counters.update_many(tenon::all_rows, increment<&Counter::real>(1e308))) == errc::out_of_range);
    CHECK(counters.get("1").value().real == 1e308);
    // What is infinite already is so on purpose. Infinity minus infinity would be no number.
    CHECK(counters.update("1", tenon::set<&Counter::real>(limits<double>::infinity())).value().real ==
          limits<double>::infinity());
    CHECK(counters.update("1", increment<&Counter::real>(1)).value().real == limits<double>::infinity());
    CHECK_FALSE(counters.update("1", decrement<&Counter::real>(limits<double>::infinity())));
    CHECK(counters.get("1").value().real == limits<double>::infinity());
}
