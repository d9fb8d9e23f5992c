// Migrations: files of SQL that a program applies when it starts, each once, and that can be undone.
#include <tenon/migration.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

#include "support/start.hpp"

struct Team {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Team::id>);
};
using app = tenon::schema<Team>;

// They would lie in the program's repository; this example writes them.
void write(const std::filesystem::path& file, const char* text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

void show(const tenon::migration::target& db, const tenon::migration::options& how) {
    const auto report = tenon::migration::status(db, how).value();
    for (const auto& each : report.migrations)
        std::printf("  %s %s\n", each.name.c_str(), std::string(to_string(each.standing)).c_str());
}

int main() {
    const auto folder = std::filesystem::temp_directory_path() / ("tenon_example_" + std::to_string(getpid()));
    std::filesystem::remove_all(folder);
    write(folder / "20260106093000_init/migration.sql",
          "CREATE TABLE \"Team\" (\"id\" TEXT PRIMARY KEY NOT NULL, \"name\" TEXT NOT NULL);\n");
    write(folder / "20260107080000_index/migration.sql", "CREATE INDEX \"Team_name_idx\" ON \"Team\" (\"name\");\n");
    write(folder / "20260107080000_index/down.sql", "DROP INDEX \"Team_name_idx\";\n");

    const tenon::migration::options how{.folder = folder};
    const auto seed = [](auto& tx) -> tenon::result<void> {
        auto acme = tx.tenant("acme");
        const Team first{.id = "acme", .name = "Acme"};
        const auto made = tenon::repository<Team>(acme).create_many(std::vector{first}, tenon::skip_duplicates);
        return made ? tenon::result<void>{} : tenon::fail(made.error());
    };
    tenon::migration::startup startup; // for a /health endpoint
    const auto opened = example::open<app>({.migrate = tenon::migrate::deploy, .seed = seed, .migrations = how, .startup = &startup});
    std::printf("%s\n", to_json(startup.health()).c_str());
    if (!opened) return std::puts(to_string(opened.error()).c_str()), 1;
    const auto& db = *opened;
    show(db, how);

    // Another program that starts, or the same one again: nothing is left to do, and the seed does no harm.
    tenon::migration::start(db, {.migrate = tenon::migrate::deploy, .seed = seed, .migrations = how}).value();
    std::printf("teams: %lld\n", static_cast<long long>(tenon::repository<Team>(db.system("count")).count().value()));
    const auto undone = tenon::migration::rollback(db, {}, how);
    std::printf("undid %s\n", undone.value().front().c_str());
    show(db, how);

    // An edited file is noticed, and nothing is done.
    write(folder / "20260106093000_init/migration.sql", "CREATE TABLE \"Team\" (\"id\" TEXT);\n");
    const auto refused = tenon::migration::deploy(db, how);
    std::printf("%s\n", to_string(refused.error()).c_str());
    std::filesystem::remove_all(folder);
}
