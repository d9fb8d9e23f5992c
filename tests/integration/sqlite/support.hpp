// What the tests of this folder share: models, a directory of their own, and SQLite without tenon.
#pragma once

#include <tenon/sqlite.hpp>

#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "support/catch.hpp"

namespace sqlite_tests {

enum class plan { free, paid };

struct Account {
    std::string id;
    std::string tenantId;
    std::string email;
    sqlite_tests::plan plan = sqlite_tests::plan::free;
    bool active = true;
    std::int8_t level = 0;
    std::optional<std::string> note;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Account::email>);
};
struct Seat {
    std::string id;
    std::string tenantId;
    int row = 0;
    int place = 0;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Seat::row, &Seat::place>);
};
struct Post {
    std::string id;
    std::string tenantId;
    std::string accountId;
    std::string title;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::accountId, &Account::id>);
};
using app = tenon::schema<Account, Seat, Post>;
using database = tenon::sqlite::database<app>;

/// A directory that is there as long as this object.
class directory {
public:
    directory() {
        static std::atomic<int> number{0};
        path_ = std::filesystem::temp_directory_path() /
                ("tenon-" + std::to_string(getpid()) + "-" + std::to_string(number++));
        std::filesystem::create_directories(path_);
    }
    ~directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    directory(const directory&) = delete;
    directory& operator=(const directory&) = delete;
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }
    std::string string() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

/// SQLite as it is, for what a test does behind the library's back.
class raw {
public:
    explicit raw(const std::string& path) { REQUIRE(sqlite3_open(path.c_str(), &handle_) == SQLITE_OK); }
    ~raw() { sqlite3_close(handle_); }
    raw(const raw&) = delete;
    raw& operator=(const raw&) = delete;
    /// SQLite's result code.
    int run(const std::string& text) { return sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr); }
    sqlite3* handle() const { return handle_; }

private:
    sqlite3* handle_ = nullptr;
};

/// The first value that a statement gives, as text.
inline std::string ask(sqlite3* handle, const std::string& text) {
    std::string answer;
    const auto keep = [](void* out, int, char** values, char**) {
        *static_cast<std::string*>(out) = values[0] != nullptr ? values[0] : "NULL";
        return 1;
    };
    sqlite3_exec(handle, text.c_str(), keep, &answer, nullptr);
    return answer;
}

/// A connection of a database's pool, for as long as this object lives.
class held {
public:
    explicit held(const database& db, tenon::driver::access wanted = tenon::driver::access::write)
        : session_(db.system("look inside").session()), lease_(session_, wanted, why_) {
        REQUIRE(lease_);
    }
    sqlite3* handle() const { return lease_.connection().native_handle(); }

private:
    std::unique_ptr<tenon::error> why_;
    tenon::driver::session<tenon::sqlite::driver> session_;
    tenon::driver::lease<tenon::sqlite::driver> lease_;
};

/// A database with its tables.
inline database make(const std::string& path, tenon::sqlite::options how = {}) {
    auto db = tenon::sqlite::open<app>(path, std::move(how)).value();
    db.create_tables().value();
    return db;
}

inline auto accounts(const database& db, const std::string& tenant = "acme") {
    return tenon::repository<Account>(db.tenant(tenant));
}

/// Writes a row, reads it, removes it: what every fault must leave possible.
inline void require_working(const database& db) {
    auto repository = accounts(db, "afterwards");
    auto made = repository.create({.email = "ok@after.test"});
    if (!made) FAIL(to_string(made.error()));
    REQUIRE(repository.get(made->id).value().email == "ok@after.test");
    repository.remove(made->id).value();
    REQUIRE(repository.count().value() == 0);
}

inline std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}
inline void write_file(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// Catch's assertions are not for several threads: those of other threads end up here, and are checked by the test's
/// own.
class outcomes {
public:
    void fail(const tenon::error& e) {
        const std::lock_guard lock(mutex_);
        if (first_.empty()) first_ = to_string(e);
    }
    std::string first() const {
        const std::lock_guard lock(mutex_);
        return first_;
    }

private:
    mutable std::mutex mutex_;
    std::string first_;
};

} // namespace sqlite_tests
