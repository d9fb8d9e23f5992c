// Reads that go to other servers. A second database of the test server stands for one that is behind.
#include <tenon/postgres.hpp>

#include <string>

#include "support/catch.hpp"
#include "support/models.hpp"
#include "support/postgres.hpp"

using namespace support;
using tenon::repository;

namespace {

using app = tenon::schema<Tenant, User>;

struct two_servers {
    postgres_database primary, replica;

    two_servers() {
        for (const postgres_database* each : {&primary, &replica}) {
            auto db = tenon::postgres::open<app>(each->owner()).value();
            db.create_tables().value();
            repository<Tenant>(db.system("test")).create({.id = "a", .name = "a"}).value();
        }
    }
    auto open(std::vector<std::string> replicas) const {
        return tenon::postgres::open<app>(primary.owner(), {.connections = 2, .replicas = std::move(replicas)}).value();
    }
};

} // namespace

TEST_CASE("reads go to a replica, and writes and transactions that write to the primary") {
    if (postgres_url().empty()) return;
    const two_servers servers;
    const auto db = servers.open({servers.replica.owner()});
    const auto a = db.tenant("a");
    repository<User>(a).create({.id = "1", .email = "ann"}).value();
    CHECK_FALSE(repository<User>(a).find_unique("1").value()); // not there yet
    CHECK(repository<User>(a).count().value() == 0);
    CHECK(a.transaction([](auto& tx) { return repository<User>(tx).count(); }).value() == 1);
    CHECK(repository<User>(a).update("1", tenon::set<&User::level>(2)).value().level == 2);
    CHECK(db.health().readers.limit == 2);
    CHECK(db.health().writers.limit == 2);
}

TEST_CASE("reads see what was written before where that is asked for") {
    if (postgres_url().empty()) return;
    const two_servers servers;
    const auto db = servers.open({servers.replica.owner()});
    repository<User>(db.tenant("a")).create({.id = "1", .email = "ann"}).value();
    CHECK(repository<User>(db.tenant("a").read_your_writes()).get("1").value().email == "ann");
    CHECK(repository<User>(db.system("test").read_your_writes()).count().value() == 1);
    CHECK(repository<User>(db.system("test").read_your_writes().tenant("a")).count().value() == 1);
    CHECK(repository<User>(db.tenant("a")).count().value() == 0);
}

TEST_CASE("so do databases that were chosen at run time") {
    if (postgres_url().empty()) return;
    const two_servers servers;
    const auto db = tenon::open<app, tenon::postgres::driver>(servers.primary.owner(),
                                                             tenon::postgres::options{.replicas = {servers.replica.owner()}})
                        .value();
    repository<User>(db.tenant("a")).create({.id = "1", .email = "ann"}).value();
    CHECK(repository<User>(db.tenant("a")).count().value() == 0);
    CHECK(repository<User>(db.tenant("a").read_your_writes()).count().value() == 1);
}

TEST_CASE("a replica that does not answer is passed over, and without any the primary is read") {
    if (postgres_url().empty()) return;
    const two_servers servers;
    const auto some = servers.open({"host=/nonexistent", servers.replica.owner()});
    repository<User>(some.tenant("a")).create({.id = "1", .email = "ann"}).value();
    CHECK(repository<User>(some.tenant("a")).count().value() == 0);
    const auto none = servers.open({"host=/nonexistent", "host=/nowhere"});
    CHECK(repository<User>(none.tenant("a")).count().value() == 1);
}
