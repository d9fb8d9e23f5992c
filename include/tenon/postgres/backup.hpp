// tenon/postgres/backup.hpp: a copy of a database by PostgreSQL's own programs, pg_dump, pg_restore and psql, which must be installed.
//
//     tenon::postgres::backup(db, "app.dump");
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/private_file.hpp>
#include <tenon/core/result.hpp>
#include <tenon/postgres/driver.hpp>
#include <tenon/sql/migration/postgres_drop.hpp>
#include <tenon/sql/migration/postgres_lock.hpp>

#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::postgres {

namespace detail {

/// The environment of a program that is to reach the same database: everything by variables, for what stands on a command
/// line can be read by all.
TENON_RARE std::vector<std::string> environment_for(PGconn* handle) {
    std::vector<std::string> made;
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(PQconninfo(handle), &PQconninfoFree);
    std::string settings = "-c tenon.system=backup"; // by which tenon's policies show the rows of all tenants
    for (const PQconninfoOption* each = options.get(); each != nullptr && each->keyword != nullptr; ++each) {
        if (each->val == nullptr || *each->val == '\0') continue;
        if (std::string_view(each->keyword) == "options") settings = std::string(each->val) + " " + settings;
        else if (each->envvar != nullptr) made.push_back(std::string(each->envvar) + "=" + each->val);
    }
    made.push_back("PGOPTIONS=" + settings);
    for (char** each = environ; *each != nullptr; ++each)
        if (!std::string_view(*each).starts_with("PG")) made.emplace_back(*each);
    return made;
}

/// A program that was started. What it has to say goes where this program's errors go.
class program {
public:
    /// `input` and `output` are ends of a pipe that become its own; -1: it has those of this program.
    TENON_COLD static result<program> start(const std::vector<std::string>& words, const std::vector<std::string>& environment, int input = -1, int output = -1) {
        std::vector<char*> arguments, variables;
        for (const std::string& each : words) arguments.push_back(const_cast<char*>(each.c_str()));
        for (const std::string& each : environment) variables.push_back(const_cast<char*>(each.c_str()));
        arguments.push_back(nullptr);
        variables.push_back(nullptr);
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        if (input >= 0) posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
        if (output >= 0) posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
        program made(words[0]);
        const int problem = posix_spawnp(&made.child_, arguments[0], &files, nullptr, arguments.data(), variables.data());
        posix_spawn_file_actions_destroy(&files);
        if (problem != 0) return fail(make_error(errc::unsupported, words[0] + " cannot be run; it comes with PostgreSQL's client programs"));
        return made;
    }

    /// Waits for its end, once.
    TENON_COLD result<void> finish() const {
        int status = 0;
        while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {}
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
        return fail(make_error(errc::connection_failed, name_ + " failed, and has said why"));
    }

private:
    explicit program(std::string name) : name_(std::move(name)) {}

    std::string name_;
    pid_t child_ = 0;
};

/// A policy that is not tenon's could hide rows, and nobody would notice that they are not in the copy.
TENON_RARE result<void> check_policies(PGconn* handle) {
    const result_handle found(PQexec(handle, "SELECT count(*) FROM pg_catalog.pg_policy WHERE polname !~ '^tenon_'"));
    if (PQresultStatus(found.get()) != PGRES_TUPLES_OK || PQgetvalue(found.get(), 0, 0) == nullptr) return fail(errc::connection_lost);
    if (std::string_view(PQgetvalue(found.get(), 0, 0)) == "0") return {};
    return fail(make_error(errc::unsupported, "Tables have policies that are not tenon's, which could hide rows from pg_dump"));
}

TENON_RARE result<void> backup_to(PGconn* handle, const std::string& path) {
    if (auto safe = check_policies(handle); !safe) return safe;
    const std::string partial = path + ".partial";
    const auto refused = [&] { return fail(make_error(errc::connection_failed, path + " cannot be written")); };
    if (!tenon::detail::is_name_for_file(path) || !tenon::detail::make_private_file(partial)) return refused();
    const auto dumping = program::start({"pg_dump", "--no-password", "--format=custom", "--enable-row-security", "--file=" + partial}, environment_for(handle));
    auto written = dumping ? dumping->finish() : fail(dumping.error());
    if (written && std::rename(partial.c_str(), path.c_str()) != 0)
        written = refused();
    if (!written) std::remove(partial.c_str());
    return written;
}

/// Empties the database under the lock of whoever migrates, and what pg_restore makes of the copy follows in the same transaction: by
/// psql, for pg_restore itself knows only of what is in the copy. The COMMIT is the last that pg_restore says: whichever of these programs is
/// stopped before, the server undoes all of it.
TENON_RARE result<void> restore_from(PGconn* handle, const std::string& path) {
    if (access(path.c_str(), R_OK) != 0) return fail(make_error(errc::connection_failed, path + " cannot be read"));
    std::string lock(sql::postgres_migration_lock);
    lock.replace(lock.find("$1"), 2, "'5000'");
    const std::string emptied = "DO $$DECLARE statement text; BEGIN IF NOT (SELECT got = 'true' FROM (" + lock + ") AS lock (got, waits)) THEN "
                                "RAISE 'Somebody else is migrating this database: try again later'; END IF; FOR statement IN " +
                                std::string(sql::postgres_drop_statements) + " LOOP EXECUTE statement; END LOOP; END$$";
    const auto environment = environment_for(handle);
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return fail(make_error(errc::out_of_memory));
    const auto running = program::start({"psql", "--no-psqlrc", "--no-password", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1",
                                         "--command=SET client_min_messages = error", "--command=BEGIN", "--command=" + emptied, "--file=-"}, environment, ends[0]);
    close(ends[0]);
    result<void> told;
    if (running) {
        // Its own BEGIN, which finds ours, is all that keeps it from a COMMIT behind large objects.
        const auto reading = program::start({"pg_restore", "--no-password", "--clean", "--if-exists", "--single-transaction", "--file=-", path}, environment, -1, ends[1]);
        told = reading ? reading->finish() : fail(reading.error());
    }
    close(ends[1]);
    if (!running) return fail(running.error());
    auto done = running->finish();
    return done ? told : done; // where psql ended first, pg_restore could not go on
}

template <class Schema, class Work> result<void> with_handle(const database<Schema>& db, std::string_view reason, Work work) {
    const auto scope = db.system(reason);
    std::unique_ptr<error> why;
    tenon::driver::lease<driver> held(scope.session(), tenon::driver::access::write, why);
    if (!held) return fail(std::move(why));
    return work(held.connection().native_handle());
}

} // namespace detail

/// Copies the database to a file in pg_dump's custom format, which is replaced if there is one: the rows of all tenants,
/// whatever tenon's policies say. Only its owner may read it. After an error there is no new file.
/// Errors: unsupported (no pg_dump, or policies that are not tenon's), connection_failed (it failed; its own words are on the
/// standard error output).
template <class Schema> TENON_COLD result<void> backup(const database<Schema>& db, const std::string& path) {
    return detail::with_handle(db, "backup", [&](PGconn* handle) { return detail::backup_to(handle, path); });
}

/// Replaces what the database holds by a copy, all or nothing, in one transaction: what is not in the copy is gone afterwards, but for what
/// belongs to the server and to extensions. Refused while others migrate. Errors: as of backup().
template <class Schema> TENON_COLD result<void> restore(const database<Schema>& db, const std::string& path) {
    return detail::with_handle(db, "restore", [&](PGconn* handle) { return detail::restore_from(handle, path); });
}

} // namespace tenon::inline TENON_ABI::postgres
