// tenon/driver/cancellation.hpp: a statement that another thread may stop.
#pragma once

#include <tenon/core/config.hpp>

#include <stop_token>
#include <utility>

namespace tenon::inline TENON_ABI::driver {

/// Cancels what runs on a connection when the token is told to stop, for as long as this object lives.
template <class Connection> class cancellation {
public:
    cancellation(std::stop_token token, Connection& connection)
        : token_(std::move(token)), callback_(token_, canceller{&connection}) {}
    cancellation(const cancellation&) = delete;
    cancellation& operator=(const cancellation&) = delete;

    const std::stop_token& token() const noexcept { return token_; }

private:
    struct canceller {
        Connection* connection;
        void operator()() const noexcept { connection->cancel(); }
    };
    std::stop_token token_;
    std::stop_callback<canceller> callback_; // its end waits for a cancel that is on its way
};

} // namespace tenon::inline TENON_ABI::driver
