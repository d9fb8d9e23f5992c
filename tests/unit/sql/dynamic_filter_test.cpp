// Filters and orders from outside: what is refused, what is put together, and what is kept.
#include <tenon/sql/dynamic/query_string.hpp>
#include <tenon/sql/dynamic/texts.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using tenon::dynamic_filter;
using tenon::dynamic_sort;
using tenon::errc;
using tenon::query_string;
using namespace tenon::sql;

namespace {

enum class colour { red, green };

struct Person {
    std::string id;
    std::string tenantId;
    std::string email;
    std::string password;
    std::int8_t level = 0;
    bool active = false;
    double score = 0;
    std::optional<std::string> nick;
    colour paint = colour::red;
    tenon::blob photo;
    tenon::decimal price;
    static constexpr auto tenon_model = tenon::table(tenon::secret<&Person::password>);
};
using strings = std::vector<std::string>;

errc code_of(std::string_view field, std::string_view op, std::string_view value) {
    const auto checked = dynamic_filter<Person>().add(field, op, value).check();
    return checked ? errc::ok : checked.error().code;
}
template <class Result>
std::string message_of(const Result& result) {
    return result ? std::string() : result.error().message.substr(0, result.error().message.find(". "));
}

} // namespace

TEST_CASE("a filter from outside is checked against its model: fields, operators and values") {
    CHECK(code_of("level", "gte", "-128") == errc::ok);
    CHECK(code_of("active", "eq", "false") == errc::ok);
    CHECK(code_of("nick", "is_null", "true") == errc::ok);
    CHECK(code_of("paint", "in", "red,green") == errc::ok);
    for (const auto& [field, op, value] : std::vector<std::array<const char*, 3>>{{"nothing", "eq", "1"},
                                                                                 {"password", "eq", "x"},
                                                                                 {"Level", "eq", "1"},
                                                                                 {"level\" = 1 --", "eq", "1"},
                                                                                 {"level", "=", "1"},
                                                                                 {"level", "", "1"},
                                                                                 {"level", "contains", "1"},
                                                                                 {"level", "eq", "128"},
                                                                                 {"level", "eq", "99999999999999999999"},
                                                                                 {"level", "eq", "1.5"},
                                                                                 {"level", "eq", " 1"},
                                                                                 {"level", "eq", ""},
                                                                                 {"level", "in", "1,,2"},
                                                                                 {"level", "is_null", "true"},
                                                                                 {"level", "eq_ignore_case", "1"},
                                                                                 {"nick", "is_null", "yes"},
                                                                                 {"active", "lt", "true"},
                                                                                 {"active", "eq", "1"},
                                                                                 {"score", "eq", "nan"},
                                                                                 {"score", "eq", "1e999"},
                                                                                 {"paint", "eq", "blue"},
                                                                                 {"paint", "lt", "red"},
                                                                                 {"email", "eq", "\xff"},
                                                                                 {"photo", "eq", "x"}}) {
        INFO(field << " " << op << " " << value);
        CHECK(code_of(field, op, value) == errc::validation_failed);
    }
    CHECK(code_of("email", "eq", std::string_view("a\0b", 3)) == errc::validation_failed);
}

TEST_CASE("every problem is told at once, by names and without values") {
    dynamic_filter<Person> filter;
    filter.add("level", "gte", "much").add("nothing", "eq", "1").add("level", "lt", "300").add("email", "near", "x").add("password", "eq", "hunter2");
    const auto checked = filter.check();
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == errc::validation_failed);
    CHECK(checked.error().model == "Person");
    CHECK(checked.error().fields == strings{"level[gte]", "nothing", "level[lt]", "email[near]", "password"});
    CHECK(message_of(checked) ==
          "level[gte] has a value that is none of the field's type; nothing is no field to filter by; level[lt] has a value that is out of "
          "range; email[near] has no such operator; password is no field to filter by");
    const auto sorted = dynamic_sort<Person>().add("level").add("-level").add("password").add("-").check();
    REQUIRE_FALSE(sorted);
    CHECK(message_of(sorted) == "level is sorted by twice; password is no field to sort by;  is no field to sort by");
}

