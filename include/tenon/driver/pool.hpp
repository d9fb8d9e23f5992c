// tenon/driver/pool.hpp: a bounded set of connections, shared by threads, first come first served.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/binder.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/driver/cursor_key.hpp>
#include <tenon/driver/explain.hpp>
#include <tenon/driver/fork.hpp>
#include <tenon/driver/hooks.hpp>
#include <tenon/driver/lane.hpp>
#include <tenon/model/schema.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace tenon::inline TENON_ABI {

/// How a pool is doing.
struct pool_figures {
    std::size_t open = 0;     ///< connections that exist
    std::size_t in_use = 0;   ///< of these, held by someone
    std::size_t waiting = 0;  ///< threads in the queue
    std::size_t limit = 0;    ///< connections that may exist
    std::uint64_t leases = 0; ///< since the pool was made
    std::uint64_t timeouts = 0;
    /// How long the transaction has been running that began first: one that grows and grows holds a connection that nobody
    /// gives back.
    std::chrono::milliseconds longest_transaction{0};
};

namespace driver {

/// Thread-safe. Connections are opened when first wanted and go back clean: a transaction left open is rolled back. In the
/// child of a fork it refuses everything and touches, closes and frees no connection, for they are the parent's.
/// What is slow or done once is virtual: so it is compiled where the pool is made, and not in every file that uses one.
template <database_driver Driver> class pool : fork_watcher {
public:
    using entry = pooled_connection<Driver>;
    using options_type = typename Driver::options;

    TENON_COLD pool(options_type options, schema_info schema)
        : options_(std::move(options)), schema_(schema),
          lanes_{lane(Driver::pool_size(options_, access::write)), lane(Driver::pool_size(options_, access::read))},
          readers_(lanes_[1].limit != 0 ? &lanes_[1] : &lanes_[0]),
          hooks_(options_.hooks.any() ? &options_.hooks : nullptr), cursor_key_(cursor_key_of(options_)) {
        watch_forks();
    }
    virtual ~pool() { forget_forks(); }
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;

    /// Takes a connection out, waiting up to the options' `pool_timeout` for one, or as long as `patience` says. nullptr:
    /// `why` says why not.
    TENON_INLINE entry* acquire(access wanted, std::unique_ptr<error>& why,
                                const std::chrono::milliseconds* patience = nullptr) {
        lane& from = lane_for(wanted);
        if (from.queued.load(std::memory_order_relaxed) == 0) [[likely]]
            if (entry* taken = from.at_hand.exchange(nullptr, std::memory_order_acquire)) [[likely]]
                return handed_out(*taken);
        return acquire_slowly(from, wanted, patience != nullptr ? *patience : options_.pool_timeout, why);
    }

    /// Gives a connection back. It must not be used afterwards.
    TENON_INLINE void release(entry& given, access wanted) noexcept {
        given.generation.store(given.generation.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        if (given.connection == nullptr) [[unlikely]] return; // left to the parent
        if constexpr (requires { given.connection->end_lease(); }) given.connection->end_lease();
        const bool usable =
            given.connection->is_usable() && (!given.connection->in_transaction() || rolled_back(*given.connection));
        given.depth = 0;
        given.broken_transaction = false;
        given.read_only = false;
        given.holder.store({}, std::memory_order_relaxed);
        lane& to = lane_for(wanted);
        entry* nobody = nullptr;
        if (!usable || !to.at_hand.compare_exchange_strong(nobody, &given)) [[unlikely]] release_slowly(to, given, usable);
        else if (to.queued.load() != 0) [[unlikely]] serve_queue(to);
    }

    virtual pool_figures figures(access of) const {
        if (left_to_parent_) return {};
        std::unique_lock lock(mutex_);
        const lane& asked = lanes_[index_of(of)];
        return {asked.all.size(), asked.in_use(), asked.waiting.size(), asked.limit, asked.leases(), asked.timeouts,
                asked.longest_transaction()};
    }

    /// Finds out which reference stood in the way of a statement: see explain_reference.
    virtual void explain(typename Driver::connection& connection, const sql::statement_spec& spec, error& e,
                         value_source<binder<typename Driver::connection::statement_type>> values) const {
        explain_reference<typename Driver::connection, typename Driver::dialect>(connection, schema_, spec, e, values);
    }

    const options_type& options() const noexcept { return options_; }
    const schema_info& schema() const noexcept { return schema_; }
    /// The hooks, or nullptr when none is set.
    const statement_hooks* hooks() const noexcept { return hooks_; }
    /// What the cursors of this database are signed with.
    std::string_view cursor_key() const noexcept { return cursor_key_; }

private:
    using lane = driver::lane<entry>;

    std::size_t index_of(access wanted) const noexcept {
        return wanted == access::read && lanes_[1].limit != 0 ? 1 : 0;
    }
    lane& lane_for(access wanted) noexcept { return wanted == access::read ? *readers_ : lanes_[0]; }

    TENON_COLD virtual bool rolled_back(typename Driver::connection& connection) const noexcept {
        connection.execute("ROLLBACK");
        return !connection.in_transaction();
    }

    static entry* handed_out(entry& taken) noexcept {
        taken.holder.store(std::this_thread::get_id(), std::memory_order_relaxed);
        return &taken;
    }

    TENON_COLD virtual void serve_queue(lane& from) noexcept {
        std::unique_lock lock(mutex_);
        from.serve_queue();
    }

    TENON_COLD virtual void release_slowly(lane& to, entry& given, bool usable) noexcept {
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

    TENON_COLD virtual entry* acquire_slowly(lane& from, access wanted, std::chrono::milliseconds patience,
                                             std::unique_ptr<error>& why) {
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
            entry* const made = open(from, wanted, lock, why);
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
        const auto deadline = std::chrono::steady_clock::now() + patience;
        for (;;) {
            while (me.handed == nullptr && !me.may_open)
                if (me.wake.wait_until(lock, deadline) == std::cv_status::timeout && me.handed == nullptr && !me.may_open) {
                    from.leave(me);
                    ++from.timeouts;
                    why = timed_out(from, patience);
                    return nullptr;
                }
            if (me.handed != nullptr) return handed_out(*me.handed);
            entry* const made = open(from, wanted, lock, why);
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
    TENON_COLD entry* open(lane& from, access wanted, std::unique_lock<std::mutex>& lock, std::unique_ptr<error>& why) {
        lock.unlock(); // connecting can take long
        std::unique_ptr<entry> made;
        try {
            auto opened = Driver::connect(options_, schema_, index_of(wanted) == 1 ? access::read : access::write);
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

    options_type options_;
    schema_info schema_;
    mutable std::mutex mutex_;
    lane lanes_[2]; ///< writers, readers; the second one is empty where all do both
    lane* readers_;
    const statement_hooks* hooks_;
    std::string cursor_key_;
    bool left_to_parent_ = false; ///< since a fork; written before the child has a second thread
};

} // namespace driver
} // namespace tenon::inline TENON_ABI
