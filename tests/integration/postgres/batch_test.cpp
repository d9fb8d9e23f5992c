// Batches on the wire: how many round trips they take, and what becomes of them when something breaks.
#include <stdexcept>
#include <tuple>
#include <vector>

#include "integration/postgres/gated.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::result;
using tenon::set;
using tenon::where;
using tenon::postgres::prepare_mode;

namespace {

template <class Database>
auto read_and_write(const Database& db, const std::string& id) {
    return db.tenant("acme").batch(
        [](auto& tx) { return repository<Account>(tx).get("first"); },
        [&](auto& tx) { return repository<Account>(tx).create({.id = id, .email = id}); },
        [](auto& tx) { return repository<Account>(tx).get("first"); },
        [](auto& tx) { return repository<Account>(tx).get("none"); },
        [](auto& tx) { return repository<Account>(tx).count(where(field<&Account::email> == "first@b.test")); });
}
template <class Answers>
void require_right(const Answers& answers) {
    CHECK(code_of(std::get<0>(answers)) == errc::ok);
    CHECK(code_of(std::get<1>(answers)) == errc::ok);
    CHECK(code_of(std::get<2>(answers)) == errc::ok);
    CHECK(code_of(std::get<3>(answers)) == errc::not_found);
    REQUIRE(code_of(std::get<4>(answers)) == errc::ok);
    CHECK(*std::get<4>(answers) == 1);
}

} // namespace

TEST_CASE("a batch is one round trip, the first time and afterwards, in every mode of preparing") {
    if (no_server()) return;
    for (const auto mode : {prepare_mode::named, prepare_mode::unnamed, prepare_mode::off})
        for (const bool security : {true, false}) {
            INFO(static_cast<int>(mode) << ", row-level security " << security);
            options how{.row_level_security = security, .prepare = mode};
            gated with(how);
            for (int i = 0; i < 3; ++i) {
                const int before = with.gate.round_trips();
                const auto answers = read_and_write(with.db, std::to_string(i));
                CHECK(with.gate.round_trips() - before == 1);
                require_right(answers);
            }
            require_working(with.db);
        }
}

TEST_CASE("a batch of a hundred values is one round trip, and one of three hundred takes three") {
    if (no_server()) return;
    gated with;
    std::vector<std::string> keys(300, "first");
    const auto get = [](auto& tx, const std::string& key) { return repository<Account>(tx).get(key); };
    const int before = with.gate.times_ready();
    const auto hundred = with.db.tenant("acme").batch(std::vector(keys.begin(), keys.begin() + 100), get);
    CHECK(with.gate.times_ready() - before == 1);
    const auto all = with.db.tenant("acme").batch(keys, get);
    CHECK(with.gate.times_ready() - before == 1 + 3);
    for (const auto& each : hundred) CHECK(code_of(each) == errc::ok);
    for (const auto& each : all) CHECK(code_of(each) == errc::ok);
}

TEST_CASE("in a transaction a batch is one round trip more, and a failure in it costs those that undo it") {
    if (no_server()) return;
    gated with;
    read_and_write(with.db, "warm");
    int trips = 0;
    const auto run = [&](const std::string& first, const std::string& second) {
        return with.db.tenant("acme").transaction([&](auto& tx) -> result<void> {
            const int before = with.gate.round_trips();
            auto [one, two, three] = tx.batch(
                [&](auto& in) { return repository<Account>(in).create({.id = first, .email = first}); },
                [&](auto& in) { return repository<Account>(in).create({.id = second, .email = first}); },
                [&](auto& in) { return repository<Account>(in).count(); });
            trips = with.gate.round_trips() - before;
            CHECK(code_of(one) == errc::ok);
            CHECK(code_of(two) == errc::unique_violation);
            CHECK(code_of(three) == errc::ok);
            auto [four, five] = tx.batch([&](auto& in) { return repository<Account>(in).exists(first); },
                                         [&](auto& in) { return repository<Account>(in).exists(second); });
            CHECK(with.gate.round_trips() - before == trips + 1);
            CHECK(four.value());
            CHECK_FALSE(five.value());
            return {};
        });
    };
    CHECK(run("x", "y"));
    CHECK(trips == 3); // all; back to the savepoint; what stood behind
    require_working(with.db);
}

TEST_CASE("statements that the server has forgotten, or whose table has changed, are prepared again in a batch") {
    if (no_server()) return;
    tables<> place;
    auto db = place.open({.connections = 1});
    accounts(db).create({.id = "first", .email = "first@b.test"}).value();
    require_right(read_and_write(db, "1"));
    ask(db, "DEALLOCATE ALL");
    require_right(read_and_write(db, "2"));
    require_right(read_and_write(db, "3"));
    support::postgres_session owner(place.server.owner());
    owner("ALTER TABLE \"Account\" ALTER level TYPE bigint");
    require_right(read_and_write(db, "4"));
    require_working(db);
}

TEST_CASE("a batch on a connection that the server has closed meanwhile runs on another") {
    if (no_server()) return;
    gated with({.connections = 1});
    require_right(read_and_write(with.db, "1"));
    with.gate.cut_all();
    require_right(read_and_write(with.db, "2"));
    require_working(with.db);
}

