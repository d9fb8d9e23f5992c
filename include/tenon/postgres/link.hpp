// tenon/postgres/link.hpp: the line to the server: sending, receiving until a deadline, and noticing that it broke.
#pragma once

#include <tenon/core/coarse_clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/random.hpp>
#include <tenon/postgres/connect.hpp>
#include <tenon/postgres/errors.hpp>
#include <tenon/postgres/options.hpp>
#include <tenon/postgres/statement.hpp>

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

namespace tenon::inline TENON_ABI::postgres::detail {

/// Up to a tenth less than `most`, by chance: so connections that were made together do not end together.
TENON_RARE std::int64_t drawn_lifetime(std::int64_t most) {
    return most - static_cast<std::int64_t>(random_number() % static_cast<std::uint64_t>(most / 10 + 1));
}

/// What is slow or done after a failure is virtual: so it is compiled where a database is opened, and not in every file
/// that uses one.
class link {
public:
    link(connection_handle handle, const options& how)
        : handle_(std::move(handle)), options_(&how), last_used_(now()), has_deadlines_(has_timeout()) {
        if (const std::int64_t most = how.max_lifetime.count(); most != 0) ends_ = last_used_ + drawn_lifetime(most);
    }
    virtual ~link() = default;
    link(const link&) = delete;
    link& operator=(const link&) = delete;

    PGconn* handle() const noexcept { return handle_.get(); }
    PGTransactionStatusType status() const noexcept { return rests_ ? PQTRANS_IDLE : PQtransactionStatus(handle_.get()); }
    /// A statement that was all of its transaction is done: `status` need not ask, unless others use the connection too.
    void rest() noexcept { rests_ = !is_lent_; }
    bool rests() const noexcept { return rests_; }
    /// Whether what is sent next has to be answered in time. Functions with a parameter `Timed` may be told that it has not.
    bool has_deadlines() const noexcept { return has_deadlines_; }
    /// Others use it no more; where they did, `status` asks what they left.
    void take_back() noexcept {
        if (is_lent_) [[unlikely]] is_lent_ = rests_ = false;
    }
    bool is_broken() const noexcept { return PQstatus(handle_.get()) == CONNECTION_BAD; }
    /// Not broken, nor older than a connection should get.
    bool is_usable() const noexcept { return last_used_ < ends_; }
    bool is_open() const noexcept { return ends_ != ended; }

    native_failure failure; ///< the last one

    /// Before one command is sent. `idle`: outside a transaction, where a connection may have rested. False: it broke while
    /// nobody used it, and nothing was sent.
    template <bool Timed = true> TENON_INLINE bool begin(bool idle) {
        leave_pipeline();
        return begin_sending<Timed>(idle);
    }
    /// The same before several are, in one round trip. Where all round trips are such, libpq stays prepared for them.
    template <bool Timed = true> TENON_INLINE bool begin_pipeline(bool idle) {
        if (!begin_sending<Timed>(idle)) [[unlikely]] return false;
        return pipelined_ || (pipelined_ = PQenterPipelineMode(handle_.get()) == 1);
    }
    /// The connection itself, for others: as libpq makes it, and what it does is not known any more.
    PGconn* lend() noexcept {
        rests_ = false;
        is_lent_ = true;
        leave_pipeline();
        PQsetnonblocking(handle_.get(), 0);
        return handle_.get();
    }

    /// Behind `begin`: so many statements are sent from now on, of which each may take its time.
    void expect(std::size_t statements) {
        if (deadline_ != forever) [[unlikely]] set_deadline(static_cast<std::int64_t>(statements));
    }

    /// Until `end_watch` what is sent may be stopped, and is waited for no longer than `patience`. Several may watch.
    TENON_COLD virtual void begin_watch(std::chrono::milliseconds patience) {
        ++watchers_;
        has_deadlines_ = true;
        if (patience != std::chrono::milliseconds::max()) latest_ = now() + patience.count();
    }
    TENON_COLD virtual void end_watch() noexcept {
        if (--watchers_ != 0) return;
        latest_ = endless;
        has_deadlines_ = has_timeout();
        if (!has_deadlines_) PQsetnonblocking(handle_.get(), 0);
    }
    /// The server has been asked to end what runs: its answer is waited for a little longer. From any thread, while one watches.
    void stop() noexcept { stopped_.store(now(), std::memory_order_relaxed); }
    bool is_stopped() const noexcept { return stopped_.load(std::memory_order_relaxed) != 0; }
    /// How much longer. It is asked no more: others may still run.
    std::chrono::milliseconds end_stop() noexcept {
        const std::int64_t since = stopped_.exchange(0, std::memory_order_relaxed);
        return std::chrono::milliseconds(std::max<std::int64_t>(since + options_->network_grace.count() - now(), 0));
    }

    /// Nothing more is to be sent or received.
    TENON_COLD virtual void give_up() noexcept {
        ends_ = ended;
        end();
    }

    /// What was sent so far leaves before more is added to it. Where there is no deadline libpq sees to that.
    void flush() {
        if (deadline_ != forever) [[unlikely]] wait(end_of::sending);
    }
    /// The next of what the server sends, or nullptr at an end of it.
    template <bool Timed = true> result_handle receive() {
        if (Timed && deadline_ != forever) [[unlikely]] wait(end_of::receiving);
        return result_handle(PQgetResult(handle_.get()));
    }

