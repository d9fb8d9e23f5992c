// What somebody types into a search box, as statements take it.
#include <tenon/sql/search/words.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"

using tenon::errc;
using tenon::sql::search_words;

namespace {

std::string matched(std::string_view typed, std::string_view weights = "A") {
    const auto made = search_words(typed).match(weights);
    return made.refused == errc::ok ? made.text : std::string(to_string(made.refused));
}
std::string ranked(std::string_view typed) {
    const auto made = search_words(typed).rank();
    return made.refused == errc::ok ? made.text : std::string(to_string(made.refused));
}

} // namespace

TEST_CASE("words, phrases, beginnings and what is not wanted") {
    CHECK(matched("blue") == "'xblue':A");
    CHECK(matched("blue whale", "AB") == "'xblue':AB & 'xwhale':AB");
    CHECK(matched("\"blue whale\" song* -ship") == "'xblue xwhale':A & 'xsong':*A & !('xship':A)");
    CHECK(matched("-ship whale -\"old sea\"*") == "'xwhale':A & !('xship':A) & !('xold':A <-> 'xsea':*A)");
    CHECK(matched("whale-son*") == "'xwhale':A <-> 'xson':*A");
    CHECK(matched("\"a b c\"*") == "'xa xb':A <-> 'xc':*A");
    CHECK(matched("\"not closed") == "'xnot xclosed':A");
    CHECK(matched("half\"quoted text\"") == "'xhalf':A & 'xquoted xtext':A");
    CHECK(ranked("\"blue whale\" song* -ship son-g*") == "'xblue' | 'xwhale' | 'xsong':* | 'xson' | 'xg':*");
}

TEST_CASE("nothing but letters and digits is left of what is typed") {
    CHECK(matched("a'b\\c:*D&!(e)|<->f") == "'xa xb xc xD xe xf':A");
    CHECK(matched(std::string_view("a\0b", 3)) == "'xa xb':A");
    CHECK(matched("ann@acme.test 3.14") == "'xann xacme xtest':A & 'x3 x14':A");
    CHECK(matched("caf\u00e9 \u84dd\u9cb8") == "'xcaf\u00e9':A & 'x\u84dd\u9cb8':A");
    CHECK(matched("it\u2019s \u201cso\u201d \U0001F40B\u00d7\u00b2 2\u00d73") == "'xit xs':A & 'xso':A & 'x2 x3':A");
    CHECK(matched("--blue") == "invalid_value");
    CHECK(matched("- blue") == "'xblue':A");
    for (const char c : matched("x \x01 \x1f \x7f \" * & ' \\ y"))
        CHECK((c == ' ' || c == '\'' || c == ':' || c == '&' || c == 'A' || c == 'x' || c == 'y'));
}

TEST_CASE("what has no word that is wanted, or too many of them, is refused") {
    std::string many = "a";
    for (int i = 1; i < 64; ++i) many += " a";
    CHECK(matched(many) != "invalid_value");
    CHECK(matched(std::string(1024, 'a')) != "invalid_value");
    for (const std::string& typed : {std::string(), std::string(" \t\n"), std::string("-a"), std::string("\"\" * -"), std::string("\u2014 \u2026 \U0001F40B"),
                                     many + " a", "-\"" + many + "\" a", std::string(1025, 'a'), std::string("a \xC3"), std::string("\xED\xA0\x80")}) {
        CHECK(search_words(typed).match("A").refused == errc::invalid_value);
        CHECK(search_words(typed).rank().refused == errc::invalid_value);
    }
}
