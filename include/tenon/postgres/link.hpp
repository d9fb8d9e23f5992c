// tenon/postgres/link.hpp: the line to the server: sending, receiving until a deadline, and noticing that it broke.
#pragma once

#include <tenon/core/coarse_clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/postgres/connect.hpp>
#include <tenon/postgres/errors.hpp>
#include <tenon/postgres/options.hpp>
#include <tenon/postgres/statement.hpp>

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace tenon::inline TENON_ABI::postgres::detail {

/// What is slow or done after a failure is virtual: so it is compiled where a database is opened, and not in every file
/// that uses one.
class link {
public:
    link(connection_handle handle, const options& how) : handle_(std::move(handle)), options_(&how), last_used_(now()) {
        // A part of it by chance, so that connections that were made together do not end together.
        const std::int64_t most = std::chrono::milliseconds(how.max_lifetime).count();
        if (most != 0) expires_ = last_used_ + most - most / 10 * (last_used_ % 97) / 97;
    }
    virtual ~link() = default;
    link(const link&) = delete;
    link& operator=(const link&) = delete;

    PGconn* handle() const noexcept { return handle_.get(); }
    PGTransactionStatusType status() const noexcept { return PQtransactionStatus(handle_.get()); }
    bool is_broken() const noexcept { return PQstatus(handle_.get()) == CONNECTION_BAD; }
    /// Not broken, nor older than a connection should get.
    bool is_usable() const noexcept { return usable_ && (expires_ == 0 || last_used_ < expires_); }
    bool is_open() const noexcept { return usable_; }

    native_failure failure; ///< the last one

    /// Before something is sent. `idle`: outside a transaction, where a connection may have rested. False: it broke while
    /// nobody used it, and nothing was sent.
    TENON_INLINE bool begin(bool idle) {
        failure.clear();
        const std::int64_t before = std::exchange(last_used_, now());
        deadline_ = forever;
        if (options_->statement_timeout.count() != 0) [[unlikely]] set_deadline();
        if (!idle || last_used_ - before <= options_->idle_check.count() || is_alive()) [[likely]] return true;
        failure.sent_nothing = true;
        note_lost(false);
        return false;
    }

    /// Behind `begin`: so many statements are sent, of which each may take its time.
    void expect(std::size_t statements) {
        if (deadline_ != forever) [[unlikely]]
            deadline_ += static_cast<std::int64_t>(statements - 1) * options_->statement_timeout.count();
    }

    /// Nothing more is to be sent or received.
    TENON_COLD virtual void give_up() noexcept {
        usable_ = false;
        end();
    }

    /// The next of what the server sends, or nullptr at an end of it.
    result_handle receive() {
        if (deadline_ != forever) [[unlikely]] wait();
        return result_handle(PQgetResult(handle_.get()));
    }

    /// A server that has gone has closed the connection, which can be seen before anything is sent.
    TENON_COLD virtual bool is_alive() {
        // It may have sent a notice, or the new value of a setting; or why it ends, and its end is behind that.
        do {
            pollfd watched{PQsocket(handle_.get()), POLLIN, 0};
            if (!is_broken() && poll(&watched, 1, 0) == 0) return true;
        } while (!is_broken() && PQconsumeInput(handle_.get()) == 1);
        usable_ = false;
        return false;
    }

    /// Keeps what the server said against something: the first of it.
    TENON_COLD virtual void note(result_handle given) {
        if (given == nullptr || failure.result != nullptr) return;
        failure.result = std::move(given);
        if (state_of(failure).empty()) end(); // libpq's own: it could not send, and has yet to read that the line is broken
        failure.timed_out = options_->statement_timeout.count() != 0 && state_of(failure) == "57014" &&
                            now() - last_used_ >= options_->statement_timeout.count() - 20;
    }

    /// If the connection broke, says so. `maybe_done`: what was sent may have been done all the same.
    TENON_COLD virtual void note_lost(bool maybe_done) {
        if (!is_broken() && !failure.sent_nothing) return;
        usable_ = false;
        // A server that says why it ends has not done it.
        const bool told = !state_of(failure).empty();
        if (maybe_done && !told) failure.code = errc::commit_unknown;
        else if (failure.code == errc::ok) failure.code = errc::connection_lost; // else a deadline
        failure.text = PQerrorMessage(handle_.get());
    }

private:
    enum : std::int64_t { forever = 0 };

    static std::int64_t now() noexcept { return coarse_milliseconds(); }

    TENON_COLD void end() noexcept {
        hang_up(handle_.get());
        while (!is_broken() && PQconsumeInput(handle_.get()) == 1) {}
    }

    TENON_COLD void set_deadline() {
        deadline_ = last_used_ + (options_->statement_timeout + options_->network_grace).count();
    }

    /// Until there is a result, or the deadline has passed: then the server is not heard any more.
    TENON_COLD virtual void wait() {
        while (PQisBusy(handle_.get()) != 0) {
            pollfd watched{PQsocket(handle_.get()), POLLIN, 0};
            const std::int64_t left = deadline_ - now();
            const int ready = left > 0 ? poll(&watched, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000))) : 0;
            if (ready == 0 && now() >= deadline_) {
                failure.code = errc::timeout;
                usable_ = false;
                deadline_ = forever;
                return hang_up(handle_.get());
            }
            if (PQconsumeInput(handle_.get()) == 0) return;
        }
    }

    connection_handle handle_;
    const options* options_;
    std::int64_t last_used_;
    std::int64_t deadline_ = forever;
    std::int64_t expires_ = 0;
    bool usable_ = true;
};

} // namespace tenon::inline TENON_ABI::postgres::detail
