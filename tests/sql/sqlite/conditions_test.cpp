// The exact text of every filter, and the numbers of its parameters. Each is also prepared.
#include "sql/sqlite/sample.hpp"

#include <tenon/sql/expression/key_list.hpp>

#include <array>
#include <vector>

namespace sample {
namespace {

using tenon::field;
using tenon::ignore_case;
using tenon::when;
using tenon::sql::is_one_of;
using tenon::sql::key_values;

template <class Context, class Condition, unsigned Mask> struct condition_alone {
    static constexpr void write(tenon::sql::text_writer& w) noexcept {
        Condition::shape::template write<Context>(w, Mask);
    }
};

/// The text of a condition on its own, in a tenant's scope of tenon's own layout.
template <unsigned Mask = ~0U, class Condition> std::string_view text(const Condition&) {
    using model = typename Condition::model;
    using statement = tenon::sql::select_count<first, model, typename Condition::shape, Mask>;
    static_cast<void>(database_of<first>().parameters(tenon::sql::text_of<statement>.view()));
    return tenon::sql::text_of<condition_alone<first, Condition, Mask>>.view();
}

TEST_CASE("comparisons name column and parameter") {
    CHECK(text(field<&User::level> == 1) == R"("level" = ?1)");
    CHECK(text(field<&User::level> != 1) == R"("level" <> ?1)");
    CHECK(text(field<&User::level> < 1) == R"("level" < ?1)");
    CHECK(text(field<&User::level> <= 1) == R"("level" <= ?1)");
    CHECK(text(field<&User::level> > 1) == R"("level" > ?1)");
    CHECK(text(field<&User::level> >= 1) == R"("level" >= ?1)");
    CHECK(text(field<&User::level>.between(1, 5)) == R"("level" BETWEEN ?1 AND ?2)");
    CHECK(text(field<&Line::amount> > 1) == R"("select ""all""" > ?1)");
}

TEST_CASE("two fields of a row are compared without a parameter") {
    CHECK(text(field<&User::id> == field<&User::email>) == R"("id" = "email")");
    CHECK(text(field<&User::email> != field<&User::id>) == R"("email" <> "id")");
}

TEST_CASE("NULL is a value for == and != with an optional") {
    CHECK(text(field<&User::nickname>.is_null()) == R"("nickname" IS NULL)");
    CHECK(text(field<&User::nickname>.is_not_null()) == R"("nickname" IS NOT NULL)");
    CHECK(text(field<&User::nickname> == std::nullopt) == R"("nickname" IS NULL)");
    CHECK(text(field<&User::nickname> != std::nullopt) == R"("nickname" IS NOT NULL)");
    CHECK(text(field<&User::nickname> == std::optional<std::string>("x")) == R"("nickname" IS ?1)");
    CHECK(text(field<&User::nickname> != std::optional<std::string>("x")) == R"("nickname" IS NOT ?1)");
    CHECK(text(field<&User::nickname> == "x") == R"("nickname" = ?1)");
}

TEST_CASE("a list of any length is one parameter") {
    const std::string one = R"("level" IN (SELECT value FROM tenon_array(?1)))";
    CHECK(text(field<&User::level>.in({1})) == one);
    CHECK(text(field<&User::level>.in({1, 2, 3})) == one);
    CHECK(text(field<&User::level>.in(std::vector<int>{})) == one);
    CHECK(text(field<&User::level>.in(std::array<int, 2>{1, 2})) == one);
    CHECK(text(field<&User::level>.not_in({1})) == R"("level" NOT IN (SELECT value FROM tenon_array(?1)))");
    CHECK(text(field<&User::balance>.in(std::vector<tenon::decimal>{1})) ==
          R"("balance" COLLATE tenon_decimal IN (SELECT value FROM tenon_array(?1)))");
}

TEST_CASE("rows of any number of keys of several fields are as many parameters as the fields") {
    using tenon::sql::place_column;
    const auto lines = tenon::sql::bare_condition<Line, tenon::sql::rows_shape<place_column<Line, 0>, place_column<Line, 1>>>{};
    CHECK(text(lines) == R"(("order", "position") IN (SELECT value, value2 FROM tenon_array(?1, ?2)))");
    CHECK(text(field<&Line::amount> == 1 && lines && field<&Line::amount> == 2) ==
          R"((("select ""all""" = ?1 AND ("order", "position") IN (SELECT value, value2 FROM tenon_array(?2, ?3))) AND "select ""all""" = ?4))");
    // A text goes first, by whatever number it is bound.
    CHECK(text(tenon::sql::bare_condition<User, tenon::sql::rows_shape<place_column<User, 5>, place_column<User, 3>, place_column<User, 4>, place_column<User, 0>>>{}) ==
          R"(("nickname", "balance" COLLATE tenon_decimal, "level", "id") IN (SELECT value, value2, value3, value4 FROM tenon_array(?3, ?1, ?2, ?4)))");
    CHECK(text(tenon::sql::bare_condition<User, tenon::sql::rows_shape<place_column<User, 5>, place_column<User, 3>>>{}) ==
          R"(("balance" COLLATE tenon_decimal, "level") IN (SELECT value, value2 FROM tenon_array(?1, ?2)))");
}

