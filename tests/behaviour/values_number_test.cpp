#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::where;

namespace {

struct Number {
    std::string id;
    std::string tenantId;
    bool flag = false;
    std::int8_t i8 = 0;
    std::int16_t i16 = 0;
    std::int32_t i32 = 0;
    std::int64_t i64 = 0;
    std::uint8_t u8 = 0;
    std::uint16_t u16 = 0;
    std::uint32_t u32 = 0;
    friend bool operator==(const Number&, const Number&) = default;
};
struct MaybeNumber {
    std::string id;
    std::string tenantId;
    std::optional<bool> flag;
    std::optional<std::int8_t> i8;
    std::optional<std::int64_t> i64;
    std::optional<std::uint32_t> u32;
    std::optional<double> real;
    std::optional<float> single;
    friend bool operator==(const MaybeNumber&, const MaybeNumber&) = default;
};
struct Real {
    std::string id;
    std::string tenantId;
    double real = 0;
    float single = 0;
};

template <class T>
using limits = std::numeric_limits<T>;

} // namespace

TEMPLATE_LIST_TEST_CASE("integers and booleans come back as they went in, to their ends", "[values]", backends) {
    test_database<TestType, Tenant, Number> t;
    const auto numbers = repository<Number>(t.tenant("a"));
    const auto ends = [&]<class... T>(const char* id, bool low, T Number::*... members) {
        Number number{.id = id, .tenantId = "a", .flag = !low};
        ((number.*members = low ? limits<T>::min() : limits<T>::max()), ...);
        numbers.create(number).value();
        CHECK(numbers.get(id).value() == number);
        CHECK(numbers
                  .find_many(where(field<&Number::i64> == number.i64 && field<&Number::u32> == number.u32 &&
                                   field<&Number::i8> == number.i8 && field<&Number::flag> == number.flag))
                  .value()
                  .size() == 1);
    };
    ends("low", true, &Number::i8, &Number::i16, &Number::i32, &Number::i64, &Number::u8, &Number::u16, &Number::u32);
    ends("high", false, &Number::i8, &Number::i16, &Number::i32, &Number::i64, &Number::u8, &Number::u16, &Number::u32);
    CHECK(each<&Number::id>(numbers.find_many(tenon::order_by(tenon::asc<&Number::i64>)).value()) ==
          strings{"low", "high"});
    CHECK(each<&Number::id>(numbers.find_many(tenon::order_by(tenon::asc<&Number::u32>)).value()) ==
          strings{"low", "high"});

    // No two neighbours at the end of 64 bits become one number.
    numbers.create({.id = "next", .i64 = limits<std::int64_t>::max() - 1}).value();
    CHECK(numbers.count(where(field<&Number::i64> == limits<std::int64_t>::max())).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("optional numbers are NULL, zero or a number, each for itself", "[values]", backends) {
    test_database<TestType, Tenant, MaybeNumber> t;
    const auto numbers = repository<MaybeNumber>(t.tenant("a"));
    const MaybeNumber null{.id = "null", .tenantId = "a"};
    const MaybeNumber zero{.id = "zero",
                           .tenantId = "a",
                           .flag = false,
                           .i8 = std::int8_t{0},
                           .i64 = 0,
                           .u32 = 0U,
                           .real = 0.0,
                           .single = 0.0F};
    const MaybeNumber full{.id = "full",
                           .tenantId = "a",
                           .flag = true,
                           .i8 = std::int8_t{-128},
                           .i64 = limits<std::int64_t>::min(),
                           .u32 = limits<std::uint32_t>::max(),
                           .real = -1.5,
                           .single = 0.1F};
    for (const MaybeNumber* number : {&null, &zero, &full}) {
        numbers.create(*number).value();
        CHECK(numbers.get(number->id).value() == *number);
    }
    CHECK(sorted<&MaybeNumber::id>(numbers.find_many(where(field<&MaybeNumber::i64>.is_null())).value()) ==
          strings{"null"});
    CHECK(sorted<&MaybeNumber::id>(numbers.find_many(where(field<&MaybeNumber::real> == 0)).value()) ==
          strings{"zero"});
    CHECK(sorted<&MaybeNumber::id>(numbers.find_many(where(field<&MaybeNumber::flag> == false)).value()) ==
          strings{"zero"});
}

TEMPLATE_LIST_TEST_CASE("real numbers come back bit for bit", "[values]", backends) {
    test_database<TestType, Tenant, Real> t;
    const auto reals = repository<Real>(t.tenant("a"));
    int id = 0;
    for (const double real :
         {0.0, 0.1, -0.1, 1.0 / 3, limits<double>::max(), limits<double>::lowest(), limits<double>::min(),
          limits<double>::denorm_min(), -limits<double>::denorm_min(), limits<double>::infinity(),
          -limits<double>::infinity(), 9007199254740993.0, 1e100, 123456789012345678.0}) {
        const std::string key = std::to_string(++id);
        reals.create({.id = key, .real = real}).value();
        CAPTURE(real);
        CHECK(std::bit_cast<std::uint64_t>(reals.get(key).value().real) == std::bit_cast<std::uint64_t>(real));
        CHECK(reals.exists(where(field<&Real::id> == key && field<&Real::real> == real)).value());
    }
    for (const float single : {0.0F, 0.1F, limits<float>::max(), limits<float>::min(), limits<float>::denorm_min(),
                               limits<float>::infinity(), -1.0F / 3, 16777216.0F}) {
        const std::string key = std::to_string(++id);
        reals.create({.id = key, .single = single}).value();
        CAPTURE(single);
        CHECK(std::bit_cast<std::uint32_t>(reals.get(key).value().single) == std::bit_cast<std::uint32_t>(single));
        CHECK(reals.exists(where(field<&Real::id> == key && field<&Real::single> == single)).value());
    }
}

TEMPLATE_LIST_TEST_CASE("minus zero comes back as a zero, with or without its sign", "[values]", backends) {
    test_database<TestType, Tenant, Real> t;
    const auto reals = repository<Real>(t.tenant("a"));
    reals.create({.id = "1", .real = -0.0, .single = -0.0F}).value();
    CHECK(reals.get("1").value().real == 0.0);
    CHECK(reals.get("1").value().single == 0.0F);
}

TEMPLATE_LIST_TEST_CASE("zero equals minus zero in a filter, and infinities are the ends", "[values]", backends) {
    test_database<TestType, Tenant, Real> t;
    const auto reals = repository<Real>(t.tenant("a"));
    reals
        .create_many({{.id = "-inf", .real = -limits<double>::infinity()},
                      {.id = "-0", .real = -0.0},
                      {.id = "0", .real = 0.0},
                      {.id = "inf", .real = limits<double>::infinity()}})
        .value();
    CHECK(reals.count(where(field<&Real::real> == 0.0)).value() == 2);
    CHECK(reals.count(where(field<&Real::real> >= -limits<double>::infinity())).value() == 4);
    CHECK(reals.find_first(tenon::order_by(tenon::desc<&Real::real>)).value()->id == "inf");
    CHECK(reals.find_first(tenon::order_by(tenon::asc<&Real::real>)).value()->id == "-inf");
}

TEMPLATE_LIST_TEST_CASE("NaN is refused wherever it could be written, and where it would be compared", "[values]",
                        backends) {
    test_database<TestType, Tenant, Real, MaybeNumber> t;
    const auto reals = repository<Real>(t.tenant("a"));
    const double nan = limits<double>::quiet_NaN();
    const auto refused = reals.create({.real = nan});
    REQUIRE(code_of(refused) == errc::invalid_value);
    CHECK(refused.error().model == "Real");
    CHECK(refused.error().fields == strings{"real"});
    CHECK(code_of(reals.create({.single = limits<float>::signaling_NaN()})) == errc::invalid_value);
    CHECK(code_of(reals.create_many({{.real = 1}, {.real = nan}})) == errc::invalid_value);
    CHECK(code_of(reals.upsert({.real = nan}, tenon::on_conflict<&Real::id>, tenon::set<&Real::real>(1))) ==
          errc::invalid_value);
    CHECK(code_of(reals.find_many(where(field<&Real::real> == nan))) == errc::invalid_value);
    CHECK(code_of(reals.find_many(where(field<&Real::real>.in({nan})))) == errc::invalid_value);
    CHECK(reals.count().value() == 0);
    // A column that can be NULL does not turn it into NULL.
    CHECK(code_of(repository<MaybeNumber>(t.tenant("a")).create({.real = nan})) == errc::invalid_value);
}
