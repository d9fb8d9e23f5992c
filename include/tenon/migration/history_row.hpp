// tenon/migration/history_row.hpp: a row of the history of migrations, and which state of it somebody has seen. Pure: no
// database.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/values/timestamp.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::migration {

/// One row of the history.
struct history_row {
    std::string id;
    std::string name;
    std::string checksum;
    timestamp started{};
    std::optional<timestamp> finished;    ///< none: it was cut short, or is still running
    std::optional<timestamp> rolled_back;
    std::int64_t steps = 0;               ///< statements that were done
    std::string logs;                     ///< what went wrong, or how far it came

    bool is_applied() const noexcept { return finished && !rolled_back; }
    bool is_unfinished() const noexcept { return !finished && !rolled_back; }
    bool is_rolling_back() const noexcept { return is_unfinished() && logs.starts_with(rolling_back_note); }

    /// How the logs of one begin whose down.sql is being run by steps.
    static constexpr std::string_view rolling_back_note = "rolling back";
};

/// Which state of the history somebody has seen: another one after each change that migrations make.
class history_version {
public:
    void add(const history_row& row) {
        ++rows_;
        finished_ += row.finished ? 1 : 0;
        rolled_back_ += row.rolled_back ? 1 : 0;
        greatest_ = std::max(greatest_, row.id);
    }
    bool is_empty() const noexcept { return rows_ == 0; }
    /// As migration_texts::history_version gives it.
    std::string text() const {
        std::string made = std::to_string(rows_) + ' ' + std::to_string(finished_) + ' ' + std::to_string(rolled_back_);
        return rows_ == 0 ? made : made + ' ' + greatest_;
    }

private:
    std::size_t rows_ = 0, finished_ = 0, rolled_back_ = 0;
    std::string greatest_; ///< of the ids, which are drawn by chance: a table that was made again has another
};

} // namespace tenon::inline TENON_ABI::migration