TEST_CASE("a key of one field or of several is in a list, or in none of it") {
    constexpr tenon::field_list one = tenon::detail::places_of<&Line::order>(), two = tenon::detail::places_of<&Line::order, &Line::position>();
    const std::vector<key_values<Line, one>> orders;
    const std::vector<key_values<Line, two>> lines;
    CHECK(text(is_one_of<Line, one>(orders)) == R"("order" IN (SELECT value FROM tenon_array(?1)))");
    CHECK(text(is_one_of<Line, one, true>(orders)) == R"("order" NOT IN (SELECT value FROM tenon_array(?1)))");
    CHECK(text(is_one_of<Line, two>(lines)) == R"(("order", "position") IN (SELECT value, value2 FROM tenon_array(?1, ?2)))");
    CHECK(text(is_one_of<Line, two, true>(lines) && field<&Line::amount> == 1) ==
          R"((NOT (("order", "position") IN (SELECT value, value2 FROM tenon_array(?1, ?2))) AND "select ""all""" = ?3))");
}

TEST_CASE("tests of text take their value as data") {
    CHECK(text(field<&User::email>.contains("a%")) == R"(instr("email", ?1) > 0)");
    CHECK(text(field<&User::email>.starts_with("a")) == R"(("email" >= ?1 AND "email" < tenon_prefix_end(?1)))");
    CHECK(text(field<&User::email>.ends_with("a")) == R"(tenon_ends_with("email", ?1))");
    CHECK(text(field<&User::email>.like("a%")) == R"(tenon_like("email", ?1))");
}

TEST_CASE("ignore_case folds the column and the parameter") {
    CHECK(text(ignore_case(field<&User::email>) == "A") == R"(tenon_fold("email") = tenon_fold(?1))");
    CHECK(text(ignore_case(field<&User::email>).between("a", "b")) ==
          R"(tenon_fold("email") BETWEEN tenon_fold(?1) AND tenon_fold(?2))");
    CHECK(text(field<&User::email>.contains("a", ignore_case)) == R"(instr(tenon_fold("email"), tenon_fold(?1)) > 0)");
    CHECK(text(field<&User::email>.starts_with("a", ignore_case)) ==
          R"((tenon_fold("email") >= tenon_fold(?1) AND tenon_fold("email") < tenon_prefix_end(tenon_fold(?1))))");
    CHECK(text(field<&User::email>.ends_with("a", ignore_case)) ==
          R"(tenon_ends_with(tenon_fold("email"), tenon_fold(?1)))");
    CHECK(text(field<&User::email>.like("a%", ignore_case)) == R"(tenon_like(tenon_fold("email"), tenon_fold(?1)))");
    CHECK(text(ignore_case(field<&User::email>).contains("a")) == R"(instr(tenon_fold("email"), tenon_fold(?1)) > 0)");
}

TEST_CASE("decimals are compared by their numbers") {
    const tenon::decimal ten = 10;
    CHECK(text(field<&User::balance> > ten) == R"("balance" COLLATE tenon_decimal > ?1)");
    CHECK(text(field<&User::balance>.between(ten, ten)) == R"("balance" COLLATE tenon_decimal BETWEEN ?1 AND ?2)");
}

TEST_CASE("conditions are put together in brackets, and parameters are counted from left to right") {
    const auto low = field<&User::level> < 1;
    const auto high = field<&User::level> > 9;
    const auto ann = field<&User::email> == "ann";
    CHECK(text(low || high) == R"(("level" < ?1 OR "level" > ?2))");
    CHECK(text(ann && (low || high)) == R"(("email" = ?1 AND ("level" < ?2 OR "level" > ?3)))");
    CHECK(text((ann && low) || high) == R"((("email" = ?1 AND "level" < ?2) OR "level" > ?3))");
    CHECK(text(!ann) == R"(NOT ("email" = ?1))");
    CHECK(text(!(ann || low) && high) == R"((NOT (("email" = ?1 OR "level" < ?2)) AND "level" > ?3))");
    CHECK(text(field<&User::email>.starts_with("a") && high) ==
          R"((("email" >= ?1 AND "email" < tenon_prefix_end(?1)) AND "level" > ?2))");
}

TEST_CASE("what when() leaves out reads as if it had not been written") {
    const auto filter = when(true, field<&User::level> > 1) && (when(true, field<&User::email> == "a") ||
                                                                field<&User::nickname>.is_null());
    CHECK(text<0b00>(filter) == R"("nickname" IS NULL)");
    CHECK(text<0b01>(filter) == R"(("level" > ?1 AND "nickname" IS NULL))");
    CHECK(text<0b10>(filter) == R"(("email" = ?1 OR "nickname" IS NULL))");
    CHECK(text<0b11>(filter) == R"(("level" > ?1 AND ("email" = ?2 OR "nickname" IS NULL)))");
    CHECK(filter.mask() == 0b11);
    CHECK(text<0b1>(!when(true, field<&User::level> > 1)) == R"(NOT ("level" > ?1))");
}

TEST_CASE("when() inside when() counts only where the outer one is wanted") {
    const auto build = [](bool outer, bool inner) {
        return when(outer, field<&User::level> > 1 && when(inner, field<&User::email> == "a")) &&
               when(true, field<&User::level> < 9);
    };
    CHECK(build(true, true).mask() == 0b111);
    CHECK(build(true, false).mask() == 0b101);
    CHECK(build(false, true).mask() == 0b100);
    CHECK(text<0b111>(build(true, true)) == R"((("level" > ?1 AND "email" = ?2) AND "level" < ?3))");
    CHECK(text<0b101>(build(true, true)) == R"(("level" > ?1 AND "level" < ?2))");
    CHECK(text<0b100>(build(true, true)) == R"("level" < ?1)");
    using shape = decltype(build(true, true))::shape;
    STATIC_REQUIRE(shape::optional_parts == 3);
    STATIC_REQUIRE_FALSE(shape::present(0));
}

TEST_CASE("a filter of which nothing is left has no WHERE of its own") {
    const auto filter = when(false, field<&User::level> > 1);
    using shape = decltype(filter)::shape;
    CHECK(tenon::sql::text_of<tenon::sql::select_count<first, User, shape, 0>>.view() ==
          R"(SELECT count(*) FROM "User" WHERE "tenantId" = ?1)");
    CHECK(tenon::sql::text_of<tenon::sql::select_count<first_system, User, shape, 0>>.view() ==
          R"(SELECT count(*) FROM "User")");
}

TEST_CASE("a filter never opens the tenant's own condition") {
    const auto filter = field<&User::level> == 1 || field<&User::level> == 2;
    using shape = decltype(filter)::shape;
    expect<first, tenon::sql::select_count<first, User, shape, 0>>(
        R"(SELECT count(*) FROM "User" WHERE "tenantId" = ?1 AND ("level" = ?2 OR "level" = ?3))", 3);
    expect<prisma, tenon::sql::select_count<prisma, User, shape, 0>>(
        R"(SELECT count(*) FROM "User" WHERE "tenantId" = ?1 AND ("level" = ?2 OR "level" = ?3))", 3);
}

} // namespace
} // namespace sample
