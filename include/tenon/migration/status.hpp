// tenon/migration/status.hpp: how each migration stands, without changing anything.
//
//     const auto status = tenon::migration::status(db).value();
//     if (!status.is_up_to_date()) …
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/folder.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/state.hpp>
#include <tenon/migration/target.hpp>
#include <tenon/migration/workspace.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// The migrations of the folder and of the database, in the order of their names.
struct status_report {
    std::shared_ptr<const migration_folder> folder; ///< whose files `migrations` point at
    std::vector<migration_state> migrations;
    std::string unmanaged; ///< a table in a database without history: see resolve; else empty

    bool is_up_to_date() const noexcept {
        return unmanaged.empty() && std::all_of(migrations.begin(), migrations.end(),
                                                [](const auto& each) { return each.standing == standing::applied; });
    }
    /// Why deploy() would refuse, or nullptr.
    std::unique_ptr<error> problem() const {
        if (auto why = obstacle(migrations)) return why;
        if (unmanaged.empty()) return nullptr;
        return std::make_unique<error>(make_error(errc::migration_not_empty, "Found " + unmanaged));
    }
};

/// Reads the folder and the history. Errors: of reading either. What does not fit is no error, but in the report.
inline result<status_report> status(const target& on, const options& how = {}) {
    const auto in = workspace::open(on, how, false);
    if (!in) return fail(in.error());
    status_report report{in->folder, {}, {}};
    auto done = in->by->connection().transaction([&]() -> result<void> { // which sees one state of the database
        auto states = in->states();
        if (!states) return fail(states.error());
        report.migrations = std::move(*states);
        const auto has_row = [](const migration_state& each) { return each.row.has_value(); };
        if (report.migrations.empty() || std::any_of(report.migrations.begin(), report.migrations.end(), has_row)) return {};
        auto table = in->by->unmanaged_table();
        if (!table) return fail(table.error());
        report.unmanaged = std::move(*table);
        return {};
    });
    if (!done) return fail(done.error());
    return report;
}

} // namespace tenon::inline TENON_ABI::migration
