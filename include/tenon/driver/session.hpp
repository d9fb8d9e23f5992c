// tenon/driver/session.hpp: where a scope's statements run: any connection of the pool, or the one of its transaction.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/driver/pool.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::driver {

template <database_driver Driver> class lease;

/// A cheap value. Keeps the pool alive. When it belongs to a transaction that has ended, every lease is refused with
/// errc::transaction_closed.
template <database_driver Driver> class session {
public:
    using driver_type = Driver;
    using entry = pooled_connection<Driver>;

    session() = default;
    explicit session(std::shared_ptr<pool<Driver>> from) noexcept : pool_(std::move(from)) {}

    /// A session on the one connection that is leased now, for as long as that lease lasts.
    session bound_to(entry& connection) const {
        session bound(*this);
        bound.bound_ = &connection;
        bound.generation_ = connection.generation.load(std::memory_order_relaxed);
        return bound;
    }

    /// The same, but reading where it writes too: what was written before is seen, which a replica may not have yet.
    session on_primary() const {
        session made(*this);
        if constexpr (requires { requires Driver::has_replicas; }) made.on_primary_ = true;
        return made;
    }

    bool in_transaction() const noexcept { return bound_ != nullptr && bound_->depth != 0; }
    /// The same, whose statements end when `token` is told to stop.
    session until(std::stop_token token) const {
        session made(*this);
        made.stop_ = std::move(token);
        return made;
    }
    const std::stop_token& stop() const noexcept { return stop_; }

    /// The connection of the transaction that this belongs to; nullptr outside of one, and after its end.
    entry* transaction() const noexcept {
        return in_transaction() && bound_->generation.load(std::memory_order_relaxed) == generation_ ? bound_ : nullptr;
    }
    bool is_open() const noexcept { return pool_ != nullptr; }
    pool<Driver>& connections() const noexcept { return *pool_; }

private:
    friend class lease<Driver>;
    std::shared_ptr<pool<Driver>> pool_;
    entry* bound_ = nullptr;
    std::uint64_t generation_ = 0;
    bool on_primary_ = false;
    std::stop_token stop_{};
};

/// A connection for as long as this object lives; or none, and why.
template <database_driver Driver> class lease {
public:
    using entry = pooled_connection<Driver>;

    TENON_INLINE lease(const session<Driver>& from, access wanted, std::unique_ptr<error>& why)
        : owner_(from.bound_ == nullptr ? from.pool_.get() : nullptr),
          entry_(from.bound_ == nullptr ? from.pool_->acquire(lane_of(from, wanted), why) : bound_to(from, wanted, why)),
          access_(wanted), lane_(lane_of(from, wanted)) {}
    /// One of the pool's, waiting for it as long as `patience` says.
    lease(pool<Driver>& from, access wanted, std::chrono::milliseconds patience, std::unique_ptr<error>& why)
        : owner_(&from), entry_(from.acquire(wanted, why, &patience)), access_(wanted), lane_(wanted) {}
    TENON_INLINE ~lease() {
        if (owner_ != nullptr && entry_ != nullptr) owner_->release(*entry_, lane_);
    }
    /// Takes another connection of the pool that this one is of. It gives back what is its own: a useless connection is dropped
    /// then. Not inside a transaction. `why` is set, and nothing is held, where there is no other.
    /// `elsewhere`: one that writes, which is no replica's. `patience`: as in acquire.
    TENON_COLD void renew(pool<Driver>& from, std::unique_ptr<error>& why, bool elsewhere = false, const std::chrono::milliseconds* patience = nullptr) {
        if (owner_ != nullptr) owner_->release(*entry_, lane_);
        owner_ = &from;
        if (elsewhere) lane_ = access::write;
        entry_ = from.acquire(lane_, why, patience);
    }
    /// Whether the connection is lent by another lease: that of a transaction or a batch.
    bool is_bound() const noexcept { return owner_ == nullptr; }
    bool in_transaction() const noexcept { return entry_->depth != 0; }
    /// Whether the connection may be a replica's.
    bool is_of_replica() const noexcept {
        if constexpr (requires { requires Driver::has_replicas; }) return owner_ != nullptr && lane_ == access::read;
        else return false;
    }
    access wanted() const noexcept { return access_; }

    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;

    explicit operator bool() const noexcept { return entry_ != nullptr; }
    typename Driver::connection& connection() const noexcept { return *entry_->connection; }
    entry& held() const noexcept { return *entry_; }

private:
    static access lane_of(const session<Driver>& from, access wanted) noexcept { return from.on_primary_ ? access::write : wanted; }
    /// The connection that is lent, if it still is and does what is wanted.
    TENON_INLINE static entry* bound_to(const session<Driver>& from, access wanted, std::unique_ptr<error>& why) {
        entry* const lent = from.bound_;
        if (lent->generation.load(std::memory_order_relaxed) != from.generation_ || lent->broken_transaction) [[unlikely]]
            return why = refused(errc::transaction_closed), nullptr;
        if (wanted == access::write && lent->read_only) [[unlikely]]
            return why = refused(errc::read_only, "This transaction only reads"), nullptr;
        return lent;
    }
    TENON_COLD static std::unique_ptr<error> refused(errc code, std::string_view subject = {}) {
        return std::make_unique<error>(make_error(code, subject));
    }

    pool<Driver>* owner_ = nullptr;
    entry* entry_ = nullptr;
    access access_; ///< what for
    access lane_;   ///< of which connections
};

} // namespace tenon::inline TENON_ABI::driver
