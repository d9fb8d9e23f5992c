// tenon/sqlite/doctor.hpp: what is wrong with a database file.
//
//     const auto findings = tenon::sqlite::doctor(db).value();
//     for (const auto& finding : findings) std::cerr << finding.text << "\n";
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/sqlite/driver.hpp>

#include <sqlite3.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sqlite {

enum class finding_kind {
    damaged,             ///< the file is not sound
    broken_reference,    ///< a row refers to one that is not there
    missing_table,       ///< a model has no table
};

/// One thing that is wrong, and what to do about it.
struct finding {
    finding_kind kind;
    std::string table; ///< empty when it is about the file
    std::string text;  ///< a sentence, which ends in what to do
};

namespace detail {

/// The first column of each row that a statement gives.
TENON_RARE result<std::vector<std::string>> first_column(sqlite3* handle, const char* text) {
    std::vector<std::string> rows;
    const auto keep = [](void* out, int, char** values, char**) {
        static_cast<std::vector<std::string>*>(out)->emplace_back(values[0] != nullptr ? values[0] : "");
        return 0;
    };
    if (sqlite3_exec(handle, text, keep, &rows, nullptr) == SQLITE_OK) return rows;
    return fail(make_native_error(sqlite3_extended_errcode(handle), sqlite3_errmsg(handle), {text, verb::other, nullptr, nullptr}, {}));
}

/// Whether a file, or what is in memory, is sound in itself.
TENON_RARE result<std::vector<finding>> examine_file(sqlite3* handle) {
    std::vector<finding> findings;
    auto damage = first_column(handle, "PRAGMA integrity_check(10)");
    if (!damage) return fail(damage.error());
    for (std::string& each : *damage)
        if (each != "ok") findings.push_back({finding_kind::damaged, {}, "The file is damaged, " + each + ": restore it from a backup"});
    auto broken = first_column(handle, "SELECT DISTINCT \"table\" FROM pragma_foreign_key_check");
    if (!broken) return fail(broken.error());
    for (std::string& each : *broken)
        findings.push_back({finding_kind::broken_reference, each,
                            "Rows of " + each + " refer to rows that are not there: remove them, or create what they refer to"});
    return findings;
}

} // namespace detail

/// Reads the whole file, and looks for damage, references that lead nowhere and models without a table. No finding: nothing of
/// the kind. Errors: those of taking a connection; corrupt, for what cannot be read at all.
template <class Schema> TENON_COLD result<std::vector<finding>> doctor(const database<Schema>& db) {
    const auto scope = db.system("doctor");
    std::unique_ptr<error> why;
    tenon::driver::lease<driver> held(scope.session(), tenon::driver::access::read, why);
    if (!held) return fail(std::move(why));
    auto findings = detail::examine_file(held.connection().native_handle());
    if (!findings) return findings;
    for (const model_info* model : Schema::info().models) {
        const std::string name(model->table);
        if (sqlite3_table_column_metadata(held.connection().native_handle(), "main", name.c_str(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr) != SQLITE_OK)
            findings->push_back({finding_kind::missing_table, name, "There is no table " + name + ": create the tables, or deploy the migrations"});
    }
    return findings;
}

} // namespace tenon::inline TENON_ABI::sqlite
