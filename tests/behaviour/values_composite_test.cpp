#include <cctype>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/database.hpp"

using namespace support;
using namespace std::string_literals;

namespace {

enum class plan { free, paid, trial };
enum class priority : std::int16_t { low = -1, normal, high };

struct money {
    std::int64_t cents = 0;
    friend bool operator==(const money&, const money&) = default;
};
/// Kept in lower case: its codec owns what it encodes to.
struct tag_name {
    std::string text;
};

} // namespace

template <>
inline constexpr bool tenon::enum_as_integer<priority> = true;

template <>
struct tenon::codec<money> {
    static constexpr auto type = tenon::column_type::int64;
    static std::int64_t encode(const money& m) { return m.cents; }
    static tenon::errc decode(std::int64_t stored, money& out) {
        out.cents = stored;
        return {};
    }
    static tenon::errc check(const money& m) { return m.cents < 0 ? tenon::errc::out_of_range : tenon::errc::ok; }
};
template <>
struct tenon::codec<tag_name> {
    static constexpr auto type = tenon::column_type::text;
    static std::string encode(const tag_name& t) {
        std::string lower = t.text;
        for (char& c : lower)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        return lower;
    }
    static tenon::errc decode(std::string_view stored, tag_name& out) {
        out.text = stored;
        return {};
    }
};

using tenon::asc;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::where;

namespace {

struct Account {
    std::string id;
    std::string tenantId;
    plan kind = plan::free;
    std::optional<plan> next;
    priority order = priority::normal;
    tenon::decimal balance;
    std::optional<tenon::decimal> limit;
    tenon::json settings;
    std::optional<tenon::json> extra;
    money fee;
    std::optional<money> tip;
    tag_name tag;
};
struct Lists {
    std::string id;
    std::string tenantId;
    std::vector<std::string> texts;
    std::vector<std::int64_t> numbers;
    std::vector<bool> flags;
    std::vector<double> reals;
    std::vector<tenon::uuid> tags;
    std::optional<std::vector<int>> maybe;
    friend bool operator==(const Lists&, const Lists&) = default;
};

tenon::decimal number(const char* text) { return *tenon::decimal::parse(text); }

} // namespace

TEMPLATE_LIST_TEST_CASE("enums come back, by name and by number, with and without a value", "[values]", backends) {
    test_database<TestType, Tenant, Account> t;
    const auto accounts = repository<Account>(t.tenant("a"));
    accounts.create({.id = "1", .kind = plan::paid, .next = plan::trial, .order = priority::high}).value();
    accounts.create({.id = "2", .order = priority::low}).value();
    CHECK(accounts.get("1").value().kind == plan::paid);
    CHECK(accounts.get("1").value().next == plan::trial);
    CHECK(accounts.get("1").value().order == priority::high);
    CHECK(accounts.get("2").value().kind == plan::free);
    CHECK(accounts.get("2").value().next == std::nullopt);
    CHECK(accounts.count(where(field<&Account::kind> == plan::paid)).value() == 1);
    CHECK(accounts.count(where(field<&Account::order> < priority::high)).value() == 1);
    CHECK(each<&Account::id>(accounts.find_many(tenon::order_by(asc<&Account::order>)).value()) == strings{"2", "1"});
    CHECK(accounts.update("1", tenon::set<&Account::kind>(plan::trial)).value().kind == plan::trial);

    const auto nameless = accounts.create({.kind = static_cast<plan>(99)});
    REQUIRE(code_of(nameless) == errc::invalid_value);
    CHECK(nameless.error().fields == strings{"kind"});
    CHECK(code_of(accounts.update("1", tenon::set<&Account::next>(static_cast<plan>(99)))) == errc::invalid_value);
    // By number, a value without a name is one like any other.
    CHECK(accounts.update("1", tenon::set<&Account::order>(static_cast<priority>(77))).value().order ==
          static_cast<priority>(77));
}

