// Watching what is sent: every statement, the slow ones, and the pool.
#include <chrono>
#include <cstdio>
#include <string>

#include "support/open.hpp"

struct Note {
    std::string id;
    std::string tenantId;
    std::string text;
};
using app = tenon::schema<Note>;

int main() {
    int slow = 0;
    tenon::statement_hooks hooks;
    hooks.on_statement = [](const tenon::statement_event& ran) {
        if (ran.model.empty()) return; // of no model: BEGIN, CREATE TABLE …
        std::printf("%-11s %-5s by %-13s rows %d, %s%s\n", std::string(to_string(ran.verb)).c_str(),
                    std::string(ran.model).c_str(),
                    std::string(ran.tenant.empty() ? ran.system_reason : ran.tenant).c_str(),
                    static_cast<int>(ran.rows), ran.cache_hit ? "prepared before" : "prepared now",
                    ran.error != nullptr ? (", failed: " + std::string(to_string(ran.error->code))).c_str() : "");
    };
    hooks.on_slow_statement = [&](const tenon::statement_event&) { ++slow; };
    hooks.slow_threshold = std::chrono::seconds(30);

    auto db = example::open<app>(hooks).value();
    db.create_tables().value();
    auto notes = tenon::repository<Note>(db.tenant("acme"));
    notes.create({.id = "n1", .text = "tea"}).value();
    notes.create({.id = "n2", .text = "mug"}).value();
    (void)notes.create({.id = "n2", .text = "mug"});
    notes.find_many(tenon::where(tenon::field<&Note::text>.starts_with("t"))).value();
    tenon::repository<Note>(db.system("monthly count")).count().value();
    notes.remove("n1").value();

    std::printf("slow statements: %d\n", slow);
    const tenon::health_report health = db.health();
    std::printf("healthy: %s; connections that write: %zu, in use: %zu\n", health.ok ? "yes" : "no",
                health.writers.open, health.writers.in_use);
}
