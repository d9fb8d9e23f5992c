// What open() makes of connection strings, roles and servers that cannot be reached.
#include "integration/postgres/support.hpp"
#include "support/gate.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>
#include <vector>

using namespace postgres_tests;
using namespace std::chrono_literals;
using support::postgres_as;
using tenon::errc;

namespace {

tenon::error refusal(const std::string& url, options how = {}) {
    const auto before = std::chrono::steady_clock::now();
    const auto opened = tenon::postgres::open<app>(url, std::move(how));
    CHECK(std::chrono::steady_clock::now() - before < 4s);
    if (opened) throw std::runtime_error("was opened: " + url);
    CHECK_FALSE(opened.error().is_retryable());
    CHECK_FALSE(opened.error().message.empty());
    return opened.error();
}

/// Values in a URL are encoded.
std::string encoded(const std::string& text) {
    std::string made;
    for (const char c : text) {
        constexpr const char* digits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        made += '%';
        made += digits[byte >> 4U];
        made += digits[byte & 15U];
    }
    return made;
}

/// The test server's address, for a URL: `host=…&port=…`.
std::string address() {
    const support::postgres_session server{support::postgres_url()};
    return "host=" + encoded(PQhost(server.handle())) + "&port=" + PQport(server.handle());
}

} // namespace

TEST_CASE("a URL that names another schema is refused: statements name the schemas of their models") {
    const auto refused = tenon::postgres::open<app>("postgresql://tenon_owner@/none?schema=other");
    REQUIRE(!refused);
    CHECK(refused.error().code == tenon::errc::unsupported);
    CHECK(refused.error().message.find("in_schema") != std::string::npos);
}

TEST_CASE("a wrong password and a missing one are refused, and the right one opens the database") {
    if (no_server()) return;
    const std::string url = postgres_as("tenon_password", "postgres");
    const auto wrong = refusal(url + " password=wrong-secret");
    CHECK(wrong.code == errc::authentication_failed);
    CHECK(wrong.native_code == "28P01");
    CHECK(wrong.message.find("secret") == std::string::npos);
    CHECK(refusal(url).code == errc::authentication_failed);
    CHECK(tenon::postgres::open<app>(url + " password=right").value().health().ok);
}

TEST_CASE("a role that the server does not have cannot authenticate") {
    if (no_server()) return;
    const auto e = refusal(postgres_as("tenon_nobody", "postgres"));
    CHECK(e.code == errc::authentication_failed);
    CHECK(e.native_code == "28000");
}

TEST_CASE("where no server is, the connection fails at once") {
    if (no_server()) return;
    const support::temporary_folder empty;
    CHECK(refusal("host='" + empty.path().string() + "'").code == errc::connection_failed);
    CHECK(refusal("postgresql://nobody@127.0.0.1:1/none").code == errc::connection_failed);
    CHECK(refusal("hostaddr=127.0.0.1 port=1 sslmode=require").code == errc::connection_failed);
}

TEST_CASE("a database that the server does not have is named as the reason") {
    if (no_server()) return;
    const auto e = refusal(postgres_as("tenon_app", "tenon_none"));
    CHECK(e.code == errc::connection_failed);
    CHECK(e.native_code == "3D000");
    CHECK(e.message.find("The server has no database of that name") == 0);
}

TEST_CASE("a connection string that cannot be read is refused, and its secret not told") {
    if (no_server()) return;
    for (const char* url : {"postgresql://ann:hunter2@[", "postgres://ann:hunter2@host/db?nonsense=1",
                            "password=hunter2 nonsense=1", "password='hunter2", "postgresql://h/db?sslmode"}) {
        INFO(url);
        const auto e = refusal(url);
        CHECK(e.code == errc::connection_failed);
        CHECK(e.message.find("The connection string cannot be read") == 0);
        CHECK(to_string(e).find("hunter2") == std::string::npos);
    }
    CHECK(refusal("host=localhost sslmode=sideways").code == errc::connection_failed);
    CHECK(refusal("host=localhost port=70000").code == errc::connection_failed);
}

