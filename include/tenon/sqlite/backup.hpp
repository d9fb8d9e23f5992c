// tenon/sqlite/backup.hpp: a copy of a database that is in use, and back.
//
//     tenon::sqlite::backup(db, "app.backup");    // by SQLite's online backup; readers and writers go on
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/private_file.hpp>
#include <tenon/core/result.hpp>
#include <tenon/sqlite/driver.hpp>
#include <tenon/sqlite/doctor.hpp>

#include <sqlite3.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

namespace tenon::inline TENON_ABI::sqlite {

namespace detail {

struct file_closer {
    void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
};
using file_handle = std::unique_ptr<sqlite3, file_closer>;

TENON_RARE error error_of(sqlite3* handle, int code, const std::string& path) {
    error e = make_native_error(code, sqlite3_errmsg(handle), {"backup", verb::other, nullptr, nullptr}, {});
    e.message = path + ": " + e.message;
    return e;
}

TENON_RARE result<file_handle> open_file(const std::string& path, int flags) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
    file_handle handle(opened);
    if (code != SQLITE_OK) return fail(error_of(opened, code, path));
    sqlite3_extended_result_codes(opened, 1);
    return handle;
}

TENON_RARE result<void> copy_pages(sqlite3* from, sqlite3* to, const std::string& path) {
    sqlite3_backup* copy = sqlite3_backup_init(to, "main", from, "main");
    if (copy == nullptr) return fail(error_of(to, sqlite3_extended_errcode(to), path));
    int stepped = SQLITE_OK, pages = 1024, left = 0, begun_anew = 0;
    do {
        stepped = sqlite3_backup_step(copy, pages);
        if (stepped == SQLITE_BUSY || stepped == SQLITE_LOCKED) sqlite3_sleep(20); // somebody writes the target
        // What others write between two steps makes SQLite begin anew. Of a database that is never at rest all goes in one step, so that it ends.
        const int still_left = sqlite3_backup_remaining(copy);
        if (stepped == SQLITE_OK && left != 0 && still_left >= left && ++begun_anew == 3) pages = -1;
        left = still_left;
    } while (stepped == SQLITE_OK || stepped == SQLITE_BUSY || stepped == SQLITE_LOCKED);
    const int finished = sqlite3_backup_finish(copy);
    if (finished != SQLITE_OK) return fail(error_of(to, finished, path));
    return {};
}

/// Whether a copy is whole. What else is wrong with it was so before.
TENON_RARE result<void> check_copy(sqlite3* handle, const std::string& path) {
    const auto findings = examine_file(handle);
    if (!findings) return fail(error_of(handle, sqlite3_extended_errcode(handle), path));
    for (const finding& each : *findings)
        if (each.kind == finding_kind::damaged) return fail(make_error(errc::corrupt, path + ", " + each.text));
    return {};
}

TENON_RARE result<void> write_copy(sqlite3* from, const std::string& path) {
    auto to = open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (!to) return fail(to.error());
    if (auto copied = copy_pages(from, to->get(), path); !copied) return copied;
    // One file, with nothing beside it.
    if (auto journal = first_column(to->get(), "PRAGMA journal_mode = DELETE"); !journal) return fail(journal.error());
    return check_copy(to->get(), path);
}

/// The file under another name until it is whole.
TENON_RARE result<void> backup_to(sqlite3* from, const std::string& path) {
    const std::string partial = path + ".partial";
    const auto refused = [&] { return fail(make_error(errc::connection_failed, path + " cannot be written")); };
    if (!tenon::detail::is_name_for_file(path) || !tenon::detail::make_private_file(partial)) return refused();
    auto written = write_copy(from, partial);
    if (written && std::rename(partial.c_str(), path.c_str()) != 0)
        written = refused();
    if (!written) std::remove(partial.c_str());
    return written;
}

TENON_RARE result<void> restore_from(const std::string& path, sqlite3* to) {
    auto from = open_file(path, SQLITE_OPEN_READONLY);
    if (!from) return fail(from.error());
    if (auto sound = check_copy(from->get(), path); !sound) return sound;
    return copy_pages(from->get(), to, path);
}

} // namespace detail

/// Copies the database to a file, which is replaced if there is one, and looks whether the copy is sound. Others go on reading
/// and writing meanwhile. Only its owner may read it. After an error there is no new file.
/// Errors: connection_failed (it cannot be written), disk_full, corrupt (the database is damaged).
template <class Schema> TENON_COLD result<void> backup(const database<Schema>& db, const std::string& path) {
    const auto scope = db.system("backup");
    std::unique_ptr<error> why;
    tenon::driver::lease<driver> held(scope.session(), tenon::driver::access::read, why);
    if (!held) return fail(std::move(why));
    return detail::backup_to(held.connection().native_handle(), path);
}

/// Replaces what the database holds by a copy, which is looked at first. All or nothing; others see one or the other.
/// Errors: connection_failed (no such file), corrupt (the copy is damaged or is no database), busy, disk_full, read_only.
template <class Schema> TENON_COLD result<void> restore(const database<Schema>& db, const std::string& path) {
    const auto scope = db.system("restore");
    std::unique_ptr<error> why;
    tenon::driver::lease<driver> held(scope.session(), tenon::driver::access::write, why);
    if (!held) return fail(std::move(why));
    return detail::restore_from(path, held.connection().native_handle());
}

} // namespace tenon::inline TENON_ABI::sqlite
