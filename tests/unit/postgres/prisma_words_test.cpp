// URLs as Prisma writes them.
#if TENON_TEST_POSTGRES
#include <tenon/postgres/connect.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace {

std::string taken(std::string_view url) {
    std::string schema;
    return tenon::postgres::detail::without_prisma_words(url, schema);
}

} // namespace

TEST_CASE("words of Prisma's that libpq does not know are left out of a URL, and the others stay") {
    CHECK(taken("postgresql://a@h/d?schema=public&connection_limit=5&application_name=x&pgbouncer=true") == "postgresql://a@h/d?application_name=x");
    CHECK(taken("postgres://a@h/d?connection_limit=5") == "postgres://a@h/d");
    CHECK(taken("host=h sslaccept=strict") == "host=h sslaccept=strict"); // no URL: for libpq to refuse
}

TEST_CASE("a server's certificate that Prisma was told to look at is looked at here too") {
    CHECK(taken("postgresql://a@h/d?sslaccept=strict") == "postgresql://a@h/d?sslmode=verify-full");
    CHECK(taken("postgresql://a@h/d?sslaccept=strict&sslmode=require") == "postgresql://a@h/d?sslmode=require&sslmode=verify-full");
    CHECK(taken("postgresql://a@h/d?sslaccept=accept_invalid_certs&sslmode=require") == "postgresql://a@h/d?sslmode=require");
}
#endif
