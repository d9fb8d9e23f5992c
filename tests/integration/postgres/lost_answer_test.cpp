// Answers that are lost: what is asked again, what is not, and what nobody can know.
#include <vector>

#include "integration/postgres/gated.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;

TEST_CASE("a read is run again once and no more") {
    if (no_server()) return;
    gated with;
    int before = with.gate.connections();
    with.gate.drop_answer_to("acme", 1);
    CHECK(accounts(with.db).get("first").value().level == 7);
    CHECK(with.gate.connections() == before + 1);

    before = with.gate.connections();
    with.gate.drop_answer_to("acme", 2);
    CHECK(accounts(with.db).get("first").error().code == errc::connection_lost);
    CHECK(with.gate.connections() == before + 1);
    CHECK(with.gate.cuts_left() == 0);
    require_working(with.db);
}

TEST_CASE("a read in a transaction is not run again by itself: the transaction is lost") {
    if (no_server()) return;
    gated with;
    int runs = 0;
    const auto outcome = with.db.tenant("acme").transaction([&](auto& tx) {
        ++runs;
        with.gate.drop_answer_to("acme");
        auto found = tenon::repository<Account>(tx).get("first");
        CHECK(found.error().code == errc::connection_lost);
        CHECK(found.error().poisons_transaction());
        CHECK(tenon::repository<Account>(tx).count().error().code == errc::transaction_closed);
        return found;
    });
    CHECK(outcome.error().code == errc::connection_lost);
    CHECK(runs == 1);
    require_working(with.db);
}

namespace {

struct Number {
    std::int64_t number = 0;
};

} // namespace

TEST_CASE("a raw text that calls a function is not run again, and nobody knows whether it changed something") {
    if (no_server()) return;
    gated with;
    support::postgres_session owner(with.place.server.owner());
    owner("CREATE TABLE job (what text); GRANT INSERT ON job TO tenon_app; "
          "CREATE FUNCTION enqueue(text) RETURNS bigint LANGUAGE sql AS 'INSERT INTO job VALUES ($1); SELECT 1::bigint'");
    const auto system = with.db.system("test");
    const auto jobs = [&] { return owner("SELECT count(*) FROM job"); };
    const int before = with.gate.connections();
    with.gate.drop_answer_to("job-42");
    CHECK(code_of(system.query(tenon::as<Number>, "SELECT enqueue(?) AS number", "job-42")) == errc::commit_unknown);
    CHECK(eventually([&] { return jobs() == "1"; })); // this time it had happened
    with.gate.drop_answer_to("job-43");
    CHECK(code_of(system.execute("SELECT enqueue(?)", "job-43")) == errc::commit_unknown);
    CHECK(eventually([&] { return jobs() == "2"; }));
    CHECK(with.gate.connections() == before + 1); // for the second: nothing was sent again
    // What only reads is.
    with.gate.drop_answer_to("job-44");
    CHECK(system.query(tenon::as<Number>, "SELECT count(*) AS number FROM \"Account\" WHERE email <> ?", "job-44").value().at(0).number == 1);
    CHECK(with.gate.cuts_left() == 0);
    CHECK(jobs() == "2");
    require_working(with.db);
}

TEST_CASE("a COMMIT whose answer is lost is unknown, and the function is not run again") {
    if (no_server()) return;
    gated with;
    int runs = 0;
    with.gate.drop_answer_to("COMMIT");
    const auto outcome = with.db.tenant("acme").transaction(
        [&](auto& tx) {
            ++runs;
            return tenon::repository<Account>(tx).create({.id = "a", .email = "a"});
        },
        {.retries = 10});
    CHECK(outcome.error().code == errc::commit_unknown);
    CHECK_FALSE(outcome.error().is_retryable());
    CHECK(outcome.error().poisons_connection());
    CHECK(runs == 1);
    CHECK(eventually([&] { return accounts(with.db).exists("a").value(); })); // this time it had happened
    require_working(with.db);
}

TEST_CASE("a transaction whose BEGIN is lost begins again on a new connection") {
    if (no_server()) return;
    gated with;
    int runs = 0;
    with.gate.drop_answer_to("BEGIN");
    with.db.tenant("acme")
        .transaction([&](auto& tx) {
            ++runs;
            return tenon::repository<Account>(tx).create({.id = "a", .email = "a"});
        })
        .value();
    CHECK(runs == 1);
    require_working(with.db);
}

