// How the server looks for words: by the index where it may, and else within the rows of the tenant.
#include <tenon/search.hpp>

#include "integration/postgres/support.hpp"

#include <vector>

using namespace postgres_tests;

namespace {

struct Post {
    std::string id;
    std::string tenantId;
    std::string body;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::body>);
};
using posts = tenon::schema<Post>;

} // namespace

TEST_CASE("words are looked for in the index, under row-level security where the server is told that this tells nothing", "[search]") {
    if (no_server()) return;
    tables<posts> place;
    std::string text;
    const auto db = place.open({.hooks = {.on_statement = [&](const auto& event) { text = event.text; }}});
    for (const std::string tenant : {"acme", "other"}) {
        std::vector<Post> rows;
        for (int i = 0; i < 3000; ++i) rows.push_back({.id = std::to_string(i), .body = i == 7 ? "a whale" : "ship " + std::to_string(i)});
        tenon::repository<Post>(db.tenant(tenant)).create_many(rows).value();
    }
    const auto owner = tenon::postgres::open<posts>(place.server.superuser()).value();
    ask(owner, "ANALYZE");

    const auto plan = [&](const auto& on) {
        CHECK(tenon::repository<Post>(on.tenant("acme")).count(tenon::where(tenon::search<&Post::body>("whale"))).value() == 1);
        const held connection(on.tenant("acme"));
        connection.ask("SELECT set_config('tenon.tenant_id', 'acme', false)");
        connection.ask("PREPARE search AS " + text);
        const std::string told = connection.ask("EXPLAIN (FORMAT JSON) EXECUTE search('acme', '''xwhale'':A')");
        connection.ask("DEALLOCATE search");
        return told;
    };
    const auto uses = [](const std::string& told, const char* part) { return told.find(part) != told.npos; };
    const std::string of_owner = plan(owner); // whom no policy binds
    INFO(of_owner);
    CHECK(uses(of_owner, "Post_tenon_search_idx"));
    const std::string guarded = plan(db);
    INFO(guarded);
    CHECK_FALSE(uses(guarded, "Post_tenon_search_idx"));
    CHECK(uses(guarded, "Post_pkey"));

    ask(owner, "ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF");
    const std::string trusted = plan(db);
    INFO(trusted);
    CHECK(uses(trusted, "Post_tenon_search_idx"));
}

TEST_CASE("a text of more words than the server keeps is refused", "[search]") {
    if (no_server()) return;
    tables<posts> place;
    const auto db = place.open({});
    std::string words;
    for (int i = 0; i < 150'000; ++i) words += " word" + std::to_string(i);
    const auto rows = tenon::repository<Post>(db.tenant("acme"));
    const auto refused = rows.create({.body = words});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == tenon::errc::too_long);
    CHECK(rows.count().value() == 0);
}
