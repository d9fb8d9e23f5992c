// tenon/driver/pool.hpp: a bounded set of connections, shared by threads, first come first served.
#pragma once

#include <tenon/core/coarse_clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/binder.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/driver/explain.hpp>
#include <tenon/driver/fork.hpp>
#include <tenon/driver/hooks.hpp>
#include <tenon/driver/open_stream.hpp>
#include <tenon/model/schema.hpp>

#include <algorithm>
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
#include <vector>

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

/// A connection and what the pool knows of it. `generation` counts leases: a handle kept from an earlier lease tells by
/// it that its time is over.
template <class Driver> struct pooled_connection {
    std::unique_ptr<typename Driver::connection> connection;
    std::atomic<std::thread::id> holder;
    std::atomic<std::uint64_t> generation{0}; ///< written only by the thread that holds the connection
    bool broken_transaction = false; ///< the database rolled back by itself; only the end of the transaction clears it
    bool read_only = false;          ///< the transaction only reads
    int depth = 0;                   ///< 0: no transaction; 1: a transaction; more: savepoints
    open_stream* streams = nullptr;  ///< of the transaction
    /// When its transaction began, by the coarse clock; 0: it has none. Others may ask.
    std::atomic<std::int64_t> in_transaction_since{0};
};

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
          hooks_(options_.hooks.any() ? &options_.hooks : nullptr) {
        watch_forks();
    }
    virtual ~pool() { forget_forks(); }
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;

    /// Takes a connection out, waiting up to the options' `pool_timeout` for one. nullptr: `why` says why not.
    TENON_INLINE entry* acquire(access wanted, std::unique_ptr<error>& why) {
        lane& from = lane_for(wanted);
        if (from.queued.load(std::memory_order_relaxed) == 0) [[likely]]
            if (entry* taken = from.at_hand.exchange(nullptr, std::memory_order_acquire)) [[likely]]
                return handed_out(*taken);
        return acquire_slowly(from, wanted, why);
    }

    /// Gives a connection back. It must not be used afterwards.
    TENON_INLINE void release(entry& given, access wanted) noexcept {
        given.generation.store(given.generation.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        if (given.connection == nullptr) [[unlikely]] return; // left to the parent
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
        const std::size_t idle = asked.idle.size() + (asked.at_hand.load(std::memory_order_relaxed) != nullptr ? 1 : 0);
        const std::size_t in_use = asked.all.size() - idle;
        std::uint64_t leases = in_use;
        for (const auto* entries : {&asked.all, &asked.spare})
            for (const auto& held : *entries) leases += held->generation.load(std::memory_order_relaxed);
        return {asked.all.size(), in_use, asked.waiting.size(), asked.limit, leases, asked.timeouts, longest_transaction(asked)};
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

private:
    struct waiter {
        std::condition_variable wake;
        entry* handed = nullptr;
        bool may_open = false; ///< there is room for a new connection, kept for this one
    };
    struct lane {
        explicit lane(std::size_t most) : limit(most) {
            all.reserve(most);
            idle.reserve(most);
            spare.reserve(most);
        }
        std::size_t limit;
        std::size_t opening = 0; ///< connections that are being made, or that a waiter may make
        std::vector<std::unique_ptr<entry>> all;
        std::vector<std::unique_ptr<entry>> spare; ///< without a connection
        std::vector<entry*> idle;
        std::vector<waiter*> waiting; ///< who came first stands first
        // One idle connection that is taken and given back without the mutex, and how many threads wait. A thread that
        // begins to wait first counts itself and then looks whether one is at hand; one that gives back first puts it
        // there and then looks whether somebody waits. Both in the one order of sequentially consistent operations: so
        // one of the two sees the other, and no connection lies idle while a thread waits. While any does, nobody takes
        // this way, so the order of the queue holds.
        std::atomic<entry*> at_hand{nullptr};
        std::atomic<std::size_t> queued{0};
        std::uint64_t timeouts = 0;
    };

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

    // All below: under the mutex, but for what takes it first.

    static entry* take_idle(lane& from) noexcept {
        if (from.idle.empty()) return from.at_hand.exchange(nullptr);
        entry* taken = from.idle.back();
        from.idle.pop_back();
        return taken;
    }

    /// Takes the thread that has waited longest out of the queue.
    static waiter& next_in_queue(lane& from) noexcept {
        waiter& next = *from.waiting.front();
        from.waiting.erase(from.waiting.begin());
        from.queued.store(from.waiting.size());
        return next;
    }

    static void hand_to_next(lane& from, entry& given) noexcept {
        waiter& next = next_in_queue(from);
        next.handed = &given;
        next.wake.notify_one();
    }

    TENON_COLD virtual void serve_queue(lane& from) noexcept {
        std::unique_lock lock(mutex_);
        while (!from.waiting.empty()) {
            entry* given = take_idle(from);
            if (given == nullptr) return;
            hand_to_next(from, *given);
        }
    }

    TENON_COLD virtual void release_slowly(lane& to, entry& given, bool usable) noexcept {
        std::unique_lock lock(mutex_);
        if (!usable) {
            drop(to, given);
            drop_dead(to); // what broke one connection may have broken others
        } else if (!to.waiting.empty()) hand_to_next(to, given);
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

    TENON_COLD virtual entry* acquire_slowly(lane& from, access wanted, std::unique_ptr<error>& why) {
        if (left_to_parent_) {
            why = std::make_unique<error>(make_error(
                errc::connection_failed, "This process was forked from the one that opened the database: open it in the child"));
            return nullptr;
        }
        std::unique_lock lock(mutex_);
        if (from.waiting.empty())
            if (entry* taken = take_idle(from)) return handed_out(*taken);
        if (from.all.size() + from.opening < from.limit) {
            ++from.opening;
            return open(from, wanted, lock, why);
        }
        if (held_by_this_thread(from)) {
            why = because("This thread already holds every such connection, so waiting would never end; inside a "
                          "transaction use its own scope");
            return nullptr;
        }
        waiter me;
        from.waiting.push_back(&me);
        from.queued.store(from.waiting.size());
        if (from.waiting.size() == 1)
            if (entry* taken = take_idle(from)) hand_to_next(from, *taken);
        const auto deadline = std::chrono::steady_clock::now() + options_.pool_timeout;
        while (me.handed == nullptr && !me.may_open) {
            if (me.wake.wait_until(lock, deadline) == std::cv_status::timeout && me.handed == nullptr && !me.may_open) {
                std::erase(from.waiting, &me);
                from.queued.store(from.waiting.size());
                ++from.timeouts;
                why = because("All " + std::to_string(from.limit) + " connections were in use for " +
                              std::to_string(options_.pool_timeout.count()) + " ms, with " +
                              std::to_string(from.waiting.size()) + " others waiting; the longest transaction has been running for " +
                              std::to_string(longest_transaction(from).count()) + " ms");
                return nullptr;
            }
        }
        if (me.handed != nullptr) return handed_out(*me.handed);
        return open(from, wanted, lock, why);
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
            let_another_open(from);
            throw;
        }
        lock.lock();
        --from.opening;
        if (!made) {
            let_another_open(from);
            return nullptr;
        }
        if (!from.spare.empty()) {
            std::swap(from.spare.back()->connection, made->connection);
            made = std::move(from.spare.back());
            from.spare.pop_back();
        }
        from.all.push_back(std::move(made));
        return handed_out(*from.all.back());
    }

    // A scope that outlived its transaction may still ask the entry for its generation: so the entry stays.
    void drop(lane& from, entry& gone) noexcept {
        gone.connection.reset();
        const auto place = std::find_if(from.all.begin(), from.all.end(),
                                        [&](const auto& held) { return held.get() == &gone; });
        from.spare.push_back(std::move(*place));
        from.all.erase(place);
        let_another_open(from);
    }

    void drop_dead(lane& from) noexcept {
        std::vector<entry*> alive;
        alive.reserve(from.limit);
        while (entry* held = take_idle(from))
            if (held->connection->is_alive()) alive.push_back(held);
            else drop(from, *held);
        from.idle.swap(alive);
    }

    // There is room for a connection: who waits longest makes it, and nobody else takes the room meanwhile.
    void let_another_open(lane& from) noexcept {
        if (from.waiting.empty()) return;
        ++from.opening;
        waiter& next = next_in_queue(from);
        next.may_open = true;
        next.wake.notify_one();
    }

    static std::chrono::milliseconds longest_transaction(const lane& of) noexcept {
        std::int64_t first = 0;
        for (const auto& held : of.all)
            if (const std::int64_t since = held->in_transaction_since.load(std::memory_order_relaxed); since != 0)
                first = first == 0 ? since : std::min(first, since);
        return std::chrono::milliseconds(first == 0 ? 0 : coarse_milliseconds() - first);
    }

    bool held_by_this_thread(const lane& of) const noexcept {
        for (const auto& held : of.all)
            if (held->holder.load(std::memory_order_relaxed) != std::this_thread::get_id()) return false;
        return !of.all.empty();
    }

    options_type options_;
    schema_info schema_;
    mutable std::mutex mutex_;
    lane lanes_[2]; ///< writers, readers; the second one is empty where all do both
    lane* readers_;
    const statement_hooks* hooks_;
    bool left_to_parent_ = false; ///< since a fork; written before the child has a second thread
};

} // namespace driver
} // namespace tenon::inline TENON_ABI
