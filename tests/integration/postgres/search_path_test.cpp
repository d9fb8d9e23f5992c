// A hostile search_path: a schema before all others, with functions, types, collations and an operator of the server's names and tables
// of the models' names. Whoever calls one of the functions is told so by an error.
#include "integration/postgres/support.hpp"

#include <algorithm>
#include <vector>

using namespace postgres_tests;

namespace {

struct Shelf {
    std::string id;
    std::optional<std::string> tenantId;
    std::string title;
};
struct Box {
    std::int64_t id = 0;
    std::string tenantId;
    std::optional<std::string> shelfId;
    std::string label;
    tenon::json content;
    double weight = 0;
    static constexpr auto tenon_model = tenon::table(
        tenon::generated<&Box::id>(tenon::autoincrement), tenon::unique<&Box::label>,
        tenon::index<&Box::label>(tenon::where(tenon::field<&Box::label>.starts_with("x"))),
        tenon::references<&Box::shelfId, &Shelf::id>(tenon::on_delete::set_null));
};
struct Item {
    std::string id;
    std::int64_t boxId = 0;
    std::string name;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Item::boxId>, tenon::references<&Item::boxId, &Box::id>(tenon::on_delete::cascade));
};

} // namespace

template <>
inline constexpr auto tenon::model<Shelf> = tenon::table();

namespace {

using store = tenon::schema<Shelf, Box, Item>;

/// Everything of the server that statements, policies and triggers name.
constexpr const char* decoys = R"(
CREATE SCHEMA evil AUTHORIZATION tenon_owner;
GRANT USAGE ON SCHEMA evil TO PUBLIC;
DO $$ DECLARE f record; BEGIN
    FOR f IN SELECT proname, pg_get_function_identity_arguments(oid) AS arguments, pg_get_function_result(oid) AS result
        FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND proname IN (
            'lower', 'strpos', 'starts_with', 'reverse', 'regexp_replace', 'set_config', 'current_setting', 'hashtextextended',
            'pg_advisory_xact_lock', 'pg_advisory_xact_lock_shared', 'setval', 'pg_sequence_last_value', 'pg_get_serial_sequence')
    LOOP
        EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', f.proname, f.arguments, f.result,
                       'BEGIN RAISE EXCEPTION ''hijacked''; END');
    END LOOP;
END $$;
CREATE FUNCTION evil.concat_ws(text, VARIADIC text[]) RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''hijacked''; END';
CREATE FUNCTION evil.counted(bigint) RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''hijacked''; END';
CREATE AGGREGATE evil.count(*) (SFUNC = evil.counted, STYPE = bigint, INITCOND = '0');
CREATE FUNCTION evil.same(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR evil.= (FUNCTION = evil.same, LEFTARG = text, RIGHTARG = text);
CREATE TABLE evil."Shelf" (id int); CREATE TABLE evil."Box" (id int); CREATE TABLE evil."Item" (id int);
CREATE COLLATION evil."C" (PROVIDER = icu, LOCALE = 'und', DETERMINISTIC = false);
CREATE COLLATION evil."und-x-icu" (PROVIDER = icu, LOCALE = 'und', DETERMINISTIC = false);
CREATE DOMAIN evil.text AS int; CREATE DOMAIN evil.json AS int; CREATE DOMAIN evil.float8 AS int;
)";

std::string with_path(const std::string& to, const std::string& path) { return to + " options='-csearch_path=" + path + "'"; }

