// tenon/postgres/cancel_request.hpp: asking the server, from any thread, to end what runs on a connection.
#pragma once

#include <tenon/core/config.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace tenon::inline TENON_ABI::postgres::detail {

/// libpq asks over a connection of its own, and waits for the server without a limit: so that is done by a thread of its own,
/// which may outlive the connection.
class cancel_request {
public:
    explicit cancel_request(PGconn* of) : shared_(std::make_shared<shared>(of)) {}

    /// Waits for nothing. Where there is no thread to be had nothing is asked. Thread-safe.
    TENON_COLD void send() const noexcept {
        shared_->count(1);
        try {
            std::thread([held = shared_] {
                char problem[256];
                PQcancel(held->of.get(), problem, sizeof problem);
                held->count(-1);
            }).detach();
        } catch (...) {
            shared_->count(-1);
        }
    }

    /// Waits until none is on its way any more: what runs from then on is not ended by it. False: one still was, after so long.
    TENON_COLD bool is_over_within(std::chrono::milliseconds patience) const {
        std::unique_lock lock(shared_->mutex);
        return shared_->changed.wait_for(lock, patience, [&] { return shared_->under_way == 0; });
    }

private:
    struct shared {
        explicit shared(PGconn* connection) : of(PQgetCancel(connection), &PQfreeCancel) {}
        void count(int more) noexcept {
            {
                const std::lock_guard lock(mutex);
                under_way += more;
            }
            changed.notify_all();
        }
        std::unique_ptr<PGcancel, void (*)(PGcancel*)> of;
        std::mutex mutex;
        std::condition_variable changed;
        int under_way = 0;
    };
    std::shared_ptr<shared> shared_;
};

} // namespace tenon::inline TENON_ABI::postgres::detail
