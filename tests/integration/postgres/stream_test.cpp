// Streams on the wire: parts of rows, flat memory, and what becomes of them when something breaks.
#include <malloc.h>

#include <algorithm>
#include <stop_token>

#include "integration/postgres/gated.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;
using tenon::result;
using tenon::set;
using tenon::where;

namespace {

struct PostId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Post>;
};
struct AccountPosts {
    std::string id;
    std::vector<PostId> posts;
    static constexpr auto tenon_shape = tenon::of<Account>;
};

/// Rows of a tenant, made by the server.
void fill(const tables<>& place, int count) {
    support::postgres_session owner(place.server.owner());
    owner("BEGIN; SELECT set_config('tenon.tenant_id', 'acme', true); INSERT INTO \"Account\" (id, \"tenantId\", email, level, note) "
          "SELECT 'r' || i, 'acme', 'e' || i, i, repeat('x', 200) FROM generate_series(1, " +
          std::to_string(count) + ") i; COMMIT");
}
template <class Rows>
int count_rows(Rows&& rows) {
    int count = 0;
    for (auto& row : rows) {
        if (!row) FAIL(to_string(row.error()) << row.error().server_text);
        ++count;
    }
    return count;
}

} // namespace

TEST_CASE("a stream takes one round trip for each five hundred rows, and one to end") {
    if (no_server()) return;
    gated with;
    fill(with.place, 1700); // and one
    const auto rows = accounts(with.db);
    for (int i = 0; i < 2; ++i) {
        const int before = with.gate.round_trips();
        CHECK(count_rows(rows.stream()) == 1701);
        CHECK(with.gate.round_trips() - before == 4 + 1);
    }
    const int before = with.gate.round_trips();
    CHECK(count_rows(rows.stream(where(tenon::field<&Account::level> < 0))) == 0);
    CHECK(with.gate.round_trips() - before == 1 + 1);
    CHECK(figures(with.db).in_use == 0);
    require_working(with.db);
}

TEST_CASE("a stream that is stopped between two parts ends there, and its connection goes on") {
    if (no_server()) return;
    const tables<> place;
    fill(place, 1700);
    const auto db = place.open({.connections = 1});
    std::stop_source stop;
    int count = 0;
    errc ended = errc::ok;
    const int pid = held(db.system("look inside")).pid();
    for (auto& row : tenon::repository<Account>(db.tenant("acme").until(stop.get_token())).stream()) {
        if (!row) {
            ended = row.error().code;
            break;
        }
        if (++count == 700) stop.request_stop();
    }
    CHECK(count == 1000);
    CHECK(ended == errc::cancelled);
    CHECK(held(db.system("look inside")).pid() == pid);
    require_working(db);
}

TEST_CASE("memory does not grow with the rows of a stream") {
    if (no_server()) return;
    tables<> place;
    fill(place, 1'000'000); // of more than 200 bytes
    const auto db = place.open();
    std::size_t most = 0;
    int count = 0;
    const std::size_t before = mallinfo2().uordblks;
    for (auto& row : accounts(db).stream()) {
        REQUIRE(row);
        if (++count % 1000 == 7) most = std::max(most, mallinfo2().uordblks);
    }
    CHECK(count == 1'000'000);
    CHECK(most - before < 2'000'000);
}

TEST_CASE("a stream of shapes reads what hangs on its rows on its own connection, with a round trip for each relation of five hundred") {
    if (no_server()) return;
    gated with({.connections = 1});
    fill(with.place, 1200); // and one
    const auto rows = accounts(with.db);
    tenon::repository<Post>(with.db.tenant("acme")).create({.accountId = rows.find_first()->value().id}).value();
    for (int i = 0; i < 2; ++i) {
        const int before = with.gate.round_trips();
        std::size_t posts = 0;
        for (auto& row : rows.stream(tenon::as<AccountPosts>)) posts += row.value().posts.size();
        CHECK(posts == 1);
        CHECK(with.gate.round_trips() - before == 3 + 3 + 1);
    }
}