TEST_CASE("a batch that is cut anywhere tells for each verb whether it is done, not done, or unknown") {
    if (no_server()) return;
    gated with;
    read_and_write(with.db, "warm");
    for (const auto of : {side::server, side::client}) {
        for (std::size_t bytes = 0;; bytes += of == side::server ? 7 : 23) {
            const std::string id = (of == side::server ? "s" : "c") + std::to_string(bytes);
            INFO("cut after " << bytes << " bytes, " << id);
            with.cut(of, bytes);
            const auto answers = read_and_write(with.db, id);
            const bool cut = with.gate.cuts_left() == 0;
            with.gate.mend();
            // What only reads is run again on a new connection.
            CHECK(code_of(std::get<0>(answers)) == errc::ok);
            CHECK(code_of(std::get<2>(answers)) == errc::ok);
            CHECK(code_of(std::get<3>(answers)) == errc::not_found);
            CHECK(code_of(std::get<4>(answers)) == errc::ok);
            const bool is_there = accounts(with.db).exists(id).value();
            switch (code_of(std::get<1>(answers))) {
            case errc::ok: REQUIRE(is_there); break;
            case errc::connection_lost: REQUIRE_FALSE(is_there); break;
            default: REQUIRE(code_of(std::get<1>(answers)) == errc::commit_unknown);
            }
            if (!cut) break;
        }
    }
    require_working(with.db);
}

TEST_CASE("a batch has as much time as its statements have together, and one that is too slow fails alone") {
    if (no_server()) return;
    tables<> place;
    support::postgres_session owner(place.server.owner());
    auto db = place.open({.statement_timeout = 300ms, .network_grace = 200ms});
    accounts(db).create({.id = "first", .email = "first@b.test"}).value();
    accounts(db).create({.id = "second", .email = "second@b.test"}).value();
    require_right(read_and_write(db, "warm"));
    owner("BEGIN; SELECT set_config('tenon.tenant_id', 'acme', true); SELECT 1 FROM \"Account\" WHERE id = 'second' FOR UPDATE");
    auto [one, slow, two] = db.tenant("acme").batch(
        [](auto& tx) { return repository<Account>(tx).update("first", set<&Account::level>(1)); },
        [](auto& tx) { return repository<Account>(tx).update("second", set<&Account::level>(1)); },
        [](auto& tx) { return repository<Account>(tx).update("first", set<&Account::level>(2)); });
    owner("ROLLBACK");
    CHECK(code_of(one) == errc::ok);
    CHECK(code_of(slow) == errc::timeout);
    CHECK(code_of(two) == errc::ok);
    CHECK(accounts(db).get("first").value().level == 2);
    require_working(db);
}

TEST_CASE("a scope kept from a batch is closed after it") {
    if (no_server()) return;
    tables<> place;
    const auto db = place.open();
    std::optional<database::tenant_scope_type> kept;
    db.tenant("acme").batch(
        [&](auto& tx) {
            kept = tx;
            return repository<Account>(tx).count();
        },
        [](auto& tx) { return repository<Account>(tx).count(); });
    CHECK(code_of(repository<Account>(*kept).count()) == errc::transaction_closed);
}

TEST_CASE("a batch is possible on the distributed tables of a cluster: each statement has its own transaction") {
    if (no_server()) return;
    gated with; // what Citus adds is settings that any server takes
    auto db = tenon::postgres::open<app>(with.gate.through(with.place.url()), {.distribute = true}).value();
    read_and_write(db, "warm");
    const int before = with.gate.round_trips();
    require_right(read_and_write(db, "1"));
    CHECK(with.gate.round_trips() - before == 1);
    auto [one, taken, two] = db.tenant("acme").batch(
        [](auto& tx) { return repository<Account>(tx).create({.id = "2", .email = "2"}); },
        [](auto& tx) { return repository<Account>(tx).create({.id = "3", .email = "2"}); },
        [](auto& tx) { return repository<Account>(tx).create({.id = "4", .email = "4"}); });
    CHECK(code_of(one) == errc::ok);
    CHECK(code_of(taken) == errc::unique_violation);
    CHECK(code_of(two) == errc::ok);
    require_working(db);
}

TEST_CASE("what fails at the end of a statement's own transaction is the statement's error") {
    if (no_server()) return;
    tables<> place;
    support::postgres_session owner(place.server.owner());
    owner("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no' USING ERRCODE = '23514'; END $$; "
          "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON \"Account\" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
          "WHEN (NEW.email = 'bad') EXECUTE FUNCTION refuse()");
    const auto db = place.open();
    for (int i = 0; i < 3; ++i) {
        CHECK(code_of(accounts(db).create({.email = "bad"})) == errc::check_violation);
        CHECK(accounts(db).count().value() == 0);
    }
    auto [one, bad, two] =
        db.tenant("acme").batch([](auto& tx) { return repository<Account>(tx).create({.id = "1", .email = "1"}); },
                                [](auto& tx) { return repository<Account>(tx).create({.email = "bad"}); },
                                [](auto& tx) { return repository<Account>(tx).create({.id = "2", .email = "2"}); });
    CHECK(code_of(one) == errc::ok);
    CHECK(code_of(bad) == errc::check_violation);
    CHECK(code_of(two) == errc::ok);
    CHECK(accounts(db).count().value() == 2);
    require_working(db);
}
