// A cluster of Citus, as far as PostgreSQL itself can stand for it: what is sent, and that it does the same there. Functions
// of Citus are made by the tests; settings with a point in their names are taken by every server.
#include <tenon/migration.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "integration/postgres/support.hpp"
#include "support/gate.hpp"
#include "support/migrations.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;
using tenon::field;
using tenon::result;
using tenon::set;
using tenon::where;
using tenon::postgres::prepare_mode;
using tenon::postgres::detail::write_set_local;

namespace {

using strings = std::vector<std::string>;

struct Firm {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Firm::id>, tenon::unique<&Firm::name>);
};
struct Person {
    std::string id;
    std::string tenantId;
    std::string email;
    std::uint16_t level = 0;
    double share = 0;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Person::email>);
};
struct Visit {
    std::string id;
    std::string personId;
    std::string page;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Visit::personId>, tenon::references<&Visit::personId, &Person::id>(tenon::on_delete::cascade));
};
struct Log {
    std::int64_t id = 0;
    std::string visitId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Log::visitId>, tenon::generated<&Log::id>(tenon::autoincrement),
                     tenon::references<&Log::visitId, &Visit::id>(tenon::on_delete::cascade));
};
struct Nation {
    std::string code;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::primary_key<&Nation::code>);
};
struct Payer {
    std::string id;
    int mostFiles = 0;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Payer::id>);
};
struct Limited {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Payer::mostFiles>);
};
using firms = tenon::schema<Firm, Person, Visit, Log, Nation>;
using firms_database = tenon::postgres::database<firms>;

/// Notes who is distributed how, and refuses what Citus refuses: a table that has references already.
const char* const functions_of_citus = R"(
CREATE TABLE placed (place bigserial, name text, by text, beside text);
CREATE FUNCTION place(what regclass, by text, beside text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('citus.multi_shard_modify_mode') <> 'sequential' THEN RAISE 'not in turn'; END IF;
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND what IN (conrelid, confrelid)) THEN RAISE 'too late'; END IF;
    IF beside <> 'none' THEN PERFORM beside::regclass; END IF;
    INSERT INTO public.placed (name, by, beside) VALUES (what::text, by, beside);
END $$;
)";
/// These are where Citus has them, which needs a superuser, and stay there for later tests on the same database.
const char* const catalog_of_citus = R"(
CREATE OR REPLACE FUNCTION pg_catalog.create_reference_table(regclass) RETURNS void LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.place($1, '', 'none'); END $$;
CREATE OR REPLACE FUNCTION pg_catalog.create_distributed_table(what regclass, by text, colocate_with text) RETURNS void LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.place($1, $2, $3); END $$;
)";

/// A coordinator with tables of the owner's.
struct cluster {
    cluster() {
        owner(functions_of_citus);
        support::postgres_session{server.superuser()}(catalog_of_citus);
        tenon::postgres::open<firms>(server.owner(), {.application_role = "tenon_app", .distribute = true}).value().create_tables().value();
    }
    std::string url() const { return server.as("tenon_app"); }

    support::postgres_database server;
    support::postgres_session owner{server.owner()};
};

options distributed(options how = {}) {
    how.distribute = true;
    how.connections = 1;
    return how;
}

/// A database of the application's, on one connection, behind a gate.
struct counted {
    explicit counted(options how = {})
        : db(tenon::postgres::open<firms>(gate.through(place.url()), distributed(std::move(how))).value()) {
        for (const char* id : {"acme", "globex"})
            tenon::repository<Firm>(db.system("begin")).create({.id = id, .name = id}).value();
    }
    template <class Work> int operator()(Work work) const {
        const int before = gate.round_trips();
        work();
        return gate.round_trips() - before;
    }
    auto people(std::string_view tenant = "acme") const { return tenon::repository<Person>(db.tenant(tenant)); }
    auto visits(std::string_view tenant = "acme") const { return tenon::repository<Visit>(db.tenant(tenant)); }