TEMPLATE_LIST_TEST_CASE("decimals of sixty digits come back digit for digit and compare as numbers",
                        "[values][decimal]", tenant_first_backends) {
    test_database<TestType, Tenant, Account> t;
    const auto accounts = repository<Account>(t.tenant("a"));
    const char* const ordered[] = {"-123456789012345678901234567890.123456789012345678901234567891",
                                   "-10",
                                   "-9.5",
                                   "-9",
                                   "0",
                                   "0.000000000000000000000000000001",
                                   "9",
                                   "9.1",
                                   "10",
                                   "100.5",
                                   "123456789012345678901234567890.123456789012345678901234567889",
                                   "123456789012345678901234567890.12345678901234567890123456789"};
    int id = 10;
    for (const char* text : ordered) {
        const std::string key = std::to_string(++id);
        accounts.create({.id = key, .balance = number(text), .limit = number(text)}).value();
        CHECK(accounts.get(key).value().balance.text() == text);
        CHECK(accounts.get(key).value().limit->text() == text);
        CHECK(accounts.count(where(field<&Account::balance> == number(text))).value() == 1);
    }
    const auto sorted_rows = accounts.find_many(tenon::order_by(asc<&Account::balance>)).value();
    for (std::size_t i = 0; i < std::size(ordered); ++i)
        CHECK(sorted_rows[i].balance.text() == ordered[i]);
    CHECK(accounts.count(where(field<&Account::balance> > 9)).value() == 5);
    CHECK(accounts.count(where(field<&Account::balance>.between(number("-9.5"), number("9.10")))).value() == 6);
    CHECK(accounts.count(where(field<&Account::limit> < number("-9"))).value() == 3);
    // Equal numbers are equal, however they were written.
    CHECK(accounts.count(where(field<&Account::balance> == number("10.000"))).value() == 1);
    CHECK(accounts.count(where(field<&Account::balance> == number("1e1"))).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("a decimal that a column cannot hold exactly is refused, and no other is stored",
                        "[values][decimal]", backends) {
    test_database<TestType, Tenant, Account> t;
    const auto accounts = repository<Account>(t.tenant("a"));
    for (const char* text :
         {"0", "-1.5", "19.9", "1234567890.12345", "9007199254740993", "0.1000000000000000055511151231257827", "1e64",
          "123456789012345678901234567890.5", "1e-29"}) {
        const auto made = accounts.create({.balance = number(text)});
        CAPTURE(text);
        if (made)
            CHECK(accounts.get(made->id).value().balance == number(text));
        else
            CHECK(code_of(made) == errc::out_of_range);
    }
    CHECK(accounts.count(where(field<&Account::balance> == number("19.9"))).value() == 1);
    CHECK(accounts.count(where(field<&Account::balance> == number("9007199254740993"))).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("json comes back byte for byte", "[values]", backends) {
    if (!TestType::keeps_json_text) return;
    test_database<TestType, Tenant, Account> t;
    const auto accounts = repository<Account>(t.tenant("a"));
    for (const std::string& text : {"null"s, "{}"s, "[ 1,2 , 3 ]"s, R"({"b":1,"a":[true,null,"\u00e9é😀"],"b":2})"s,
                                    "1.5"s, "[1e400]"s, "\"\\u0000\""s, "  {\"deep\": [[[[]]]]}  "s}) {
        const auto value = tenon::json::parse(text);
        REQUIRE(value);
        const auto made = accounts.create({.settings = *value, .extra = *value}).value();
        CHECK(accounts.get(made.id).value().settings.text() == text);
        CHECK(accounts.get(made.id).value().extra->text() == text);
    }
    // A number alone is kept as it is spelled, or refused.
    for (const std::string& text : {"1e400"s, "1.50"s, " 7"s, "-0"s, "12345678901234567890"s}) {
        const auto made = accounts.create({.settings = *tenon::json::parse(text)});
        CAPTURE(text);
        if (made)
            CHECK(accounts.get(made->id).value().settings.text() == text);
        else
            CHECK(code_of(made) == errc::out_of_range);
    }
    // JSON's null is a value; NULL is none.
    const auto none = accounts.create({}).value();
    CHECK(accounts.get(none.id).value().settings.text() == "null");
    CHECK(accounts.get(none.id).value().extra == std::nullopt);
}

TEMPLATE_LIST_TEST_CASE("a user's own types are stored by their codecs", "[values][codec]", backends) {
    test_database<TestType, Tenant, Account> t;
    const auto accounts = repository<Account>(t.tenant("a"));
    accounts.create({.id = "1", .fee = {250}, .tip = money{0}, .tag = {"Long Enough Not To Be Kept In Place"}}).value();
    accounts.create({.id = "2", .fee = {INT64_MAX}, .tag = {"other"}}).value();
    CHECK(accounts.get("1").value().fee == money{250});
    CHECK(accounts.get("1").value().tip == money{0});
    CHECK(accounts.get("1").value().tag.text == "long enough not to be kept in place");
    CHECK(accounts.get("2").value().tip == std::nullopt);
    CHECK(accounts.count(where(field<&Account::fee> == money{250})).value() == 1);
    CHECK(accounts.count(where(field<&Account::fee> > money{250})).value() == 1);
    CHECK(accounts.count(where(field<&Account::fee>.in({money{250}, money{1}}))).value() == 1);
    CHECK(accounts.count(where(field<&Account::tag> == tag_name{"OTHER"})).value() == 1);
    const std::vector<tag_name> tags{{"LONG ENOUGH NOT TO BE KEPT IN PLACE"}, {"neither of the two, and long as well"}};
    CHECK(accounts.count(where(field<&Account::tag>.in(tags))).value() == 1);
    CHECK(accounts.count(where(field<&Account::tag>.not_in({tag_name{"OTHER"}}))).value() == 1);
    CHECK(accounts.update("1", tenon::set<&Account::fee>(money{1})).value().fee == money{1});

    const auto refused = accounts.create({.fee = {-1}});
    REQUIRE(code_of(refused) == errc::out_of_range);
    CHECK(refused.error().fields == strings{"fee"});
    CHECK(code_of(accounts.update("1", tenon::set<&Account::tip>(money{-1}))) == errc::out_of_range);
}

TEMPLATE_LIST_TEST_CASE("lists of scalars come back, empty ones and NULL too", "[values][list]", backends) {
    test_database<TestType, Tenant, Lists> t;
    const auto lists = repository<Lists>(t.tenant("a"));
    const Lists empty{.id = "empty", .tenantId = "a", .maybe = std::vector<int>{}};
    const Lists full{.id = "full",
                     .tenantId = "a",
                     .texts = {"", "a,b", "\"q\"", "\\", "\n\t", TestType::holds_nul ? "\0x"s : "x"s, "é😀"},
                     .numbers = {0, -1, INT64_MAX, INT64_MIN},
                     .flags = {true, false},
                     .reals = {0.1, -0.0, 1e308, std::numeric_limits<double>::denorm_min()},
                     .tags = {tenon::uuid{}, *tenon::parse_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")},
                     .maybe = std::vector<int>{3, 1, 2}};
    for (const Lists* list : {&empty, &full}) {
        lists.create(*list).value();
        CHECK(lists.get(list->id).value() == *list);
    }
    lists.create({.id = "null"}).value();
    CHECK(lists.get("null").value().maybe == std::nullopt);
    CHECK(lists.update("full", tenon::set<&Lists::texts>(strings{"x"})).value().texts == strings{"x"});
    CHECK(code_of(lists.create({.texts = {"fine", "\xff"}})) == errc::invalid_value);
    CHECK(code_of(lists.create({.reals = {std::numeric_limits<double>::infinity()}})) == errc::invalid_value);
    CHECK(lists.count().value() == 3);
}