TEST_CASE("a role whose connections are all in use is refused, and let in when one is free") {
    if (no_server()) return;
    const tables<> place;
    support::postgres_session superuser{place.server.superuser()};
    superuser("DROP ROLE IF EXISTS tenon_limited");
    superuser("CREATE ROLE tenon_limited LOGIN CONNECTION LIMIT 1 IN ROLE tenon_app");
    const std::string url = place.server.as("tenon_limited");
    {
        const auto first = tenon::postgres::open<app>(url).value();
        const auto e = refusal(url);
        CHECK(e.code == errc::connection_failed);
        CHECK(e.native_code == "53300");
        CHECK(e.message.find("The server has no connection left") == 0);
        require_working(first);
        // The same from the pool: the first connection is held, and there is no second one.
        const held all(first.system("hold"));
        CHECK(accounts(first).count().error().code == errc::connection_failed);
    }
    {
        std::optional<database> again;
        CHECK(eventually([&] {
            if (auto opened = tenon::postgres::open<app>(url)) again = *opened;
            return again.has_value();
        }));
        require_working(again.value());
    }
    CHECK(eventually(
        [&] { return superuser("SELECT count(*) FROM pg_stat_activity WHERE usename = 'tenon_limited'") == "0"; }));
    superuser("DROP ROLE tenon_limited");
}

TEST_CASE("a server that does not answer is given up after the connect timeout") {
    if (no_server()) return;
    const tables<> place;
    support::gate gate;
    gate.swallow();
    const auto before = std::chrono::steady_clock::now();
    const auto e = refusal(gate.through(place.url()), {.connect_timeout = 2s});
    CHECK(std::chrono::steady_clock::now() - before >= 1900ms);
    CHECK(e.code == errc::connection_failed);
    CHECK(e.message.find("The server did not answer within the connect timeout") == 0);
    gate.mend();
    require_working(tenon::postgres::open<app>(gate.through(place.url()) + " connect_timeout=2").value());
}

TEST_CASE("a connect timeout of the environment is taken, the string's comes first, and 0 is none") {
    if (no_server()) return;
    const tables<> place;
    support::gate gate;
    gate.swallow();
    const std::string url = gate.through(place.url());
    setenv("PGCONNECT_TIMEOUT", "2", 1);
    std::atomic<bool> given_up = false;
    std::thread patient([&] {
        static_cast<void>(tenon::postgres::open<app>(url + " connect_timeout=0"));
        given_up = true;
    });
    const auto before = std::chrono::steady_clock::now();
    CHECK(refusal(url, {.connect_timeout = 100s}).code == errc::connection_failed);
    CHECK(std::chrono::steady_clock::now() - before >= 1900ms);
    unsetenv("PGCONNECT_TIMEOUT");
    std::this_thread::sleep_for(300ms);
    CHECK_FALSE(given_up);
    gate.cut_all();
    patient.join();
}

TEST_CASE("each host of a connection string has the connect timeout for itself") {
    if (no_server()) return;
    const tables<> place;
    support::gate first, second, last;
    first.swallow();
    second.swallow();
    const auto with_ports = [&](const std::string& ports) {
        return place.url() + " connect_timeout=2 port=" + ports + " host='" + first.folder() + "," + second.folder() + "," + last.folder() + "'";
    };
    const auto before = std::chrono::steady_clock::now();
    require_working(tenon::postgres::open<app>(with_ports("5432"), {.connections = 1}).value());
    CHECK(std::chrono::steady_clock::now() - before >= 3900ms);
    CHECK(first.connections() == 1);
    CHECK(second.connections() == 1);
    // The last of them decides; a host that refuses takes no time.
    last.refuse();
    CHECK(code_of(tenon::postgres::open<app>(with_ports("5432,5432,5432"))) == errc::connection_failed);
    CHECK(std::chrono::steady_clock::now() - before < 11s);
    second.mend();
    require_working(tenon::postgres::open<app>(with_ports("5432,5432,5432"), {.connections = 1}).value());
}

TEST_CASE("a host at which nobody takes the connection does not keep from the next one") {
    if (no_server()) return;
    const tables<> place;
    // A listener whose queue is full: the system answers nobody else.
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    REQUIRE(bind(listener, reinterpret_cast<const sockaddr*>(&at), size) == 0);
    REQUIRE(listen(listener, 0) == 0);
    REQUIRE(getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size) == 0);
    std::vector<int> queue;
    for (int i = 0; i < 8; ++i) {
        queue.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        static_cast<void>(connect(queue.back(), reinterpret_cast<const sockaddr*>(&at), size));
    }
    support::gate gate;
    const auto before = std::chrono::steady_clock::now();
    require_working(tenon::postgres::open<app>(place.url() + " connect_timeout=2 host='127.0.0.1," + gate.folder() + "' port=" +
                                                   std::to_string(ntohs(at.sin_port)) + ",5432", {.connections = 1}).value());
    CHECK(std::chrono::steady_clock::now() - before >= 1900ms);
    for (const int each : queue) close(each);
    close(listener);
}

