#include <optional>
#include <string>
#include <string_view>

#include "support/database.hpp"

using namespace support;
using namespace std::string_literals;
using tenon::errc;
using tenon::field;
using tenon::ignore_case;
using tenon::repository;
using tenon::where;

namespace {

struct Page {
    std::string id;
    std::string tenantId;
    std::string title;
    std::optional<std::string> body;
    static constexpr auto tenon_model = tenon::table(tenon::index<&Page::title>);
};

constexpr auto title = field<&Page::title>;

template <class Pages, class Condition>
strings found(const Pages& pages, const Condition& condition) {
    return sorted<&Page::id>(pages.find_many(where(condition)).value());
}
/// Rows of tenant a with these titles, with ids from 1 on; tenant b has the same.
template <class Database>
auto fill(const Database& t, const strings& titles) {
    for (const char* tenant : {"b", "a"}) {
        int id = 0;
        for (const std::string& each : titles)
            repository<Page>(t.tenant(tenant))
                .create({.id = (*tenant == 'a' ? "" : "b") + std::to_string(++id), .title = each})
                .value();
    }
    return repository<Page>(t.tenant("a"));
}

} // namespace

TEMPLATE_LIST_TEST_CASE("contains, starts_with and ends_with find parts", "[filter]", backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = fill(t, {"one two", "two", "two one", "Two", "", "twotwo"});
    CHECK(found(pages, title.contains("two")) == strings{"1", "2", "3", "6"});
    CHECK(found(pages, title.starts_with("two")) == strings{"2", "3", "6"});
    CHECK(found(pages, title.ends_with("two")) == strings{"1", "2", "6"});
    CHECK(found(pages, title.like("%two")) == strings{"1", "2", "6"});
    CHECK(found(pages, title.contains(std::string_view("e t"))) == strings{"1"});
    CHECK(found(pages, title.contains("two", ignore_case)) == strings{"1", "2", "3", "4", "6"});
    CHECK(found(pages, title.starts_with("TWO", ignore_case)) == strings{"2", "3", "4", "6"});
    CHECK(found(pages, title.ends_with("TWO", ignore_case)) == strings{"1", "2", "4", "6"});
    CHECK(found(pages, title.like("TW%", ignore_case)) == strings{"2", "3", "4", "6"});
    CHECK(found(pages, title.starts_with("two two")).empty());
    CHECK(found(pages, ignore_case(title).contains("TWO")) == strings{"1", "2", "3", "4", "6"});
}

TEMPLATE_LIST_TEST_CASE("every text contains, begins with and ends with the empty text", "[filter]", backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = fill(t, {"x", "", "\xf4\x8f\xbf\xbf"});
    const strings all{"1", "2", "3"};
    CHECK(found(pages, title.contains("")) == all);
    CHECK(found(pages, title.starts_with("")) == all);
    CHECK(found(pages, title.ends_with("")) == all);
    CHECK(found(pages, title.contains("", ignore_case)) == all);
    CHECK(found(pages, title.starts_with("", ignore_case)) == all);
    CHECK(found(pages, title.ends_with("", ignore_case)) == all);
    CHECK(found(pages, title.like("")) == strings{"2"});
    CHECK(found(pages, title.like("%")) == all);
    CHECK(found(pages, title.like("%%")) == all);
    CHECK(found(pages, title.like("_")) == strings{"1", "3"});
}

TEMPLATE_LIST_TEST_CASE("wildcards, backslashes and quotes in values are data", "[filter]", backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = fill(t, {"100%", "100 percent", "a_b", "axb", "c\\d", "it's", "say \"hi\"", "%", "_", "\\"});
    CHECK(found(pages, title.contains("%")) == strings{"1", "8"});
    CHECK(found(pages, title.contains("_")) == strings{"3", "9"});
    CHECK(found(pages, title.contains("\\")) == strings{"10", "5"});
    CHECK(found(pages, title.contains("'")) == strings{"6"});
    CHECK(found(pages, title.contains("\"hi\"")) == strings{"7"});
    CHECK(found(pages, title.starts_with("%")) == strings{"8"});
    CHECK(found(pages, title.starts_with("a_")) == strings{"3"});
    CHECK(found(pages, title.starts_with("c\\")) == strings{"5"});
    CHECK(found(pages, title.ends_with("%")) == strings{"1", "8"});
    CHECK(found(pages, title.ends_with("_b")) == strings{"3"});
    CHECK(found(pages, title.contains("A_B", ignore_case)) == strings{"3"});
    CHECK(found(pages, title.starts_with("A_", ignore_case)) == strings{"3"});
    CHECK(found(pages, title.ends_with("0%", ignore_case)) == strings{"1"});
    CHECK(found(pages, title.contains("' OR 1=1 --")).empty());
}

TEMPLATE_LIST_TEST_CASE("like takes a pattern, in which a backslash takes a wildcard as it is", "[filter]", backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = fill(t, {"100%", "100 percent", "a_b", "axb", "c\\d", "it's"});
    CHECK(found(pages, title.like("100%")) == strings{"1", "2"});
    CHECK(found(pages, title.like("100\\%")) == strings{"1"});
    CHECK(found(pages, title.like("a_b")) == strings{"3", "4"});
    CHECK(found(pages, title.like("a\\_b")) == strings{"3"});
    CHECK(found(pages, title.like("c\\\\d")) == strings{"5"});
    CHECK(found(pages, title.like("A_B")).empty());
    CHECK(found(pages, title.like("A_B", ignore_case)) == strings{"3", "4"});
    CHECK(found(pages, title.like("%e%e%")) == strings{"2"});
    CHECK(found(pages, title.like("it_s")) == strings{"6"});
    CHECK(found(pages, !title.like("%0%")) == strings{"3", "4", "5", "6"});
}

