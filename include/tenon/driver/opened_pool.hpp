// tenon/driver/opened_pool.hpp: how a pool makes its connections, and who waits for one when all are in use.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/binder.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/driver/explain.hpp>
#include <tenon/driver/fork.hpp>
#include <tenon/driver/lane.hpp>
#include <tenon/driver/pool.hpp>
#include <tenon/model/schema.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::driver {

/// The slow ways of a pool.
template <database_driver Driver> class opened_pool final : public pool<Driver>, fork_watcher {
public:
    using typename pool<Driver>::entry;
    using typename pool<Driver>::options_type;

    TENON_COLD opened_pool(options_type options, schema_info schema) : pool<Driver>(std::move(options), schema) { watch_forks(); }
    ~opened_pool() override { forget_forks(); }

    pool_figures figures(access of) const override {
        if (left_to_parent_) return {};
        std::unique_lock lock(mutex_);
        const lane& asked = lanes_[index_of(of)];
        return {asked.all.size(), asked.in_use(), asked.waiting.size(), asked.limit, asked.leases(), asked.timeouts,
                asked.longest_transaction()};
    }

    void explain(typename Driver::connection& connection, const sql::statement_spec& spec, error& e,
                 value_source<binder<typename Driver::connection::statement_type>> values) const override {
        explain_reference<typename Driver::connection, typename Driver::dialect>(connection, schema_, spec, e, values);
    }

private:
    using typename pool<Driver>::lane;
    using pool<Driver>::handed_out;
    using pool<Driver>::lanes_;
    using pool<Driver>::options_;
    using pool<Driver>::schema_;

    std::size_t index_of(access wanted) const noexcept { return wanted == access::read && lanes_[1].limit != 0 ? 1 : 0; }

    TENON_COLD bool rolled_back(typename Driver::connection& connection) const noexcept override {
        connection.execute("ROLLBACK");
        return !connection.in_transaction();
    }

    TENON_COLD void serve_queue(lane& from) noexcept override {
        std::unique_lock lock(mutex_);
        from.serve_queue();
    }

    TENON_COLD void release_slowly(lane& to, entry& given, bool usable) noexcept override {
        std::unique_lock lock(mutex_);
        if (!usable) {
            to.drop(given);
            to.drop_dead(); // what broke one connection may have broken others
        } else if (!to.waiting.empty()) to.hand_to_next(given);
        else to.idle.push_back(&given);
    }

    TENON_COLD static std::unique_ptr<error> because(std::string_view what) {
        return std::make_unique<error>(make_error(errc::pool_timeout, what));
    }

    // A mutex that another thread held stays locked here, so none is taken from now on: `queued` keeps everybody from the
    // way without it. What was lent goes the parent's way too: its transactions are over.
    void forked() noexcept override {
        left_to_parent_ = true;
        for (lane& each : lanes_) {
            each.queued.store(1);
            each.at_hand.store(nullptr);
            for (const auto& held : each.all) {
                static_cast<void>(held->connection.release());
                held->broken_transaction = true;
            }
        }
    }

    TENON_COLD entry* acquire_slowly(lane& from, access wanted, const std::chrono::milliseconds* limit,
                                     std::unique_ptr<error>& why) override {
        using clock = std::chrono::steady_clock;
        const std::chrono::milliseconds patience = limit != nullptr ? *limit : options_.pool_timeout;
        const auto deadline = clock::now() + patience;
        const auto connected_by = limit != nullptr ? deadline : clock::time_point::max(); // else the driver's options say
        if (left_to_parent_) {
            why = std::make_unique<error>(make_error(
                errc::connection_failed, "This process was forked from the one that opened the database: open it in the child"));
            return nullptr;
        }
        std::unique_lock lock(mutex_);
        if (from.waiting.empty())
            if (entry* taken = from.take_idle()) return handed_out(*taken);
        const bool opens = from.waiting.empty() && from.has_room();
        if (opens) {
            ++from.opening;
            entry* const made = open(from, wanted, connected_by, lock, why);
            if (made != nullptr || !may_wait_instead(from, *why)) return made;
        }
        if (from.is_held_by_this_thread()) {
            if (!opens)
                why = because("This thread already holds every such connection, so waiting would never end; inside a "
                              "transaction use its own scope");
            return nullptr;
        }
        waiter<entry> me;
        from.join(me);
        for (;;) {
            while (me.handed == nullptr && !me.may_open)
                if (me.wake.wait_until(lock, deadline) == std::cv_status::timeout && me.handed == nullptr && !me.may_open) {
                    from.leave(me);
                    ++from.timeouts;
                    why = timed_out(from, patience);
                    return nullptr;
                }
            if (me.handed != nullptr) return handed_out(*me.handed);
            entry* const made = open(from, wanted, connected_by, lock, why);
            if (made != nullptr || !may_wait_instead(from, *why)) return made;
            from.join(me, true);
        }
    }

    TENON_COLD static std::unique_ptr<error> timed_out(const lane& from, std::chrono::milliseconds patience) {
        std::string what = "All " + std::to_string(from.all.size() + from.opening) + " connections ";
        if (from.has_room()) what += "that the database has room for ";
        return because(what + "were in use for " + std::to_string(patience.count()) + " ms, with " +
                       std::to_string(from.waiting.size()) + " others waiting; the longest transaction has been running for " +
                       std::to_string(from.longest_transaction().count()) + " ms");
    }

    /// The database takes no more connections: so the pool has to do with those that it has.
    TENON_COLD static bool may_wait_instead(const lane& from, const error& why) {
        return !from.all.empty() && is_full<Driver>(why);
    }

    // The caller has counted it in `opening`.
    TENON_COLD entry* open(lane& from, access wanted, std::chrono::steady_clock::time_point until,
                           std::unique_lock<std::mutex>& lock, std::unique_ptr<error>& why) {
        lock.unlock(); // connecting can take long
        std::unique_ptr<entry> made;
        try {
            auto opened = connect_until<Driver>(until, options_, schema_, index_of(wanted) == 1 ? access::read : access::write);
            if (opened) {
                made = std::make_unique<entry>();
                made->connection = std::move(*opened);
            } else why = std::make_unique<error>(std::move(opened.error()));
        } catch (...) {
            lock.lock();
            --from.opening;
            from.let_another_open();
            throw;
        }
        lock.lock();
        --from.opening;
        if (!made) {
            if (!may_wait_instead(from, *why)) from.let_another_open(); // who waits learns why, too
            return nullptr;
        }
        return handed_out(from.add(std::move(made)));
    }

    mutable std::mutex mutex_;
    bool left_to_parent_ = false; ///< since a fork; written before the child has a second thread
};

} // namespace tenon::inline TENON_ABI::driver
