// tenon/migration/locked.hpp: work on one connection, under the lock of whoever migrates.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/back_off.hpp>
#include <tenon/migration/database.hpp>
#include <tenon/migration/history.hpp>
#include <tenon/migration/options.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// A connection, the history on it, and the lock. Borrows the database and the options.
class migrator {
public:
    static result<std::unique_ptr<migrator>> open(const database& on, const options& how, bool writes) {
        auto connected = on.connect(writes);
        if (!connected) return fail(connected.error());
        auto made = std::make_unique<migrator>(on.texts(), how, std::move(*connected));
        if (auto trusts = writes ? made->trust_schema() : result<void>(); !trusts) return fail(trusts.error());
        return made;
    }
    migrator(const sql::migration_texts& texts, const options& how, std::unique_ptr<connection> on)
        : texts_(texts), how_(how), connection_(std::move(on)), history_(*connection_, texts, how.prisma_history) {}
    ~migrator() {
        if (!distrust_.empty()) static_cast<void>(connection_->execute(distrust_));
    }
    migrator(const migrator&) = delete;
    migrator& operator=(const migrator&) = delete;

    const sql::migration_texts& texts() const noexcept { return texts_; }
    const options& how() const noexcept { return how_; }
    migration::connection& connection() noexcept { return *connection_; }
    migration::history& history() noexcept { return history_; }

    void tell(activity what, std::string_view name) const {
        if (how_.on_activity) how_.on_activity(what, name);
    }

    /// A table or view that is not the history; empty: there is none.
    result<std::string> unmanaged_table() {
        const auto found = connection_->read(texts_.first_table, 1);
        if (!found) return fail(found.error());
        return found->empty() ? std::string() : found->front().front();
    }

    /// Runs `work` in a transaction that nobody else who migrates can be in at the same time; again, after a conflict, and as
    /// long as others have the lock, up to the options' limits.
    /// With `leaves_references`, references need not hold within it where the database could not do otherwise; that no more lead
    /// nowhere at its end than before is checked.
    result<void> locked(const std::function<result<void>()>& work, bool leaves_references = false) {
        if (!leaves_references || texts_.foreign_keys_off.empty()) return attempts(work);
        if (auto off = connection_->execute(std::string(texts_.foreign_keys_off)); !off) return off;
        const struct restoring {
            migrator& by;
            ~restoring() { static_cast<void>(by.connection_->execute(std::string(by.texts_.foreign_keys_on))); }
        } restore{*this};
        return attempts([&]() -> result<void> {
            const auto before = broken_references();
            if (!before) return fail(before.error());
            auto worked = work();
            return worked ? check_references(*before) : worked;
        });
    }

    /// Does `work`, which runs scripts and answers a result. With `changes_session`, what they set for the whole connection is
    /// afterwards as it was, whatever came of them: neither the next script nor who has the connection from the pool then sees it.
    template <class Work> auto restoring_session(bool changes_session, Work work) -> decltype(work()) {
        if (!changes_session) return work();
        const auto settings = connection_->read(texts_.session_settings, 1);
        if (!settings) return fail(settings.error());
        auto done = work();
        for (const text_row& row : *settings)
            if (auto restored = connection_->execute(row.front()); !restored && done) return fail(restored.error());
        return done;
    }

private:
    /// What scripts do runs triggers of former models too, of which this program knows nothing.
    result<void> trust_schema() {
        if (texts_.trust_schema.empty()) return {};
        const auto before = connection_->read(texts_.schema_trust, 1);
        if (!before) return fail(before.error());
        distrust_ = before->at(0).at(0);
        return connection_->execute(std::string(texts_.trust_schema));
    }

    result<void> attempts(const std::function<result<void>()>& work) {
        const auto deadline = std::chrono::steady_clock::now() + how_.lock_timeout;
        for (int attempt = 0;;) {
            bool has_lock = false;
            auto done = connection_->transaction([&]() -> result<void> {
                const auto taken = history_.lock(how_.table_lock_timeout);
                if (!taken) return fail(taken.error());
                if (!*taken) return fail(errc::busy);
                has_lock = true;
                return work();
            });
            if (done || !done.error().is_retryable()) return done;
            if (has_lock) {
                if (attempt++ >= how_.retries) return done;
                driver::back_off(std::chrono::milliseconds(50), attempt);
            } else {
                if (std::chrono::steady_clock::now() >= deadline)
                    return fail(make_error(done.error().code, "Somebody else has been migrating this database for too long"));
                driver::back_off(std::chrono::milliseconds(50), 0);
            }
        }
    }

    /// The tables with rows whose reference leads nowhere, each with how many these are.
    result<std::vector<text_row>> broken_references() { return connection_->read(texts_.check_foreign_keys, 2); }

    /// What was broken before does not keep a migration from being applied that has nothing to do with it.
    result<void> check_references(const std::vector<text_row>& before) {
        const auto broken = broken_references();
        if (!broken) return fail(broken.error());
        std::string tables;
        for (const text_row& row : *broken) {
            const auto was = std::find_if(before.begin(), before.end(), [&](const text_row& each) { return each[0] == row[0]; });
            if (was != before.end() && std::stoull(row[1]) <= std::stoull((*was)[1])) continue;
            tables.append(tables.empty() ? "" : ", ").append(row[0]);
        }
        if (tables.empty()) return {};
        return fail(make_error(errc::foreign_key_violation, "Afterwards rows of " + tables + " would refer to rows that are not there"));
    }

    const sql::migration_texts& texts_;
    const options& how_;
    std::unique_ptr<migration::connection> connection_;
    migration::history history_;
    std::string distrust_; ///< brings back what the connection had before
};

} // namespace tenon::inline TENON_ABI::migration
