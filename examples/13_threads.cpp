// One database object for all threads: many read at the same time; on SQLite one writes, on PostgreSQL each may.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "support/open.hpp"

struct Counter {
    std::string id;
    std::string tenantId;
    int value = 0;
};
using app = tenon::schema<Counter>;

int main() {
    const auto file = std::filesystem::temp_directory_path() / "tenon_example_threads.db";
    const auto remove_files = [&] {
        for (const char* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(file.string() + suffix);
    };
    remove_files();
    {
        const tenon::sqlite::options options{.readers = 2, .pool_timeout = std::chrono::seconds(60)};
        auto db = example::open<app>(example::url_or("file:" + file.string()), options).value();
        db.create_tables().value();
        tenon::repository<Counter>(db.tenant("acme")).create({.id = "visits"}).value();

        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([db] { // a copy: it shares the pool
                auto counters = tenon::repository<Counter>(db.tenant("acme"));
                for (int j = 0; j < 25; ++j) {
                    counters.update("visits", tenon::increment<&Counter::value>(1)).value();
                    counters.get("visits").value();
                }
            });
        for (std::thread& thread : threads)
            thread.join();

        std::printf("visits: %d\n", tenon::repository<Counter>(db.tenant("acme")).get("visits").value().value);
        const auto health = db.health();
        std::printf("readers: at most %zu, writers: at most %zu\n", health.readers.limit, health.writers.limit);
    }
    remove_files();
}
