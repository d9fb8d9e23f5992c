// How SQLite runs our statements: by the tenant's column, and never through other tenants' rows.
#include "sql/sqlite/sample.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace sample {
namespace {

using tenon::field;
using tenon::verb;
using namespace tenon::sql;
using tenon::sql::select; // and not that of POSIX

/// Each step on a table of tenants looks the tenant up in a key; none reads a whole table.
template <class Statement> void uses_the_tenant() {
    const std::string_view text = text_of<Statement>.view();
    std::string plan = database_of<first>().plan(text);
    INFO(text);
    INFO(plan);
    if (plan.starts_with("SCAN CONSTANT ROW\n")) plan.erase(0, plan.find('\n') + 1); // SELECT without a table
    CHECK(plan.find("SCAN") == std::string::npos);
    CHECK(plan.find("SEARCH") != std::string::npos);
    std::size_t searches = 0, by_tenant = 0;
    for (auto at = plan.find("SEARCH"); at != std::string::npos; at = plan.find("SEARCH", at + 1)) {
        ++searches;
        const std::string step = plan.substr(at, plan.find('\n', at) - at);
        if (step.find("(tenantId=?") != std::string::npos) ++by_tenant;
    }
    CHECK(searches == by_tenant);
}

using no_order = sort_order<>;
using by_level = sort_order<tenon::sort_key<&User::level, true>>;
using adult = decltype(field<&User::level> >= 18)::shape;
using named = decltype(field<&User::email>.starts_with("a"))::shape;
using either = decltype(field<&User::level> == 1 || field<&User::nickname> == "x")::shape;
using set_level = assignment_shape<&User::level, change::set>;
using set_title = assignment_shape<&Note::title, change::set>;
using set_hits = assignment_shape<&Session::hits, change::set>;

template <class Model> void reads() {
    uses_the_tenant<select<first, Model, verb::find_many, no_condition, no_order, 0, 0>>();
    uses_the_tenant<select<first, Model, verb::find_many, no_condition, no_order, 7, 0>>();
    uses_the_tenant<select_count<first, Model, no_condition, 0>>();
    uses_the_tenant<select_exists<first, Model, no_condition, 0>>();
}

TEST_CASE("reads of a tenant go through its own rows only") {
    reads<User>();
    reads<Note>();
    reads<Session>();
    reads<Event>();
    reads<Token>();
    reads<Ticket>();
    reads<Line>();
    reads<Setting>();
    uses_the_tenant<select_one<first, User, key_shape<User, 0>>>();
    uses_the_tenant<select_one<first, User, key_shape<User, 2>>>();
    uses_the_tenant<select_one<first, Note, key_shape<Note, 0>>>();
    uses_the_tenant<select<first, User, verb::find_many, adult, by_level, 3, 0>>();
    uses_the_tenant<select<first, User, verb::find_many, named, no_order, 0, 0>>();
    uses_the_tenant<select<first, User, verb::find_many, either, no_order, 0, 0>>();
}

TEST_CASE("changes of a tenant go through its own rows only") {
    uses_the_tenant<update_one<first, User, key_shape<User, 0>, set_level>>();
    uses_the_tenant<update_one<first, Note, key_shape<Note, 0>, set_title>>();
    uses_the_tenant<update_many<first, User, target_rows<adult, no_order, false, 0>, set_level>>();
    uses_the_tenant<update_many<first, Session, target_rows<no_condition, no_order, false, 0>, set_hits>>();
    uses_the_tenant<remove_one<first, User, key_shape<User, 0>>>();
    uses_the_tenant<remove_many<first, Token, no_condition, no_order, false, 0>>();
    uses_the_tenant<remove_many<first, Note, no_condition, no_order, false, 0>>();
}

TEST_CASE("a point read in tenon's own layout is one search of the primary key") {
    CHECK(database_of<first>().plan(text_of<select_one<first, User, key_shape<User, 0>>>.view()) ==
          "SEARCH User USING PRIMARY KEY (tenantId=? AND id=?)\n");
    CHECK(database_of<first>().plan(text_of<select_one<first, Line, key_shape<Line, 0, 1>>>.view()) ==
          "SEARCH group USING PRIMARY KEY (tenantId=? AND order=? AND position=?)\n");
    CHECK(database_of<first>().plan(text_of<select_one<first, User, key_shape<User, 2>>>.view()) ==
          "SEARCH User USING INDEX User_tenantId_email_key (tenantId=? AND email=?)\n");
}

TEST_CASE("rows of keys of several fields are as many searches as there are keys, each by all fields") {
    using key = rows_shape<place_column<Line, 0>, place_column<Line, 1>>;
    const std::string searches = "SEARCH group USING PRIMARY KEY (tenantId=? AND order=? AND position=?)\nLIST SUBQUERY 1\n"
                                 "SCAN tenon_array VIRTUAL TABLE INDEX 0:\n";
    CHECK(database_of<first>().plan(text_of<select<first, Line, verb::find_many, key, no_order, 0, 0>>.view()) == searches);
    // Whatever the order of the fields, and with a condition besides.
    using turned = logic_shape<rows_shape<place_column<Line, 1>, place_column<Line, 0>>, true, decltype(field<&Line::amount> > 1)::shape>;
    CHECK(database_of<first>().plan(text_of<select<first, Line, verb::find_many, turned, no_order, 0, 0>>.view()) == searches);
    // The first rows of each key are numbered among those alone.
    using top = select_top<first, Line, columns_at<Line, std::array<std::size_t, 1>{3}, false>,
                           link_partition<Line, tenon::detail::places_of<&Line::order, &Line::position>(), false>, key, no_order, 0>;
    const std::string numbered = database_of<first>().plan(text_of<top>.view());
    INFO(numbered);
    CHECK(numbered.find("SEARCH group USING PRIMARY KEY (tenantId=? AND order=? AND position=?)") != std::string::npos);
}

struct Seat {
    std::string id;
    std::string tenantId;
    std::int64_t line = 0;
    std::string order;
    std::string note;
    static constexpr auto tenon_model = tenon::table(tenon::index<&Seat::line, &Seat::order>);
};

struct Chore {
    std::string id;
    std::string tenantId;
    std::string authorId;
    bool done = false;
    std::int64_t number = 0;
    std::int64_t madeAt = 0;
    std::string title;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Chore::authorId, &User::id>, tenon::unique<&Chore::number>, tenon::index<&Chore::authorId>,
                                                     tenon::index<&Chore::done>, tenon::index<&Chore::madeAt>);
};

