// What the server lets SQL by hand see and change of each kind of tenancy, and that references stay within a tenant
// whoever removes a row.
#include <map>

#include "integration/postgres/support.hpp"
#include "support/models.hpp"

using namespace postgres_tests;
using support::Click;
using support::Country;
using support::Note;
using support::Session;
using support::Setting;
using support::Tenant;
using support::User;
using tenon::errc;
using tenon::repository;

namespace {

using counts = std::map<std::string, std::string>;

/// Two tenants, each with two users, a session and a click of each of these, and a note; a note of nobody, two
/// countries.
template <class Schema>
void fill(const tenon::postgres::database<Schema>& db) {
    const auto system = db.system("fill");
    for (const std::string tenant : {"acme", "globex"}) {
        repository<Tenant>(system).create({.id = tenant, .name = tenant}).value();
        const auto scope = db.tenant(tenant);
        for (const std::string& id : {tenant + "1", tenant + "2"}) {
            repository<User>(scope).create({.id = id, .email = id}).value();
            repository<Session>(scope).create({.id = id, .userId = id}).value();
            repository<Click>(scope).create({.id = id, .sessionId = id}).value();
        }
        repository<Note>(scope).create({.id = tenant, .text = tenant}).value();
    }
    repository<Note>(system).create({.id = "nobody", .text = "for all"}).value();
    for (const char* code : {"DE", "FR"})
        repository<Country>(system).create({.code = code, .name = code}).value();
}

/// What a statement by hand, `before` the table's name and `behind` it, counts in each table.
template <class Scope>
counts count_each(const Scope& scope, const std::string& before, const std::string& behind = "") {
    counts found;
    static_cast<void>(scope.transaction([&](auto& tx) -> tenon::result<void> {
        repository<Country>(tx).count().value(); // tells for whom the transaction runs
        const held connection(tx);
        for (const char* table : {"Tenant", "User", "Session", "Click", "Note", "Country"}) {
            connection.ask("SAVEPOINT one");
            try {
                found[table] = connection.ask(before + "\"" + table + "\"" + behind);
            } catch (const std::runtime_error& e) { found[table] = e.what(); }
            connection.ask("ROLLBACK TO one");
        }
        return tenon::fail(errc::invalid_value); // rolls back
    }));
    return found;
}

template <class Schema>
void require_kept_apart() {
    const tables<Schema> place;
    const auto db = place.open({.connections = 1});
    fill(db);
    const std::string count = "SELECT count(*) FROM ";
    const counts all{{"Tenant", "2"}, {"User", "4"}, {"Session", "4"}, {"Click", "4"}, {"Note", "3"}, {"Country", "2"}};
    CHECK(count_each(db.system("look"), count) == all);
    CHECK(count_each(db.system("change"), "WITH gone AS (DELETE FROM ",
                     " RETURNING 1) SELECT count(*) FROM gone")["Click"] == "4");
    for (const std::string tenant : {"acme", "globex"}) {
        INFO(tenant);
        const auto scope = db.tenant(tenant);
        CHECK(
            count_each(scope, count) ==
            counts{{"Tenant", "1"}, {"User", "2"}, {"Session", "2"}, {"Click", "2"}, {"Note", "2"}, {"Country", "2"}});
        // Rows of nobody and of shared models are read, and neither written nor locked.
        const auto changed = count_each(scope, "WITH gone AS (DELETE FROM ", " RETURNING 1) SELECT count(*) FROM gone");
        CHECK(changed.at("Click") == "2");
        CHECK(changed.at("Note") == "1");
        CHECK(changed.at("Country") == "0");
        const auto locked = count_each(scope, "SELECT count(*) FROM (SELECT 1 FROM ", " FOR UPDATE) AS rows");
        CHECK(locked.at("User") == "2");
        CHECK(locked.at("Note") == "1");
        CHECK(locked.at("Country") == "0");
    }
    CHECK(count_each(db.tenant("nobody"), count) ==
          counts{{"Tenant", "0"}, {"User", "0"}, {"Session", "0"}, {"Click", "0"}, {"Note", "1"}, {"Country", "2"}});
    support::postgres_session nobody{place.url()};
    CHECK(nobody(count + "\"User\"") == "0");
    CHECK(nobody(count + "\"Click\"") == "0");
    CHECK(nobody(count + "\"Note\"") == "1");
    CHECK(count_each(db.system("look"), count) == all);
}

struct Author {
    std::string id;
    std::string tenantId;
    std::string name;
};
struct Book {
    std::string id;
    std::string tenantId;
    std::string authorId;
    std::optional<std::string> editorId;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Book::authorId, &Author::id>(tenon::on_delete::cascade),
                     tenon::references<&Book::editorId, &Author::id>(tenon::on_delete::set_null));
};
using library = tenon::schema<Author, Book>;

/// The same rows, with the same keys, for two tenants.
void fill_library(const tenon::postgres::database<library>& db) {
    for (const char* tenant : {"acme", "globex"}) {
        for (const char* id : {"1", "2"})
            repository<Author>(db.tenant(tenant)).create({.id = id, .name = tenant}).value();
        repository<Book>(db.tenant(tenant)).create({.id = "written by 1", .authorId = "1"}).value();
        repository<Book>(db.tenant(tenant)).create({.id = "edited by 1", .authorId = "2", .editorId = "1"}).value();
    }
}

