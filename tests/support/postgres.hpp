// Databases on the test server, whose superuser's URL is in TENON_TEST_POSTGRES_URL (tests/run.sh starts one).
#pragma once

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

/// The URL of the server, or an empty text: then tests that need one say so and do nothing. Where a server is required,
/// that is a failure.
inline const std::string& postgres_url() {
    static const std::string url = [] {
        const char* set = std::getenv("TENON_TEST_POSTGRES_URL");
        if (set != nullptr && *set != '\0') return std::string(set);
        std::cerr << "TENON_TEST_POSTGRES_URL is not set: tests on PostgreSQL are SKIPPED (tests/run.sh starts a server)\n";
        if (std::getenv("TENON_TEST_REQUIRE_POSTGRES") != nullptr) {
            std::cerr << "and TENON_TEST_REQUIRE_POSTGRES is set: that is a failure\n";
            std::exit(1);
        }
        return std::string();
    }();
    return url;
}

/// A server that a URL names, with another role, and another database if one is given: as a connection string.
inline std::string postgres_with(const std::string& url, std::string_view role, std::string_view database) {
    std::string made;
    const auto add = [&](std::string_view key, std::string_view value) {
        made.append(key).append("='");
        for (const char c : value) {
            if (c == '\'' || c == '\\') made += '\\';
            made += c;
        }
        made += "' ";
    };
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> parsed(
        PQconninfoParse(url.c_str(), nullptr), &PQconninfoFree);
    for (const PQconninfoOption* each = parsed.get(); each != nullptr && each->keyword != nullptr; ++each) {
        const std::string_view key = each->keyword;
        const bool kept = key == "dbname" ? database.empty() : key != "user" && key != "password";
        if (each->val != nullptr && kept) add(key, each->val);
    }
    add("user", role);
    if (!database.empty()) add("dbname", database);
    return made;
}

/// The test server, with another role and database.
inline std::string postgres_as(std::string_view role, std::string_view database) {
    return postgres_with(postgres_url(), role, database);
}

/// Runs SQL by hand, on a connection of its own.
class postgres_session {
public:
    explicit postgres_session(const std::string& connection_string) : handle_(PQconnectdb(connection_string.c_str())) {
        if (PQstatus(handle_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(handle_.get()));
        PQsetNoticeProcessor(handle_.get(), [](void*, const char*) {}, nullptr);
    }
    /// The first value of the answer, or an empty text. Throws what the server says against it.
    std::string operator()(const std::string& text) {
        const std::unique_ptr<PGresult, void (*)(PGresult*)> given(PQexec(handle_.get(), text.c_str()), &PQclear);
        const ExecStatusType status = PQresultStatus(given.get());
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) throw std::runtime_error(PQresultErrorMessage(given.get()));
        return PQntuples(given.get()) > 0 && PQnfields(given.get()) > 0 ? PQgetvalue(given.get(), 0, 0) : std::string();
    }
    PGconn* handle() const noexcept { return handle_.get(); }

private:
    struct finisher {
        void operator()(PGconn* handle) const noexcept { PQfinish(handle); }
    };
    std::unique_ptr<PGconn, finisher> handle_;
};

/// An empty database of the role `tenon_owner`, which is no superuser. It is used again by later tests.
class postgres_database {
public:
    postgres_database() {
        if (!idle().empty()) {
            name_ = std::move(idle().back());
            idle().pop_back();
        } else {
            static int count = 0;
            name_ = "tenon_test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
            postgres_session{postgres_url()}("CREATE DATABASE " + name_ + " OWNER tenon_owner TEMPLATE template0");
        }
        postgres_session{superuser()}( // a test may have made a schema of somebody else's
            "DO $$ DECLARE name text; BEGIN FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND "
            "nspname <> 'information_schema' LOOP EXECUTE format('DROP SCHEMA %I CASCADE', name); END LOOP; END $$; "
            "CREATE SCHEMA public AUTHORIZATION tenon_owner");
    }
    ~postgres_database() { idle().push_back(name_); }
    postgres_database(const postgres_database&) = delete;
    postgres_database& operator=(const postgres_database&) = delete;

    const std::string& name() const noexcept { return name_; }
    std::string as(std::string_view role) const { return postgres_as(role, name_); }
    std::string owner() const { return as("tenon_owner"); }
    std::string superuser() const { return as("postgres"); }

private:
    static std::vector<std::string>& idle() {
        static std::vector<std::string> names;
        return names;
    }
    std::string name_;
};

} // namespace support