TEST_CASE("names are told as valid UTF-8 of one line, whatever came from outside") {
    const auto names_of = [](std::string_view asked) {
        const auto refused = query_string<Person>(asked);
        REQUIRE_FALSE(refused);
        for (const std::string& name : refused.error().fields) {
            CHECK(tenon::is_valid_utf8(name));
            CHECK(refused.error().message.find(name) != std::string::npos);
        }
        CHECK(tenon::is_valid_utf8(refused.error().message));
        return refused.error().fields;
    };
    CHECK(names_of("%FF=1") == strings{"?"});
    CHECK(names_of("a%0Ab%00%7F%1B=1") == strings{"a?b???"});
    CHECK(names_of("filter.a%C2%85b=1") == strings{"a?b"}); // NEL, which ends a line
    CHECK(names_of("filter.a%E2%80%A8b=1") == strings{"a?b"});
    CHECK(names_of("filter.gr%C3%B6%C3%9Fe=1") == strings{"gr\xC3\xB6\xC3\x9F" "e"});
    CHECK(names_of("filter.a%C3%28%E2%82=1") == strings{"a?(??"});
    const std::string name(63, 'x');
    CHECK(names_of(name + "yz=1") == strings{name + "y"});
    CHECK(names_of(name + "%C3%A9=1") == strings{name}); // not the half of a character
    CHECK(names_of("sort=" + name + "%E2%82%AC") == strings{name});
    CHECK(names_of("filter.level[" + name + "%C3%A9]=1").at(0).size() == 64);
}