struct Contract {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::audited);
};
template <class Layout> void require_kept_trail() {
    const tables<tenon::schema<Layout, Contract, tenon::audit_entry>> place;
    const auto db = place.open({.connections = 1});
    for (const char* tenant : {"acme", "globex"}) repository<Contract>(db.tenant(tenant)).create({.id = tenant}).value();
    const auto by_hand = [&](const auto& scope, const std::string& text) {
        std::string answer;
        static_cast<void>(scope.transaction([&](auto& tx) -> tenon::result<void> {
            repository<Contract>(tx).count().value(); // tells for whom the transaction runs
            answer = held(tx).ask(text);
            return tenon::fail(errc::invalid_value); // rolls back
        }));
        return answer;
    };
    const std::string gone = "WITH gone AS (DELETE FROM tenon_audit RETURNING 1) SELECT count(*) FROM gone",
                      done = "WITH done AS (UPDATE tenon_audit SET model = 'x' RETURNING 1) SELECT count(*) FROM done",
                      forged = R"(INSERT INTO tenon_audit ("tenantId", model, action, key, at) VALUES ('acme', 'x', 'create', '{}', '2020-01-01'))";
    const auto acme = db.tenant("acme");
    CHECK(by_hand(acme, "SELECT string_agg(\"tenantId\", ' ') FROM tenon_audit") == "acme");
    CHECK(by_hand(acme, gone) == "0");
    CHECK(by_hand(acme, done) == "0");
    CHECK(by_hand(acme, "SELECT count(*) FROM (SELECT 1 FROM tenon_audit FOR UPDATE) AS rows") == "0");
    CHECK(is_refused([&] { by_hand(acme, forged); }, "row-level security policy"));
    CHECK(is_refused([&] { by_hand(acme, forged + " ON CONFLICT DO NOTHING"); }, "row-level security policy"));
    CHECK(by_hand(acme, "WITH made AS (INSERT INTO \"Contract\" VALUES ('d', 'acme') RETURNING 1) SELECT count(*) FROM made") == "1");
    const auto system = db.system("clear");
    CHECK(by_hand(system, forged + " RETURNING 1") == "1");
    CHECK(by_hand(system, done) == "2");
    CHECK(by_hand(system, gone) == "2");
}

} // namespace

TEST_CASE("SQL by hand reads the trail of its tenant, and neither adds to it nor rewrites it") {
    if (no_server()) return;
    require_kept_trail<tenon::layout::tenant_first>();
    require_kept_trail<tenon::layout::prisma>();
}

TEST_CASE("SQL by hand sees and changes what the kind of tenancy of a table says, and no more") {
    if (no_server()) return;
    require_kept_apart<tenon::schema<Tenant, User, Note, Session, Click, Country>>();
}

TEST_CASE("so it does in the layout of Prisma, where rows below a parent have no tenant of their own") {
    if (no_server()) return;
    require_kept_apart<tenon::schema<tenon::layout::prisma, Tenant, User, Note, Session, Click, Country>>();
}

TEST_CASE("rows whose tenant only the table knows are kept apart too") {
    if (no_server()) return;
    const tables<tenon::schema<Setting>> place;
    const auto db = place.open({.connections = 1});
    for (const char* tenant : {"acme", "globex"})
        repository<Setting>(db.tenant(tenant)).create({.name = "colour", .value = tenant}).value();
    const auto seen = db.tenant("acme").transaction([](auto& tx) {
        repository<Setting>(tx).get("colour").value();
        return held(tx).ask("SELECT string_agg(value, ',') FROM \"Setting\"");
    });
    CHECK(seen.value() == "acme");
    CHECK(support::postgres_session{place.url()}("SELECT count(*) FROM \"Setting\"") == "0");
}

TEST_CASE("case 39: a reference to another tenant's row is refused, even to who sees all rows") {
    if (no_server()) return;
    const tables<library> place;
    const auto db = place.open();
    fill_library(db);
    repository<Author>(db.tenant("globex")).create({.id = "only theirs", .name = "x"}).value();
    CHECK(code_of(repository<Book>(db.tenant("acme")).create({.authorId = "only theirs"})) ==
          errc::foreign_key_violation);
    support::postgres_session superuser{place.server.superuser()};
    CHECK(is_refused([&] { superuser("INSERT INTO \"Book\" VALUES ('x', 'acme', 'only theirs', NULL)"); },
                     "foreign key"));
    CHECK(is_refused([&] { superuser("UPDATE \"Book\" SET \"editorId\" = 'only theirs' WHERE \"tenantId\" = 'acme'"); },
                     "foreign key"));
    CHECK(is_refused(
        [&] { superuser("UPDATE \"Author\" SET \"tenantId\" = 'other' WHERE \"tenantId\" = 'acme' AND id = '1'"); },
        "foreign key"));
}

TEST_CASE("case 39: what a removal takes along, or sets to NULL, are rows of its tenant; and the tenant stays") {
    if (no_server()) return;
    const tables<library> place;
    const auto db = place.open();
    fill_library(db);
    const std::string books =
        "SELECT string_agg(concat(\"tenantId\", ': ', id, '/', coalesce(\"editorId\", 'NULL')), ', ' "
        "ORDER BY \"tenantId\", id) FROM \"Book\"";
    support::postgres_session superuser{place.server.superuser()};
    repository<Author>(db.tenant("acme")).remove("1").value();
    CHECK(superuser(books) == "acme: edited by 1/NULL, globex: edited by 1/1, globex: written by 1/NULL");
    superuser("DELETE FROM \"Author\" WHERE \"tenantId\" = 'globex' AND id = '1'");
    CHECK(superuser(books) == "acme: edited by 1/NULL, globex: edited by 1/NULL");
    CHECK(repository<Book>(db.tenant("acme")).count().value() == 1);
    CHECK(repository<Book>(db.tenant("globex")).count().value() == 1);
}
