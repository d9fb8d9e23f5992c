// Tables that change, and prepared statements that the server forgets, under a live connection.
#include "integration/postgres/support.hpp"

using namespace postgres_tests;
using tenon::errc;
using tenon::set;
using tenon::postgres::prepare_mode;

namespace {

/// A database whose one connection has prepared what the tests run, and a session of the tables' owner.
struct prepared {
    explicit prepared(options how = {}) : db(place.open(one(std::move(how)))), owner(place.server.owner()) {
        accounts(db).create({.id = "first", .email = "first", .level = 7}).value();
        for (int i = 0; i < 2; ++i)
            use(accounts(db));
        pid = held(db.system("look inside")).pid();
    }
    static options one(options how) {
        how.connections = 1;
        return how;
    }
    /// Reads and writes, by statements that were prepared.
    template <class Rows>
    static tenon::result<void> try_use(const Rows& rows) {
        const auto read = rows.get("first");
        if (!read) return tenon::fail(read.error());
        CHECK(read->level == 7);
        const auto written = rows.update("first", set<&Account::level>(7));
        if (!written) return tenon::fail(written.error());
        CHECK(written->email == "first");
        const auto count = rows.count();
        if (!count) return tenon::fail(count.error());
        CHECK(*count == 1);
        return {};
    }
    template <class Rows>
    static void use(const Rows& rows) {
        if (auto used = try_use(rows); !used) FAIL(to_string(used.error()) + " " + used.error().server_text);
    }
    /// The same in a transaction: how often its function ran.
    static int use_in_transaction(const database& db) {
        int runs = 0;
        const auto used = db.tenant("acme").transaction([&](auto& tx) {
            ++runs;
            return try_use(tenon::repository<Account>(tx));
        });
        if (!used) FAIL(to_string(used.error()) + " " + used.error().server_text);
        return runs;
    }
    /// The same connection as in the beginning works.
    void require_same() const {
        use(accounts(db));
        CHECK(held(db.system("look inside")).pid() == pid);
        require_working(db);
    }

    tables<> place;
    database db;
    support::postgres_session owner;
    int pid = 0;
};

constexpr prepare_mode modes[] = {prepare_mode::named, prepare_mode::unnamed, prepare_mode::off};

const std::string widen = "ALTER TABLE \"Account\" ALTER COLUMN level TYPE bigint";
const std::string narrow = "ALTER TABLE \"Account\" ALTER COLUMN level TYPE smallint";

} // namespace

TEST_CASE("a column that gets another type is read and written on: its statements are prepared again") {
    if (no_server()) return;
    for (const auto mode : modes) {
        INFO("prepare_mode " << static_cast<int>(mode));
        const prepared with({.prepare = mode});
        for (const auto& change : {widen, narrow, widen}) {
            support::postgres_session{with.place.server.owner()}(change);
            with.require_same();
        }
    }
}

TEST_CASE("rows that are read after a column got another type have the values of that type") {
    if (no_server()) return;
    for (const auto mode : modes) {
        INFO("prepare_mode " << static_cast<int>(mode));
        prepared with({.prepare = mode});
        with.owner("ALTER TABLE \"Account\" ALTER COLUMN note TYPE varchar(40), ALTER COLUMN level TYPE bigint");
        CHECK(accounts(with.db).update("first", set<&Account::note>("short")).value().note == "short");
        CHECK(accounts(with.db).get("first").value().note == "short");
        with.owner("ALTER TABLE \"Account\" ALTER COLUMN note TYPE integer USING 5");
        CHECK(code_of(accounts(with.db).get("first")) == errc::schema_mismatch);
        with.owner("ALTER TABLE \"Account\" ALTER COLUMN note TYPE text");
        CHECK(accounts(with.db).get("first").value().note == "5");
        with.require_same();
    }
}

TEST_CASE("values are never read as those of the type that their column had before, though they are as long") {
    if (no_server()) return;
    for (const auto mode : modes)
        for (const bool forgotten : {false, true}) {
            INFO("prepare_mode " << static_cast<int>(mode) << (forgotten ? ", forgotten" : ""));
            prepared with({.prepare = mode});
            const auto read = [&] { return accounts(with.db).get("first"); };
            const auto streamed = [&] { return *accounts(with.db).stream().next(); };
            const auto change = [&](const std::string& columns) {
                with.owner("ALTER TABLE \"Account\" " + columns);
                if (forgotten) ask(with.db, "DEALLOCATE ALL");
            };
            CHECK(streamed().value().level == 7);
            change("ALTER level TYPE real");
            CHECK(code_of(read()) == errc::schema_mismatch);
            CHECK(code_of(streamed()) == errc::schema_mismatch);
            change("ALTER level TYPE integer, ALTER email TYPE bytea USING convert_to(email, 'UTF8')");
            CHECK(code_of(read()) == errc::schema_mismatch);
            CHECK(code_of(streamed()) == errc::schema_mismatch);
            change("ALTER email TYPE text USING convert_from(email, 'UTF8')");
            CHECK(streamed().value().email == "first");
            with.require_same();
        }
}