    /// What every failure must leave: a connection outside of any transaction, that knows no tenant, and works.
    void require_working() const {
        CHECK(ask(db, "SELECT coalesce(current_setting('tenon.tenant_id', true), '') || current_setting('tenon.system', true)") == "");
        CHECK(held(db.system("look")).ask("SELECT now() = statement_timestamp()") == "t"); // no block is open
        const auto made = people("globex").create({.email = "ok@after.test"});
        if (!made) FAIL(to_string(made.error()) + made.error().server_text);
        CHECK(people("globex").remove(made->id));
        CHECK(gate.connections() == 1);
    }

    cluster place;
    support::gate gate;
    firms_database db;
};

/// The texts that a connection sends while some work is done, in order. `run` is a prepared statement, `!` the
/// end of a pipeline.
template <class Database, class Work> strings sent_by(const Database& db, Work work) {
    PGconn* const handle = held(db.system("look")).handle(); // there is but one
    std::FILE* const file = std::tmpfile();
    PQtrace(handle, file);
    PQsetTraceFlags(handle, PQTRACE_SUPPRESS_TIMESTAMPS);
    work();
    PQuntrace(handle);
    std::rewind(file);
    strings sent;
    char line[4096]; // direction, length, message, and its fields: names and texts in quotes
    while (std::fgets(line, sizeof line, file) != nullptr) {
        const std::string_view text(line);
        const auto is = [&](const char* message) { return text.starts_with("F\t") && text.find(message) != text.npos; };
        const auto behind = [&](std::string_view beginning) { // to the last quote
            const std::size_t begin = text.find(beginning) + beginning.size();
            return std::string(text.substr(begin, text.rfind('"') - begin));
        };
        if (is("\tParse\t \"tenon_")) sent.push_back("prepare");
        else if (is("\tParse\t \"\" ")) sent.push_back(behind("\t \"\" \""));
        else if (is("\tBind\t") && is(" \"tenon_")) sent.push_back("run");
        else if (is("\tQuery\t")) sent.push_back(behind("\t \""));
        else if (is("\tSync")) sent.push_back("!");
    }
    std::fclose(file);
    return sent;
}

} // namespace

TEST_CASE("SET LOCAL quotes its value so that it comes back as it is") {
    const auto made = [](std::string_view value) {
        std::string text = "what was there before";
        write_set_local(text, "tenon.tenant_id", value);
        return text;
    };
    CHECK(made("acme") == "SET LOCAL tenon.tenant_id TO 'acme'");
    CHECK(made("") == "SET LOCAL tenon.tenant_id TO ''");
    CHECK(made("o'hara") == "SET LOCAL tenon.tenant_id TO 'o''hara'");
    CHECK(made("a\\b'c\\") == "SET LOCAL tenon.tenant_id TO E'a\\\\b''c\\\\'");
    CHECK(made("\\'; DROP TABLE x; --") == "SET LOCAL tenon.tenant_id TO E'\\\\''; DROP TABLE x; --'");
}

TEST_CASE("create_tables distributes what it has made, before any reference, and goes on behind the rows that come back") {
    if (no_server()) return;
    cluster place;
    CHECK(place.owner("SELECT string_agg(concat_ws('/', name, by, beside), ' ' ORDER BY place) FROM placed") ==
          "public.\"Firm\"//none public.\"Nation\"//none public.\"Person\"/tenantId/none "
          "public.\"Visit\"/tenantId/\"public\".\"Person\" public.\"Log\"/tenantId/\"public\".\"Person\"");
    CHECK(place.owner("SELECT count(*) FROM pg_constraint WHERE contype = 'f'") == "5");
    CHECK(place.owner("SELECT count(*) FROM pg_policy") == "6");
    CHECK(place.owner("SELECT current_setting('citus.multi_shard_modify_mode', true)") == "");
}

