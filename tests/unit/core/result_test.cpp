// Results: a value or an error, with the interface of std::expected.
#include <support/catch.hpp>

#include <tenon/core/result.hpp>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using tenon::errc;
using tenon::fail;
using tenon::result;

result<int> parse(const std::string& text) {
    if (text.empty()) return fail(errc::invalid_value);
    return static_cast<int>(text.size());
}

/// Counts its own objects.
struct counted {
    static inline int alive = 0;
    int number = 0;
    counted() { ++alive; }
    explicit counted(int n) noexcept : number(n) { ++alive; }
    counted(const counted& other) : number(other.number) { ++alive; }
    counted(counted&& other) noexcept : number(std::exchange(other.number, 0)) { ++alive; }
    counted& operator=(const counted&) = default;
    counted& operator=(counted&& other) noexcept {
        number = std::exchange(other.number, 0);
        return *this;
    }
    ~counted() { --alive; }
};

} // namespace

TEST_CASE("a result holds a value or an error") {
    const result<int> three = parse("abc");
    REQUIRE(three);
    CHECK(three.has_value());
    CHECK(*three == 3);
    CHECK(three.value() == 3);
    CHECK(three == 3);

    const result<int> none = parse("");
    REQUIRE_FALSE(none);
    CHECK(none.error().code == errc::invalid_value);
    CHECK_FALSE(none.error().message.empty());
    CHECK_FALSE(none == 0);
    CHECK(none.value_or(7) == 7);
    CHECK(three.value_or(7) == 3);
}

TEST_CASE("the value of a failed result throws the whole message") {
    result<std::string> none = fail(tenon::make_error(errc::not_found, "a row"));
    CHECK_THROWS_AS(none.value(), tenon::bad_result_access);
    try {
        static_cast<void>(std::move(none).value());
    } catch (const tenon::bad_result_access& e) {
        CHECK(e.error().code == errc::not_found);
        CHECK(std::string(e.what()).find("a row") != std::string::npos);
        CHECK(std::string(e.what()) == tenon::to_string(e.error()));
    }
    const result<void> nothing = fail(errc::busy);
    CHECK_THROWS_AS(nothing.value(), tenon::bad_result_access);
}

TEST_CASE("results are copied and moved with what they hold") {
    {
        result<counted> a(std::in_place, 5);
        result<counted> b = a;
        CHECK(b->number == 5);
        result<counted> c = std::move(a);
        CHECK(c->number == 5);
        c = b;
        b = fail(errc::busy);
        REQUIRE_FALSE(b);
        CHECK(b.error().code == errc::busy);
        const result<counted> d = b;
        CHECK(d.error().code == errc::busy);
        CHECK(b.error().code == errc::busy);
        b = c;
        CHECK(b->number == 5);
        c = d;
        CHECK(c.error().code == errc::busy);
        c = result<counted>(std::in_place, 9);
        CHECK(c->number == 9);
        c = std::move(b);
        CHECK(c->number == 5);
        c = result<counted>(fail(errc::not_found));
        CHECK(c.error().code == errc::not_found);
        c = result<counted>(fail(errc::deadlock));
        CHECK(c.error().code == errc::deadlock);
        CHECK(c.emplace(4).number == 4);
        const auto& self = c;
        c = self;
        CHECK(c->number == 4);
    }
    CHECK(counted::alive == 0);
}

TEST_CASE("a result is made from what its value is made from") {
    const result<std::string> text = "literal";
    CHECK(*text == "literal");
    const result<std::optional<std::string>> none = std::nullopt;
    REQUIRE(none);
    CHECK_FALSE(none->has_value());
    const result<std::vector<int>> empty{};
    CHECK(empty->empty());
    const result<std::unique_ptr<int>> only = std::make_unique<int>(3);
    CHECK(**only == 3);
    const result<bool> yes = true;
    CHECK(*yes);
    const result<double> wider = result<int>(3);
    CHECK(*wider == 3.0);
    const result<double> failed = result<int>(fail(errc::busy));
    CHECK(failed.error().code == errc::busy);
    const auto why = fail(errc::not_found); // may be used twice
    CHECK(result<int>(why).error().code == errc::not_found);
    CHECK(result<void>(why).error().code == errc::not_found);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<std::string, result<int>>);
    STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<result<std::unique_ptr<int>>> &&
                         std::is_copy_constructible_v<std::unique_ptr<int>>);
    STATIC_REQUIRE(std::is_nothrow_move_constructible_v<result<std::string>>);
}

TEST_CASE("results are chained") {
    const auto half = [](int n) -> result<int> {
        if (n % 2 != 0) return fail(errc::out_of_range);
        return n / 2;
    };
    CHECK(parse("abcd").and_then(half) == 2);
    CHECK(parse("abc").and_then(half).error().code == errc::out_of_range);
    CHECK(parse("").and_then(half).error().code == errc::invalid_value);

    CHECK(parse("ab").transform([](int n) { return std::to_string(n); }) == std::string("2"));
    CHECK(parse("").transform([](int n) { return n + 1; }).error().code == errc::invalid_value);
    int seen = 0;
    CHECK(parse("ab").transform([&](int n) { seen = n; }).has_value());
    CHECK(seen == 2);

    const auto zero = [](const tenon::error&) -> result<int> { return 0; };
    CHECK(parse("").or_else(zero) == 0);
    CHECK(parse("ab").or_else(zero) == 2);
    const auto renamed = parse("").transform_error([](tenon::error e) {
        e.message = "no text";
        return e;
    });
    CHECK(renamed.error().message == "no text");

    const result<void> done;
    CHECK(done.transform([] { return 3; }) == 3);
    CHECK(done.and_then([]() -> result<int> { return 4; }) == 4);
    const result<void> failed = fail(errc::busy);
    CHECK(failed.transform([] { return 3; }).error().code == errc::busy);
    CHECK(failed.or_else([](const tenon::error&) -> result<void> { return {}; }).has_value());
}

TEST_CASE("an error can be taken out of a result") {
    result<int> none = fail(tenon::make_error(errc::not_found, "a row that has a long description"));
    const tenon::error taken = std::move(none).error();
    CHECK(taken.message.starts_with("a row"));
    none = 5;
    CHECK(none == 5);
    result<void> failed = fail(errc::busy);
    failed = {};
    CHECK(failed);
}

TEST_CASE("results are known as such") {
    STATIC_REQUIRE(tenon::is_result_v<result<int>>);
    STATIC_REQUIRE(tenon::is_result_v<const result<void>&>);
    STATIC_REQUIRE_FALSE(tenon::is_result_v<std::optional<int>>);
    STATIC_REQUIRE(std::is_same_v<result<int>::value_type, int>);
}
