#include <tenon/core/fold_case.hpp>

#include "support/catch.hpp"

using tenon::fold_case;

TEST_CASE("letters are lowered in every alphabet that has case and keeps its length") {
    CHECK(fold_case("ABCxyz-019_[]") == "abcxyz-019_[]");
    CHECK(fold_case("ÄÖÜ ÀÉÎÕ ÞŸ") == "äöü àéîõ þÿ");
    CHECK(fold_case("ŁÓDŹ Čeština ŒUVRE ȘȚ") == "łódź čeština œuvre șț");
    CHECK(fold_case("ΩΜΈΓΑ Ά Ή Ό Ύ Ώ") == "ωμέγα ά ή ό ύ ώ");
    CHECK(fold_case("ЖУК Ёлка ЇЖАК ҐАНОК") == "жук ёлка їжак ґанок");
    CHECK(fold_case("ΟΔΟΣ οδος") == "οδοσ οδοσ");
    CHECK(fold_case("ՀԱՅ Ａｂ Việt NAM ẠẬƠƯ") == "հայ ａｂ việt nam ạậơư");
}

TEST_CASE("what has no case stays as it is, signs between letters too") {
    for (const char* text : {"×÷", "日本語", "ß", "ı", "\U0001F600", "עברית", ""}) CHECK(fold_case(text) == text);
}

TEST_CASE("bytes that are no UTF-8 stay as they are, and nothing is read behind the end") {
    for (const std::string& text : {std::string("\xC3"), std::string("\xE1\xB8"), std::string("\xFF\x80"), std::string("a\0B", 3)})
        CHECK(fold_case(text).size() == text.size());
    CHECK(fold_case("\xC3") == "\xC3");
    CHECK(fold_case(std::string("A\0B", 3)) == std::string("a\0b", 3));
}
