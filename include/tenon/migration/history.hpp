// tenon/migration/history.hpp: what the database remembers of migrations: one row for each time that one was applied.
#pragma once

#include <tenon/core/clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/core/uuid_generate.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/core/values/uuid.hpp>
#include <tenon/migration/database.hpp>
#include <tenon/migration/history_row.hpp>

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

    /// All rows, the oldest first; none where there is no table. That is what was seen then.
    result<std::vector<history_row>> read() {
        std::vector<history_row> rows;
        seen_.reset();
        const auto there = exists();
        if (!there) return fail(there.error());
        if (!*there) return rows;
        auto found = on_.read(about(texts_.read_history), 8);
        if (!found) return fail(found.error());
        for (text_row& row : *found)
            rows.push_back({std::move(row[0]), std::move(row[1]), std::move(row[2]), time_of(row[3]).value_or(timestamp{}),
                            time_of(row[4]), time_of(row[5]), number_of(row[6]), std::move(row[7])});
        seen_.emplace();
        for (const history_row& row : rows) seen_->add(row);
        return rows;
    }

    /// A new row. `finished` says whether the migration is done, or about to begin.
    history_row made(std::string_view name, std::string_view checksum, timestamp started, bool finished, std::size_t steps) const {
        history_row row{to_string(generate_uuid4()), std::string(name), std::string(checksum), started, std::nullopt, std::nullopt, 0, {}};
        if (finished) row.finished = now();
        row.steps = steps_to_record(steps, finished);
        return row;
    }
    request inserting(const history_row& row) const {
        return {about(texts_.insert), 0, {row.id, row.checksum, row.name, text_of(row.started), text_of(row.finished), std::to_string(row.steps),
                                          row.logs}, &numbers().insert};
    }
    /// Writes a new row.
    result<void> insert(const history_row& row) {
        auto done = on_.run_all({inserting(row)});
        if (done.why != nullptr) return fail(std::move(done.why));
        if (seen_) seen_->add(row);
        return {};
    }

    /// Takes the lock of whoever migrates: false, where others have it. Learns whether the history has changed.
    result<bool> lock(std::chrono::milliseconds table_lock_timeout) {
        std::vector<request> asked;
        if (!texts_.lock.empty()) asked.push_back({std::string(texts_.lock), 1, {std::to_string(table_lock_timeout.count())}, &lock_number});
        if (is_there_) asked.push_back({about(texts_.history_version), 1, {}, &numbers().version});
        auto got = on_.run_all(asked);
        if (got.why != nullptr) return fail(std::move(got.why));
        is_as_seen_ = is_there_ && has_seen_rows() && got.rows.back().at(0).at(0) == seen_->text();
        return texts_.lock.empty() || got.rows.front().at(0).at(0) == "true";
    }
    /// Whether the transaction that has the lock finds the history as it was read last, with the rows that were added here since.
    bool is_as_seen() const noexcept { return is_as_seen_; }
    /// Whether it is known what was seen last, and that was not nothing.
    bool has_seen_rows() const noexcept { return seen_ && !seen_->is_empty(); }
    /// What that was. Only where it is known.
    const history_version& seen() const noexcept { return *seen_; }
    void has_become(history_version now) { seen_ = std::move(now); }
    /// What was seen last says nothing about what is to be done.
    void forget() noexcept { seen_.reset(); }

    /// What a transaction begins with that is sent on without waiting for an answer: it fails unless it gets the lock, and the history is
    /// that. See migration_texts::sends_together.
    std::vector<request> demanding(const history_version& version, std::chrono::milliseconds table_lock_timeout) const {
        const std::string holds = sql::migration_texts::with(texts_.must_be_version, "{version}", texts_.history_version);
        return {{std::string(texts_.must_lock), 0, {std::to_string(table_lock_timeout.count())}, &must_lock_number},
                {about(holds), 0, {version.text()}, &numbers().must_be_version}};
    }

    /// How far the migration of a row has come: after so many statements, or done.
    result<void> update(const history_row& row, bool finished, std::size_t steps, std::string_view logs = {}) {
        seen_.reset();
        return on_.run(about(texts_.update), {text_of(finished ? std::optional(now()) : std::nullopt),
                                              std::to_string(steps_to_record(steps, finished)), logs, row.id});
    }

    result<void> set_rolled_back(const history_row& row) {
        seen_.reset();
        return on_.run(about(texts_.set_rolled_back), {text_of(now()), row.id});
    }

private:
    /// The texts differ between the two tables, and so do their numbers.
    struct statement_numbers {
        sql::statement_number insert, version, must_be_version;
    };
    static inline constinit statement_numbers own_numbers{0, 0, 0}, prisma_numbers{0, 0, 0};
    static inline constinit sql::statement_number lock_number{0}, must_lock_number{0};
    statement_numbers& numbers() const noexcept { return as_prisma_ ? prisma_numbers : own_numbers; }

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
    std::optional<history_version> seen_;
    bool is_as_seen_ = false;
};

} // namespace tenon::inline TENON_ABI::migration