TEST_CASE("a migration distributes the tables that it makes, beside those that are there and before any reference") {
    if (no_server()) return;
    cluster place;
    for (const char* table : {"Log", "Nation"}) place.owner("DROP TABLE \"" + std::string(table) + "\"");
    place.owner("TRUNCATE placed");
    const auto db = tenon::postgres::open<firms>(place.server.owner(), {.application_role = "tenon_app", .distribute = true}).value();
    const auto system = db.system("migrate");
    const auto wanted = tenon::migration::spelled(system, tenon::migration::snapshot_of(db)).value();
    const auto plan = tenon::migration::make_plan(tenon::migration::introspect(system, {"placed"}).value(), wanted).value();
    tenon::migration::apply(system, plan).value();
    CHECK(place.owner("SELECT string_agg(concat_ws('/', name, by, beside), ' ' ORDER BY place) FROM placed") ==
          "public.\"Nation\"//none public.\"Log\"/tenantId/\"public\".\"Person\"");
    CHECK(place.owner("SELECT count(*) FROM pg_constraint WHERE contype = 'f'") == "5");
    CHECK(tenon::migration::diff(tenon::migration::introspect(system, {"placed"}).value(), wanted).changes.empty());
}

TEST_CASE("what Citus cannot have is refused before anything is sent, and nothing is made") {
    if (no_server()) return;
    const support::postgres_database server;
    const support::gate gate;
    using prisma = tenon::schema<tenon::layout::prisma, Account, Post>;
    const auto db = tenon::postgres::open<prisma>(gate.through(server.owner()), {.distribute = true}).value();
    const int before = gate.round_trips();
    const auto refused = db.create_tables();
    REQUIRE(code_of(refused) == errc::unsupported);
    CHECK(refused.error().model == "Account");
    CHECK(gate.round_trips() == before);
    CHECK(ask(db, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "0");
}

TEST_CASE("what Citus cannot have is refused by migrations as create_tables() refuses it, and nothing is made") {
    if (no_server()) return;
    namespace migration = tenon::migration;
    const support::postgres_database server;
    const auto db = tenon::postgres::open<tenon::schema<Payer, Limited>>(server.owner(), {.distribute = true}).value();
    const auto refused = db.create_tables();
    REQUIRE(code_of(refused) == errc::unsupported);
    const auto is_refused = [&](const auto& done) {
        REQUIRE(code_of(done) == errc::unsupported);
        CHECK(done.error().message == refused.error().message);
        CHECK(done.error().model == "Limited");
    };
    const auto wanted = migration::snapshot_of(db);
    const auto there = migration::introspect(db.system("compare")).value();
    is_refused(migration::make_plan(there, wanted));
    is_refused(migration::spelled(db.system("compare"), wanted));
    support::migrations folder;
    const migration::options how{.folder = folder.path()};
    is_refused(migration::plan_dev(db, {.title = "first"}, how));
    migration::schemas on(db, "", how);
    is_refused(migration::compare(on, migration::side::database, migration::side::models));
    is_refused(migration::push(on, {}));
    CHECK(ask(db, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "0");
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a statement outside a transaction travels between BEGIN and COMMIT, behind what says for whom it is") {
    if (no_server()) return;
    counted trips;
    trips.people().count().value(); // prepared from now on
    const std::string propagate = "SET LOCAL citus.propagate_set_commands TO 'local'";
    CHECK(sent_by(trips.db, [&] { trips.people().count().value(); }) ==
          strings{"BEGIN", propagate, "SET LOCAL tenon.tenant_id TO 'acme'", "SET LOCAL tenon.system TO ''", "run", "COMMIT", "!"});
    const auto all = tenon::repository<Person>(trips.db.system("it's a count"));
    all.count().value();
    CHECK(sent_by(trips.db, [&] { all.count().value(); }) == strings{"BEGIN", propagate, "SET LOCAL tenon.tenant_id TO ''",
                                                                      "SET LOCAL tenon.system TO 'it''s a count'", "run", "COMMIT", "!"});
    CHECK(sent_by(trips.db, [&] { trips.people().exists("first time").value(); }) ==
          strings{"BEGIN", propagate, "SET LOCAL tenon.tenant_id TO 'acme'", "SET LOCAL tenon.system TO ''", "prepare", "run", "COMMIT", "!"});
    const counted patient({.statement_timeout = 5s});
    patient.people().count().value();
    CHECK(sent_by(patient.db, [&] { patient.people().count().value(); }) ==
          strings{"BEGIN", propagate, "SET LOCAL tenon.tenant_id TO 'acme'", "SET LOCAL tenon.system TO ''",
                  "SET LOCAL statement_timeout TO '5000'", "run", "COMMIT", "!"});
}

TEST_CASE("inside a transaction it is said once, again when the tenant changes, and in front of savepoints") {
    if (no_server()) return;
    counted trips;
    const auto prepare_all = [&] {
        trips.people().count().value();
        trips.people().update_many(tenon::all_rows, set<&Person::level>(1)).value();
    };
    prepare_all();
    const std::string propagate = "SET LOCAL citus.propagate_set_commands TO 'local'";
    const std::string acme = "SET LOCAL tenon.tenant_id TO 'acme'", globex = "SET LOCAL tenon.tenant_id TO 'globex'";
    const std::string none = "SET LOCAL tenon.system TO ''", save = "SAVEPOINT tenon_statement", release = "RELEASE tenon_statement";
    const auto sent = sent_by(trips.db, [&] {
        trips.db.system("both")
            .transaction([&](auto& tx) {
                const auto first = tenon::repository<Person>(tx.tenant("acme")), second = tenon::repository<Person>(tx.tenant("globex"));
                first.update_many(tenon::all_rows, set<&Person::level>(1)).value();
                first.count().value();
                second.count().value();
                second.update_many(tenon::all_rows, set<&Person::level>(1)).value();
                tx.transaction([&](auto& inner) { tenon::repository<Person>(inner.tenant("globex")).count().value(); }).value();
                second.count().value();
            })
            .value();
    });
    CHECK(sent == strings{"BEGIN",                                                 //
                          propagate, acme, none, save, "run", release, "!",        //
                          "run", "!",                                              //
                          globex, "run", "!",                                      //
                          save, "run", release, "!",                               //
                          "SAVEPOINT tenon_1", propagate, globex, none, "run", "!", //
                          "RELEASE tenon_1", propagate, globex, none, "run", "!",  //
                          "COMMIT"});
}

TEST_CASE("each verb outside a transaction is one round trip on a cluster too") {
    if (no_server()) return;
    for (const auto mode : {prepare_mode::named, prepare_mode::unnamed, prepare_mode::off}) {
        counted trips({.prepare = mode, .statement_timeout = 10s});
        const auto people = trips.people();
        const auto one = [&](const char* verb, auto run) {
            for (int i = 0; i < 2; ++i) {
                INFO(verb << ", run " << i + 1 << ", prepare_mode " << static_cast<int>(mode));
                CHECK(trips([&] {
                          const auto done = run(std::to_string(i));
                          if (!done) FAIL(to_string(done.error()) + done.error().server_text);
                      }) == 1);
            }
        };
        one("create", [&](const std::string& id) { return people.create({.id = id, .email = id}); });
        one("get", [&](const std::string& id) { return people.get(id); });
        one("find_unique of none", [&](const std::string&) { return people.find_unique("none"); });
        one("find_first", [&](const std::string&) { return people.find_first(where(field<&Person::level> == 0)); });
        one("find_many", [&](const std::string&) { return people.find_many(tenon::take(10)); });
        one("count", [&](const std::string&) { return people.count(); });
        one("exists", [&](const std::string& id) { return people.exists(id); });
        one("update", [&](const std::string& id) { return people.update(id, set<&Person::level>(3)); });
        one("update_many", [&](const std::string&) { return people.update_many(tenon::all_rows, set<&Person::level>(2)); });
        one("upsert", [&](const std::string&) {
            return people.upsert({.email = "new"}, tenon::on_conflict<&Person::email>, set<&Person::level>(4));
        });
        one("create of a number", [&](const std::string& id) { return trips.visits().create({.id = id, .personId = id, .page = "p"}); });
        one("remove", [&](const std::string& id) { return people.remove(id); });
        one("remove_many", [&](const std::string&) { return people.remove_many(where(field<&Person::level> == 9)); });
        CHECK(trips([&] { people.create_many({{.email = "1"}, {.email = "2"}, {.email = "3"}}).value(); }) == 1);
        CHECK(people.count().value() == 4);
        trips.require_working();
    }
}

TEST_CASE("on a cluster each tenant sees its own rows, and row-level security sees to it besides") {
    if (no_server()) return;
    counted trips;
    const auto ann = trips.people().create({.id = "1", .email = "ann"}).value();
    trips.people("globex").create({.id = "1", .email = "ann"}).value();
    trips.visits().create({.id = "v", .personId = "1", .page = "home"}).value();
    const auto log = tenon::repository<Log>(trips.db.tenant("acme"));
    CHECK(log.create({.visitId = "v"}).value().id == 1);
    CHECK(log.create({.id = 7, .visitId = "v"}).value().id == 7);
    CHECK(log.create({.visitId = "v"}).value().id == 8);
    CHECK(trips.people().find_many().value().size() == 1);
    CHECK(trips.people("globex").get("1").value().tenantId == "globex");
    CHECK(trips.visits("globex").count().value() == 0);
    CHECK(tenon::repository<Person>(trips.db.system("all")).count().value() == 2);
    CHECK(code_of(tenon::repository<Person>(trips.db.tenant("nobody")).create({.email = "x"})) == errc::foreign_key_violation);
    // The same connection by hand, without any tenant.
    CHECK(ask(trips.db, "SELECT count(*) FROM \"Person\"") == "0");
    CHECK(ask(trips.db, "SELECT count(*) FROM \"Firm\"") == "0");
}

TEST_CASE("every valid tenant id reaches a cluster as it is, whatever its characters") {
    if (no_server()) return;
    const cluster place;
    for (const char* conforming : {"on", "off"}) {
        const auto db = tenon::postgres::open<firms>(place.url() + " options='-c standard_conforming_strings=" + conforming + "'", distributed()).value();
        const strings ids{"'",      "''",     "\\",       "\\\\",    "a\\",  "\\'",  "'; DROP TABLE \"Person\"; --", "$1",
                          "$$",     "\"",     "a\nb",     "\t",      " ",    "%s",   "\\n",                          "E'x'",
                          "\\x41",  "\x01\x7f", "schön 🦊", "\\u0041", "/* ", "--x",  std::string(500, '\''),         std::string(300, '\\')};
        for (const std::string& id : ids) {
            INFO(id);
            const std::string firm = id + conforming;
            tenon::repository<Firm>(db.system(id)).create({.id = firm, .name = firm}).value();
            const auto people = tenon::repository<Person>(db.tenant(firm));
            REQUIRE(people.create({.id = "1", .email = "e"}).value().tenantId == firm);
            REQUIRE(people.count().value() == 1);
            REQUIRE(tenon::repository<Firm>(db.tenant(firm)).find_many().value().at(0).id == firm);
            REQUIRE(db.tenant(firm)
                        .transaction([](auto& tx) { return tenon::repository<Person>(tx).get("1").value().email; })
                        .value() == "e");
        }
        CHECK(tenon::repository<Person>(db.system("'\\")).count(where(field<&Person::email> == "e")).value() >=
              static_cast<std::int64_t>(ids.size()));
    }
}

TEST_CASE("a refused statement leaves no transaction behind: it is rolled back at once, which is one round trip more") {
    if (no_server()) return;
    for (const auto mode : {prepare_mode::named, prepare_mode::unnamed, prepare_mode::off}) {
        counted trips({.prepare = mode});
        const auto people = trips.people();
        people.create({.id = "1", .email = "ann"}).value();
        CHECK(trips([&] {
                  const auto again = people.create({.email = "ann"});
                  REQUIRE(code_of(again) == errc::unique_violation);
                  CHECK(again.error().fields == strings{"email"});
              }) == 2);
        trips.require_working();
        CHECK(code_of(people.update_many(tenon::all_rows, tenon::increment<&Person::level>(70000))) == errc::out_of_range);
        trips.require_working();
        CHECK(code_of(trips.visits().create({.personId = "none", .page = "p"})) == errc::foreign_key_violation);
        trips.require_working();
        CHECK(people.count().value() == 1);
    }
}

TEST_CASE("what fails at the COMMIT of a statement's own transaction is the statement's error") {
    if (no_server()) return;
    counted trips;
    trips.place.owner(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no' USING ERRCODE = '23514'; END $$; "
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON \"Person\" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "WHEN (NEW.email = 'late') EXECUTE FUNCTION refuse()");
    CHECK(code_of(trips.people().create({.email = "late"})) == errc::check_violation);
    CHECK(trips.people().count().value() == 0);
    trips.require_working();
}

TEST_CASE("a lost answer to a statement's own COMMIT is commit_unknown for a write; a read runs again") {
    if (no_server()) return;
    counted trips;
    trips.gate.drop_answer_to("COMMIT");
    const auto unknown = trips.people().create({.id = "1", .email = "ann"});
    CHECK(code_of(unknown) == errc::commit_unknown);
    CHECK(eventually([&] { return trips.people().exists("1").value(); })); // here it did happen
    trips.gate.drop_answer_to("COMMIT");
    CHECK(trips.people().get("1").value().email == "ann");
    CHECK(trips.gate.cuts_left() == 0);
    trips.gate.drop_answer_to("ROLLBACK");
    CHECK_FALSE(trips.people().create({.email = "ann"}));
    CHECK(trips.people().create({.email = "bob"}));
}

TEST_CASE("a server that ends while a statement waits for it lets the next one run") {
    if (no_server()) return;
    counted trips;
    trips.people().count().value();
    const std::string pid = std::to_string(held(trips.db.system("look")).pid());
    support::postgres_session{trips.place.server.superuser()}("SELECT pg_terminate_backend(" + pid + ")");
    CHECK(eventually([&] { return trips.people().create({.email = "x"}).has_value(); }));
    CHECK(trips.people().count().value() == 1);
}

TEST_CASE("a statement that the server has forgotten, or whose table has changed, is prepared again in a new transaction") {
    if (no_server()) return;
    counted trips;
    trips.people().create({.id = "1", .email = "ann"}).value();
    trips.people().get("1").value();
    ask(trips.db, "DEALLOCATE ALL");
    CHECK(trips.people().get("1").value().email == "ann");
    CHECK(trips.people().update("1", set<&Person::level>(2)).value().level == 2);
    trips.place.owner("ALTER TABLE \"Person\" ALTER email TYPE varchar(40)");
    CHECK(trips.people().get("1").value().email == "ann");
    trips.require_working();
}

TEST_CASE("in a transaction on a cluster a refused statement can be answered by another") {
    if (no_server()) return;
    counted trips;
    const auto done = trips.db.tenant("acme").transaction([&](auto& tx) -> result<void> {
        const auto people = tenon::repository<Person>(tx);
        people.create({.email = "ann"}).value();
        CHECK(code_of(people.create({.email = "ann"})) == errc::unique_violation);
        CHECK(people.count().value() == 1);
        people.create({.email = "bob"}).value();
        const auto inner = tx.transaction([&](auto& deeper) -> result<void> {
            tenon::repository<Person>(deeper).create({.email = "cid"}).value();
            return tenon::fail(errc::validation_failed);
        });
        CHECK_FALSE(inner);
        CHECK(people.create_many({{.email = "1"}, {.email = "2"}}, tenon::skip_duplicates).value() == 2);
        CHECK(people.count().value() == 4);
        return {};
    });
    CHECK(done);
    CHECK(trips.people().count().value() == 4);
    CHECK(trips.people("globex").count().value() == 0);
    trips.require_working();
}

TEST_CASE("two tenants take turns in one transaction on a cluster; one that only reads is told too") {
    if (no_server()) return;
    counted trips;
    trips.db.system("both")
        .transaction([](auto& tx) {
            for (const char* email : {"1", "2", "3"})
                for (const char* tenant : {"acme", "globex"}) tenon::repository<Person>(tx.tenant(tenant)).create({.email = email}).value();
            CHECK(tenon::repository<Person>(tx).count().value() == 6);
            CHECK(tenon::repository<Person>(tx.tenant("acme")).count().value() == 3);
        })
        .value();
    const auto read = trips.db.tenant("acme").transaction([](auto& tx) { return tenon::repository<Person>(tx).count().value(); }, {.read_only = true});
    CHECK(read.value() == 3);
    trips.require_working();
}

TEST_CASE("rows that are skipped are not counted, whatever the server's own count says") {
    if (no_server()) return;
    counted trips;
    trips.people().create({.id = "p", .email = "p"}).value();
    const auto all = tenon::repository<Visit>(trips.db.system("move in"));
    const std::vector<Visit> rows{{.id = "1", .personId = "p", .page = "a"}, {.id = "2", .personId = "p", .page = "b"}};
    CHECK(all.create_many(rows, tenon::skip_duplicates).value() == 2);
    CHECK(all.create_many(rows, tenon::skip_duplicates).value() == 0);
    CHECK(all.create_many({{.id = "2", .personId = "p", .page = "b"}, {.id = "3", .personId = "p", .page = "c"}}, tenon::skip_duplicates).value() == 1);
    const auto logs = tenon::repository<Log>(trips.db.system("move in"));
    CHECK(logs.create_many({{.id = 5, .visitId = "1"}, {.visitId = "1"}}, tenon::skip_duplicates).value() == 2);
    CHECK(logs.create_many({{.id = 5, .visitId = "1"}, {.visitId = "1"}}, tenon::skip_duplicates).value() == 1);
    CHECK(all.count().value() == 3);
}

TEST_CASE("errors of nodes come as texts, with the numbers of shards: they name model, fields and constraint all the same") {
    if (no_server()) return;
    counted trips;
    const auto node_says = [&](const char* state, const std::string& message) {
        trips.place.owner("CREATE OR REPLACE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS $say$ BEGIN RAISE EXCEPTION USING ERRCODE = '" +
                          std::string(state) + "', MESSAGE = $m$" + message + "$m$; END $say$");
        return trips.people().create({.email = "x"}).error();
    };
    trips.place.owner("CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$; "
                      "CREATE TRIGGER says BEFORE INSERT ON \"Person\" FOR EACH ROW WHEN (NEW.email = 'x') EXECUTE FUNCTION say()");
    auto e = node_says("23505", R"(duplicate key value violates unique constraint "Person_tenantId_email_key_102061")");
    CHECK(e.code == errc::unique_violation);
    CHECK(e.model == "Person");
    CHECK(e.constraint == "Person_tenantId_email_key");
    CHECK(e.fields == strings{"email"});
    e = node_says("23503", R"(insert or update on table "Visit_102070" violates foreign key constraint "Visit_tenantId_personId_fkey_102070")");
    CHECK(e.code == errc::foreign_key_violation);
    CHECK(e.model == "Visit");
    CHECK(e.constraint == "Visit_tenantId_personId_fkey");
    CHECK(e.fields == strings{"personId"});
    e = node_says("23514", R"(new row for relation "Person_102061" violates check constraint "Person_level_range")");
    CHECK(e.code == errc::out_of_range);
    CHECK(e.constraint == "Person_level_range");
    CHECK(e.fields == strings{"level"});
    e = node_says("23502", R"(null value in column "share" of relation "Person_102061" violates not-null constraint)");
    CHECK(e.code == errc::not_null_violation);
    CHECK(e.model == "Person");
    CHECK(e.constraint.empty());
    CHECK(e.fields == strings{"share"});
    e = node_says("23505", "something else");
    CHECK(e.model == "Person");
    CHECK(e.constraint.empty());
    CHECK(e.fields.empty());
    trips.require_working();
}