TEST_CASE("a stream that is left early ends its transaction, and its connection is used again") {
    if (no_server()) return;
    tables<> place;
    fill(place, 3000);
    auto db = place.open({.connections = 1});
    const std::string pid = ask(db, "SELECT pg_backend_pid()");
    for (int i = 0; i < 5; ++i)
        for (auto& row : accounts(db).stream()) {
            CHECK(row);
            break;
        }
    CHECK(ask(db, "SELECT pg_backend_pid()") == pid);
    CHECK(ask(db, "SELECT count(*) FROM pg_cursors") == "0");
    CHECK(ask(db, "SELECT current_setting('tenon.tenant_id', true)").empty());
    require_working(db);
}

TEST_CASE("a stream whose line is cut gives the rows before it and then says so, or begins again") {
    if (no_server()) return;
    gated with;
    fill(with.place, 1200);
    for (const auto of : {side::server, side::client})
        for (std::size_t bytes = 0;; bytes += of == side::server ? 40'000 : 100) {
            INFO("cut after " << bytes << " bytes from the " << (of == side::server ? "server" : "client"));
            with.cut(of, bytes);
            int count = 0;
            errc ended = errc::ok;
            for (auto& row : accounts(with.db).stream(tenon::order_by(tenon::asc<&Account::level>))) {
                if (!row) {
                    ended = code_of(row);
                    continue;
                }
                ++count;
            }
            const bool cut = with.gate.cuts_left() == 0;
            with.gate.mend();
            if (ended == errc::ok) REQUIRE(count == 1201);
            else {
                REQUIRE(ended == errc::connection_lost);
                REQUIRE(count % 500 == 0);
            }
            if (!cut) break;
        }
    require_working(with.db);
}

TEST_CASE("a stream that the server ends, or a deadline, says which; the next one works") {
    if (no_server()) return;
    tables<> place;
    fill(place, 3000);
    support::postgres_session owner(place.server.owner());
    auto db = place.open({.connections = 1, .statement_timeout = 300ms});
    const auto rest_of = [](auto& rows) {
        errc ended = errc::ok;
        for (auto& row : rows)
            if (!row) ended = code_of(row);
        return ended;
    };
    {
        auto rows = accounts(db).stream();
        CHECK(rows.next()->has_value());
        support::postgres_session same_role(place.url());
        same_role("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND "
                  "datname = current_database() AND pid <> pg_backend_pid()");
        CHECK(rest_of(rows) == errc::connection_lost);
    }
    require_working(db);
    {
        // The time that the program takes over its rows is not the statement's.
        auto rows = accounts(db).stream();
        CHECK(rows.next()->has_value());
        std::this_thread::sleep_for(500ms);
        CHECK(rest_of(rows) == errc::ok);
    }
    owner("BEGIN; LOCK TABLE \"Account\"");
    {
        auto rows = accounts(db).stream();
        CHECK(code_of(*rows.next()) == errc::timeout);
        CHECK(rows.next() == nullptr);
    }
    owner("ROLLBACK");
    require_working(db);
}

TEST_CASE("streams work in a batch, through names that are not prepared, and on a cluster's settings") {
    if (no_server()) return;
    tables<> place;
    fill(place, 700);
    for (const options& how : {options{}, options{.prepare = tenon::postgres::prepare_mode::off}, options{.distribute = true}}) {
        auto db = place.open(how);
        CHECK(count_rows(accounts(db).stream()) == 700);
        auto [before, streamed, after] = db.tenant("acme").batch(
            [](auto& tx) { return tenon::repository<Account>(tx).count(); },
            [](auto& tx) -> result<int> { return count_rows(tenon::repository<Account>(tx).stream()); },
            [](auto& tx) { return tenon::repository<Account>(tx).get("r1"); });
        CHECK(before.value() == 700);
        CHECK(streamed.value() == 700);
        CHECK(after);
        require_working(db);
    }
}