void check_all_verbs(const tenon::postgres::database<store>& db) {
    const auto own = [](auto result) {
        if (!result) FAIL(to_string(result.error()) + " " + result.error().server_text);
        return std::move(*result);
    };
    using tenon::field;
    const tenon::json content = *tenon::json::parse("{\"a\": 1}");
    for (const char* tenant : {"acme", "zope"}) {
        const auto scope = db.tenant(tenant);
        const auto shelves = tenon::repository<Shelf>(scope);
        const auto boxes = tenon::repository<Box>(scope);
        const auto items = tenon::repository<Item>(scope);
        const auto shelf = own(shelves.create({.title = "Own"})); // its policy lets it, by the server's own functions
        const auto box = own(boxes.create({.shelfId = shelf.id, .label = "xÄ1", .content = content, .weight = 1}));
        own(boxes.create({.id = 70, .label = "given"}));
        CHECK(own(boxes.create({.label = "counted"})).id > 70);
        CHECK(code_of(boxes.create({.shelfId = "none", .label = "lost"})) == tenon::errc::foreign_key_violation); // a trigger's
        own(items.create({.boxId = box.id, .name = "thing"}));
        const std::vector<Box> many{{.shelfId = shelf.id, .label = "m1"}, {.label = "m2"}};
        own(boxes.create_many(many));
        const auto found = [&](auto condition) { return own(boxes.count(tenon::where(condition))); };
        CHECK(found(field<&Box::label>.contains("Ä")) == 1);
        CHECK(found(field<&Box::label>.starts_with("x")) == 1);
        CHECK(found(field<&Box::label>.ends_with("1")) == 2);
        CHECK(found(field<&Box::label>.like("m_\\")) == 0);
        CHECK(found(field<&Box::label>.starts_with("XÄ", tenon::ignore_case)) == 1);
        CHECK(found(field<&Box::label>.in({"m1", "m2"})) == 2);
        CHECK(found(field<&Box::content> == content) == 1);
        CHECK(own(boxes.page(tenon::take(2), tenon::skip(1))).total == 5);
        CHECK(own(boxes.update(box.id, tenon::increment<&Box::weight>(0.5))).weight == 1.5);
        CHECK(own(boxes.upsert({.label = "m1"}, tenon::on_conflict<&Box::label>, tenon::set<&Box::weight>(3.0))).weight == 3);
        CHECK(own(boxes.update_many(tenon::where(field<&Box::label>.starts_with("m")), tenon::set<&Box::weight>(1.0))) == 2);
        own(shelves.remove(shelf.id)); // and a trigger sets what refers to it to NULL
        CHECK(!own(boxes.get(box.id)).shelfId);
        CHECK(own(items.count()) == 1);
    }
    CHECK(own(tenon::repository<Box>(db.system("look")).count()) == 10);
    own(tenon::repository<Box>(db.tenant("acme")).remove_many(tenon::all_rows));
    CHECK(own(tenon::repository<Item>(db.system("look")).count()) == 1);
}

} // namespace

TEST_CASE("functions, types and tables are the server's and the models', whatever schema comes before") {
    if (no_server()) return;
    const support::postgres_database server;
    support::postgres_session superuser(server.superuser());
    superuser(decoys);
    const std::string hostile = "evil,pg_catalog,public";
    tenon::postgres::open<store>(with_path(server.owner(), hostile), {.application_role = "tenon_app"}).value().create_tables().value();
    superuser("DROP OPERATOR evil.= (text, text)"); // refused, if a policy, a CHECK or an index were made of it
    check_all_verbs(tenon::postgres::open<store>(with_path(server.as("tenon_app"), hostile)).value());
    CHECK(superuser("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'evil' AND n_tup_ins > 0").empty());
}

TEST_CASE("temporary tables named like models and types stand in nobody's way") {
    if (no_server()) return;
    const tables<store> made;
    const auto db = made.open({.connections = 1});
    ask(db, "CREATE TEMPORARY TABLE \"Box\" (id int); CREATE TEMPORARY TABLE \"Shelf\" (id int); "
            "CREATE TEMPORARY TABLE text (id int); CREATE TEMPORARY TABLE float8 (id int); CREATE TEMPORARY TABLE json (id int)");
    check_all_verbs(db);
    const auto owner = tenon::postgres::open<app>(made.server.owner(), {.connections = 1}).value();
    ask(owner, "CREATE TEMPORARY TABLE text (id int); CREATE TEMPORARY TABLE \"Account\" (id int)");
    owner.create_tables().value();
}

TEST_CASE("doctor() tells of operators that come before the server's own") {
    if (no_server()) return;
    const tables<> made;
    support::postgres_session{made.server.superuser()}("CREATE SCHEMA evil AUTHORIZATION tenon_owner; GRANT USAGE ON SCHEMA evil TO PUBLIC");
    const auto found = [&](const std::string& path) {
        const auto db = tenon::postgres::open<app>(with_path(made.url(), path), {.connections = 1}).value();
        ask(db, "CREATE TEMPORARY TABLE comes_first (id int)"); // where relations are looked for, and no operators
        const auto findings = tenon::postgres::doctor(db).value();
        std::vector<std::string> texts;
        for (const auto& each : findings)
            if (each.kind == tenon::postgres::finding_kind::search_path) texts.push_back(each.text);
        return texts;
    };
    CHECK(found("evil,public").empty());
    CHECK(found("pg_catalog,evil").empty());
    const auto told = found("evil,pg_catalog");
    REQUIRE(told.size() == 1);
    CHECK(told[0].find("schema evil") != std::string::npos);
}