TEST_CASE("a column that gets another type between two transactions costs no more than running the second one again") {
    if (no_server()) return;
    prepared with;
    for (const auto& change : {widen, narrow}) {
        with.owner(change);
        CHECK(prepared::use_in_transaction(with.db) <= 3); // two of its statements read
        CHECK(prepared::use_in_transaction(with.db) == 1);
        with.owner(change == widen ? narrow : widen);
        // By a write first: its savepoint holds.
        with.db.tenant("acme")
            .transaction(
                [&](auto& tx) { return tenon::repository<Account>(tx).update("first", set<&Account::level>(7)); })
            .value();
    }
    with.require_same();
}

TEST_CASE("a column that gets another type within a transaction does not disturb it") {
    if (no_server()) return;
    prepared with;
    int runs = 0;
    with.db.tenant("acme")
        .transaction([&](auto& tx) -> tenon::result<void> {
            ++runs;
            const auto rows = tenon::repository<Account>(tx);
            if (auto first = tenon::repository<Post>(tx).count(); !first) return tenon::fail(first.error());
            if (runs == 1) with.owner(widen); // "Account" is not locked yet
            if (auto read = rows.get("first"); !read) return tenon::fail(read.error());
            if (auto written = rows.update("first", set<&Account::level>(7)); !written)
                return tenon::fail(written.error());
            return {};
        })
        .value();
    CHECK(runs <= 2);
    with.require_same();
}

TEST_CASE("a table that gets one more column is used on") {
    if (no_server()) return;
    prepared with;
    with.owner("ALTER TABLE \"Account\" ADD COLUMN extra text");
    with.require_same();
    with.owner("ALTER TABLE \"Account\" DROP COLUMN extra");
    with.require_same();
}

TEST_CASE("a table that is gone is missing, and found again when it is back") {
    if (no_server()) return;
    prepared with;
    with.owner("ALTER TABLE \"Account\" RENAME TO elsewhere");
    CHECK(accounts(with.db).get("first").error().code == errc::missing_table);
    CHECK(accounts(with.db).create({.email = "x"}).error().code == errc::missing_table);
    with.owner("ALTER TABLE elsewhere RENAME TO \"Account\"");
    with.owner("ALTER TABLE \"Account\" RENAME COLUMN level TO rank");
    CHECK(accounts(with.db).get("first").error().code == errc::missing_column);
    with.owner("ALTER TABLE \"Account\" RENAME COLUMN rank TO level");
    with.require_same();
}

TEST_CASE("prepared statements that somebody has thrown away are prepared again") {
    if (no_server()) return;
    for (const auto mode : modes)
        for (const bool savepoints : {true, false}) {
            INFO("prepare_mode " << static_cast<int>(mode) << (savepoints ? ", savepoints" : ""));
            const prepared with({.prepare = mode, .statement_savepoints = savepoints});
            for (const char* text : {"DISCARD ALL", "DEALLOCATE ALL", "DEALLOCATE ALL; SELECT 1"}) {
                ask(with.db, text);
                with.require_same();
                ask(with.db, text);
                CHECK(prepared::use_in_transaction(with.db) <= 2);
                with.require_same();
            }
        }
}

TEST_CASE("statements that are thrown away within a transaction are prepared again for the next one") {
    if (no_server()) return;
    const prepared with;
    int runs = 0;
    with.db.tenant("acme")
        .transaction([&](auto& tx) -> tenon::result<void> {
            const auto rows = tenon::repository<Account>(tx);
            if (auto written = rows.update("first", set<&Account::level>(7)); !written)
                return tenon::fail(written.error());
            if (++runs == 1) held(tx).ask("DEALLOCATE ALL");
            if (auto written = rows.update("first", set<&Account::level>(7)); !written)
                return tenon::fail(written.error());
            if (auto read = rows.get("first"); !read) return tenon::fail(read.error());
            return {};
        })
        .value();
    CHECK(runs <= 2);
    with.require_same();
}

TEST_CASE("statements that are there already, of another one's making, are used as they are") {
    if (no_server()) return;
    const prepared with;
    for (const bool in_transaction : {false, true}) {
        // As through a pooler: the connection has what its new user thinks it has to prepare.
        const auto other = with.place.open({.connections = 1});
        int there = 0;
        {
            const held theirs(with.db.system("as a pooler would")), fresh(other.system("as a pooler would"));
            const std::unique_ptr<PGresult, void (*)(PGresult*)> all(
                PQexec(theirs.handle(),
                       "SELECT format('PREPARE %I (%s) AS %s', name, array_to_string(parameter_types, ','), "
                       "statement) FROM pg_prepared_statements"),
                &PQclear);
            there = PQntuples(all.get());
            for (int row = 0; row < there; ++row)
                fresh.ask(PQgetvalue(all.get(), row, 0));
        }
        CHECK(there > 4);
        if (in_transaction)
            CHECK(prepared::use_in_transaction(other) == 1);
        else
            prepared::use(accounts(other));
        CHECK(ask(other, "SELECT count(*) FROM pg_prepared_statements") == std::to_string(there));
        require_working(other);
    }
    with.require_same();
}
