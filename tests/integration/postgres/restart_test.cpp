// A server that is stopped at once and started again, under a live database. It is one of this test's own.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "integration/postgres/support.hpp"
#include "support/temporary_folder.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;

namespace {

/// A server that a shell holds: tests/support/postgres_server.sh, which ends it when the shell ends.
class own_server {
public:
    own_server() : shell_(popen("bash", "w")) {
        const auto script = std::filesystem::path(__FILE__).parent_path() / "../../support/postgres_server.sh";
        tell("source '" + std::filesystem::absolute(script).string() +
             "'; trap stop_postgres EXIT; unset TENON_TEST_POSTGRES_URL; "
             "postgres_user=$(id -un postgres 2>/dev/null || echo nobody)");
        url_ = ask("start_postgres", "$TENON_TEST_POSTGRES_URL");
    }
    ~own_server() { pclose(shell_); }
    own_server(const own_server&) = delete;
    own_server& operator=(const own_server&) = delete;

    /// Empty: it did not start, and has said why.
    const std::string& url() const { return url_; }
    void stop() { ask("kill -QUIT \"$postgres_pid\"; wait \"$postgres_pid\""); }
    void start() { ask("run_postgres '" + url_ + "'"); }

private:
    void tell(const std::string& commands) {
        std::fputs((commands + "\n").c_str(), shell_);
        std::fflush(shell_);
    }
    /// Runs commands, and waits for them. What a variable of the shell is then.
    std::string ask(const std::string& commands, const std::string& variable = "") {
        const std::string answer = folder_.file("answer");
        tell("{ " + commands + "; } >/dev/null; echo \"" + variable + "\" >'" + answer + ".new'; mv '" + answer +
             ".new' '" + answer + "'");
        for (int i = 0; i < 6000 && !std::filesystem::exists(answer); ++i)
            std::this_thread::sleep_for(5ms);
        std::string line;
        std::getline(std::ifstream(answer), line);
        std::filesystem::remove(answer);
        return line;
    }

    support::temporary_folder folder_;
    std::FILE* shell_;
    std::string url_;
};

} // namespace

TEST_CASE("a server that is stopped at once and started again is found again, and nothing is half done") {
    if (no_server()) return;
    own_server server;
    if (server.url().empty()) {
        WARN("no server of one's own can be started here: SKIPPED");
        return;
    }
    const auto db = tenon::postgres::open<app>(server.url(), {.connect_timeout = 2s, .idle_check = 0ms}).value();
    db.create_tables().value();
    accounts(db).create({.id = "first", .email = "first", .level = 7}).value();
    {
        const held one(db.system("1")), two(db.system("2")); // two connections
        one.ask("CHECKPOINT");                               // this server waits for no disk
    }

    // In the middle of a transaction.
    const auto outcome = db.tenant("acme").transaction([&](auto& tx) {
        const auto rows = tenon::repository<Account>(tx);
        rows.create({.id = "second", .email = "second"}).value();
        server.stop();
        const auto lost = rows.create({.id = "third", .email = "third"});
        CHECK(code_of(lost) == errc::connection_lost);
        return lost;
    });
    CHECK(code_of(outcome) == errc::connection_lost);

    // While it is away.
    CHECK(code_of(accounts(db).get("first")) == errc::connection_failed);
    CHECK(code_of(accounts(db).create({.email = "x"})) == errc::connection_failed);
    CHECK(code_of(db.tenant("acme").transaction([](auto&) {})) == errc::connection_failed);
    CHECK_FALSE(db.health().ok);

    server.start();
    CHECK(db.health().ok);
    CHECK(accounts(db).count().value() == 1);
    require_working(db);

    // While nobody looked.
    server.stop();
    server.start();
    CHECK(accounts(db).update("first", tenon::set<&Account::level>(8)).value().level == 8);
    ask(db, "CHECKPOINT");
    server.stop();
    server.start();
    CHECK(accounts(db).get("first").value().level == 8);
    require_working(db);
}