struct house {
    text_database database = text_database::of<tenon::schema<User, Seat, Chore>>();

    void run(const char* text) const { REQUIRE(sqlite3_exec(database.handle(), text, nullptr, nullptr, nullptr) == SQLITE_OK); }
    template <class Statement> std::string plan() const { return database.plan(text_of<Statement>.view()); }
    /// One tenant with many rows, of few authors.
    void fill() const {
        run("INSERT INTO Seat WITH RECURSIVE number(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i < 4999) "
            "SELECT i, 'a', i / 100, i % 100, '' FROM number");
    }
};

using by_time = sort_order<tenon::sort_key<&Chore::madeAt, true>>;
using of_author = decltype(field<&Chore::authorId> == "ann")::shape;
using undone = decltype(field<&Chore::done> == false)::shape;
template <class Condition, class Order = no_order> using chores = select<first, Chore, verb::find_many, Condition, Order, 1, 0>;

void finds_by_index(const house& of) {
    using of_line = decltype(field<&Seat::line> == 1)::shape;
    CHECK(of.plan<select<first, Seat, verb::find_many, of_line, no_order, 1, 0>>() ==
          "SEARCH Seat USING INDEX Seat_tenantId_line_order_idx (tenantId=? AND line=?)\nUSE TEMP B-TREE FOR ORDER BY\n");
    using key = rows_shape<place_column<Seat, 2>, place_column<Seat, 3>>;
    CHECK(of.plan<select<first, Seat, verb::find_many, key, no_order, 1, 0>>() ==
          "SEARCH Seat USING INDEX Seat_tenantId_line_order_idx (tenantId=? AND line=? AND order=?)\nLIST SUBQUERY 1\n"
          "SCAN tenon_array VIRTUAL TABLE INDEX 0:\nUSE TEMP B-TREE FOR ORDER BY\n");
}

TEST_CASE("an index that no key is made of finds rows before there are any statistics, and with them") {
    const house made;
    finds_by_index(made);
    made.fill();
    finds_by_index(made);
    made.run("ANALYZE");
    finds_by_index(made);
}

TEST_CASE("rows of a value are found by its index: to be read, counted, changed and removed, and those of many values too") {
    const house made;
    const std::string search = "SEARCH Chore USING INDEX Chore_tenantId_authorId_idx (tenantId=? AND authorId=?)\n";
    CHECK(made.plan<chores<of_author>>() == search); // in the order of the key: the index ends with it
    CHECK(made.plan<chores<of_author, by_time>>() == search + "USE TEMP B-TREE FOR ORDER BY\n");
    CHECK(made.plan<chores<decltype(field<&Chore::authorId> == "ann" && field<&Chore::title> == "x")::shape>>() == search);
    const auto searches = [&](const std::string& plan) { return plan.ends_with(search.substr(search.find("INDEX"))); }; // which may cover what is asked
    CHECK(searches(made.plan<remove_many<first, Chore, of_author, no_order, false, 0>>()));
    CHECK(searches(made.plan<update_many<first, Chore, target_rows<of_author, no_order, false, 0>, assignment_shape<&Chore::title, change::set>>>()));
    // What reads a relation: the rows of many authors.
    const std::string of_authors = made.plan<chores<rows_shape<place_column<Chore, 2>>>>();
    INFO(of_authors);
    CHECK(of_authors.starts_with(search));
    CHECK(made.plan<select<first, User, verb::find_many, decltype(tenon::related<&Chore::authorId>.some(field<&Chore::done> == true))::shape, no_order, 1, 0>>().find(
              "SEARCH tenon_related USING INDEX Chore_tenantId_authorId_idx (tenantId=? AND authorId=?)") != std::string::npos);
}

