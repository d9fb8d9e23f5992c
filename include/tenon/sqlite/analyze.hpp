// tenon/sqlite/analyze.hpp: statistics of the rows that there are, by which SQLite chooses indexes.
//
//     tenon::sqlite::analyze(db).value();     // when tables have got their rows, and when these have become quite others
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/estimate.hpp>
#include <tenon/sqlite/driver.hpp>

#include <memory>
#include <utility>

namespace tenon::inline TENON_ABI::sqlite {

/// Runs ANALYZE, so that all connections go by what it has seen, also those that are open. It reads all indexes, and keeps other
/// writers out meanwhile. Tables without rows keep the estimates of new ones. All or nothing.
/// Errors: read_only, busy, disk_full, corrupt.
template <class Schema> TENON_COLD result<void> analyze(const database<Schema>& db) {
    return db.system("analyze").transaction([](auto& tx) -> result<void> {
        // Made anew it is a change of the schema, which connections notice; new rows in it are none.
        for (const char* text : {"DROP TABLE IF EXISTS sqlite_stat1", "ANALYZE"})
            if (auto ran = tx.execute(text); !ran) return fail(ran.error());
        if (auto why = tenon::driver::estimate_rows<driver>(tx.session())) return fail(std::move(why));
        return {};
    });
}

} // namespace tenon::inline TENON_ABI::sqlite
