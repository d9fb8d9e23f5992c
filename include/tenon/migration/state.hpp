// tenon/migration/state.hpp: the files and the history side by side: what is applied, what is not, and what does not fit.
// Pure: no database.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/migration/folder.hpp>
#include <tenon/migration/history_row.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// How a migration stands.
enum class standing : std::uint8_t {
    applied,
    pending,
    rolled_back, ///< pending again: it was applied once
    unfinished,  ///< it began and did not end, or is running now
    edited,      ///< applied, and its file has changed since
    missing,     ///< applied, and its folder is gone
    unknown,     ///< applied, and newer than all that is in the folder
};

constexpr std::string_view to_string(standing s) noexcept {
    constexpr std::array<std::string_view, 7> names{"applied", "pending", "rolled_back", "unfinished", "edited", "missing", "unknown"};
    return names[static_cast<std::size_t>(s)];
}

struct migration_state {
    std::string name;
    migration::standing standing = standing::pending;
    const migration_files* files = nullptr; ///< in the folder; nullptr: it is not there
    std::optional<history_row> row;         ///< the one that tells: of those of this name
    std::size_t place = 0;                  ///< of that in the history: those that were applied later have a higher one

    bool is_pending() const noexcept { return standing == standing::pending || standing == standing::rolled_back; }
    bool is_applied() const noexcept { return !is_pending() && standing != standing::unfinished; }
};

/// Each migration of the folder or of the history, in the order of their names; `rows`: the oldest first. Borrows the folder.
inline std::vector<migration_state> states_of(const migration_folder& folder, const std::vector<history_row>& rows) {
    std::vector<migration_state> states;
    for (const migration_files& files : folder.migrations) states.push_back({files.name, standing::pending, &files, std::nullopt, 0});
    const auto weight = [](const history_row& row) { return row.is_applied() ? 2 : row.is_unfinished() ? 1 : 0; };
    for (const history_row& row : rows) {
        auto state = std::find_if(states.begin(), states.end(), [&](const auto& each) { return each.name == row.name; });
        if (state == states.end()) {
            if (row.rolled_back) continue; // undone, and then removed: nothing is left of it
            state = states.insert(states.end(), {row.name, standing::pending, nullptr, std::nullopt, 0});
        }
        if (state->row && weight(row) < weight(*state->row)) continue;
        state->row = row;
        state->place = static_cast<std::size_t>(&row - rows.data());
    }
    std::sort(states.begin(), states.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    const std::string_view newest = folder.migrations.empty() ? std::string_view() : folder.migrations.back().name;
    for (migration_state& state : states) {
        if (!state.row) continue;
        if (state.row->rolled_back) state.standing = standing::rolled_back;
        else if (!state.row->finished) state.standing = standing::unfinished;
        else if (state.files == nullptr) state.standing = state.name > newest ? standing::unknown : standing::missing;
        else state.standing = state.files->has_checksum(state.row->checksum) ? standing::applied : standing::edited;
    }
    return states;
}

/// Why nothing may be applied: the worst of what does not fit, with all migrations that it is true of. nullptr: all fits.
inline std::unique_ptr<error> obstacle(const std::vector<migration_state>& states) {
    struct {
        migration::standing standing;
        errc code;
    } const kinds[] = {{standing::unfinished, errc::migration_unfinished},
                       {standing::unknown, errc::migration_unknown},
                       {standing::missing, errc::migration_missing},
                       {standing::edited, errc::migration_edited}};
    for (const auto& kind : kinds) {
        std::string names;
        for (const migration_state& state : states)
            if (state.standing == kind.standing) names.append(names.empty() ? "" : ", ").append(state.name);
        if (!names.empty()) return std::make_unique<error>(make_error(kind.code, names));
    }
    return nullptr;
}

} // namespace tenon::inline TENON_ABI::migration