TEST_CASE("a value that half of the rows may have does not keep the order asked for from being read from its index") {
    const house made;
    CHECK(made.plan<chores<undone, by_time>>() == "SEARCH Chore USING INDEX Chore_tenantId_madeAt_idx (tenantId=?)\n");
    CHECK(made.plan<chores<undone>>() == "SEARCH Chore USING INDEX Chore_tenantId_done_idx (tenantId=? AND done=?)\n");
}

TEST_CASE("what no index helps is read as it is without estimates") {
    const house made, bare;
    bare.run("DELETE FROM sqlite_stat1; ANALYZE sqlite_schema");
    REQUIRE(bare.plan<chores<of_author>>() == "SEARCH Chore USING PRIMARY KEY (tenantId=?)\n");
    const auto same = [&]<class... Statements>(std::type_identity<Statements>...) {
        (
            [&] {
                INFO(text_of<Statements>.view());
                CHECK(made.plan<Statements>() == bare.plan<Statements>());
            }(),
            ...);
    };
    same(std::type_identity<chores<no_condition>>{}, std::type_identity<select<first, Chore, verb::find_many, no_condition, no_order, 0, 0>>{},
         std::type_identity<chores<no_condition, by_time>>{}, std::type_identity<select_one<first, Chore, key_shape<Chore, 0>>>{},
         std::type_identity<select_one<first, Chore, key_shape<Chore, 4>>>{}, std::type_identity<select_count<first, Chore, no_condition, 0>>{},
         std::type_identity<select_count<first, Chore, of_author, 0>>{}, std::type_identity<chores<decltype(field<&Chore::title> == "x")::shape>>{},
         std::type_identity<chores<decltype(field<&Chore::madeAt> >= 5)::shape>>{}, std::type_identity<chores<decltype(field<&Chore::madeAt> >= 5)::shape, by_time>>{},
         std::type_identity<chores<rows_shape<place_column<Chore, 0>>>>{}, std::type_identity<remove_many<first, Chore, no_condition, no_order, false, 0>>{},
         std::type_identity<select<first_system, Chore, verb::find_many, of_author, no_order, 1, 0>>{}); // no tenant is skipped on a guess
}

TEST_CASE("a row that the database numbered is found by its number, and then has to be the tenant's") {
    CHECK(database_of<first>().plan(text_of<select_one<first, Ticket, key_shape<Ticket, 0>>>.view()) ==
          "SEARCH Ticket USING INTEGER PRIMARY KEY (rowid=?)\n");
}

TEST_CASE("a sort that an index gives is not sorted again") {
    const std::string plan =
        database_of<first>().plan(text_of<select<first, User, verb::find_many, no_condition, by_level, 3, 0>>.view());
    INFO(plan);
    CHECK(plan.find("TEMP B-TREE") == std::string::npos);
    CHECK(plan.find("User_tenantId_level_idx (tenantId=?)") != std::string::npos);
}

TEST_CASE("a limited change chooses its rows within the tenant too") {
    const std::string plan = database_of<first>().plan(
        text_of<remove_many<first, User, adult, by_level, true, 0>>.view());
    INFO(plan);
    CHECK(plan.find("SCAN User") == std::string::npos);
    const auto outer = plan.find("(tenantId=?");
    REQUIRE(outer != std::string::npos);
    CHECK(plan.find("(tenantId=?", outer + 1) != std::string::npos);
}

TEST_CASE("in Prisma's layout a point read goes by the key that Prisma made") {
    const std::string plan = database_of<prisma>().plan(text_of<select_one<prisma, User, key_shape<User, 0>>>.view());
    CHECK(plan == "SEARCH User USING INDEX sqlite_autoindex_User_1 (id=?)\n");
    CHECK(database_of<prisma>().plan(text_of<select_one<prisma, Event, key_shape<Event, 0>>>.view()).find("SCAN") ==
          std::string::npos);
}

} // namespace
} // namespace sample
