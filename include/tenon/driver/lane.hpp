// tenon/driver/lane.hpp: the connections of a pool that are for one purpose, and the queue of those who wait for one.
#pragma once

#include <tenon/core/coarse_clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/driver/open_stream.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::driver {

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

/// One who waits, until `handed` or `may_open` is set.
template <class Entry> struct waiter {
    std::condition_variable wake;
    Entry* handed = nullptr;
    bool may_open = false; ///< there is room for a new connection, kept for this one
};

/// First come, first served. All of it is used under the pool's mutex, but for `at_hand` and `queued`.
template <class Entry> struct lane {
    explicit lane(std::size_t most) : limit(most) {
        all.reserve(most);
        idle.reserve(most);
        spare.reserve(most);
    }

    // One idle connection that is taken and given back without the mutex, and how many threads wait. A thread that
    // begins to wait first counts itself and then looks whether one is at hand; one that gives back first puts it
    // there and then looks whether somebody waits. Both in the one order of sequentially consistent operations: so
    // one of the two sees the other, and no connection lies idle while a thread waits. While any does, nobody takes
    // this way, so the order of the queue holds.
    std::atomic<Entry*> at_hand{nullptr};
    std::atomic<std::size_t> queued{0};

    std::size_t limit;
    std::size_t opening = 0; ///< connections that are being made, or that a waiter may make
    std::uint64_t timeouts = 0;
    std::vector<std::unique_ptr<Entry>> all;
    std::vector<std::unique_ptr<Entry>> spare; ///< without a connection
    std::vector<Entry*> idle;
    std::vector<waiter<Entry>*> waiting; ///< who came first stands first

    /// Room is left to those who wait. There is some besides only as long as the database has none.
    bool has_room() const noexcept { return all.size() + opening < limit; }

    /// An idle connection, or nullptr.
    Entry* take_idle() noexcept {
        if (idle.empty()) return at_hand.exchange(nullptr);
        Entry* taken = idle.back();
        idle.pop_back();
        return taken;
    }

    /// Puts a thread at the end of the queue, or in front of it where it has been before. What was given back just before
    /// it was seen there goes to it, if it is the only one.
    void join(waiter<Entry>& me, bool in_front = false) {
        me.may_open = false;
        waiting.insert(in_front ? waiting.begin() : waiting.end(), &me);
        queued.store(waiting.size());
        if (waiting.size() == 1)
            if (Entry* taken = take_idle()) hand_to_next(*taken);
    }
    void leave(waiter<Entry>& me) noexcept {
        std::erase(waiting, &me);
        queued.store(waiting.size());
    }

    void hand_to_next(Entry& given) noexcept {
        waiter<Entry>& next = next_in_queue();
        next.handed = &given;
        next.wake.notify_one();
    }
    void serve_queue() noexcept {
        while (!waiting.empty()) {
            Entry* given = take_idle();
            if (given == nullptr) return;
            hand_to_next(*given);
        }
    }
    /// There is room for a connection: who waits longest makes it, and nobody else takes the room meanwhile.
    void let_another_open() noexcept {
        if (waiting.empty()) return;
        ++opening;
        waiter<Entry>& next = next_in_queue();
        next.may_open = true;
        next.wake.notify_one();
    }

    /// Takes a new connection in.
    Entry& add(std::unique_ptr<Entry> made) {
        if (!spare.empty()) {
            std::swap(spare.back()->connection, made->connection);
            made = std::move(spare.back());
            spare.pop_back();
        }
        all.push_back(std::move(made));
        return *all.back();
    }
    // A scope that outlived its transaction may still ask the entry for its generation: so the entry stays.
    void drop(Entry& gone) noexcept {
        gone.connection.reset();
        const auto place = std::find_if(all.begin(), all.end(), [&](const auto& held) { return held.get() == &gone; });
        spare.push_back(std::move(*place));
        all.erase(place);
        let_another_open();
    }
    void drop_dead() noexcept {
        std::vector<Entry*> alive;
        alive.reserve(limit);
        while (Entry* held = take_idle())
            if (held->connection->is_alive()) alive.push_back(held);
            else drop(*held);
        idle.swap(alive);
    }

    bool is_held_by_this_thread() const noexcept {
        for (const auto& held : all)
            if (held->holder.load(std::memory_order_relaxed) != std::this_thread::get_id()) return false;
        return !all.empty();
    }
    std::size_t in_use() const noexcept {
        return all.size() - idle.size() - (at_hand.load(std::memory_order_relaxed) != nullptr ? 1 : 0);
    }
    /// Connections taken out so far.
    std::uint64_t leases() const noexcept {
        std::uint64_t sum = in_use();
        for (const auto* entries : {&all, &spare})
            for (const auto& held : *entries) sum += held->generation.load(std::memory_order_relaxed);
        return sum;
    }
    /// How long the transaction has been running that began first.
    std::chrono::milliseconds longest_transaction() const noexcept {
        std::int64_t first = 0;
        for (const auto& held : all)
            if (const std::int64_t since = held->in_transaction_since.load(std::memory_order_relaxed); since != 0)
                first = first == 0 ? since : std::min(first, since);
        return std::chrono::milliseconds(first == 0 ? 0 : coarse_milliseconds() - first);
    }

private:
    /// Takes the thread that has waited longest out of the queue.
    waiter<Entry>& next_in_queue() noexcept {
        waiter<Entry>& next = *waiting.front();
        waiting.erase(waiting.begin());
        queued.store(waiting.size());
        return next;
    }
};

} // namespace tenon::inline TENON_ABI::driver
