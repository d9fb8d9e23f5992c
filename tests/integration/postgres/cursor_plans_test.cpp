// What the server does for rows behind a cursor, under row-level security and with a plan for any values: it reads no more rows
// than are asked for, wherever the cursor is.
#include "integration/postgres/support.hpp"

#include <cstdlib>
#include <vector>

using namespace postgres_tests;
using tenon::asc;
using tenon::desc;
using tenon::order_by;

namespace {

struct Score {
    std::string id;
    std::string tenantId;
    std::optional<int> rank;
    std::string title;
    static constexpr auto tenon_model =
        tenon::table(tenon::index<&Score::rank, &Score::id>, tenon::index<&Score::title, tenon::desc<&Score::id>>);
};
using scores = tenon::schema<Score>;

std::string number(int i) {
    const std::string digits = std::to_string(i);
    return std::string(5 - digits.size(), '0') + digits;
}

/// Everything behind a word in a plan of JSON, as far as the line's end.
std::vector<std::string> all(const std::string& plan, const std::string& word) {
    std::vector<std::string> found;
    for (auto at = plan.find(word); at != std::string::npos; at = plan.find(word, at + 1)) {
        const auto begin = at + word.size();
        found.push_back(plan.substr(begin, plan.find_first_of(",\n", begin) - begin));
    }
    return found;
}

} // namespace

TEST_CASE("the server reads no more rows behind a cursor than are asked for") {
    if (no_server()) return;
    tables<scores> place;
    std::string text;
    const auto db = place.open({.hooks = {.on_statement = [&](const auto& event) { text = event.text; }}});
    for (const std::string tenant : {"acme", "other"}) {
        std::vector<Score> rows;
        for (int i = 0; i < 4000; ++i)
            rows.push_back({.id = number(i),
                            .rank = i % 3 != 0 ? std::optional(i) : std::nullopt,
                            .title = "title " + std::to_string(i / 500)});
        tenon::repository<Score>(db.tenant(tenant)).create_many(rows).value();
    }
    const auto owner = tenon::postgres::open<scores>(place.server.superuser()).value();
    ask(owner, "ANALYZE");

    const auto rows = tenon::repository<Score>(db.tenant("acme"));
    const auto require_few = [&](auto order, const Score& at, const std::string& values, int ranges, const char* condition) {
        const auto found = rows.find_many(order, tenon::take(10), tenon::after(rows.cursor_of(at, order).value())).value();
        REQUIRE(found.size() == 10);
        const held connection(db.tenant("acme"));
        connection.ask("SELECT set_config('tenon.tenant_id', 'acme', false)");
        connection.ask("SET plan_cache_mode = force_generic_plan");
        connection.ask("PREPARE page AS " + text);
        const std::string plan =
            connection.ask("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE page('acme', " + values + ", 10)");
        connection.ask("DEALLOCATE page");
        INFO(text << '\n' << plan);
        CHECK(plan.find("Seq Scan") == std::string::npos);
        CHECK(plan.find(condition) != std::string::npos);
        const auto read = all(plan, "\"Actual Rows\": ");
        CHECK_FALSE(read.empty());
        for (const std::string& count : read) CHECK(std::atof(count.c_str()) <= 10 * ranges);
        for (const std::string& removed : all(plan, "\"Rows Removed by Filter\": ")) CHECK(removed == "0");
    };
    require_few(order_by(asc<&Score::id>), {.id = number(3900)}, "'03900'", 1, "id > $2");
    require_few(order_by(asc<&Score::rank>), {.id = number(3901), .rank = 3901}, "3901, '03901'", 1, "ROW(rank, id) > ROW($2, $3)");
    require_few(order_by(asc<&Score::rank>), {.id = number(3900)}, "'03900'", 2, "rank IS NOT NULL");
    require_few(order_by(desc<&Score::rank>), {.id = number(40), .rank = 40}, "40, '00040'", 2, "ROW(rank, id) < ROW($2, $3)");
    require_few(order_by(desc<&Score::rank>), {.id = number(300)}, "'00300'", 1, "rank IS NULL");
    require_few(order_by(asc<&Score::title>, desc<&Score::id>), {.id = number(3700), .title = "title 7"}, "'title 7', '03700'", 2,
                "title > $2");
}
