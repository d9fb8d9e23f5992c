// What quotas cost on SQLite, where a trigger runs for each row: what it remembers of them, and when it counts.
#include <tenon/migration.hpp>
#include <tenon/transfer.hpp>

#include <cstdint>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
namespace migration = tenon::migration;
using tenon::errc;

namespace {

struct Customer {
    std::string id;
    std::optional<std::int64_t> mostFiles;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Customer::id>);
};
struct File {
    std::string id;
    std::string tenantId;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Customer::mostFiles>);
};
struct Free {
    std::string id;
    std::string tenantId;
    std::string name;
    static constexpr auto tenon_model = tenon::table("File");
};
template <class Layout> using files_app = tenon::schema<Customer, File, Layout>;

template <class Layout = tenon::layout::tenant_first> struct setting {
    directory place;
    tenon::sqlite::database<files_app<Layout>> db = open();

    setting() {
        db.create_tables().value();
        tenon::repository<Customer>(db.system("test")).create_many({{.id = "a", .mostFiles = 1'000'000}, {.id = "b", .mostFiles = 3}}).value();
    }
    auto open() const {
        return tenon::sqlite::open<files_app<Layout>>(place / "x.db", {.synchronous = tenon::sqlite::synchronous::off}).value();
    }
    auto files(const std::string& tenant = "a") const { return tenon::repository<File>(db.tenant(tenant)); }
    void set_limit(const std::string& tenant, std::optional<std::int64_t> most) const {
        tenon::repository<Customer>(db.system("test")).update(tenant, tenon::set<&Customer::mostFiles>(most)).value();
    }

    /// Another program, which knows nothing of tenon.
    raw other() const { return raw(place / "x.db"); }
    std::string ask(const std::string& text) const { return sqlite_tests::ask(other().handle(), text); }

    /// How many instructions of SQLite's machine some work takes.
    template <class Work> std::int64_t steps(Work work) const {
        std::int64_t count = 0;
        sqlite3* const handle = this->handle();
        sqlite3_progress_handler(handle, 1, [](void* into) { return ++*static_cast<std::int64_t*>(into), 0; }, &count);
        work();
        sqlite3_progress_handler(handle, 0, nullptr, nullptr);
        return count;
    }
    /// There is one writing connection.
    sqlite3* handle() const {
        std::unique_ptr<tenon::error> why;
        const auto system = db.system("look inside");
        const tenon::driver::lease<tenon::sqlite::driver> held(system.session(), tenon::driver::access::write, why);
        return held.connection().native_handle();
    }
};

std::vector<File> numbered(int first, int count) {
    std::vector<File> made;
    for (int i = first; i < first + count; ++i) made.push_back({.id = std::to_string(1'000'000 + i)});
    return made;
}

std::string lines_of(const std::vector<File>& rows) {
    std::string text = R"({"tenon":"export","version":1,"layout":"tenant_first","tenant":"a","secrets":false,"models":[{"model":"File","fields":["id","tenantId","name"]}]})"
                       "\n";
    for (const File& row : rows) text += R"({"model":"File","tenant":"a","row":{"id":")" + row.id + R"(","tenantId":"a","name":""}})" "\n";
    return text + R"({"tenon":"end","rows":)" + std::to_string(rows.size()) + "}\n";
}

/// What is remembered of each tenant, if anything, is what a count says.
const std::string untrue = "SELECT count(*) FROM tenon_quota_File AS q WHERE q.held <> (SELECT count(*) FROM File AS f WHERE f.tenantId = q.tenant)";

} // namespace