TEST_CASE("a server that hangs up at any byte of the connecting gives a typed error") {
    if (no_server()) return;
    const tables<> place;
    support::gate gate;
    const std::string url = gate.through(place.url());
    std::size_t bytes = 0;
    for (bool cut = true; cut; ++bytes) {
        INFO("byte " << bytes);
        gate.cut_after_server_bytes(bytes);
        const auto opened = tenon::postgres::open<app>(url);
        cut = gate.cuts_left() == 0;
        REQUIRE(code_of(opened) == (cut ? errc::connection_failed : errc::ok));
    }
    CHECK(bytes > 100);
    gate.mend();
    require_working(tenon::postgres::open<app>(url).value());
}

TEST_CASE("URLs are taken as Prisma writes them") {
    if (no_server()) return;
    const tables<> place;
    const std::string base = "://tenon_app@/" + place.server.name() + "?" + address();
    for (const std::string& url :
         {std::string("postgresql") + base + "&schema=public&connection_limit=5", "postgres" + base + "&schema=public",
          "postgresql" + base + "&connection_limit=5&pool_timeout=10&pgbouncer=true&socket_timeout=3",
          "postgresql://tenon_app@/" + place.server.name() + "?schema=public&" + address() +
              "&application_name=prisma%20app",
          "postgresql" + base + "&sslmode=prefer&sslaccept=strict&statement_cache_size=0"}) {
        INFO(url);
        const auto db = tenon::postgres::open<app>(url);
        REQUIRE(code_of(db) == errc::ok);
        require_working(*db);
    }
}

TEST_CASE("the connection string has the last word, but for the encoding") {
    if (no_server()) return;
    const tables<> place;
    const auto setting = [](const database& db, const std::string& name) { return ask(db, "SHOW " + name); };
    CHECK(setting(place.open(), "application_name") == "tenon");
    const auto db = tenon::postgres::open<app>(place.url() + " application_name=shop client_encoding=LATIN1").value();
    CHECK(setting(db, "application_name") == "shop");
    CHECK(setting(db, "client_encoding") == "UTF8");
    accounts(db).create({.id = "a", .email = "\xc3\xa4@b.test"}).value();
    CHECK(accounts(db).get("a").value().email == "\xc3\xa4@b.test");
}

TEST_CASE("a connection asks for a silent peer, as the options say, and the connection string has the last word") {
    if (no_server()) return;
    const tables<> place;
    const auto used = [&](const database& db, std::string_view keyword) {
        const held one(db.system("look inside"));
        const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> all(PQconninfo(one.handle()), &PQconninfoFree);
        for (const PQconninfoOption* each = all.get(); each->keyword != nullptr; ++each)
            if (each->keyword == keyword) return std::string(each->val != nullptr ? each->val : "");
        throw std::runtime_error("libpq has no such option");
    };
    const auto usual = place.open();
    CHECK(used(usual, "keepalives") != "0");
    CHECK(used(usual, "keepalives_idle") == "30");
    CHECK(used(usual, "tcp_user_timeout") == "30000");
    const auto chosen = place.open({.keepalives_idle = 7s, .tcp_user_timeout = 9000ms});
    CHECK(used(chosen, "keepalives_idle") == "7");
    CHECK(used(chosen, "tcp_user_timeout") == "9000");
    const auto said = tenon::postgres::open<app>(place.url() + " keepalives_idle=11 tcp_user_timeout=12000").value();
    CHECK(used(said, "keepalives_idle") == "11");
    CHECK(used(said, "tcp_user_timeout") == "12000");
}

TEST_CASE("scopes and repositories keep the database open after its object is gone") {
    if (no_server()) return;
    const tables<> place;
    auto db = std::make_optional(place.open());
    const auto repository = accounts(*db);
    const auto scope = db->tenant("acme");
    db.reset();
    repository.create({.id = "a", .email = "a@b.test"}).value();
    CHECK(tenon::repository<Account>(scope).get("a").value().email == "a@b.test");
}
