// tenon/driver/cancellation.hpp: a statement that another thread may stop, or that has only so much time.
#pragma once

#include <tenon/core/config.hpp>

#include <chrono>
#include <stop_token>
#include <utility>

namespace tenon::inline TENON_ABI::driver {

/// As long as this object lives a connection lets what runs on it be cancelled, and waits for it no longer than `patience`, as far
/// as it waits for anything.
template <class Connection> class watch {
public:
    explicit watch(Connection& connection, std::chrono::milliseconds patience = std::chrono::milliseconds::max())
        : connection_(&connection) {
        if constexpr (requires { connection.begin_watch(patience); }) connection.begin_watch(patience);
    }
    ~watch() {
        if constexpr (requires { connection_->end_watch(cancelled); }) connection_->end_watch(cancelled);
    }
    watch(const watch&) = delete;
    watch& operator=(const watch&) = delete;

    bool cancelled = false; ///< by who has it

private:
    Connection* connection_;
};

/// Cancels what runs on a connection when the token is told to stop, for as long as this object lives.
template <class Connection> class cancellation {
public:
    cancellation(std::stop_token token, Connection& connection)
        : watch_(connection), token_(std::move(token)), callback_(token_, canceller{&connection, &watch_}) {}
    cancellation(const cancellation&) = delete;
    cancellation& operator=(const cancellation&) = delete;

    const std::stop_token& token() const noexcept { return token_; }

private:
    struct canceller {
        Connection* connection;
        watch<Connection>* watched;
        void operator()() const noexcept {
            watched->cancelled = true;
            connection->cancel();
        }
    };
    watch<Connection> watch_;
    std::stop_token token_;
    std::stop_callback<canceller> callback_; // its end waits for a cancel that is on its way, and comes first
};

} // namespace tenon::inline TENON_ABI::driver