TEST_CASE("what a filter from outside may ask for is bounded") {
    const auto code = [](const auto& checked) { return checked ? errc::ok : checked.error().code; };
    dynamic_filter<Person> many({.conditions = 3});
    many.add("level", "eq", "1").add("level", "eq", "1").add("level", "eq", "1");
    CHECK(code(many.check()) == errc::ok);
    many.add("level", "eq", "1");
    CHECK(code(many.check()) == errc::too_long);
    CHECK(code(dynamic_filter<Person>({.list = 2}).add("level", "in", "1,2").check()) == errc::ok);
    CHECK(code(dynamic_filter<Person>({.list = 2}).add("level", "in", "1,2,3").check()) == errc::too_long);
    CHECK(code(dynamic_filter<Person>({.bytes = 9}).add("email", "eq", "1234567890").check()) == errc::too_long);
    CHECK(code(dynamic_sort<Person>({.sort_keys = 1}).add("level").add("email").check()) == errc::too_long);
    // A number counts as long as it is, and not as it is spelled.
    CHECK(code(dynamic_filter<Person>().add("price", "eq", "1e9000").check()) == errc::ok);
    CHECK(code(dynamic_filter<Person>().add("price", "eq", "1e131071").check()) == errc::too_long);
    CHECK(code(dynamic_filter<Person>().add("price", "in", "1e-6000,1e6000").check()) == errc::too_long);
    CHECK(code(dynamic_filter<Person>().add("price", "gte", "1e6000").add("price", "lte", "2e6000").check()) == errc::too_long);
    CHECK(code(dynamic_filter<Person>({.bytes = 12}).add("price", "in", "1.50,001,1e3").check()) == errc::ok);
    std::string flood;
    for (int i = 0; i < 100'000; ++i) flood += "filter.nothing=1&";
    const auto flooded = query_string<Person>(flood);
    REQUIRE_FALSE(flooded);
    CHECK(flooded.error().code == errc::too_long);
    CHECK(flooded.error().fields.size() <= 60);
    const auto long_name = query_string<Person>("filter." + std::string(100'000, 'x') + "=1");
    REQUIRE_FALSE(long_name);
    CHECK(long_name.error().message.size() < 500);
}

TEST_CASE("a query string says filter, order and page") {
    const auto asked = query_string<Person>("?filter.level[gte]=2&filter.email%5Bcontains%5D=a%26b+c&filter.paint=red&sort=-level,email&page=3&limit=10").value();
    CHECK(asked.page == 3);
    CHECK(asked.limit == 10);
    CHECK(asked.skip() == 20);
    const auto& conditions = asked.filter.conditions().root().children;
    REQUIRE(conditions.size() == 3);
    CHECK(conditions[0].op == dynamic_operator::greater_equal);
    CHECK(std::get<std::int64_t>(conditions[0].value) == 2);
    CHECK(std::get<std::string>(conditions[1].value) == "a&b c");
    CHECK(conditions[2].op == dynamic_operator::equal);
    REQUIRE(asked.sort.keys().keys().size() == 2);
    CHECK(asked.sort.keys().keys()[0].descending);
    const auto nothing = query_string<Person>("").value();
    CHECK(nothing.filter.empty());
    CHECK(nothing.page == 1);
    CHECK(nothing.limit == 20);
    CHECK(query_string<Person>("", {.limit = 7}).value().limit == 7);
    CHECK(query_string<Person>("page=2", {.most_rows = 5}).value().limit == 5);

    const auto wrong = query_string<Person>("filter.level[gte=2&sort=nothing&page=0&limit=1000&other=1&page=2&filter.x=%zz&limit=a");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == errc::validation_failed);
    CHECK(message_of(wrong) ==
          "level[gte has a bracket that is not closed; page is out of range: 1 to 10000; limit is out of range: 1 to 100; other is no part "
          "of a query; page is said twice; the query string has a % that is none of a character; limit is said twice; limit is no number; "
          "nothing is no field to sort by");
}

TEST_CASE("parameters keep their order around a condition that is put in place of its mark") {
    const auto& model = tenon::info_of<Person>();
    dynamic_conditions first(model, {}), second(model, {});
    add_text(first, "level", "gte", "1");
    add_text(first, "email", "in", "a");
    add_text(second, "nick", "is_null", "true");
    add_text(second, "score", "lt", "2");
    dynamic_parts parts{{&first, &second}};
    parts.write_condition = [](text_writer& w, const tenon::model_info& of, const dynamic_node& node) {
        w.write("<");
        for (const dynamic_node& child : node.children) {
            w.write(of.columns[child.place].column);
            if (child.op == dynamic_operator::is_null) continue;
            w.write("$");
            w.number(w.next_parameter());
        }
        w.write(">");
    };
    CHECK(detail::put_together("a = $1 AND b = $2 AND \x01" "2\x01 OR c = $3 AND \x01" "3\x01 LIMIT $4 '$5'", parts, 0) ==
          "a = $1 AND b = $2 AND <level$3email$4> OR c = $5 AND <nickscore$6> LIMIT $7 '$5'");
    CHECK(detail::put_together("SET b = ?2 WHERE \x01" "2\x01 AND \x01" "2\x01 AND a = ?1 LIMIT ?3", parts, 0) ==
          "SET b = ?2 WHERE <level$3email$4> AND <nickscore$5> AND a = ?1 LIMIT ?6");
}

TEST_CASE("a flood of shapes takes the room of those that nobody asks for again, and of no more than so many") {
    detail::dynamic_texts texts;
    std::vector<std::weak_ptr<const dynamic_text>> given;
    const auto ask = [&](const std::string& shape) {
        if (auto found = texts.find(shape)) return found;
        const auto made = std::make_shared<dynamic_text>();
        made->shape = shape;
        given.push_back(made);
        return texts.keep(made);
    };
    const auto alive = [&] { return std::count_if(given.begin(), given.end(), [](const auto& each) { return !each.expired(); }); };
    const dynamic_text* const hot = ask("hot").get();
    const std::weak_ptr<const dynamic_text> cold = ask("cold");
    const auto used = ask("used once, and still in use"); // for as long as the statement runs, whatever is kept
    for (std::size_t i = 0; i < 5 * detail::dynamic_texts::most; ++i) {
        ask(std::to_string(i));
        if (i % 100 == 0) REQUIRE(ask("hot").get() == hot);
    }
    CHECK(texts.size() == detail::dynamic_texts::most);
    CHECK(alive() == detail::dynamic_texts::most + 1);
    CHECK(cold.expired());
    CHECK(texts.find("cold") == nullptr);
    CHECK(texts.find(used->shape) == nullptr);
    CHECK(texts.find("0") == nullptr);
    CHECK(texts.find(std::to_string(5 * detail::dynamic_texts::most - 1)) != nullptr);
    // All that are there are asked for again, and still there is room for another.
    for (std::size_t i = 0; i < 5 * detail::dynamic_texts::most; ++i) texts.find(std::to_string(i));
    ask("new");
    CHECK(texts.find("new") != nullptr);
    CHECK(texts.size() == detail::dynamic_texts::most);
}

TEST_CASE("the same shape is the same statement, whatever its values, and from any thread while others flood") {
    static const statement_spec marked{"\x01" "0\x01", tenon::verb::other, nullptr, nullptr};
    const auto& model = tenon::info_of<Person>();
    const auto text_of_level = [&](std::string_view value, int others) {
        dynamic_conditions conditions(model, {});
        add_text(conditions, "level", "gte", value);
        for (int i = 0; (others >> i) != 0; ++i) add_text(conditions, "email", ((others >> i) & 1) != 0 ? "eq" : "ne", "x");
        dynamic_parts parts{{&conditions}};
        parts.write_condition = [](text_writer& w, const tenon::model_info&, const dynamic_node& node) { w.number(node.children.size()); };
        return find_dynamic(marked, parts);
    };
    const auto one = text_of_level("1", 0);
    CHECK(one->spec.text == "1");
    CHECK(one->spec.number == nullptr);
    CHECK(one->spec.passing != 0);
    CHECK(text_of_level("1", 1)->spec.passing != one->spec.passing);
    std::atomic<int> same{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&, thread] {
            for (int i = 0; i < 1000; ++i) {
                text_of_level("3", 4 * i + thread + 2);
                if (text_of_level("2", 0) == one) ++same;
            }
        });
    for (std::thread& each : threads) each.join();
    CHECK(same == 4000);
    CHECK(detail::dynamic_texts::of_program().size() == detail::dynamic_texts::most);
}
