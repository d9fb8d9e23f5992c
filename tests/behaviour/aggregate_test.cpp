#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::avg;
using tenon::count_distinct;
using tenon::count_values;
using tenon::decimal;
using tenon::errc;
using tenon::field;
using tenon::max;
using tenon::min;
using tenon::repository;
using tenon::sum;
using tenon::where;

namespace {

enum class state { open, done };
enum class rank : std::int16_t { low = 1, high = 9 };

struct Cents {
    std::int64_t value = 0;
    friend bool operator==(const Cents&, const Cents&) = default;
};

} // namespace

template <> inline constexpr bool tenon::enum_as_integer<rank> = true;
template <> struct tenon::codec<Cents> {
    static constexpr auto type = tenon::column_type::int64;
    static std::int64_t encode(const Cents& given) { return given.value; }
    static tenon::errc decode(std::int64_t stored, Cents& out) {
        out.value = stored;
        return {};
    }
};

namespace {

/// A field of each type that something can be computed of.
struct Measured {
    std::string id;
    std::string tenantId;
    std::string text;
    std::optional<std::string> note;
    std::optional<std::int8_t> tiny;
    std::optional<std::uint32_t> wide;
    std::optional<std::int64_t> big;
    std::optional<float> narrow;
    std::optional<double> real;
    std::optional<decimal> price;
    std::optional<Cents> cents;
    std::optional<tenon::timestamp> at;
    std::optional<tenon::date> day;
    std::optional<tenon::uuid> key;
    state is = state::open;
    std::optional<rank> ranked;
    bool flag = false;
    tenon::json data;
};

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr double infinity = std::numeric_limits<double>::infinity();

decimal number(const char* text) { return decimal::parse(text).value(); }
tenon::timestamp at(std::int64_t milliseconds) { return tenon::timestamp(std::chrono::milliseconds(milliseconds)); }

/// The rows of tenant "a" of a database in which "b" has others.
template <class Backend> struct measured {
    test_database<Backend, Tenant, Measured> t;
    tenon::basic_repository<Measured, decltype(t.tenant("a"))> rows = repository<Measured>(t.tenant("a"));

    measured() {
        repository<Measured>(t.tenant("b"))
            .create({.text = "!", .note = "!", .tiny = -100, .wide = 99, .big = most, .narrow = -99.0F, .real = infinity,
                     .price = number("1e20"), .cents = Cents{77}, .at = at(-99), .day = tenon::parse_date("0001-01-01"),
                     .key = tenon::uuid{}, .is = state::done, .ranked = rank::high})
            .value();
        t.forget();
    }
    template <auto Member, class... Values> void fill(const Values&... values) const {
        rows.remove_many(tenon::all_rows).value();
        (write<Member>(values), ...);
    }
    /// One aggregate of all rows.
    template <class Aggregate> auto of(Aggregate aggregate) const { return rows.aggregate(aggregate).value().get(aggregate); }
    template <class Aggregate> errc failure_of(Aggregate aggregate) const { return code_of(rows.aggregate(aggregate)); }

private:
    template <auto Member, class Value> void write(const Value& value) const {
        Measured row;
        row.*Member = value;
        rows.create(row).value();
    }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("an aggregate of no rows is NULL, and a count of them zero", "[aggregate]", backends) {
    const measured<TestType> m;
    const auto none = m.rows
                          .aggregate(tenon::count(), count_values<&Measured::note>, count_distinct<&Measured::text>,
                                     sum<&Measured::tiny>, sum<&Measured::real>, sum<&Measured::price>, avg<&Measured::big>,
                                     avg<&Measured::price>, min<&Measured::text>, max<&Measured::at>)
                          .value();
    const auto& [all, notes, texts, tiny, real, price, average, average_price, text, latest] = none;
    CHECK(all == 0);
    CHECK(notes == 0);
    CHECK(texts == 0);
    CHECK(tiny == std::nullopt);
    CHECK(real == std::nullopt);
    CHECK(price == std::nullopt);
    CHECK(average == std::nullopt);
    CHECK(average_price == std::nullopt);
    CHECK(text == std::nullopt);
    CHECK(latest == std::nullopt);
    // One statement for all of them.
    REQUIRE(m.t.statements().size() == 1);
    CHECK(m.t.last().verb == tenon::verb::aggregate);
    CHECK(m.t.last().rows == 1);

    m.rows.create_many({{.text = "x"}, {.text = "y"}}).value(); // all others NULL
    CHECK(m.of(tenon::count()) == 2);
    CHECK(m.of(count_values<&Measured::note>) == 0);
    CHECK(m.of(count_distinct<&Measured::big>) == 0);
    CHECK(m.of(sum<&Measured::big>) == std::nullopt);
    CHECK(m.of(avg<&Measured::real>) == std::nullopt);
    CHECK(m.of(avg<&Measured::price>) == std::nullopt);
    CHECK(m.of(min<&Measured::day>) == std::nullopt);
}

TEMPLATE_LIST_TEST_CASE("NULLs are left out, and equal values counted once where that is asked", "[aggregate]", backends) {
    const measured<TestType> m;
    m.rows.create_many({{.text = "x", .tiny = 1}, {.text = "x", .note = "", .tiny = 1}, {.text = "X", .note = "n"}, {.text = "x "}})
        .value();
    CHECK(m.of(tenon::count()) == 4);
    CHECK(m.of(count_values<&Measured::note>) == 2); // an empty text is a value
    CHECK(m.of(count_distinct<&Measured::text>) == 3); // by their bytes
    CHECK(m.of(count_distinct<&Measured::tiny>) == 1);
    CHECK(m.of(sum<&Measured::tiny>) == 2);
    CHECK(m.of(avg<&Measured::tiny>) == 1.0);
    const auto some = m.rows.aggregate(where(field<&Measured::text> == "x"), tenon::count(), count_values<&Measured::note>).value();
    CHECK(some.get(tenon::count()) == 2);
    CHECK(some.get(count_values<&Measured::note>) == 1);
    const auto when = [&](bool wanted) {
        return m.rows.aggregate(tenon::count(), where(tenon::when(wanted, field<&Measured::text> == "X"))).value();
    };
    CHECK(when(true).get(tenon::count()) == 1);
    CHECK(when(false).get(tenon::count()) == 4);
}

TEMPLATE_LIST_TEST_CASE("a sum of integers is exact or refused", "[aggregate]", backends) {
    const measured<TestType> m;
    m.template fill<&Measured::tiny>(127, 127, 127, -1);
    CHECK(m.of(sum<&Measured::tiny>) == 380); // wider than the field
    m.template fill<&Measured::wide>(4294967295U, 4294967295U);
    CHECK(m.of(sum<&Measured::wide>) == 8589934590);
    m.template fill<&Measured::big>(most, std::nullopt);
    CHECK(m.of(sum<&Measured::big>) == most);
    m.template fill<&Measured::big>(most, most, least, least); // whatever the order of the rows
    CHECK(m.of(sum<&Measured::big>) == -2);
    m.template fill<&Measured::big>(least, least + 1, most, 1);
    CHECK(m.of(sum<&Measured::big>) == least + 1);

    m.template fill<&Measured::big>(most, 1);
    const auto beyond = m.rows.aggregate(tenon::count(), sum<&Measured::big>);
    REQUIRE(code_of(beyond) == errc::out_of_range);
    CHECK(beyond.error().model == "Measured");
    CHECK(beyond.error().fields == strings{"big"});
    m.template fill<&Measured::big>(least, -1);
    CHECK(m.failure_of(sum<&Measured::big>) == errc::out_of_range);
    CHECK(code_of(m.rows.group_by(tenon::by<&Measured::text>, sum<&Measured::big>)) == errc::out_of_range);
    CHECK(code_of(m.rows.group_by(tenon::by<&Measured::text>, tenon::having(sum<&Measured::big> > 0))) == errc::out_of_range);
    CHECK(m.rows.count().value() == 2); // nothing is left behind

    m.template fill<&Measured::cents>(Cents{5}, Cents{most - 5});
    CHECK(m.of(sum<&Measured::cents>) == Cents{most}); // a type of one's own that is stored as a number
}

TEMPLATE_LIST_TEST_CASE("an average of integers is their exact sum as a double by their number", "[aggregate]", backends) {
    const measured<TestType> m;
    m.template fill<&Measured::tiny>(1, 2, std::nullopt, 2);
    CHECK(m.of(avg<&Measured::tiny>) == 5.0 / 3.0);
    m.template fill<&Measured::tiny>(-1, -2);
    CHECK(m.of(avg<&Measured::tiny>) == -1.5);
    m.template fill<&Measured::big>(most, most, most); // no overflow: the sum has all the room that it needs
    CHECK(m.of(avg<&Measured::big>) == 27670116110564327421.0 / 3.0);
    m.template fill<&Measured::big>(least, least, -1);
    CHECK(m.of(avg<&Measured::big>) == -18446744073709551617.0 / 3.0);
    // Just above half of the distance of doubles there: rounded once, upwards.
    m.template fill<&Measured::big>(most, most, 2 + 2048 + 1);
    CHECK(m.of(avg<&Measured::big>) == 18446744073709555712.0 / 3.0);
    m.template fill<&Measured::big>(most, most, 2 + 2048); // just half: to the even one
    CHECK(m.of(avg<&Measured::big>) == 18446744073709551616.0 / 3.0);
}

TEMPLATE_LIST_TEST_CASE("sums and averages of real numbers are doubles, and do not overflow in silence", "[aggregate]",
                        backends) {
    const measured<TestType> m;
    m.template fill<&Measured::real>(0.5, 0.25, std::nullopt);
    CHECK(m.of(sum<&Measured::real>) == 0.75);
    CHECK(m.of(avg<&Measured::real>) == 0.375);
    m.template fill<&Measured::narrow>(16777216.0F, 1.0F, 1.0F); // a float would lose both
    CHECK(m.of(sum<&Measured::narrow>) == 16777218.0);
    CHECK(m.of(avg<&Measured::narrow>) == 16777218.0 / 3.0);
    CHECK(m.of(max<&Measured::narrow>) == 16777216.0F);
    m.template fill<&Measured::real>(1e308, 1e308);
    const auto beyond = m.rows.aggregate(sum<&Measured::real>);
    REQUIRE(code_of(beyond) == errc::out_of_range);
    CHECK(beyond.error().fields == strings{"real"});
    CHECK(m.failure_of(avg<&Measured::real>) == errc::out_of_range);
    CHECK(m.of(max<&Measured::real>) == 1e308);
    m.template fill<&Measured::real>(infinity, 1e308); // which is no overflow
    CHECK(m.of(sum<&Measured::real>) == infinity);
    m.template fill<&Measured::real>(infinity, -infinity); // not a number
    CHECK(m.of(sum<&Measured::real>) == std::nullopt);
    CHECK(m.of(avg<&Measured::real>) == std::nullopt);
}

TEMPLATE_LIST_TEST_CASE("sums of decimals are exact, and averages to 30 digits", "[aggregate][decimal]", backends) {
    const measured<TestType> m;
    m.template fill<&Measured::price>(number("0.1"), number("0.2"), std::nullopt);
    CHECK(m.of(sum<&Measured::price>) == number("0.3"));
    CHECK(m.of(avg<&Measured::price>) == number("0.15"));
    m.template fill<&Measured::price>(number("-10.5"), number("9"), number("0.25"));
    CHECK(m.of(sum<&Measured::price>) == number("-1.25"));
    CHECK(m.of(min<&Measured::price>) == number("-10.5"));
    CHECK(m.of(max<&Measured::price>) == number("9"));
    CHECK(m.of(count_distinct<&Measured::price>) == 3);
    m.template fill<&Measured::price>(1, 1, 0);
    CHECK(m.of(avg<&Measured::price>) == number("0.666666666666666666666666666667"));
    m.template fill<&Measured::price>(-1, -1, 0);
    CHECK(m.of(avg<&Measured::price>) == number("-0.666666666666666666666666666667"));
    m.template fill<&Measured::price>(-1, 1);
    CHECK(m.of(avg<&Measured::price>) == 0);
    m.template fill<&Measured::price>(100, 9, 10);
    CHECK(m.of(max<&Measured::price>) == 100); // by their numbers, not their texts
    CHECK(m.of(min<&Measured::price>) == 9);
}

TEMPLATE_LIST_TEST_CASE("decimals of any length are added and averaged digit for digit", "[aggregate][decimal]",
                        tenant_first_backends) {
    const measured<TestType> m;
    m.template fill<&Measured::price>(number("99999999999999999999999999999999999999999999"), number("1e-40"));
    CHECK(m.of(sum<&Measured::price>) ==
          number("99999999999999999999999999999999999999999999.0000000000000000000000000000000000000001"));
    CHECK(m.of(avg<&Measured::price>) == number("49999999999999999999999999999999999999999999.5"));
    // A half of the last digit goes away from zero, and anything less towards it.
    m.template fill<&Measured::price>(number("1e-30"), 0);
    CHECK(m.of(avg<&Measured::price>) == number("1e-30"));
    m.template fill<&Measured::price>(number("-1e-30"), 0);
    CHECK(m.of(avg<&Measured::price>) == number("-1e-30"));
    m.template fill<&Measured::price>(number("0.9999999999999999999999999999998"), number("1e-60"));
    CHECK(m.of(avg<&Measured::price>) == number("0.5"));
    m.template fill<&Measured::price>(number("0.00000000000000000000000000000999999999999999999999999999999999"), 0);
    CHECK(m.of(avg<&Measured::price>) == number("0.000000000000000000000000000005"));
}

TEMPLATE_LIST_TEST_CASE("the least and the greatest are those of the order in which rows are sorted", "[aggregate]", backends) {
    const measured<TestType> m;
    m.rows.create_many({{.text = "b", .note = "é", .wide = 3000000000U, .cents = Cents{-1}, .at = at(1), .day = tenon::parse_date("2024-02-29"),
                         .key = tenon::parse_uuid("00000000-0000-4000-8000-0000000000ff"), .ranked = rank::high},
                        {.text = "B", .wide = 2, .at = at(-5), .day = tenon::parse_date("1999-12-31"),
                         .key = tenon::parse_uuid("f0000000-0000-4000-8000-000000000000"), .ranked = rank::low},
                        {.text = "bb", .note = "z", .is = state::done}})
        .value();
    CHECK(m.of(min<&Measured::wide>) == 2U);
    CHECK(m.of(max<&Measured::wide>) == 3000000000U);
    CHECK(m.of(min<&Measured::at>) == at(-5));
    CHECK(m.of(max<&Measured::at>) == at(1));
    CHECK(m.of(min<&Measured::day>) == tenon::parse_date("1999-12-31"));
    CHECK(m.of(max<&Measured::day>) == tenon::parse_date("2024-02-29"));
    CHECK(m.of(min<&Measured::key>) == tenon::parse_uuid("00000000-0000-4000-8000-0000000000ff"));
    CHECK(m.of(max<&Measured::key>) == tenon::parse_uuid("f0000000-0000-4000-8000-000000000000"));
    CHECK(m.of(max<&Measured::cents>) == Cents{-1});
    CHECK(m.of(max<&Measured::ranked>) == rank::high); // by their numbers
    // Enums by name sort by it, or by their declaration where the database has a type for them.
    const auto first = m.rows.find_first(tenon::order_by(tenon::asc<&Measured::is>)).value();
    CHECK(m.of(min<&Measured::is>) == first->is);
    if (m.t.leads_with_tenant) {
        CHECK(m.of(min<&Measured::text>) == "B"); // by bytes
        CHECK(m.of(max<&Measured::text>) == "bb");
        CHECK(m.of(max<&Measured::note>) == "é");
        CHECK(m.of(min<&Measured::is>) == state::done);
    }
}

TEMPLATE_LIST_TEST_CASE("what is computed of a group compares with values of its type", "[aggregate]", backends) {
    const measured<TestType> m;
    const auto key = *tenon::parse_uuid("00000000-0000-4000-8000-0000000000ff");
    const auto day = *tenon::parse_date("2024-02-29");
    m.rows.create_many({{.text = "b", .note = "n", .tiny = 1, .wide = 3000000000U, .big = most, .narrow = 0.5F, .real = 1e300,
                         .price = number("10.5"), .cents = Cents{-1}, .at = at(1), .day = day, .key = key, .ranked = rank::high}})
        .value();
    const auto holds = [&](auto condition) {
        return m.rows.group_by(tenon::by<&Measured::id>, tenon::having(condition), tenon::order_by(tenon::asc<&Measured::id>))
                   .value()
                   .size() == 1;
    };
    CHECK(holds(min<&Measured::text> >= "b"));
    CHECK_FALSE(holds(min<&Measured::text> > std::string("b")));
    CHECK(holds(max<&Measured::wide> == 3000000000U));
    CHECK(holds(sum<&Measured::wide> <= 3000000000U));
    CHECK(holds(sum<&Measured::big> == most));
    CHECK(holds(avg<&Measured::big> > 9e18));
    CHECK(holds(min<&Measured::narrow> == 0.5F));
    CHECK(holds(sum<&Measured::narrow> < 1));
    CHECK(holds(max<&Measured::real> == 1e300));
    CHECK(holds(max<&Measured::price> == number("10.5")));
    CHECK(holds(max<&Measured::price> > 9));
    CHECK(holds(max<&Measured::price> < 100));
    CHECK(holds(sum<&Measured::price> < 100));
    CHECK(holds(avg<&Measured::price> == number("10.50")));
    CHECK(holds(max<&Measured::cents> == Cents{-1}));
    CHECK(holds(sum<&Measured::cents> != Cents{1}));
    CHECK(holds(min<&Measured::at> == at(1)));
    CHECK_FALSE(holds(min<&Measured::at> > at(1)));
    CHECK(holds(min<&Measured::day> <= day));
    CHECK(holds(max<&Measured::key> == key));
    CHECK(holds(max<&Measured::is> == state::open));
    CHECK(holds(max<&Measured::ranked> == rank::high));
    CHECK(holds(min<&Measured::tiny> == max<&Measured::tiny>));
    CHECK(holds(count_values<&Measured::note> == count_distinct<&Measured::note>));
}

TEMPLATE_LIST_TEST_CASE("every kind of tenancy computes over its own rows", "[aggregate][isolation]", backends) {
    test_database<TestType, Tenant, User, Note, Session, Click, Country> t;
    const auto fill = [&](const char* tenant, int rows) {
        for (int i = 0; i < rows; ++i) {
            const std::string id = tenant + std::to_string(i);
            repository<User>(t.tenant(tenant)).create({.id = id, .email = id, .level = rows}).value();
            repository<Session>(t.tenant(tenant)).create({.id = id, .userId = id, .hits = rows}).value();
            repository<Click>(t.tenant(tenant)).create({.id = id, .sessionId = id, .target = tenant}).value();
            repository<Note>(t.tenant(tenant)).create({.id = id, .text = id}).value();
        }
    };
    fill("a", 2);
    fill("b", 3);
    repository<Note>(t.system()).create({.id = "all", .text = "all"}).value();
    repository<Country>(t.system()).create_many({{.code = "at"}, {.code = "ch"}}).value();

    const auto total = [](const auto& rows, auto aggregate) { return rows.aggregate(aggregate).value().get(aggregate); };
    const auto groups = [](const auto& rows, auto by, auto aggregate) {
        std::string told;
        const auto found = rows.group_by(by, aggregate, tenon::take(9)).value();
        for (const auto& group : found) told += std::to_string(group.get(aggregate)) + " ";
        return told;
    };
    for (const auto& [tenant, own] : {std::pair("a", 2), std::pair("b", 3)}) {
        const auto scope = t.tenant(tenant);
        const std::string one = std::to_string(own) + " ";
        CHECK(total(repository<User>(scope), sum<&User::level>) == own * own);
        CHECK(total(repository<User>(scope), count_distinct<&User::tenantId>) == 1);
        CHECK(total(repository<Session>(scope), sum<&Session::hits>) == own * own);
        CHECK(total(repository<Session>(scope), tenon::count()) == own);
        CHECK(total(repository<Click>(scope), max<&Click::target>) == tenant);
        CHECK(total(repository<Click>(scope), count_distinct<&Click::target>) == 1);
        CHECK(total(repository<Note>(scope), tenon::count()) == own + 1); // and the one for all
        CHECK(total(repository<Note>(scope), count_values<&Note::tenantId>) == own);
        CHECK(total(repository<Note>(scope), min<&Note::tenantId>) == tenant);
        CHECK(total(repository<Tenant>(scope), tenon::count()) == 1);
        CHECK(total(repository<Country>(scope), tenon::count()) == 2);
        CHECK(groups(repository<User>(scope), tenon::by<&User::level>, tenon::count()) == one);
        CHECK(groups(repository<Session>(scope), tenon::by<&Session::hits>, tenon::count()) == one);
        CHECK(groups(repository<Click>(scope), tenon::by<&Click::target>, tenon::count()) == one);
        CHECK(groups(repository<Note>(scope), tenon::by<&Note::tenantId>, tenon::count()) == "1 " + one); // NULL comes first
        CHECK(repository<Note>(scope).group_by(tenon::by<&Note::tenantId>, tenon::take(1)).value()[0].get(field<&Note::tenantId>) ==
              std::nullopt);
        CHECK(repository<User>(scope).find_many(tenon::distinct<&User::level>).value().size() == 1);
        CHECK(repository<Click>(scope).find_many(tenon::distinct<&Click::target>).value().size() == 1);
        CHECK(repository<Note>(scope).find_many(tenon::distinct<&Note::tenantId>).value().size() == 2);
    }
    const auto all = t.system();
    CHECK(total(repository<User>(all), sum<&User::level>) == 13);
    CHECK(total(repository<Session>(all), sum<&Session::hits>) == 13);
    CHECK(total(repository<Click>(all), count_distinct<&Click::target>) == 2);
    CHECK(total(repository<Note>(all), tenon::count()) == 6);
    CHECK(groups(repository<User>(all), tenon::by<&User::tenantId>, tenon::count()) == "2 3 ");
    CHECK(groups(repository<Note>(all), tenon::by<&Note::tenantId>, tenon::count()) == "1 2 3 ");
    CHECK(repository<Session>(all).find_many(tenon::distinct<&Session::hits>).value().size() == 2);

    t.forget();
    CHECK(code_of(repository<User>(t.tenant("")).aggregate(tenon::count())) == errc::invalid_tenant);
    CHECK(code_of(repository<User>(t.tenant("")).group_by(tenon::by<&User::level>)) == errc::invalid_tenant);
    CHECK(t.statements().empty());
}

TEMPLATE_LIST_TEST_CASE("aggregates and groups are read within a transaction, and not after its end", "[aggregate]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto outside = repository<User>(t.tenant("a"));
    std::optional<std::decay_t<decltype(outside)>> kept;
    const auto undone = t.tenant("a").transaction([&](auto& tx) -> tenon::result<void> {
        const auto users = repository<User>(tx);
        kept.emplace(users);
        users.create({.email = "ann", .level = 3}).value();
        CHECK(users.aggregate(sum<&User::level>).value().get(sum<&User::level>) == 3);
        CHECK(users.group_by(tenon::by<&User::level>).value().size() == 1);
        return tenon::fail(errc::validation_failed);
    });
    CHECK(code_of(undone) == errc::validation_failed);
    CHECK(code_of(kept->aggregate(tenon::count())) == errc::transaction_closed);
    CHECK(outside.aggregate(sum<&User::level>).value().get(sum<&User::level>) == std::nullopt);
}