TEMPLATE_LIST_TEST_CASE("characters of several bytes are whole characters", "[filter]", backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = fill(t, {"Zoë", "ZOË", "日本語", "😀 smile", "e", "Ωmega", "É"});
    CHECK(found(pages, title.contains("oë")) == strings{"1"});
    CHECK(found(pages, title.starts_with("日本")) == strings{"3"});
    CHECK(found(pages, title.ends_with("語")) == strings{"3"});
    CHECK(found(pages, title.starts_with("😀")) == strings{"4"});
    CHECK(found(pages, title.like("___")) == strings{"1", "2", "3"});
    CHECK(found(pages, title.like("_")) == strings{"5", "7"});
    CHECK(found(pages, title.like("_ smile")) == strings{"4"});
    CHECK(found(pages, title.contains("oË", ignore_case)) == strings{"1", "2"});
    CHECK(found(pages, title.starts_with("ω", ignore_case)) == strings{"6"});
    CHECK(found(pages, title.ends_with("é", ignore_case)) == strings{"7"});
    CHECK(found(pages, title.like("zo_", ignore_case)) == strings{"1", "2"});
}

TEMPLATE_LIST_TEST_CASE("a sigma is one letter, wherever in a word it stands, when case is ignored", "[filter]", backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = fill(t, {"ΟΔΟΣ", "οδος", "ΟΔΟΣΗΜΟ", "οδοί"});
    CHECK(found(pages, title.starts_with("ΟΔΟΣ", ignore_case)) == strings{"1", "2", "3"});
    CHECK(found(pages, title.starts_with("οδος", ignore_case)) == strings{"1", "2", "3"});
    CHECK(found(pages, title.contains("Σ", ignore_case)) == strings{"1", "2", "3"});
    CHECK(found(pages, title.ends_with("οσ", ignore_case)) == strings{"1", "2"});
    CHECK(found(pages, ignore_case(title) == "ΟΔΟΣ") == strings{"1", "2"});
    CHECK(found(pages, title.like("%ΟΣ_%", ignore_case)) == strings{"3"});
}

TEMPLATE_LIST_TEST_CASE("a NUL byte is a character like any other, or is refused", "[filter][nul]", backends) {
    test_database<TestType, Tenant, Page> t;
    if (!TestType::holds_nul) {
        const auto pages = repository<Page>(t.tenant("a"));
        const auto refused = pages.create({.title = "a\0b"s});
        REQUIRE(code_of(refused) == errc::invalid_value);
        CHECK(refused.error().fields == strings{"title"});
        CHECK(code_of(pages.count(where(title == "a\0b"s))) == errc::invalid_value);
        CHECK(code_of(pages.count(where(title.contains("\0"s)))) == errc::invalid_value);
        CHECK(code_of(pages.count(where(title.in({"a\0b"s, "b"s})))) == errc::invalid_value);
        return;
    }
    const auto pages = fill(t, {"a"s, "a\0b"s, "a\0c"s, "\0"s, "b"s});
    CHECK(found(pages, title == "a") == strings{"1"});
    CHECK(found(pages, title == "a\0b"s) == strings{"2"});
    CHECK(found(pages, title.contains("\0"s)) == strings{"2", "3", "4"});
    CHECK(found(pages, title.contains("\0c"s)) == strings{"3"});
    CHECK(found(pages, title.starts_with("a\0"s)) == strings{"2", "3"});
    CHECK(found(pages, title.ends_with("\0b"s)) == strings{"2"});
    CHECK(found(pages, title.like("a_b")) == strings{"2"});
    CHECK(found(pages, title.contains("A\0B"s, ignore_case)) == strings{"2"});
    CHECK(found(pages, ignore_case(title) == "A\0C"s) == strings{"3"});
    CHECK(found(pages, title.in({"a\0b"s, "b"s})) == strings{"2", "5"});
}

TEMPLATE_LIST_TEST_CASE("text tests on NULL do not hold, nor do their negations", "[filter]", backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = repository<Page>(t.tenant("a"));
    pages.create_many({{.id = "1", .body = "text"}, {.id = "2", .body = ""}, {.id = "3"}}).value();
    constexpr auto body = field<&Page::body>;
    CHECK(found(pages, body.contains("")) == strings{"1", "2"});
    CHECK(found(pages, body.starts_with("")) == strings{"1", "2"});
    CHECK(found(pages, body.ends_with("")) == strings{"1", "2"});
    CHECK(found(pages, body.like("%", ignore_case)) == strings{"1", "2"});
    CHECK(found(pages, !body.contains("t")) == strings{"2"});
    CHECK(found(pages, !body.starts_with("t")) == strings{"2"});
    CHECK(found(pages, !body.ends_with("t", ignore_case)) == strings{"2"});
    CHECK(found(pages, !body.like("t%")) == strings{"2"});
}

TEMPLATE_LIST_TEST_CASE("text that is no UTF-8 is refused in a filter", "[filter]", backends) {
    test_database<TestType, Tenant, Page> t;
    const auto pages = fill(t, {"x"});
    for (const char* bad : {"\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\xaf"}) {
        const auto refused = pages.find_many(where(title == bad));
        REQUIRE(code_of(refused) == errc::invalid_value);
        CHECK(refused.error().fields == strings{"title"});
        CHECK(code_of(pages.find_many(where(title.contains(bad)))) == errc::invalid_value);
        CHECK(code_of(pages.find_many(where(title.starts_with(bad)))) == errc::invalid_value);
        CHECK(code_of(pages.find_many(where(title.in({std::string(bad)})))) == errc::invalid_value);
        CHECK(code_of(pages.find_unique(bad)) == errc::invalid_value);
    }
}
