// TLS: a server of this test's own with a certificate that it has signed itself.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "integration/postgres/support.hpp"
#include "support/own_server.hpp"

using namespace postgres_tests;
using tenon::errc;

namespace {

/// A port of TCP at which nobody listens.
std::string free_port() {
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    const bool found = bind(probe, reinterpret_cast<const sockaddr*>(&at), size) == 0 && getsockname(probe, reinterpret_cast<sockaddr*>(&at), &size) == 0;
    close(probe);
    return found ? std::to_string(ntohs(at.sin_port)) : "";
}

} // namespace

TEST_CASE("a server's certificate is looked at as the connection string says, and one that does not fit is no connection") {
    if (no_server()) return;
    support::own_server server;
    const std::string port = free_port();
    const support::temporary_folder certificates; // which the program can read, and the server's user need not
    const std::string made =
        server.url().empty()
            ? ""
            : server.ask("make_certificate() { openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=\"$1\" -addext subjectAltName=DNS:localhost "
                         "-keyout \"$2/$1.key\" -out \"$2/$1.crt\" 2>/dev/null; }; made=; folder='" + certificates.path().string() + "'; "
                         "make_certificate right \"$folder\" && make_certificate wrong \"$folder\" && "
                         "cp \"$folder\"/right.* \"$postgres_folder/data\" && chown \"$(stat -c %u \"$postgres_folder/data\")\" \"$postgres_folder\"/data/right.* && "
                         "chmod 600 \"$postgres_folder\"/data/right.* && "
                         "printf '%s\\n' ssl=on \"ssl_cert_file='right.crt'\" \"ssl_key_file='right.key'\" \"listen_addresses='127.0.0.1'\" port=" + port +
                             " >>\"$postgres_folder/data/postgresql.conf\" && "
                         "echo 'hostssl all all 127.0.0.1/32 trust' >>\"$postgres_folder/data/pg_hba.conf\" && "
                         "{ kill -INT \"$postgres_pid\"; wait \"$postgres_pid\"; "
                         "run_postgres \"postgresql://postgres@127.0.0.1:" + port + "/postgres\"; } 2>/dev/null; "
                         "[ -s \"$folder/wrong.crt\" ] && kill -0 \"$postgres_pid\" && made=yes",
                         "$made");
    if (made != "yes") {
        WARN("no server with a certificate can be started here (openssl is needed): SKIPPED");
        return;
    }
    const auto url = [&](const std::string& host, const std::string& words) {
        return "postgresql://postgres@" + host + ":" + port + "/postgres?connect_timeout=5&" + words;
    };
    const std::string right = "sslrootcert=" + certificates.file("right.crt"), wrong = "sslrootcert=" + certificates.file("wrong.crt");
    const auto opens = [&](const std::string& string) {
        INFO(string);
        const auto db = tenon::postgres::open<app>(string, {.connections = 1});
        if (db) CHECK(PQsslInUse(held(db->system("look")).handle()) == 1);
        else CHECK(code_of(db) == errc::connection_failed);
        return db.has_value();
    };
    CHECK(opens(url("localhost", "sslmode=verify-full&" + right)));
    CHECK_FALSE(opens(url("localhost", "sslmode=verify-full&" + wrong))); // signed by somebody else
    CHECK_FALSE(opens(url("127.0.0.1", "sslmode=verify-full&" + right))); // of another name
    CHECK(opens(url("127.0.0.1", "sslmode=verify-ca&" + right))); // whose name does not matter
    CHECK_FALSE(opens(url("localhost", "sslmode=verify-ca&" + wrong)));
    CHECK(opens(url("127.0.0.1", "sslmode=require"))); // looks at nothing
    CHECK(code_of(tenon::postgres::open<app>(url("127.0.0.1", "sslmode=disable"))) == errc::authentication_failed); // by its rules
    // As Prisma says it.
    CHECK(opens(url("localhost", "sslaccept=strict&sslmode=require&" + right)));
    CHECK_FALSE(opens(url("127.0.0.1", "sslmode=require&sslaccept=strict&" + right)));
    CHECK(opens(url("127.0.0.1", "sslmode=require&sslaccept=accept_invalid_certs")));
}
