// Filters out of JSON, where nlohmann/json is installed.
#if __has_include(<nlohmann/json.hpp>)
#include <tenon/app/json_filter.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"

using nlohmann::json;
using tenon::errc;
using namespace tenon::sql;

namespace {

struct Person {
    std::string id;
    std::string tenantId;
    std::string email;
    std::string password;
    int level = 0;
    bool active = false;
    double score = 0;
    tenon::decimal amount;
    std::optional<std::string> nick;
    static constexpr auto tenon_model = tenon::table(tenon::secret<&Person::password>);
};

/// The conditions as a text.
std::string shown(const dynamic_node& node) {
    if (node.what == dynamic_node::kind::leaf) {
        std::string text = std::string(tenon::info_of<Person>().columns[node.place].field) + "#" + std::to_string(static_cast<int>(node.op));
        return text + (node.ignores_case ? "i" : "") + (node.list ? "x" + std::to_string(node.list->values.size()) : "");
    }
    std::string text = node.what == dynamic_node::kind::all ? "all(" : node.what == dynamic_node::kind::any ? "any(" : "none(";
    for (const dynamic_node& child : node.children) text += (text.ends_with('(') ? "" : " ") + shown(child);
    return text + ")";
}
std::string read(std::string_view text) {
    const auto filter = tenon::json_filter<Person>(json::parse(text));
    if (!filter) return std::string(to_string(filter.error().code)) + ": " + filter.error().message.substr(0, filter.error().message.find(". "));
    return shown(filter->conditions().root());
}

} // namespace

TEST_CASE("JSON is read as Prisma's where") {
    CHECK(read(R"({})") == "all()");
    CHECK(read(R"({"email": "a", "level": {"gte": 2, "lt": 9}})") == "all(email#0 level#5 level#2)");
    CHECK(read(R"({"level": {"in": [1, 2]}, "email": {"notIn": []}})") == "all(email#7x0 level#6x2)");
    CHECK(read(R"({"nick": null})") == "all(nick#11)");
    CHECK(read(R"({"nick": {"not": null}})") == "all(nick#12)");
    CHECK(read(R"({"nick": {"is_null": false}})") == "all(nick#12)");
    CHECK(read(R"({"email": {"contains": "a", "mode": "insensitive"}})") == "all(email#8i)");
    CHECK(read(R"({"email": {"startsWith": "a", "mode": "default"}})") == "all(email#9)");
    CHECK(read(R"({"active": true, "score": 1.5, "amount": "12.50"})") == "all(active#0 amount#0 score#0)");
    CHECK(read(R"({"OR": [{"level": 1}, {"level": 2, "email": "a"}], "NOT": {"nick": "x"}})") == "all(none(all(nick#0)) any(all(level#0) all(email#0 level#0)))");
    CHECK(read(R"({"OR": []})") == "all(any())");
    CHECK(read(R"({"AND": [{"AND": [{"level": 1}]}]})") == "all(all(all(all(all(level#0)))))");
}

TEST_CASE("what JSON says wrong is told at once") {
    CHECK(read(R"([])") == "validation_failed: the filter is no object");
    CHECK(read(R"("x")") == "validation_failed: the filter is no object");
    CHECK(read(R"({"level": "2", "email": 2, "active": 1, "nothing": 1, "password": "x", "score": [1], "amount": 1.5})") ==
          "validation_failed: active[equals] has a value that is none of the field's type; amount[equals] has a value that is none of the field's "
          "type; email[equals] has a value that is none of the field's type; level[equals] has a value that is none of the field's type; nothing is "
          "no field to filter by; password is no field to filter by; score[equals] takes one value");
    CHECK(read(R"({"level": null})") == "validation_failed: level[is_null] is not for a field of this type");
    CHECK(read(R"({"level": {"gt": null}})") == "validation_failed: level[gt] has a value that is none of the field's type");
    CHECK(read(R"({"level": {"in": 1}})") == "validation_failed: level[in] takes a list");
    CHECK(read(R"({"level": {}})") == "validation_failed: level has no operator");
    CHECK(read(R"({"email": {"mode": "insensitive"}})") == "validation_failed: email has no operator");
    CHECK(read(R"({"email": {"contains": "a", "mode": "other"}})") == "validation_failed: email[mode] is default or insensitive");
    CHECK(read(R"({"level": {"near": 1}})") == "validation_failed: level[near] has no such operator");
    CHECK(read(R"({"level": 99999999999})") == "validation_failed: level[equals] has a value that is out of range");
    // What would hold for all rows though it looks like a filter.
    CHECK(read(R"({"AND": []})") == "validation_failed: AND has nothing in it");
    CHECK(read(R"({"OR": [{}]})") == "validation_failed: OR has an object with nothing in it");
    CHECK(read(R"({"NOT": {}})") == "validation_failed: NOT has an object with nothing in it");
    CHECK(read(R"({"AND": 1})") == "validation_failed: AND takes objects");
}

TEST_CASE("deep, long and large JSON is refused") {
    std::string deep = R"({"level": 1})";
    for (int i = 0; i < 5; ++i) deep = R"({"NOT": )" + deep + "}";
    CHECK(read(deep).starts_with("all(none("));
    CHECK(read(R"({"NOT": )" + deep + "}") == "too_long: the filter is too deep");
    json many = json::array();
    for (int i = 0; i < 10'000; ++i) many.push_back({{"level", i}});
    CHECK(read(json{{"OR", many}}.dump()).starts_with("too_long: the filter has too many conditions"));
    json list = json::array();
    for (int i = 0; i < 10'000; ++i) list.push_back(1);
    CHECK(read(json{{"level", {{"in", list}}}}.dump()).starts_with("too_long: level[in] has too many values"));
    CHECK(read(json{{"email", std::string(20'000, 'x')}}.dump()).starts_with("too_long: email[equals] makes the filter too long"));
}
#endif
