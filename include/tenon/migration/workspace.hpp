// tenon/migration/workspace.hpp: the folder of migrations and a connection: what most commands begin with.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/folder.hpp>
#include <tenon/migration/locked.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/state.hpp>
#include <tenon/migration/target.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// Borrows the database and the options.
struct workspace {
    std::shared_ptr<const migration_folder> folder;
    std::unique_ptr<migrator> by;

    /// Errors: of reading the folder, and of taking a connection. `writes`: it is to change something.
    static result<workspace> open(const target& on, const options& how, bool writes) {
        auto files = how.files;
        if (files == nullptr) {
            auto folder = read_folder(how.folder, on->texts().provider, how.folder_may_be_missing);
            if (!folder) return fail(folder.error());
            files = std::make_shared<const migration_folder>(std::move(*folder));
        }
        auto by = migrator::open(*on, how, writes);
        if (!by) return fail(by.error());
        return workspace{std::move(files), std::move(*by)};
    }

    /// How each migration stands now. They point into the folder.
    result<std::vector<migration_state>> states() const {
        const auto rows = by->history().read();
        if (!rows) return fail(rows.error());
        return states_of(*folder, *rows);
    }
};

} // namespace tenon::inline TENON_ABI::migration
