// Bound lists as tables of SQLite: one, or several side by side.
#include <tenon/sqlite/array_table.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "support/catch.hpp"

using tenon::sqlite::detail::array_pointer_type;
using tenon::sqlite::detail::array_table;

namespace {

/// What a query gives with these lists as parameters: values by commas, rows by semicolons; or the error.
std::string answer(const char* text, const std::vector<const tenon::list_view*>& lists) {
    static const auto milliseconds = tenon::sqlite::timestamp_form::milliseconds;
    sqlite3* opened = nullptr;
    REQUIRE(sqlite3_open(":memory:", &opened) == SQLITE_OK);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(opened, &sqlite3_close);
    REQUIRE(array_table<>::create(opened, milliseconds) == SQLITE_OK);
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(opened, text, -1, &prepared, nullptr) != SQLITE_OK) return sqlite3_errmsg(opened);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepared, &sqlite3_finalize);
    int number = 0;
    for (const tenon::list_view* list : lists)
        REQUIRE(sqlite3_bind_pointer(prepared, ++number, const_cast<tenon::list_view*>(list), array_pointer_type, nullptr) == SQLITE_OK);
    std::string rows;
    while (sqlite3_step(prepared) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
            const auto* value = sqlite3_column_text(prepared, i);
            rows.append(i == 0 ? "" : ",").append(value != nullptr ? reinterpret_cast<const char*>(value) : "NULL");
        }
        rows += ';';
    }
    return rows;
}

const std::vector<std::int64_t> numbers{1, std::int64_t{1} << 62, -3};
const std::vector<std::string> texts{"a", "b"};
const tenon::list_view three = tenon::make_list_view<std::int64_t>(numbers), two = tenon::make_list_view<std::string>(texts), none{};

} // namespace

TEST_CASE("a bound list is a table of its values") {
    CHECK(answer("SELECT value FROM tenon_array(?1)", {&three}) == "1;4611686018427387904;-3;");
    CHECK(answer("SELECT value FROM tenon_array(?1)", {&none}).empty());
    CHECK(answer("SELECT value FROM tenon_array(?1)", {}).empty());
    CHECK(answer("SELECT value FROM tenon_array('a list')", {}).empty());
    CHECK(answer("SELECT a.value, b.value FROM tenon_array(?1) AS a, tenon_array(?2) AS b WHERE b.value > 'a'", {&three, &two}) ==
          "1,b;4611686018427387904,b;-3,b;");
}

TEST_CASE("lists side by side are rows, and a shorter one ends in NULLs") {
    CHECK(answer("SELECT value, value2 FROM tenon_array(?1, ?2)", {&three, &two}) == "1,a;4611686018427387904,b;-3,NULL;");
    CHECK(answer("SELECT value2, value, value3 FROM tenon_array(?1, ?2)", {&two, &three}) == "1,a,NULL;4611686018427387904,b,NULL;-3,NULL,NULL;");
    CHECK(answer("SELECT value, value2 FROM tenon_array(?1, ?2)", {&two}) == "a,NULL;b,NULL;");
    CHECK(answer("SELECT value16 FROM tenon_array(?1, ?1, ?1, ?1, ?1, ?1, ?1, ?1, ?1, ?1, ?1, ?1, ?1, ?1, ?1, ?1)", {&two}) == "a;b;");
    CHECK(answer("SELECT 1 WHERE (4611686018427387904, 'b') IN (SELECT value, value2 FROM tenon_array(?1, ?2))", {&three, &two}) == "1;");
    CHECK(answer("SELECT 1 WHERE (1, 'b') IN (SELECT value, value2 FROM tenon_array(?1, ?2))", {&three, &two}).empty());
}

TEST_CASE("a table of lists is nothing without its lists") {
    CHECK(answer("SELECT value FROM tenon_array", {}) == "no query solution");
    CHECK(answer("SELECT value2 FROM tenon_array WHERE list2 = ?1", {}) == "no query solution");
    CHECK(answer("SELECT value FROM tenon_array(?1) WHERE list = ?2", {}) == "no query solution");
    CHECK(answer("SELECT value FROM tenon_array(?1) WHERE list3 = ?2", {}) == "no query solution");
}
