#include <tenon/postgres/parameters.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

using tenon::column_type;
using tenon::errc;
using tenon::postgres::parameters;

namespace {

/// What would be sent, NULL as nothing, a number as its last byte.
std::vector<std::optional<std::string>> sent(const parameters& from) {
    std::vector<std::optional<std::string>> values;
    for (int i = 0; i < from.size(); ++i) {
        const char* const value = from.values()[i];
        if (value == nullptr) values.push_back(std::nullopt);
        else if (from.types()[i] == tenon::postgres::detail::int8_type) values.push_back(std::to_string(value[7]));
        else values.emplace_back(std::string(value, static_cast<std::size_t>(from.lengths()[i])));
    }
    return values;
}

using texts = std::vector<std::optional<std::string>>;

/// A row of a tenant that all rows share, a number, and a text that is sent as text.
void bind_row(parameters& to, std::int64_t number, std::optional<std::string_view> text) {
    static const tenon::column_info json{.type = column_type::json};
    CHECK(to.bind_tenant(1, "acme") == errc::ok);
    CHECK(to.bind(2, column_type::int64, number) == errc::ok);
    CHECK((text ? to.bind(3, column_type::json, *text) : to.bind_null(3, json)) == errc::ok);
}

} // namespace

TEST_CASE("rows that are bound one behind the other are sent together, or each alone, what they share once in each") {
    parameters bound(true);
    for (int repetition = 0; repetition < 2; ++repetition) {
        for (int row = 0; row < 20; ++row) { // more than there is room for at first
            bind_row(bound, row, row % 2 == 0 ? std::optional<std::string_view>("{}") : std::nullopt);
            if (row == 0) bound.begin_rows(1);
            bound.end_row();
        }
        CHECK(bound.rows() == 20);
        bound.show_all();
        CHECK(bound.size() == 1 + 20 * 2);
        CHECK(sent(bound)[0] == "acme");
        CHECK(sent(bound)[39] == "19");
        CHECK(bound.formats()[2] == 0);
        for (int row = 0; row < 20; ++row) {
            bound.show_row(row);
            CHECK(sent(bound) == texts{"acme", std::to_string(row), row % 2 == 0 ? std::optional<std::string>("{}") : std::nullopt});
            CHECK(bound.types()[0] == tenon::postgres::detail::text_type);
            CHECK(bound.formats()[0] == 1); // also where a text was before it
            if (row % 2 == 0) CHECK(bound.formats()[2] == 0);
        }
        bound.clear();
        CHECK(bound.rows() == 0);
        CHECK(bound.bytes() == 0);
    }
}

TEST_CASE("a row that is kept needs what it was given no more") {
    parameters bound(true);
    for (int row = 0; row < 20; ++row) {
        std::string name = "a text that is too long to lie within a string " + std::to_string(row);
        CHECK(bound.bind(1, column_type::text, std::string_view(name)) == errc::ok);
        CHECK(bound.bind(2, column_type::int64, std::int64_t{row}) == errc::ok);
        CHECK(bound.bind(3, column_type::text, std::string_view()) == errc::ok);
        bound.keep_row();
        if (row == 0) bound.begin_rows(0);
        bound.end_row();
        name.assign(name.size(), '?');
    }
    for (int row = 0; row < 20; ++row) {
        bound.show_row(row);
        CHECK(sent(bound) == texts{"a text that is too long to lie within a string " + std::to_string(row), std::to_string(row), ""});
    }
}

TEST_CASE("rows behind the first may be bound in a sequence, as far as there is room and they need not be sent") {
    static const tenon::column_info number{.type = column_type::int64}, json{.type = column_type::json};
    parameters bound(true);
    bound.describe_tenant(1);
    bound.describe(2, number);
    bound.describe(3, json);
    for (int repetition = 0; repetition < 2; ++repetition) { // the second finds more room
        CHECK(!bound.take_rows(3, 1, 10).has_room()); // the first row comes first
        for (int row = 0; row < 10;) {
            if (row > 0) {
                auto rows = bound.take_rows(3, 1, 10);
                for (; rows.has_room(); rows.next(), ++row) {
                    CHECK(rows.bind(2, column_type::int64, std::int64_t{row}) == errc::ok);
                    CHECK(rows.bind(3, column_type::json, std::string_view("[]")) == errc::ok);
                }
            }
            REQUIRE((row == 0 || bound.rows() == row));
            bind_row(bound, row, "[]");
            if (row++ == 0) bound.begin_rows(1);
            bound.end_row();
        }
        CHECK(bound.rows() == 10);
        CHECK(bound.bytes() == 4 + 10 * 2);
        bound.show_all();
        CHECK(sent(bound)[19] == "9");
        for (int row = 0; row < 10; ++row) {
            bound.show_row(row);
            CHECK(sent(bound) == texts{"acme", std::to_string(row), "[]"});
        }
        bound.clear();
    }
}

TEST_CASE("a row that is bound with its types has those of its values, and not those that were described") {
    static const tenon::column_info number{.type = column_type::int64}, json{.type = column_type::json};
    parameters bound(true);
    bound.describe(1, number);
    {
        auto row = bound.take_typed_row(3);
        CHECK(row.bind(1, column_type::text, std::string_view("seven")) == errc::ok);
        CHECK(row.bind_tenant(2, "acme") == errc::ok);
        CHECK(row.bind_null(3, json) == errc::ok);
    }
    CHECK(sent(bound) == texts{"seven", "acme", std::nullopt});
    CHECK(bound.types()[0] == tenon::postgres::detail::text_type);
    CHECK(bound.types()[1] == tenon::postgres::detail::text_type);
    CHECK(bound.formats()[2] == 0);
    CHECK(bound.bytes() == 9);
}

TEST_CASE("a sequence of rows has no room behind a megabyte of texts") {
    static const tenon::column_info text{.type = column_type::text};
    const std::string large(parameters::most_bytes_of_rows, 'a');
    parameters bound(true);
    bound.describe(1, text);
    CHECK(bound.bind(1, column_type::text, std::string_view("first")) == errc::ok);
    bound.begin_rows(0);
    bound.end_row();
    auto rows = bound.take_rows(1, 0, 100);
    CHECK(rows.has_room());
    CHECK(rows.bind(1, column_type::text, std::string_view(large)) == errc::ok);
    rows.next();
    CHECK(!rows.has_room());
}

TEST_CASE("a text of any length that PostgreSQL cannot hold is refused, wherever its fault is") {
    parameters bound(true);
    for (std::size_t size = 1; size <= 80; ++size)
        for (std::size_t at = 0; at < size; ++at)
            for (const char fault : {'\0', '\x80', '\xff'}) {
                std::string text(size, 'a');
                CHECK(bound.bind(1, column_type::text, std::string_view(text)) == errc::ok);
                text[at] = fault;
                if (bound.bind(1, column_type::text, std::string_view(text)) != errc::invalid_value) FAIL(size << ", " << at);
            }
    CHECK(bound.bind(1, column_type::text, std::string_view("\x7f and na\xC3\xAFve")) == errc::ok);
}
