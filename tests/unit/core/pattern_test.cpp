#include <tenon/core/pattern.hpp>

#include <chrono>
#include <string>

#include "support/catch.hpp"

using tenon::check_pattern;
using tenon::pattern;
using tenon::pattern_fault;

namespace {

template <class Pattern>
void takes(const Pattern& made, std::initializer_list<const char*> texts) {
    for (const char* text : texts) {
        INFO(text);
        CHECK(made.matches(text));
    }
}
template <class Pattern>
void refuses(const Pattern& made, std::initializer_list<const char*> texts) {
    for (const char* text : texts) {
        INFO(text);
        CHECK_FALSE(made.matches(text));
    }
}

} // namespace

TEST_CASE("a pattern is of the whole text") {
    takes(pattern<"abc">, {"abc"});
    refuses(pattern<"abc">, {"", "ab", "abcd", "xabc", "abc\n"});
    takes(pattern<"">, {""});
    refuses(pattern<"">, {"a", " "});
}

TEST_CASE("a class is one of its characters, or none of them") {
    takes(pattern<"[a-c_]x[^a-c]">, {"axd", "_x-", "bxé", "cx\n"});
    refuses(pattern<"[a-c_]x[^a-c]">, {"dxd", "axa", "ax", "axdd"});
    takes(pattern<"[-a]">, {"-", "a"});
    takes(pattern<"[a-]">, {"-", "a"});
    refuses(pattern<"[-a]">, {"b", ""});
    takes(pattern<"[\\]\\-\\\\^]">, {"]", "-", "\\", "^"});
    takes(pattern<"\\d\\D\\w\\W\\s\\S">, {"1a_- x", "0_Z!\té"});
    refuses(pattern<"\\d\\D\\w\\W\\s\\S">, {"aa_- x", "11_- x", "1a-- x", "1a__ x", "1a_-xx", "1a_-  "});
    takes(pattern<"[\\d\\s.]+">, {"1 2.3", "\t"});
    refuses(pattern<"[\\d\\s.]+">, {"1a", ""});
}

TEST_CASE("digits and words are ASCII, and nothing depends on case") {
    refuses(pattern<"\\d">, {"\u0663"});
    refuses(pattern<"\\w+">, {"\u00e9", "a-b"});
    refuses(pattern<"[a-z]+">, {"A"});
}

TEST_CASE("repetitions take as often as they say") {
    takes(pattern<"a*b+c?">, {"b", "aaabbb", "bc", "abbc"});
    refuses(pattern<"a*b+c?">, {"", "a", "c", "bcc", "ba"});
    takes(pattern<"(ab){2}">, {"abab"});
    refuses(pattern<"(ab){2}">, {"", "ab", "ababab", "aba"});
    takes(pattern<"a{2,}">, {"aa", "aaa", "aaaaaaa"});
    refuses(pattern<"a{2,}">, {"", "a", "aab"});
    takes(pattern<"a{1,3}b">, {"ab", "aab", "aaab"});
    refuses(pattern<"a{1,3}b">, {"b", "aaaab"});
    takes(pattern<"(a|bc){0,2}">, {"", "a", "bc", "abc", "bca", "aa"});
    refuses(pattern<"(a|bc){0,2}">, {"aaa", "b", "bcbca"});
    takes(pattern<"xa{0}y">, {"xy"});
    refuses(pattern<"xa{0}y">, {"xay"});
    takes(pattern<"(a*)*b">, {"b", "aaab"});
    takes(pattern<"(a*){2,}b">, {"b", "aaab"});
}

TEST_CASE("one alternative or the other is taken") {
    takes(pattern<"cat|dog|">, {"cat", "dog", ""});
    refuses(pattern<"cat|dog|">, {"catdog", "ca", "do"});
    takes(pattern<"(?:a|b(c|d)*)e">, {"ae", "be", "bcdce"});
    refuses(pattern<"(?:a|b(c|d)*)e">, {"ace", "e", "abe"});
    takes(pattern<"(a|ab)(c|bcd)d*">, {"abcd", "abc", "ac", "abbcdd"}); // both ways are followed
}

TEST_CASE("a dot is any character but the ends of lines, and a character is a code point") {
    takes(pattern<".">, {"a", "\u00e9", "\u65e5", "\U0001F600"});
    refuses(pattern<".">, {"", "ab", "\n", "\r", "\u2028", "\u2029", "e\u0301"});
    takes(pattern<"[\u0430-\u044f]{3}">, {"\u0436\u0443\u043a"});
    takes(pattern<"\U0001F600+">, {"\U0001F600\U0001F600"});
    CHECK(pattern<"a.b">.matches(std::string_view("a\0b", 3)));
}

TEST_CASE("bytes that are no UTF-8 are of no pattern") {
    refuses(pattern<".*">, {"\xFF", "a\xC3", "\xED\xA0\x80"});
    refuses(pattern<"[^a]*">, {"\xFF"});
}

TEST_CASE("what is not of the dialect is refused by the compiler") {
    for (const char* text : {"(", ")", "a)", "(a", "[", "[a", "[]", "[b-a]", "[a-\\d]", "[[:alpha:]]", "[\\D]", "*", "+a", "a**", "a+?",
                             "a{", "a{}", "a{x}", "a{2", "a{3,2}", "a{,2}", "{2}", "}", "]", "\\", "\\1", "\\b", "\\p{L}", "\\u0041", "(?=a)",
                             "(?!a)", "(?<n>a)", "(?i)a", "\xFF"}) {
        INFO(text);
        CHECK(check_pattern(text) == pattern_fault::malformed);
    }
    for (const char* text : {"^a", "a$", "^a$", "(^a)"}) CHECK(check_pattern(text) == pattern_fault::anchored);
    for (const char* text : {"a{1001}", "(a{100}){100}", "(((a{10}){10}){10}){10}", "a{99999999999999999999}"})
        CHECK(check_pattern(text) == pattern_fault::too_large);
    CHECK(check_pattern(std::string(200, '(') + std::string(200, ')')) == pattern_fault::too_large);
    CHECK(check_pattern("a{999}") == pattern_fault::none);
    static_assert(check_pattern("[a-z]+(-[a-z]+)*") == pattern_fault::none);
    static_assert(check_pattern("[a-z") == pattern_fault::malformed);
}

TEST_CASE("the time is linear in the text, whatever the pattern") {
    const std::string text(50'000, 'a');
    const auto began = std::chrono::steady_clock::now();
    CHECK_FALSE(pattern<"(a|aa|a+)*b">.matches(text));
    CHECK(pattern<"(a|aa|a+)*">.matches(text));
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
}
