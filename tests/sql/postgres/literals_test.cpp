// Values in the DDL of PostgreSQL.
#include "sql/postgres/sample.hpp"

#include <cmath>
#include <limits>

using tenon::column_type;
using tenon::sql::postgres_literal;
using tenon::wire_value;

namespace {

std::string spelled(const wire_value& value, column_type type = column_type::text) { return postgres_literal(value, type, true); }
std::string at(std::int64_t milliseconds) { return spelled(tenon::timestamp(std::chrono::milliseconds(milliseconds))); }

} // namespace

TEST_CASE("PostgreSQL: numbers and truths as literals") {
    CHECK(spelled(true) == "true");
    CHECK(spelled(false) == "false");
    CHECK(spelled(std::int64_t{-5}) == "-5");
    CHECK(spelled(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
    CHECK(spelled(std::numeric_limits<std::int64_t>::min()) == "'-9223372036854775808'::bigint");
    CHECK(spelled(0.1, column_type::float64) == "1e-01");
    CHECK(spelled(5e-324, column_type::float64) == "5e-324");
    CHECK(spelled(-0.0, column_type::float64) == "'-0e+00'::double precision");
    CHECK(spelled(std::numeric_limits<double>::infinity(), column_type::float32) == "'Infinity'::real");
    CHECK(spelled(-std::numeric_limits<double>::infinity(), column_type::float64) == "'-Infinity'::double precision");
    CHECK(spelled(std::nan(""), column_type::float64) == "'NaN'::double precision");
}

TEST_CASE("PostgreSQL: texts and bytes as literals, whatever the server thinks of backslashes") {
    CHECK(spelled(std::string_view("it's $1 ?1 \"x\"")) == "'it''s $1 ?1 \"x\"'");
    CHECK(spelled(std::string_view("a\\'b")) == "E'a\\\\''b'");
    CHECK(spelled(std::string_view("")) == "''");
    const std::byte bytes[] = {std::byte{0}, std::byte{0xff}, std::byte{0x27}};
    CHECK(spelled(tenon::blob_view(bytes), column_type::bytes) == "E'\\\\x00ff27'::bytea");
    CHECK(spelled(std::string_view("\0", 1)).ends_with("'::integer"));
}

TEST_CASE("PostgreSQL: times as literals, before our era and after the year 9999") {
    CHECK(at(1700000000123) == "'2023-11-14T22:13:20.123Z'::timestamptz");
    CHECK(at(-1) == "'1969-12-31T23:59:59.999Z'::timestamptz");
    CHECK(at(253402300800000) == "'10000-01-01T00:00:00.000Z'::timestamptz");
    CHECK(at(-62135596800000) == "'0001-01-01T00:00:00.000Z'::timestamptz");
    CHECK(at(-62135596800001) == "'0001-12-31T23:59:59.999Z BC'::timestamptz");
    CHECK(at(-62198755200000) == "'0002-01-01T00:00:00.000Z BC'::timestamptz");
    CHECK(postgres_literal(tenon::timestamp(std::chrono::milliseconds(0)), column_type::timestamp, false) ==
          "'1970-01-01T00:00:00.000Z'::timestamp");
    CHECK(spelled(*tenon::parse_date("2024-02-29")) == "'2024-02-29'::date");
    CHECK(spelled(*tenon::parse_date("0000-03-01")) == "'0001-03-01 BC'::date");
}

TEST_CASE("PostgreSQL: a UUID as a literal") {
    CHECK(spelled(*tenon::parse_uuid("00112233-4455-6677-8899-aabbccddeeff")) == "'00112233-4455-6677-8899-aabbccddeeff'::uuid");
}

TEST_CASE("parameters of a condition are filled in, and nothing that looks like one inside of quotes") {
    using tenon::sql::detail::filled;
    CHECK(filled(R"("a$1" = $1 AND f('$2''', $12) = $2)", "$", {"'$2'", "two", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}) ==
          R"("a$1" = '$2' AND f('$2''', 12) = two)");
    CHECK(tenon::sql::detail::parameter_mark<postgres_sample::dialect>() == "$");
}
