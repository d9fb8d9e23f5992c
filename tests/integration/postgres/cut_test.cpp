// The line to the server is cut after n bytes, n = 0, 1, 2 …: a typed error or the right answer, never half of one; and
// the next statement works.
#include "integration/postgres/gated.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;
using tenon::set;

namespace {

/// Cuts after 0, 1, 2 … bytes, or in longer steps, until the work gets through without a cut: how many bytes that took.
/// `work(n)` runs under the cut after n bytes, `check(n)` afterwards.
template <class Work, class Check>
std::size_t cut_each(std::size_t step, gated& with, side of, Work work, Check check) {
    for (std::size_t bytes = 0;; bytes += step) {
        INFO("cut after " << bytes << " bytes from the " << (of == side::server ? "server" : "client"));
        with.cut(of, bytes);
        work(bytes);
        const bool cut = with.gate.cuts_left() == 0;
        with.gate.mend();
        check(bytes);
        if (!cut) return bytes;
    }
}
/// What the server has seen in part only, it does not do: there every fifth byte is enough.
template <class Work, class Check>
std::size_t cut_each_byte(gated& with, side of, Work work, Check check) {
    return cut_each(of == side::server ? 1 : 5, with, of, work, check);
}

/// What a write may answer when its line is cut, and whether its row is there then.
void require_honest(errc answered, bool is_there) {
    switch (answered) {
    case errc::ok: REQUIRE(is_there); break;
    case errc::connection_lost: REQUIRE_FALSE(is_there); break;
    default: REQUIRE(answered == errc::commit_unknown);
    }
}

} // namespace

TEST_CASE("a read that is cut at any byte is run again on a new connection, and gives the right row") {
    if (no_server()) return;
    gated with;
    for (const side of : {side::server, side::client}) {
        const auto bytes = cut_each_byte(
            with, of,
            [&](std::size_t) {
                const auto found = accounts(with.db).get("first");
                REQUIRE(code_of(found) == errc::ok);
                REQUIRE(found->email == "first@b.test");
                REQUIRE(found->level == 7);
                REQUIRE(found->note == "a note");
            },
            [&](std::size_t) { REQUIRE(accounts(with.db).count().value() == 1); });
        CHECK(bytes > 50);
    }
    require_working(with.db);
}

TEST_CASE("a write that is cut at any byte is unknown or has not happened, and says which") {
    if (no_server()) return;
    gated with;
    for (const side of : {side::server, side::client}) {
        errc answered = errc::ok;
        const std::string prefix = of == side::server ? "s" : "c";
        const auto bytes = cut_each_byte(
            with, of,
            [&](std::size_t n) {
                answered = code_of(
                    accounts(with.db).create({.id = prefix + std::to_string(n), .email = prefix + std::to_string(n)}));
            },
            [&](std::size_t n) {
                require_honest(answered, accounts(with.db).exists(prefix + std::to_string(n)).value());
            });
        CHECK(bytes > 20);
        CHECK(answered == errc::ok);
    }
    require_working(with.db);
}

TEST_CASE("an update that is cut at any byte is made once or not at all") {
    if (no_server()) return;
    gated with;
    int level = 7;
    errc answered = errc::ok;
    cut_each_byte(
        with, side::server,
        [&](std::size_t) {
            answered = code_of(accounts(with.db).update("first", tenon::increment<&Account::level>(1)));
        },
        [&](std::size_t) {
            const int now = accounts(with.db).get("first").value().level;
            if (answered == errc::ok)
                REQUIRE(now == level + 1);
            else if (answered == errc::connection_lost)
                REQUIRE(now == level);
            else {
                REQUIRE(answered == errc::commit_unknown);
                REQUIRE((now == level || now == level + 1));
            }
            level = now;
        });
    require_working(with.db);
}

TEST_CASE("a transaction that is cut at any byte is wholly there, not at all, or unknown") {
    if (no_server()) return;
    gated with;
    for (const side of : {side::server, side::client}) {
        errc answered = errc::ok;
        const std::string prefix = of == side::server ? "s" : "c";
        const auto bytes = cut_each_byte(
            with, of,
            [&](std::size_t n) {
                const std::string id = prefix + std::to_string(n);
                answered = code_of(with.db.tenant("acme").transaction([&](auto& tx) -> tenon::result<Account> {
                    const auto rows = tenon::repository<Account>(tx);
                    if (auto first = rows.create({.id = id, .email = id}); !first) return first;
                    if (auto read = rows.get("first"); !read || read->level != 7) return read;
                    return rows.create({.id = id + "+", .email = id + "+"});
                }));
            },
            [&](std::size_t n) {
                const std::string id = prefix + std::to_string(n);
                const bool one = accounts(with.db).exists(id).value(),
                           other = accounts(with.db).exists(id + "+").value();
                REQUIRE(one == other);
                require_honest(answered, one);
            });
        CHECK(bytes > 100);
        CHECK(answered == errc::ok);
    }
    require_working(with.db);
}

TEST_CASE("a value of many packets that is cut anywhere is written whole or not at all") {
    if (no_server()) return;
    gated with;
    const std::string large(400'000, 'x');
    accounts(with.db).update("first", set<&Account::note>("small")).value();
    for (const side of : {side::server, side::client}) {
        errc answered = errc::ok;
        cut_each(
            24'999, with, of,
            [&](std::size_t) { answered = code_of(accounts(with.db).update("first", set<&Account::note>(large))); },
            [&](std::size_t) {
                const auto note = accounts(with.db).get("first").value().note.value();
                REQUIRE((note == large || note == "small"));
                require_honest(answered, note == large);
                accounts(with.db).update("first", set<&Account::note>("small")).value();
            });
        CHECK(answered == errc::ok);
    }
    require_working(with.db);
}

TEST_CASE("rows in bulk that are cut anywhere are all there, none of them, or unknown") {
    if (no_server()) return;
    struct {
        bool row_level_security; // by statements of many rows; else by COPY
        side of;
        std::size_t rows, step;
    } const cases[] = {{true, side::server, 3, 1},
                       {true, side::server, 450, 97},
                       {true, side::client, 450, 1999},
                       {false, side::server, 450, 97},
                       {false, side::client, 450, 1999}};
    for (const auto& each : cases) {
        INFO("row-level security: " << each.row_level_security << ", rows: " << each.rows);
        gated with({.row_level_security = each.row_level_security});
        errc answered = errc::ok;
        std::int64_t before = 1;
        std::vector<Account> rows(each.rows);
        const auto bytes = cut_each(
            each.step, with, each.of,
            [&](std::size_t n) {
                for (std::size_t i = 0; i < rows.size(); ++i)
                    rows[i].email = std::to_string(n) + "/" + std::to_string(i);
                answered = code_of(accounts(with.db).create_many(rows));
            },
            [&](std::size_t) {
                const auto now = accounts(with.db).count().value();
                REQUIRE((now == before || now == before + static_cast<std::int64_t>(rows.size())));
                require_honest(answered, now != before);
                before = now;
            });
        CHECK(bytes > 20);
        CHECK(answered == errc::ok);
        require_working(with.db);
    }
}
