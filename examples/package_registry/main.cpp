// A registry of packages in which each section of the distribution is a tenant: loaded from what dpkg and apt know.
//
//     package_registry [--available] [--database FILE or URL] [--section NAME] [FILE]

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>

#include "arguments.hpp"
#include "dpkg_parser.hpp"
#include "input.hpp"
#include "loader.hpp"
#include "progress.hpp"
#include "questions.hpp"
#include "temporary_file.hpp"

namespace registry {
namespace {

constexpr std::size_t problems_told = 20;

int failed(const std::string& text) {
    std::fprintf(stderr, "package_registry: %s\n", text.c_str());
    return 1;
}

int failed(const std::string& about, const tenon::error& e) { return failed(about + ": " + tenon::to_string(e)); }

/// The tables are made when they are not there. How many packages the database holds already.
tenon::result<std::int64_t> prepare(const database& db) {
    const auto all = db.system("look whether the database is loaded");
    auto held = tenon::repository<InstalledPackage>(all).count();
    if (held || held.error().code != tenon::errc::missing_table) return held;
    if (auto made = db.create_tables(); !made) return tenon::fail(made.error());
    return 0;
}

int load_from(const arguments& how, const database& db) {
    input source(how);
    if (source.file() == nullptr) return failed(source.name() + " cannot be opened: " + source.close());

    progress shown;
    std::size_t problems = 0;
    const auto report = [&](const problem& one) {
        if (++problems > problems_told) return;
        shown.clear();
        std::fprintf(stderr, "%s:%zu: %s: skipped\n", source.name().c_str(), one.line, one.what.c_str());
    };
    line_reader lines(source.file());
    dpkg_parser parser(lines, report);
    const stopwatch watch;
    std::string broken; // why the input is not whole: then nothing of it is kept
    const auto is_whole = [&] {
        broken = source.close();
        if (lines.error() != 0) broken = std::strerror(lines.error());
        return broken.empty();
    };
    const auto loaded = load(db, parser, report, [&](std::int64_t packages) { shown(packages); }, is_whole);
    const double seconds = watch.seconds();
    shown.clear();
    if (problems > problems_told)
        std::fprintf(stderr, "%s: %s records were skipped, of which the first %zu are told above\n",
                     source.name().c_str(), grouped(static_cast<std::int64_t>(problems)).c_str(), problems_told);
    if (!broken.empty()) return failed(source.name() + " cannot be read: " + broken);
    if (!loaded) return failed("The packages could not be stored", loaded.error());
    if (loaded->packages == 0) return failed(source.name() + " holds no package");

    std::printf("Loaded %s: %s, %s, %s in %s\n", source.name().c_str(),
                counted(loaded->packages, "package", "packages").c_str(),
                counted(loaded->dependencies, "dependency", "dependencies").c_str(),
                counted(loaded->maintainers, "maintainer", "maintainers").c_str(),
                counted(loaded->tenants, "section", "sections").c_str());
    if (problems != 0 || parser.not_installed() != 0)
        std::printf("  malformed records: %s; packages that are not installed: %s\n",
                    grouped(static_cast<std::int64_t>(problems)).c_str(),
                    grouped(static_cast<std::int64_t>(parser.not_installed())).c_str());
    std::printf("  %s rows in %.3f s, %s rows/s\n", grouped(loaded->rows()).c_str(), seconds,
                grouped(static_cast<std::int64_t>(static_cast<double>(loaded->rows()) / seconds)).c_str());
    return 0;
}

int run(const arguments& how) {
    std::string place = how.database.empty() ? example::url_or("") : how.database;
    const auto temporary = place.empty() ? temporary_file::make() : std::nullopt;
    if (place.empty() && !temporary)
        return failed(std::string("no temporary file can be made: ") + std::strerror(errno));
    if (temporary) place = temporary->path();
    const bool has_sign = place.find('=') != place.npos; // as a connection string has, `dbname=registry`
    const bool is_server = place.find("://") != place.npos || (has_sign && !temporary && how.database.empty());
    const std::string name = is_server ? "The database" : place; // a URL may hold a password
    const bool is_bare = has_sign && !is_server && !place.starts_with("file:");
    const auto db = example::open<schema>(is_bare ? "file:" + place : place);
    if (!db) return failed(name, db.error());
    const auto held = prepare(*db);
    if (!held) return failed(name, held.error());
    if (*held != 0) {
        std::printf("%s holds %s already: nothing is loaded\n", name.c_str(),
                    counted(*held, "package", "packages").c_str());
    } else if (const int status = load_from(how, *db); status != 0) {
        return status;
    }
    const auto asked = ask(*db, how.section);
    if (asked) return 0;
    if (asked.error().code == tenon::errc::not_found) return failed(asked.error().message); // no such section
    return failed(name, asked.error());
}

} // namespace
} // namespace registry

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN); // who reads the output may stop reading: the temporary file is removed all the same
    int status = 0;
    const auto how = registry::parse_arguments(argc, argv, status);
    if (!how) return status;
    status = registry::run(*how);
    if (std::fflush(stdout) != 0 && status == 0) status = 1;
    return status;
}
