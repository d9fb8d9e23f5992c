// tenon/migration/history.hpp: what the database remembers of migrations: one row for each time that one was applied.
#pragma once

#include <tenon/core/clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/core/uuid_generate.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/core/values/uuid.hpp>
#include <tenon/migration/database.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// The history table, by way of one connection, which must outlive it.
class history {
public:
    history(connection& on, const sql::migration_texts& texts, bool as_prisma)
        : on_(on), texts_(texts), table_(as_prisma ? "_prisma_migrations" : "_tenon_migrations"), as_prisma_(as_prisma) {}

    result<bool> exists() {
        if (is_there_) return true;
        const auto found = on_.read(about(texts_.has_history), 1);
        if (!found) return fail(found.error());
        return !found->empty();
    }

    /// Makes the table where there is none.
    result<void> create() {
        const auto there = exists();
        if (!there) return fail(there.error());
        is_there_ = *there; // and not what is made now, which may be rolled back
        if (is_there_) return {};
        return on_.run(about(texts_.create_history));
    }

    /// All rows, the oldest first; none where there is no table.
    result<std::vector<history_row>> read() {
        std::vector<history_row> rows;
        const auto there = exists();
        if (!there) return fail(there.error());
        if (!*there) return rows;
        auto found = on_.read(about(texts_.read_history), 8);
        if (!found) return fail(found.error());
        for (text_row& row : *found)
            rows.push_back({std::move(row[0]), std::move(row[1]), std::move(row[2]), time_of(row[3]).value_or(timestamp{}),
                            time_of(row[4]), time_of(row[5]), number_of(row[6]), std::move(row[7])});
        return rows;
    }

    /// A new row. `finished` says whether the migration is done, or about to begin. What version() is then is answered too.
    result<history_row> insert(std::string_view name, std::string_view checksum, timestamp started, bool finished, std::size_t steps) {
        history_row row{to_string(generate_uuid4()), std::string(name), std::string(checksum), started, std::nullopt, std::nullopt, 0, {}};
        if (finished) row.finished = now();
        row.steps = steps_to_record(steps, finished);
        auto done = on_.run_all({{about(texts_.insert), 0, {row.id, row.checksum, row.name, text_of(started), text_of(row.finished),
                                                            std::to_string(row.steps), row.logs}, &numbers().insert},
                                 ask_version()});
        if (done.why != nullptr) return fail(std::move(done.why));
        version_ = std::move(done.rows.back().at(0).at(0));
        return row;
    }

    /// Takes the lock of whoever migrates: false, where others have it. Learns the version, where there is a table.
    result<bool> lock(std::chrono::milliseconds table_lock_timeout) {
        std::vector<request> asked;
        if (!texts_.lock.empty()) asked.push_back({std::string(texts_.lock), 1, {std::to_string(table_lock_timeout.count())}, &lock_number});
        if (is_there_) asked.push_back(ask_version());
        auto got = on_.run_all(asked);
        if (got.why != nullptr) return fail(std::move(got.why));
        version_ = is_there_ ? std::move(got.rows.back().at(0).at(0)) : std::string();
        return texts_.lock.empty() || got.rows.front().at(0).at(0) == "true";
    }
    /// Which state of the history the transaction that has the lock sees: another text after each change by others. Empty: not known.
    const std::string& version() const noexcept { return version_; }

    /// How far the migration of a row has come: after so many statements, or done.
    result<void> update(const history_row& row, bool finished, std::size_t steps, std::string_view logs = {}) {
        return on_.run(about(texts_.update), {text_of(finished ? std::optional(now()) : std::nullopt),
                                              std::to_string(steps_to_record(steps, finished)), logs, row.id});
    }

    result<void> set_rolled_back(const history_row& row) { return on_.run(about(texts_.set_rolled_back), {text_of(now()), row.id}); }

private:
    /// The texts differ between the two tables, and so do their numbers.
    struct statement_numbers {
        sql::statement_number insert, version;
    };
    static inline constinit statement_numbers own_numbers{0, 0}, prisma_numbers{0, 0};
    static inline constinit sql::statement_number lock_number{0};
    statement_numbers& numbers() const noexcept { return as_prisma_ ? prisma_numbers : own_numbers; }

    request ask_version() const { return {about(texts_.history_version), 1, {}, &numbers().version}; }
    std::string about(std::string_view text) const { return sql::migration_texts::about(text, table_); }

    /// Prisma counts a whole script as one step.
    std::int64_t steps_to_record(std::size_t steps, bool finished) const noexcept {
        return as_prisma_ && finished && steps > 0 ? 1 : static_cast<std::int64_t>(steps);
    }
    static std::string text_of(std::optional<timestamp> time) { return time ? std::to_string(time->time_since_epoch().count()) : std::string(); }
    static std::int64_t number_of(std::string_view text) noexcept {
        std::int64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }
    static std::optional<timestamp> time_of(std::string_view text) noexcept {
        if (text.empty()) return std::nullopt;
        return timestamp{std::chrono::milliseconds(number_of(text))};
    }

    connection& on_;
    const sql::migration_texts& texts_;
    std::string table_;
    bool as_prisma_;
    bool is_there_ = false;
    std::string version_;
};

} // namespace tenon::inline TENON_ABI::migration
