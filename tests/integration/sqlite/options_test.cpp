// Each option of tenon::sqlite::options has the effect that it says.
#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using namespace std::chrono_literals;
namespace driver = tenon::driver;
namespace sqlite = tenon::sqlite;

TEST_CASE("connections are set up as the options say, readers and the writer") {
    const directory place;
    const auto db = make(place / "app.db", {.busy_timeout = 1234ms,
                                            .synchronous = sqlite::synchronous::normal,
                                            .mapped_bytes = 1 << 20,
                                            .cache_bytes = 2 << 20});
    for (const driver::access wanted : {driver::access::write, driver::access::read}) {
        const held connection(db, wanted);
        CHECK(ask(connection.handle(), "PRAGMA busy_timeout") == "1234");
        CHECK(ask(connection.handle(), "PRAGMA synchronous") == "1");
        CHECK(ask(connection.handle(), "PRAGMA mmap_size") == "1048576");
        CHECK(ask(connection.handle(), "PRAGMA cache_size") == "-2048");
        CHECK(ask(connection.handle(), "PRAGMA foreign_keys") == "1");
        CHECK(ask(connection.handle(), "PRAGMA recursive_triggers") == "1");
        CHECK(ask(connection.handle(), "PRAGMA trusted_schema") == "0");
        CHECK(ask(connection.handle(), "PRAGMA journal_mode") == "wal");
        CHECK(ask(connection.handle(), "PRAGMA query_only") == (wanted == driver::access::read ? "1" : "0"));
        CHECK(ask(connection.handle(), "SELECT \"no such column\"").empty()); // an error, not a text
        CHECK(sqlite3_db_mutex(connection.handle()) == nullptr);
    }
}

namespace {

struct Searched {
    std::string id;
    std::string tenantId;
    std::string text;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Searched::text>);
};

} // namespace

TEST_CASE("a schema is trusted only where it keeps words, whose triggers need it") {
    static constexpr tenon::schema_info info = tenon::schema<Searched>::info();
    sqlite::options options;
    options.path = ":memory:";
    const auto connection = sqlite::opened_connection<>::open(options, info, driver::access::write).value();
    CHECK(ask(connection->native_handle(), "PRAGMA trusted_schema") == "1");
    CHECK(ask(connection->native_handle(), "SELECT tenon_words('''xblue xwhale'':A & ''xso'':*A & !(''xship'':A)')") ==
          R"("blue whale"  "so"*  NOT ("ship"))");
}

TEST_CASE("the defaults are durable: full synchronous in WAL mode, foreign keys, a map of 256 MiB, a cache of 8 MiB") {
    const directory place;
    const auto db = make(place / "app.db");
    const held connection(db);
    CHECK(ask(connection.handle(), "PRAGMA journal_mode") == "wal");
    CHECK(ask(connection.handle(), "PRAGMA synchronous") == "2");
    CHECK(ask(connection.handle(), "PRAGMA busy_timeout") == "5000");
    CHECK(ask(connection.handle(), "PRAGMA mmap_size") == std::to_string(256 << 20));
    CHECK(ask(connection.handle(), "PRAGMA cache_size") == "-8192");
}

TEST_CASE("synchronous can be off") {
    const directory place;
    const auto db = make(place / "app.db", {.synchronous = sqlite::synchronous::off});
    CHECK(ask(held(db).handle(), "PRAGMA synchronous") == "0");
}

TEST_CASE("the rollback journal is used when asked for, in a new file and in one that was in WAL mode") {
    const directory place;
    {
        CHECK(ask(held(make(place / "app.db", {.journal = sqlite::journal::rollback})).handle(),
                  "PRAGMA journal_mode") == "delete");
    }
    { CHECK(ask(held(sqlite::open<app>(place / "app.db").value()).handle(), "PRAGMA journal_mode") == "wal"); }
    const auto db = sqlite::open<app>(place / "app.db", {.journal = sqlite::journal::rollback}).value();
    CHECK(ask(held(db).handle(), "PRAGMA journal_mode") == "delete");
    require_working(db);
}

TEST_CASE("a connection has SQLite's mutex when asked for") {
    const auto db = make(":memory:", {.connection_mutex = true});
    CHECK(sqlite3_db_mutex(held(db).handle()) != nullptr);
    require_working(db);
}

TEST_CASE("SQLite counts its memory when asked for, and not otherwise") {
    for (const bool counted : {true, false}) {
        sqlite3_shutdown(); // the choice is taken when SQLite starts
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 1);
        const auto db = make(":memory:", {.memory_statistics = counted});
        CHECK((sqlite3_memory_used() > 0) == counted);
        require_working(db);
    }
    sqlite3_shutdown();
}

TEST_CASE("there are as many reading connections as asked for; none in memory, or when the writer is to read") {
    const directory place;
    CHECK(make(place / "three.db", {.readers = 3}).health().readers.limit == 3);
    const auto alone = make(place / "alone.db", {.readers = 0});
    CHECK(alone.health().readers.limit == 1); // the writer
    require_working(alone);
    const auto memory = make(":memory:", {.readers = 3});
    CHECK(memory.health().readers.limit == 1);
    require_working(memory);
    CHECK(memory.health().readers.open == 1);
}

TEST_CASE("timestamps of tenon's own layout are numbers, whatever form is asked for") {
    const auto db = sqlite::open<app>(":memory:", {.timestamps = sqlite::timestamp_form::iso_text}).value();
    const tenon::driver::session<sqlite::driver> session = db.system("bind").session();
    const tenon::sql::statement_spec spec{"SELECT typeof(?1)", tenon::verb::other, nullptr, nullptr};
    tenon::driver::execution<sqlite::driver> run(session, spec, driver::access::write, {});
    const auto bind = [](auto& binder) {
        static constexpr tenon::column_info column{
            .field = "at", .column = "at", .type = tenon::column_type::timestamp};
        return binder(column, tenon::timestamp(1s));
    };
    REQUIRE(run.bind(bind));
    REQUIRE(run.step() == tenon::driver::step_result::row);
    std::string_view type;
    REQUIRE(run.statement().column(0).read(tenon::column_type::text, type) == tenon::errc::ok);
    CHECK(type == "integer");
}

TEST_CASE("the options that a database was opened with can be asked for") {
    const auto db = make(":memory:", {.busy_timeout = 77ms});
    CHECK(db.options().path == ":memory:");
    CHECK(db.options().busy_timeout == 77ms);
}
