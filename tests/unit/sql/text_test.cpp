#include "support/catch.hpp"

#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/text.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace {

using tenon::sql::sqlite_literal;
using tenon::sql::text_writer;

struct greeting {
    static constexpr void write(text_writer& w) noexcept {
        w.write("hello ");
        w.identifier("wo\"rld");
        w.write(" ");
        w.number(1203);
    }
};

std::string identifier(std::string_view name) {
    std::string text(2 * name.size() + 2, '\0');
    text_writer w(text.data());
    w.identifier(name);
    text.resize(w.size());
    return text;
}

TEST_CASE("a text is as long as what is written, and ends with a NUL") {
    constexpr auto& text = tenon::sql::text_of<greeting>;
    STATIC_REQUIRE(text.view() == "hello \"wo\"\"rld\" 1203");
    STATIC_REQUIRE(text.characters[text.view().size()] == '\0');
    text_writer counter;
    greeting::write(counter);
    CHECK(counter.size() == text.view().size());
}

TEST_CASE("identifiers are always quoted, and quotes in them are doubled") {
    CHECK(identifier("name") == R"("name")");
    CHECK(identifier("select") == R"("select")");
    CHECK(identifier("") == R"("")");
    CHECK(identifier("\"") == R"("""")");
    CHECK(identifier("a\"b\"") == R"("a""b""")");
    CHECK(identifier("x; DROP TABLE y") == R"("x; DROP TABLE y")");
    CHECK(tenon::sql::quoted_identifier("a\"b") == identifier("a\"b"));
}

TEST_CASE("numbers are written in digits") {
    const auto digits = [](std::size_t value) {
        char out[20]{};
        text_writer w(out);
        w.number(value);
        return std::string(out, w.size());
    };
    CHECK(digits(0) == "0");
    CHECK(digits(10) == "10");
    CHECK(digits(std::numeric_limits<std::size_t>::max()) == std::to_string(std::numeric_limits<std::size_t>::max()));
}

TEST_CASE("parameters are counted from one") {
    text_writer w;
    CHECK(w.parameters() == 0);
    CHECK(w.next_parameter() == 1);
    CHECK(w.next_parameter() == 2);
    CHECK(w.parameters() == 2);
}

TEST_CASE("a separator stands before the first and between the others") {
    std::string text(16, '\0');
    text_writer w(text.data());
    tenon::sql::separator comma(" (", ", ");
    for (const char* item : {"a", "b", "c"}) {
        comma(w);
        w.write(item);
    }
    text.resize(w.size());
    CHECK(text == " (a, b, c");
}

TEST_CASE("a statement has one number for the whole program, given out on first use") {
    tenon::sql::statement_number first{0}, second{0};
    const auto number = tenon::sql::number_of(first);
    CHECK(number != 0);
    CHECK(tenon::sql::number_of(first) == number);
    CHECK(tenon::sql::number_of(second) != number);
}

TEST_CASE("each verb has a name") {
    CHECK(to_string(tenon::verb::create) == "create");
    CHECK(to_string(tenon::verb::find_many) == "find_many");
    CHECK(to_string(tenon::verb::remove_many) == "remove_many");
    CHECK(to_string(tenon::verb::other) == "other");
}

TEST_CASE("literals of SQLite hold their values exactly") {
    using tenon::wire_value;
    CHECK(sqlite_literal(wire_value(true)) == "1");
    CHECK(sqlite_literal(wire_value(std::int64_t{-7})) == "-7");
    CHECK(sqlite_literal(wire_value(std::numeric_limits<std::int64_t>::max())) == "9223372036854775807");
    CHECK(sqlite_literal(wire_value(std::numeric_limits<std::int64_t>::min())) == "(-9223372036854775807 - 1)");
    CHECK(sqlite_literal(wire_value(0.1)) == "1e-01");
    CHECK(sqlite_literal(wire_value(-1.5)) == "-1.5e+00");
    CHECK(sqlite_literal(wire_value(std::numeric_limits<double>::infinity())) == "9e999");
    CHECK(sqlite_literal(wire_value(-std::numeric_limits<double>::infinity())) == "-9e999");
    CHECK(sqlite_literal(wire_value(std::string_view("it's"))) == "'it''s'");
    CHECK(sqlite_literal(wire_value(std::string_view("a\0b", 3))) == "CAST(x'610062' AS TEXT)");
    const tenon::blob bytes{std::byte{0}, std::byte{0xfe}};
    CHECK(sqlite_literal(wire_value(tenon::blob_view(bytes))) == "x'00fe'");
    CHECK(sqlite_literal(wire_value(tenon::timestamp(std::chrono::milliseconds(-5)))) == "-5");
    CHECK(sqlite_literal(wire_value(*tenon::parse_date("2024-02-29"))) == "'2024-02-29'");
    CHECK(sqlite_literal(wire_value(*tenon::parse_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"))) ==
          "'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'");
}

} // namespace