TEST_CASE("rows in bulk whose answer, or that to their COMMIT, is lost are unknown") {
    if (no_server()) return;
    for (const int size : {3, 450}) { // the few are a transaction by being one round trip
        gated with({.prepare = tenon::postgres::prepare_mode::off}); // so that each text travels
        with.gate.drop_answer_to(size < 100 ? "INSERT INTO" : "COMMIT");
        std::vector<Account> rows(static_cast<std::size_t>(size));
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].email = std::to_string(i);
        CHECK(code_of(accounts(with.db).create_many(rows)) == errc::commit_unknown);
        CHECK(with.gate.cuts_left() == 0);
        const auto count = accounts(with.db).count().value();
        CHECK((count == 1 || count == size + 1));
        require_working(with.db);
    }
}

namespace {

/// That a session ends.
std::string ending(const std::string& state) {
    const std::string body = std::string("SFATAL") + '\0' + "C" + state + '\0' + "Mthe end" + '\0' + '\0';
    return std::string("E\0\0\0", 4) + static_cast<char>(body.size() + 4) + body;
}

} // namespace

TEST_CASE("who stands between and says that the server has gone does not know what that had done") {
    if (no_server()) return;
    gated with({.prepare = tenon::postgres::prepare_mode::off});
    const auto pooler = [](std::string_view) { return ending("08P01"); };
    with.gate.drop_answer_to("INSERT INTO", 1, pooler);
    CHECK(code_of(accounts(with.db).create({.id = "alone", .email = "alone"})) == errc::commit_unknown);
    CHECK(eventually([&] { return accounts(with.db).exists("alone").value(); })); // this time it had happened
    with.gate.drop_answer_to("COMMIT", 1, pooler);
    int runs = 0;
    const auto outcome = with.db.tenant("acme").transaction(
        [&](auto& tx) {
            ++runs;
            return tenon::repository<Account>(tx).create({.id = "inside", .email = "inside"});
        },
        {.retries = 10});
    CHECK(code_of(outcome) == errc::commit_unknown);
    CHECK(runs == 1);
    CHECK(eventually([&] { return accounts(with.db).exists("inside").value(); }));
    require_working(with.db);
}

TEST_CASE("a server that ends behind a COMMIT that it has answered has done it") {
    if (no_server()) return;
    const auto answered = [](std::string_view bytes) { return std::string(bytes.substr(0, bytes.size() - 6)) + ending("57P01"); }; // for ReadyForQuery
    gated with({.prepare = tenon::postgres::prepare_mode::off});
    with.gate.drop_answer_to("COMMIT", 1, answered);
    std::vector<Account> rows(450);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].email = std::to_string(i);
    CHECK(accounts(with.db).create_many(rows).value() == 450);
    CHECK(with.gate.cuts_left() == 0);
    with.gate.drop_answer_to("COMMIT", 1, answered);
    CHECK(code_of(with.db.tenant("acme").transaction([&](auto& tx) { return tenon::repository<Account>(tx).create({.email = "inside"}); })) == errc::ok);
    CHECK(with.gate.cuts_left() == 0);
    CHECK(accounts(with.db).count().value() == 452);
    // Of a transaction that ends with its round trip this would be said before it is done.
    with.gate.drop_answer_to("INSERT INTO", 1, answered);
    CHECK(code_of(accounts(with.db).create({.email = "alone"})) == errc::connection_lost);
    require_working(with.db);
}

TEST_CASE("a COPY whose answer is lost has written nothing; under row-level security there is none") {
    if (no_server()) return;
    for (const bool row_level_security : {false, true}) {
        gated with({.row_level_security = row_level_security});
        std::vector<Account> rows(1000);
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i].email = std::to_string(i);
        with.gate.drop_answer_to("COPY ");
        const auto outcome = accounts(with.db).create_many(rows);
        CHECK(code_of(outcome) == (row_level_security ? errc::ok : errc::connection_lost));
        CHECK(with.gate.cuts_left() == (row_level_security ? 1 : 0));
        with.gate.mend();
        CHECK(accounts(with.db).count().value() == (row_level_security ? 1001 : 1));
        require_working(with.db);
    }
}

TEST_CASE("while nobody can connect every verb fails with a typed error, and works when that is over") {
    if (no_server()) return;
    gated with({.idle_check = 0ms});
    with.gate.refuse();
    with.gate.cut_all();
    std::this_thread::sleep_for(20ms); // until the driver's clock has moved on
    CHECK(accounts(with.db).get("first").error().code == errc::connection_failed);
    CHECK(accounts(with.db).create({.email = "x"}).error().code == errc::connection_failed);
    CHECK(with.db.tenant("acme").transaction([](auto&) {}).error().code == errc::connection_failed);
    CHECK_FALSE(with.db.health().ok);
    with.gate.mend();
    CHECK(with.db.health().ok);
    require_working(with.db);
}
