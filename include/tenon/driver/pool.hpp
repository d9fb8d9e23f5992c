// tenon/driver/pool.hpp: a bounded set of connections, shared by threads, first come first served.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/binder.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/driver/cursor_key.hpp>
#include <tenon/driver/hooks.hpp>
#include <tenon/driver/lane.hpp>
#include <tenon/model/schema.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
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
/// What is slow or done once is opened_pool's: so it is compiled where the pool is made, and not in every file that uses one.
template <database_driver Driver> class pool {
public:
    using entry = pooled_connection<Driver>;
    using options_type = typename Driver::options;

    virtual ~pool() = default;
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;

    /// Takes a connection out, waiting up to the options' `pool_timeout` for one; or as long as `patience` says, in which one has
    /// to be made too. nullptr: `why` says why not.
    TENON_INLINE entry* acquire(access wanted, std::unique_ptr<error>& why,
                                const std::chrono::milliseconds* patience = nullptr) {
        lane& from = lane_for(wanted);
        if (from.queued.load(std::memory_order_relaxed) == 0) [[likely]]
            if (entry* taken = from.at_hand.exchange(nullptr, std::memory_order_acquire)) [[likely]]
                return handed_out(*taken);
        return acquire_slowly(from, wanted, patience, why);
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

    virtual pool_figures figures(access of) const = 0;

    /// Finds out which reference stood in the way of a statement: see explain_reference.
    virtual void explain(typename Driver::connection& connection, const sql::statement_spec& spec, error& e,
                         value_source<binder<typename Driver::connection::statement_type>> values) const = 0;

    const options_type& options() const noexcept { return options_; }
    const schema_info& schema() const noexcept { return schema_; }
    /// The hooks, or nullptr when none is set.
    const statement_hooks* hooks() const noexcept { return hooks_; }
    /// What the cursors of this database are signed with.
    std::string_view cursor_key() const noexcept { return cursor_key_; }

protected:
    using lane = driver::lane<entry>;

    pool(options_type&& options, schema_info schema)
        : options_(std::move(options)), schema_(schema),
          lanes_{lane(Driver::pool_size(options_, access::write)), lane(Driver::pool_size(options_, access::read))},
          readers_(lanes_[1].limit != 0 ? &lanes_[1] : &lanes_[0]),
          hooks_(options_.hooks.any() ? &options_.hooks : nullptr), cursor_key_(cursor_key_of(options_)) {}

    lane& lane_for(access wanted) noexcept { return wanted == access::read ? *readers_ : lanes_[0]; }

    virtual bool rolled_back(typename Driver::connection& connection) const noexcept = 0;
    virtual void serve_queue(lane& from) noexcept = 0;
    virtual void release_slowly(lane& to, entry& given, bool usable) noexcept = 0;
    virtual entry* acquire_slowly(lane& from, access wanted, const std::chrono::milliseconds* limit, std::unique_ptr<error>& why) = 0;

    static entry* handed_out(entry& taken) noexcept {
        taken.holder.store(std::this_thread::get_id(), std::memory_order_relaxed);
        return &taken;
    }

    const options_type options_;
    schema_info schema_;
    lane lanes_[2]; ///< writers, readers; the second one is empty where all do both
    lane* readers_;
    const statement_hooks* hooks_;
    std::string cursor_key_;
};

} // namespace driver
} // namespace tenon::inline TENON_ABI
