// What comes from outside, made of pieces that mean something and of any bytes: filters, orders and cursors. It is taken or refused,
// always in words that can be shown, and never becomes a statement that the database does not understand.
#include <rapidcheck.h>

#include <tenon/dynamic.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "support/database.hpp"
#if __has_include(<nlohmann/json.hpp>)
#include <tenon/app/json_filter.hpp>

#include <nlohmann/json.hpp>
#endif

using namespace support;
using tenon::errc;
using tenon::repository;
using tenon::where;

namespace {

enum class colour { red, green };

struct Item {
    std::string id;
    std::optional<std::string> tenantId;
    std::string name;
    std::optional<int> level;
    double real = 0;
    tenon::decimal price;
    tenon::timestamp at{};
    colour paint = colour::red;
    std::string password;
    static constexpr auto tenon_model = tenon::table(tenon::secret<&Item::password>);
};

/// A text of some pieces; some of them are any bytes.
std::string drawn_text(const std::vector<std::string>& pieces) {
    std::string text;
    for (const std::size_t piece : *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, pieces.size() + 1)))
        text += piece < pieces.size() ? pieces[piece] : *rc::gen::arbitrary<std::string>();
    return text;
}

/// A message that can be shown: UTF-8, on one line, of a size that nobody outside decides.
void check_told(const tenon::error& why) {
    const auto check = [](const std::string& text, std::size_t most) {
        RC_ASSERT(tenon::is_valid_utf8(text));
        RC_ASSERT(text.size() <= most);
        for (const char c : text) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != '\x7f');
    };
    RC_ASSERT((why.code == errc::validation_failed || why.code == errc::too_long));
    check(why.message, 20'000);
    RC_ASSERT(why.fields.size() <= 110U);
    for (const std::string& field : why.fields) check(field, 64);
}

std::size_t bytes_of(const tenon::sql::owned_value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr ? text->size() : 0;
}
/// Of the texts in a filter.
std::size_t bytes_of(const tenon::sql::dynamic_node& node) {
    std::size_t bytes = bytes_of(node.value);
    if (node.list != nullptr)
        for (const auto& value : node.list->values) bytes += bytes_of(value);
    for (const auto& child : node.children) bytes += bytes_of(child);
    return bytes;
}

/// A filter that was taken keeps to its limits and is understood; one that was refused says why.
template <class Items, class Filter, class Result> void check_filter(const Items& items, const Result& read, Filter filter) {
    if (!read) return check_told(read.error());
    RC_ASSERT(bytes_of(filter(*read).conditions().root()) <= tenon::dynamic_limits().bytes);
    const auto found = items.find_many(where(filter(*read)));
    RC_ASSERT((code_of(found) == errc::ok || code_of(found) == errc::out_of_range || code_of(found) == errc::invalid_value));
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a query string is taken or refused, whatever its bytes", "[dynamic][property]", tenant_first_backends) {
    test_database<TestType, Tenant, Item> t;
    const auto items = repository<Item>(t.tenant("a"));
    items.create({.name = "one", .level = 1}).value();
    const std::vector<std::string> pieces{"filter.", "&filter.name", "&filter.level[gte]=", "&filter.price[in]=", "&filter.at[lt]=", "&filter.tenantId",
                                          "[is_null]=true", "&filter.paint=red", "[ne]=", "[contains]=", "[ends_with_ignore_case]=", "password", "1", "-7.5",
                                          "1e131071", "2026-01-02T03:04:05Z", ",", "&sort=-", "name", "&page=2", "&limit=", "&", "=", "%", "%00", "%0A", "%C3", "%FF"};
    CHECK(rc::check([&] { check_filter(items, tenon::query_string<Item>(drawn_text(pieces)), [](const auto& asked) { return asked.filter; }); }));
}

#if __has_include(<nlohmann/json.hpp>)
namespace {

/// A value of JSON, its names those of a filter as often as not.
nlohmann::json drawn_json(int depth, bool is_object) {
    const std::vector<std::string> names{"AND", "OR", "NOT", "name", "level", "price", "at", "tenantId", "password", "equals", "in", "gte", "contains", "isNull", "mode"};
    const std::vector<std::string> texts{"x", "insensitive", "1e131071", "7.5", "2026-01-02T03:04:05Z", std::string("a\0\nb", 4), "\xC2\x85"};
    const auto text_of = [](const std::vector<std::string>& known) {
        const auto at = *rc::gen::inRange<std::size_t>(0, known.size() + 1);
        return at < known.size() ? known[at] : *rc::gen::arbitrary<std::string>();
    };
    nlohmann::json made;
    const int kind = is_object ? 6 : *rc::gen::inRange(0, depth > 0 ? 7 : 5);
    if (kind == 1) made = *rc::gen::arbitrary<bool>();
    if (kind == 2) made = *rc::gen::arbitrary<std::int64_t>();
    if (kind == 3) made = *rc::gen::arbitrary<double>();
    if (kind == 4) made = text_of(texts);
    if (kind < 5) return made;
    made = kind == 5 ? nlohmann::json::array() : nlohmann::json::object();
    for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
        if (kind == 5) made.push_back(drawn_json(depth - 1, false));
        else made[text_of(names)] = drawn_json(depth - 1, false);
    }
    return made;
}

} // namespace

TEST_CASE("a filter of JSON is taken or refused, whatever it says", "[dynamic][property]") {
    test_database<sqlite_in_memory, Tenant, Item> t;
    const auto items = repository<Item>(t.tenant("a"));
    CHECK(rc::check([&] { check_filter(items, tenon::json_filter<Item>(drawn_json(8, true)), [](const auto& filter) { return filter; }); }));
}
#endif

TEST_CASE("a cursor of any bytes is refused", "[cursor][property]") {
    test_database<sqlite_in_memory, Tenant, Item> t;
    const auto items = repository<Item>(t.tenant("a"));
    items.create_many({{.name = "one"}, {.name = "two"}}).value();
    const std::string real = *items.page(tenon::take(1)).value().next;
    CHECK(rc::check([&] {
        std::string cursor = *rc::gen::oneOf(rc::gen::arbitrary<std::string>(), rc::gen::just(real));
        if (cursor == real) {
            const std::size_t at = *rc::gen::inRange<std::size_t>(0, cursor.size());
            cursor = cursor.substr(0, at) + *rc::gen::arbitrary<std::string>() + cursor.substr(at);
        }
        const auto found = items.find_many(tenon::after(cursor));
        if (cursor == real) RC_ASSERT(found.value().size() == 1U);
        else {
            RC_ASSERT(code_of(found) == errc::invalid_value);
            RC_ASSERT(tenon::is_valid_utf8(found.error().message));
        }
    }));
}