    /// A server that has gone has closed the connection, which can be seen before anything is sent.
    TENON_COLD virtual bool is_alive() {
        // It may have sent a notice, or the new value of a setting; or why it ends, and its end is behind that.
        do {
            pollfd watched{PQsocket(handle_.get()), POLLIN, 0};
            if (!is_broken() && poll(&watched, 1, 0) == 0) return true;
        } while (!is_broken() && PQconsumeInput(handle_.get()) == 1);
        ends_ = ended;
        return false;
    }

    /// Keeps what the server said against something: the first of it.
    TENON_COLD virtual void note(result_handle given) {
        if (given == nullptr || failure.result != nullptr) return;
        failure.result = std::move(given);
        if (state_of(failure).empty()) end(); // libpq's own: it could not send, and has yet to read that the line is broken
        failure.timed_out = has_timeout() && state_of(failure) == "57014" &&
                            now() - last_used_ >= options_->statement_timeout.count() - 20;
    }

    /// If the connection broke, says so. `maybe_done`: what was sent may have been done all the same.
    TENON_COLD virtual void note_lost(bool maybe_done) noexcept {
        if (!is_broken() && !failure.sent_nothing) return;
        ends_ = ended;
        // A server that says why it ends has not done it.
        const bool told = !state_of(failure).empty();
        if (maybe_done && !told) failure.code = errc::commit_unknown;
        else if (failure.code == errc::ok) failure.code = errc::connection_lost; // else a deadline
        try {
            failure.text = PQerrorMessage(handle_.get());
        } catch (const std::bad_alloc&) { failure.text.clear(); } // the code says enough
    }

private:
    enum : std::int64_t { forever = 0 };
    enum : std::int64_t { ended = INT64_MIN, endless = INT64_MAX };
    enum class end_of { sending, receiving };

    static std::int64_t now() noexcept { return coarse_milliseconds(); }

    void leave_pipeline() noexcept {
        if (!pipelined_) [[likely]] return;
        pipelined_ = false;
        PQexitPipelineMode(handle_.get());
    }

    template <bool Timed> TENON_INLINE bool begin_sending(bool idle) {
        failure.clear();
        rests_ = false;
        const std::int64_t before = std::exchange(last_used_, now());
        deadline_ = forever;
        if (Timed && has_deadlines_) [[unlikely]] set_deadline(1);
        if (!idle || last_used_ - before <= options_->idle_check.count() || is_alive()) [[likely]] return true;
        failure.sent_nothing = true;
        note_lost(false);
        return false;
    }

    TENON_COLD void end() noexcept {
        hang_up(handle_.get());
        while (!is_broken() && PQconsumeInput(handle_.get()) == 1) {}
    }

    TENON_COLD virtual void set_deadline(std::int64_t statements) {
        PQsetnonblocking(handle_.get(), 1); // libpq would wait without an end for room to send into
        deadline_ = latest_;
        if (has_timeout())
            deadline_ = std::min(latest_, now() + statements * options_->statement_timeout.count() + options_->network_grace.count());
    }
    bool has_timeout() const noexcept { return options_->statement_timeout.count() != 0; }

    /// Until all is sent, or there is a result; or the deadline has passed: then the server is not heard any more. A server that
    /// cannot send may read nothing: so what it sends is taken meanwhile.
    TENON_COLD virtual void wait(end_of what) {
        while (!is_broken()) {
            const bool sends = PQflush(handle_.get()) == 1;
            if (what == end_of::sending ? !sends : PQisBusy(handle_.get()) == 0) return;
            pollfd watched{PQsocket(handle_.get()), static_cast<short>(sends ? POLLIN | POLLOUT : POLLIN), 0};
            const std::int64_t stopped = stopped_.load(std::memory_order_relaxed);
            const std::int64_t end = stopped != 0 ? std::min(deadline_, stopped + options_->network_grace.count()) : deadline_;
            const std::int64_t left = end - now();
            const std::int64_t longest = watchers_ != 0 && stopped == 0 ? 50 : 60'000; // until a stop is noticed
            const int ready = left > 0 ? poll(&watched, 1, static_cast<int>(std::min(left, longest))) : 0;
            if (ready == 0 && now() >= end) {
                failure.code = stopped != 0 ? errc::cancelled : errc::timeout;
                deadline_ = forever;
                return give_up();
            }
            if ((watched.revents & ~POLLOUT) != 0 && PQconsumeInput(handle_.get()) == 0) return;
        }
    }

    connection_handle handle_;
    const options* options_;
    std::int64_t last_used_;
    std::int64_t deadline_ = forever;
    std::int64_t latest_ = endless; ///< the deadline of those who watch
    std::int64_t ends_ = endless; ///< when it must not be used any more
    bool rests_ = false;          ///< is known to be outside a transaction
    bool is_lent_ = false;        ///< others may have sent something
    bool pipelined_ = false;      ///< libpq is in its pipeline mode
    bool has_deadlines_;
    int watchers_ = 0;
    std::atomic<std::int64_t> stopped_{0}; ///< when; or 0
};

} // namespace tenon::inline TENON_ABI::postgres::detail
