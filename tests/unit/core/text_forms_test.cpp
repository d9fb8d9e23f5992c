#include <tenon/core/text_forms.hpp>
#include <tenon/core/utf8.hpp>

#include <string>

#include "support/catch.hpp"

using tenon::is_email;
using tenon::is_semver;

TEST_CASE("an e-mail address is what a browser takes for one") {
    for (const char* text : {"ann@acme.test", "a@b", "first.last+tag@sub.example.co", "!#$%&'*+/=?^_`{|}~-@x-1.y", "1@2.3"}) {
        INFO(text);
        CHECK(is_email(text));
    }
    for (const char* text : {"", "ann", "@acme.test", "ann@", "ann@acme..test", "ann@.test", "ann@acme.", "ann@-acme.test", "ann@acme-.test",
                             "a b@acme.test", "ann@ac me", "ann@acme@test", "\"ann\"@acme.test", "ann@[127.0.0.1]", "\u00e4nn@acme.test",
                             "ann@acme.test\n", "ann@\u00e4cme.test", "ann(x)@acme.test", "ann@acme_x"}) {
        INFO(text);
        CHECK_FALSE(is_email(text));
    }
    CHECK(is_email(std::string(64, 'a') + "@" + std::string(63, 'b')));
    CHECK_FALSE(is_email(std::string(65, 'a') + "@b"));
    CHECK_FALSE(is_email("a@" + std::string(64, 'b')));
    std::string host = "b";
    while (host.size() < 252) host += ".b";
    host.resize(251);
    CHECK(is_email("aa@" + host));       // 254 bytes
    CHECK_FALSE(is_email("aaaa@" + host)); // 256
    CHECK_FALSE(is_email(std::string_view("a\0@b", 4)));
}

TEST_CASE("a version is of Semantic Versioning 2.0.0") {
    for (const char* text : {"0.0.0", "1.2.3", "10.20.30", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-0.3.7", "1.0.0-x-y-z.--", "1.0.0+20130313144700",
                             "1.0.0-beta+exp.sha.5114f85", "1.0.0+21AF26D3---117B344092BD", "1.0.0+001", "1.0.0-0a", "99999999999999999999.0.0"}) {
        INFO(text);
        CHECK(is_semver(text));
    }
    for (const char* text : {"", "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.02.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+", "1.2.3+a+b",
                             "1.2.3-\u00e9", "1.2.3 ", "-1.2.3", "a.b.c", "1..3", "1.2.3-a_b", "1.2.3\n"}) {
        INFO(text);
        CHECK_FALSE(is_semver(text));
    }
}

TEST_CASE("code points are counted, not bytes and not what a reader sees as one") {
    CHECK(tenon::count_code_points("") == 0);
    CHECK(tenon::count_code_points("abc") == 3);
    CHECK(tenon::count_code_points("\u00e9\u65e5\U0001F600") == 3);
    CHECK(tenon::count_code_points("e\u0301") == 2);
    CHECK(tenon::count_code_points(std::string_view("a\0b", 3)) == 3);
}
