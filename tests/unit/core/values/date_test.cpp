#include <tenon/core/values/date_codec.hpp>

#include <string>

#include "support/catch.hpp"

using std::chrono::days;
using std::chrono::year;
using std::chrono::year_month_day;
using tenon::date;
using tenon::parse_date;

TEST_CASE("every day of ten thousand years is written and read back") {
    const date first = year{0} / 1 / 1;
    const date last = year{9999} / 12 / 31;
    for (date day = first; day <= last; day += days{1}) {
        const year_month_day civil = day; // the calendar of <chrono>, for comparison
        char text[tenon::date_text_size];
        const auto written = tenon::write_date(day, text);
        const bool same = written.size() == 10 && std::stoi(std::string(written.substr(0, 4))) == int(civil.year()) &&
                          (written[5] - '0') * 10 + written[6] - '0' == static_cast<int>(unsigned(civil.month())) &&
                          (written[8] - '0') * 10 + written[9] - '0' == static_cast<int>(unsigned(civil.day()));
        if (!same || parse_date(written) != day) FAIL(written);
    }
    SUCCEED();
}

TEST_CASE("a date's text is four, two and two digits") {
    CHECK(tenon::to_string(date{days{0}}) == "1970-01-01");
    CHECK(tenon::to_string(date{year{2024} / 2 / 29}) == "2024-02-29");
    CHECK(tenon::to_string(date{year{0} / 1 / 1}) == "0000-01-01");
    CHECK(tenon::to_string(date{year{9999} / 12 / 31}) == "9999-12-31");
}

TEST_CASE("days outside the years 0000 to 9999 have no text and are not stored") {
    const date outside[] = {date{year{10000} / 1 / 1}, date{year{-1} / 12 / 31}, date::min(), date::max()};
    for (const date day : outside) {
        CHECK_FALSE(tenon::has_iso_text(day));
        CHECK(tenon::to_string(day).empty());
        CHECK(tenon::check_value(day) == tenon::errc::out_of_range);
    }
    CHECK(tenon::check_value(date{year{9999} / 12 / 31}) == tenon::errc::ok);
    CHECK(tenon::check_value(date{year{0} / 1 / 1}) == tenon::errc::ok);
}

TEST_CASE("texts that are no dates, and dates that do not exist, are refused") {
    const char* bad[] = {"",           "2026",       "2026-1-06",   "2026-01-6",   "2026-01-06 ", " 2026-01-06",
                         "2026/01/06", "20260106",   "2026-00-06",  "2026-13-06",  "2026-01-00",  "2026-01-32",
                         "2026-02-29", "2026-02-30", "1900-02-29",  "2026-04-31",  "2026-11-31",  "+2026-01-06",
                         "-001-01-06", "2026-01-0a", "12026-01-06", "2026-01-06T", "202a-01-06"};
    for (const auto text : bad) {
        CAPTURE(text);
        CHECK_FALSE(parse_date(text));
    }
}

TEST_CASE("dates are read at compile time") {
    STATIC_REQUIRE(parse_date("2000-02-29") == date{year{2000} / 2 / 29});
    STATIC_REQUIRE_FALSE(parse_date("2100-02-29"));
    STATIC_REQUIRE(tenon::codec<date>::type == tenon::column_type::date);
    date out{};
    CHECK(tenon::codec<date>::decode(date{days{5}}, out) == tenon::errc::ok);
    CHECK(out == date{days{5}});
}