TEMPLATE_TEST_CASE("a row costs the same however many its tenant has", "[quota]", tenon::layout::tenant_first, tenon::layout::prisma) {
    const setting<TestType> s;
    const auto files = s.files();
    int next = 0;
    const auto take = [&](int count) {
        const auto rows = numbered(next, count);
        next += count;
        return rows;
    };
    const auto one_by_one = [&] {
        for (const File& row : take(300)) files.create(row).value();
    };
    const auto many = [&] { files.create_many(take(300)).value(); };
    const auto imported = [&] {
        std::istringstream file(lines_of(take(300)));
        if constexpr (TestType::leads_with_tenant) tenon::transfer::import_rows(s.db, file, {.file = "a.jsonl"}).value();
        else files.create_many(take(300)).value();
    };
    const auto removed = [&] {
        for (int i = 0; i < 100; ++i) files.remove(numbered(next - 1 - i, 1).front().id).value();
    };
    one_by_one(), many(), imported(), removed(); // what is done once is done
    const std::int64_t before[] = {s.steps(one_by_one), s.steps(many), s.steps(imported), s.steps(removed)};
    many();
    files.create_many(take(6000)).value();
    const std::int64_t after[] = {s.steps(one_by_one), s.steps(many), s.steps(imported), s.steps(removed)};
    for (int i = 0; i < 4; ++i) {
        INFO("work " << i << ": " << before[i] << " instructions, then " << after[i]);
        CHECK(before[i] > 5'000);
        CHECK(after[i] < before[i] + before[i] / 20);
    }
    CHECK(s.ask("SELECT held FROM tenon_quota_File") == s.ask("SELECT count(*) FROM File"));
}

TEMPLATE_TEST_CASE("what is remembered of tenants is true, whoever writes and in whatever way", "[quota]", tenon::layout::tenant_first, tenon::layout::prisma) {
    const setting<TestType> s;
    s.set_limit("a", std::nullopt);
    raw other = s.other();
    REQUIRE(other.run("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000") == SQLITE_OK);
    std::mt19937 random(7);
    int seen = 0, refused = 0;
    for (int i = 0; i < 1500; ++i) {
        const std::string id = "'" + std::to_string(random() % 12) + "'", tenant = random() % 2 == 0 ? "'a'" : "'b'";
        const std::string row = "INTO File (id, tenantId, name) VALUES (" + id + ", " + tenant + ", '')";
        std::string text;
        switch (random() % 8) {
        case 0: text = "INSERT " + row; break;
        case 1: text = "INSERT OR IGNORE " + row; break;
        case 2: text = "INSERT " + row + " ON CONFLICT DO UPDATE SET name = name || 'x'"; break;
        case 3: text = "DELETE FROM File WHERE id = " + id; break;
        case 4: text = "UPDATE OR IGNORE File SET tenantId = " + tenant + " WHERE id = " + id; break;
        case 5: text = "BEGIN; INSERT OR IGNORE " + row + "; DELETE FROM File WHERE tenantId = " + tenant + "; ROLLBACK"; break;
        case 6: text = "DELETE FROM tenon_quota_File WHERE tenant = " + tenant; break; // nothing but memory
        default: text = "INSERT OR IGNORE INTO File (id, tenantId, name) SELECT id || 'x', tenantId, name FROM File WHERE id = " + id; break;
        }
        INFO(text);
        other.run(text);
        refused += std::string(sqlite3_errmsg(other.handle())) == "tenon_quota:File_quota" ? 1 : 0;
        REQUIRE(sqlite_tests::ask(other.handle(), untrue) == "0");
        // A row that moves to another tenant is not counted where it comes.
        if (sqlite_tests::ask(other.handle(), "SELECT count(*) FROM File WHERE tenantId = 'b'") > "3") other.run("DELETE FROM File WHERE tenantId = 'b'");
        seen += std::stoi(sqlite_tests::ask(other.handle(), "SELECT count(*) FROM tenon_quota_File"));
    }
    CHECK(seen > 1000);
    CHECK(refused > 20);
}

TEST_CASE("rows that REPLACE removes behind the triggers' back take nothing of a quota", "[quota]") {
    const setting<> s;
    raw other = s.other();
    const std::string replace = "INSERT OR REPLACE INTO File (id, tenantId, name) VALUES ('1', 'b', 'again')";
    for (int i = 0; i < 10; ++i) CHECK(other.run(replace) == SQLITE_OK);
    s.files("b").create_many(numbered(0, 2)).value();
    CHECK(s.files("b").create({.id = "x"}).error().code == errc::quota_exceeded);
    s.files("b").remove("1").value();
    s.files("b").create({.id = "x"}).value();
    CHECK(s.files("b").create({.id = "y"}).error().code == errc::quota_exceeded);
}

TEST_CASE("a limit that is taken away and comes back counts what came meanwhile", "[quota]") {
    const setting<> s;
    const auto files = s.files("b");
    files.create_many(numbered(0, 3)).value();
    s.set_limit("b", std::nullopt);
    files.create_many(numbered(3, 5)).value();
    s.set_limit("b", 9);
    files.create({.id = "x"}).value();
    CHECK(files.create({.id = "y"}).error().code == errc::quota_exceeded);
    s.set_limit("b", 4);
    CHECK(files.create({.id = "y"}).error().code == errc::quota_exceeded);
}

TEST_CASE("nothing is remembered of a tenant without rows, and tenants cannot look", "[quota]") {
    const setting<> s;
    s.files("b").create_many(numbered(0, 3)).value();
    struct Held {
        std::int64_t held;
    };
    for (const char* text : {"SELECT held FROM tenon_quota_File", "SELECT count(*) AS held FROM tenon_quota_File", "SELECT count(*) AS held FROM main.tenon_quota_File"})
        CHECK_FALSE(s.db.tenant("b").query(tenon::as<Held>, text));
    migration::erase_tenant(s.db, "b").value();
    CHECK(s.ask("SELECT count(*) FROM tenon_quota_File") == "0");
}

TEMPLATE_TEST_CASE("a database whose triggers still count all rows gets those that remember", "[quota][migration]", tenon::layout::tenant_first,
                   tenon::layout::prisma) {
    const setting<TestType> s;
    const auto plan = [&] {
        const auto system = s.db.system("test");
        return migration::make_plan(migration::introspect(system).value(), migration::spelled(system, migration::snapshot_of(s.db)).value()).value();
    };
    CHECK(plan().empty());
    REQUIRE(s.other().run("DROP TRIGGER tenon_quota_File_insert; DROP TRIGGER tenon_quota_File_delete; DROP TRIGGER tenon_quota_File_update; "
                          "DROP TABLE tenon_quota_File; CREATE TRIGGER tenon_quota_File AFTER INSERT ON File FOR EACH ROW WHEN (SELECT mostFiles FROM Customer WHERE id = "
                          "NEW.tenantId) < (SELECT count(*) FROM File WHERE tenantId = NEW.tenantId) BEGIN SELECT RAISE(ABORT, 'tenon_quota:File_quota'); END") == SQLITE_OK);
    s.files("b").create_many(numbered(0, 2)).value();
    const auto made = plan();
    CHECK_FALSE(made.loses_data());
    migration::apply(s.db.system("test"), made).value();
    CHECK(plan().empty());
    CHECK(s.ask("SELECT count(*) FROM sqlite_schema WHERE name = 'tenon_quota_File' AND type = 'trigger'") == "0");
    s.files("b").create({.id = "3"}).value();
    CHECK(s.files("b").create({.id = "4"}).error().code == errc::quota_exceeded);

    // One of them goes, rows come, it is made again: nothing that was remembered before is believed.
    REQUIRE(s.other().run("DROP TRIGGER tenon_quota_File_insert; INSERT INTO File (id, tenantId, name) VALUES ('4', 'b', '')") == SQLITE_OK);
    s.set_limit("b", 4);
    migration::apply(s.db.system("test"), plan()).value();
    CHECK(s.files("b").create({.id = "5"}).error().code == errc::quota_exceeded);
    CHECK(plan().empty());

    const auto pulled = migration::pulled(migration::introspect(s.db.system("test")).value());
    CHECK(pulled.find("tenon_quota") == std::string::npos);
    CHECK((pulled.find("tenon::layout::prisma") == std::string::npos) == TestType::leads_with_tenant);

    // A table that is made anew: what was remembered goes, and the triggers come again.
    REQUIRE(s.other().run("CREATE TRIGGER others AFTER INSERT ON File BEGIN SELECT 1; END; ALTER TABLE File ADD COLUMN byHand TEXT") == SQLITE_OK);
    migration::apply(s.db.system("test"), migration::make_plan(migration::introspect(s.db.system("test")).value(),
                                                               migration::spelled(s.db.system("test"), migration::snapshot_of(s.db)).value(), {.accept_data_loss = true}).value()).value();
    CHECK(s.ask("SELECT count(*) FROM tenon_quota_File") == "0");
    CHECK(s.files("b").create({.id = "5"}).error().code == errc::quota_exceeded);
    CHECK(s.files("b").count().value() == 4);

    // Without the quota nothing of it stays, and nothing is lost by that.
    const auto free = tenon::sqlite::open<tenon::schema<Customer, Free, TestType>>(s.place / "x.db").value();
    const auto system = free.system("test");
    const auto without = migration::make_plan(migration::introspect(system).value(), migration::spelled(system, migration::snapshot_of(free)).value()).value();
    CHECK(without.losses.empty());
    migration::apply(system, without).value();
    CHECK(s.ask("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'tenon%'") == "0");
    CHECK(tenon::repository<Free>(free.tenant("b")).create_many(std::vector<Free>(3)).value() == 3);
}
