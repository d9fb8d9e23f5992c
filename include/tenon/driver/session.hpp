// tenon/driver/session.hpp: where a scope's statements run: any connection of the pool, or the one of its transaction.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/driver/pool.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
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
        session bound(pool_);
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

    bool in_transaction() const noexcept { return bound_ != nullptr; }
    bool is_open() const noexcept { return pool_ != nullptr; }
    pool<Driver>& connections() const noexcept { return *pool_; }

private:
    friend class lease<Driver>;
    std::shared_ptr<pool<Driver>> pool_;
    entry* bound_ = nullptr;
    std::uint64_t generation_ = 0;
    bool on_primary_ = false;
};

/// A connection for as long as this object lives; or none, and why.
template <database_driver Driver> class lease {
public:
    using entry = pooled_connection<Driver>;

    TENON_INLINE lease(const session<Driver>& from, access wanted, std::unique_ptr<error>& why)
        : access_(wanted), lane_(from.on_primary_ ? access::write : wanted) {
        if (from.bound_ == nullptr) {
            entry_ = from.pool_->acquire(lane_, why);
            owner_ = from.pool_.get();
        } else if (from.bound_->generation.load(std::memory_order_relaxed) != from.generation_ ||
                   from.bound_->broken_transaction) [[unlikely]] {
            why = refused(errc::transaction_closed);
        } else if (wanted == access::write && from.bound_->read_only) [[unlikely]] {
            why = refused(errc::read_only, "This transaction only reads");
        } else entry_ = from.bound_;
    }
    /// One of the pool's, waiting for it as long as `patience` says.
    lease(pool<Driver>& from, access wanted, std::chrono::milliseconds patience, std::unique_ptr<error>& why)
        : owner_(&from), entry_(from.acquire(wanted, why, &patience)), access_(wanted), lane_(wanted) {}
    TENON_INLINE ~lease() {
        if (owner_ != nullptr && entry_ != nullptr) owner_->release(*entry_, lane_);
    }
    /// Gives the connection back, which the pool drops if it is of no more use, and takes another. Not inside a transaction.
    TENON_COLD void renew(std::unique_ptr<error>& why) {
        owner_->release(*entry_, lane_);
        entry_ = owner_->acquire(lane_, why);
    }
    /// Whether the connection is that of a transaction.
    bool is_bound() const noexcept { return owner_ == nullptr; }
    access wanted() const noexcept { return access_; }

    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;

    explicit operator bool() const noexcept { return entry_ != nullptr; }
    typename Driver::connection& connection() const noexcept { return *entry_->connection; }
    entry& held() const noexcept { return *entry_; }

private:
    TENON_COLD static std::unique_ptr<error> refused(errc code, std::string_view subject = {}) {
        return std::make_unique<error>(make_error(code, subject));
    }

    pool<Driver>* owner_ = nullptr;
    entry* entry_ = nullptr;
    access access_; ///< what for
    access lane_;   ///< of which connections
};

} // namespace tenon::inline TENON_ABI::driver
