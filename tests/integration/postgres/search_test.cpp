// How the server looks for words: by the index where it may, and else within the rows of the tenant.
#include <tenon/search.hpp>

#include "integration/postgres/support.hpp"

#include <vector>

using namespace postgres_tests;

namespace {

struct Story {
    std::string id;
    std::string tenantId;
    std::string body;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Story::body>);
};
using stories = tenon::schema<Story>;

} // namespace

TEST_CASE("words are looked for in the index, under row-level security where the server is told that this tells nothing", "[search]") {
    if (no_server()) return;
    tables<stories> place;
    std::string text;
    const auto db = place.open({.hooks = {.on_statement = [&](const auto& event) {
                              if (event.verb == tenon::verb::count) text = event.text;
                          }}});
    for (const std::string tenant : {"acme", "other"}) {
        std::vector<Story> rows;
        for (int i = 0; i < 3000; ++i) rows.push_back({.id = std::to_string(i), .body = i == 7 ? "a whale" : "ship " + std::to_string(i)});
        tenon::repository<Story>(db.tenant(tenant)).create_many(rows).value();
    }
    const auto owner = tenon::postgres::open<stories>(place.server.superuser()).value();
    ask(owner, "ANALYZE");

    CHECK(tenon::repository<Story>(db.tenant("acme")).count(tenon::where(tenon::matches<&Story::body>("whale"))).value() == 1);

    const auto plan = [&](const auto& on) {
        const held connection(on.tenant("acme"));
        connection.ask("SELECT set_config('tenon.tenant_id', 'acme', false)");
        connection.ask("SET enable_seqscan = off"); // of what it may do, not of what it likes for so few rows
        connection.ask("PREPARE search AS " + text);
        const std::string told = connection.ask("EXPLAIN (FORMAT JSON) EXECUTE search('acme', '''xwhale'':A')");
        connection.ask("DEALLOCATE search");
        return told;
    };
    const auto uses = [](const std::string& told, const char* part) { return told.find(part) != told.npos; };
    const std::string of_owner = plan(owner); // whom no policy binds
    INFO(of_owner);
    CHECK(uses(of_owner, "Story_tenon_search_idx"));
    const std::string guarded = plan(db);
    INFO(guarded);
    CHECK_FALSE(uses(guarded, "Story_tenon_search_idx"));
    CHECK(uses(guarded, "Story_pkey"));

    ask(owner, R"(
ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF
)");
    const std::string trusted = plan(db);
    INFO(trusted);
    CHECK(uses(trusted, "Story_tenon_search_idx"));
}

TEST_CASE("a text of more words than the server keeps is refused", "[search]") {
    if (no_server()) return;
    tables<stories> place;
    const auto db = place.open({});
    std::string words;
    for (int i = 0; i < 150'000; ++i) words += " word" + std::to_string(i);
    const auto rows = tenon::repository<Story>(db.tenant("acme"));
    const auto refused = rows.create({.body = words});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == tenon::errc::too_long);
    CHECK(rows.count().value() == 0);
}
