// tenon/driver/transaction.hpp: transactions as functions: commit, roll back, savepoints, and running again.
#pragma once

#include <tenon/core/coarse_clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/back_off.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/send.hpp>
#include <tenon/driver/session.hpp>
#include <tenon/driver/transaction_options.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

namespace driver {

namespace detail {

/// What a transaction answers: the function's own result, or its value in one.
template <class T, bool = is_result_v<T>> struct answer_of {
    using type = T;
};
template <class T> struct answer_of<T, false> {
    using type = result<T>;
};

enum class outcome : std::uint8_t { done, failed, conflict };

/// The function of a transaction, without its type: what begins, ends and repeats transactions is compiled once. `run`
/// keeps the function's answer, and says how it ended.
template <class Driver> struct transaction_body {
    void* context;
    outcome (*run)(void* context, const session<Driver>& inside);
};

/// Runs the function once between BEGIN (or SAVEPOINT) and COMMIT (or RELEASE). What fails besides the function itself
/// becomes `why`.
template <class Driver>
outcome run_once(const session<Driver>& inside, pooled_connection<Driver>& held, const caller& by,
                 transaction_body<Driver> body, const transaction_options& options, std::unique_ptr<error>& why) {
    const bool outermost = held.depth == 0;
    const std::string savepoint = "tenon_" + std::to_string(held.depth);
    const std::string begin = outermost ? Driver::begin_text(inside.connections().options(), options) : "SAVEPOINT " + savepoint;
    const std::string commit = outermost ? "COMMIT" : "RELEASE " + savepoint;
    const std::string rollback = outermost ? "ROLLBACK" : "ROLLBACK TO " + savepoint + "; RELEASE " + savepoint;
    const auto refuse = [&](error e) {
        why = std::make_unique<error>(std::move(e));
        return why->is_retryable() ? outcome::conflict : outcome::failed;
    };
    const auto native_error = [&](const std::string& text) {
        return held.connection->last_error({text, verb::transaction, nullptr, nullptr});
    };

    if (!send(inside, held, begin, verb::transaction, by)) {
        const outcome ended = refuse(native_error(begin));
        // A connection that broke before anything was done is a reason to try another.
        return outermost && why->code == errc::connection_lost ? outcome::conflict : ended;
    }
    ++held.depth;
    const struct restoring {
        bool& read_only;
        bool before;
        ~restoring() { read_only = before; }
    } restore{held.read_only, held.read_only};
    held.read_only = held.read_only || options.read_only;
    const auto leave = [&](const std::string& text) {
        open_stream::close_from(held.depth, held.streams);
        --held.depth;
        if (held.connection == nullptr) return true; // forked meanwhile: the parent ends it
        // The database may have ended the transaction by itself: then there is nothing to end, and a ROLLBACK sent
        // blindly could only hit something else.
        if (!held.connection->in_transaction()) return !outermost || text == rollback;
        return send(inside, held, text, verb::transaction, by);
    };
    try {
        outcome ended = body.run(body.context, inside);
        if (ended == outcome::done && held.broken_transaction) ended = refuse(make_error(errc::transaction_closed));
        if (ended != outcome::done) {
            leave(rollback);
            return ended;
        }
        open_stream::close_from(held.depth, held.streams);
        if (send(inside, held, commit, verb::transaction, by)) {
            --held.depth;
            return outcome::done;
        }
        ended = refuse(native_error(commit));
        leave(rollback);
        return ended;
    } catch (...) {
        leave(rollback);
        throw;
    }
}

/// Runs the function until it ends without a conflict, or no attempts are left. An error of its own: the function's answer
/// is not what counts then.
template <class Driver>
std::unique_ptr<error> run_attempts(const session<Driver>& outer, const caller& by, transaction_body<Driver> body,
                                    const transaction_options& options) {
    std::unique_ptr<error> why;
    if (outer.in_transaction()) {
        // Only the outermost function can be run again: what it did before is part of the conflict.
        lease<Driver> held(outer, access::read, why); // also within one that only reads
        if (held) run_once(outer, held.held(), by, body, options, why);
        return why;
    }
    for (int attempt = 0;; ++attempt) {
        {
            why.reset();
            lease<Driver> held(outer, lane_of<Driver>(outer.connections().options(), options, attempt == 0), why);
            if (!held) return why;
            const struct timing {
                std::atomic<std::int64_t>& since;
                ~timing() { since.store(0, std::memory_order_relaxed); }
            } running{held.held().in_transaction_since};
            running.since.store(coarse_milliseconds(), std::memory_order_relaxed);
            const outcome ended = run_once(outer.bound_to(held.held()), held.held(), by, body, options, why);
            if (held.held().connection != nullptr) held.held().broken_transaction = false; // it is over
            if (ended != outcome::conflict || attempt >= options.retries) return why;
        }
        back_off(options.backoff, attempt); // with the connection given back
    }
}

} // namespace detail

/// See tenant_scope::transaction.
template <class Scope, class Function>
auto run_transaction(const Scope& scope, Function&& function, const transaction_options& options) {
    using driver_type = typename Scope::session_type::driver_type;
    using returned = std::invoke_result_t<Function&, Scope&>;
    using answer = typename detail::answer_of<returned>::type;

    if (const errc refused = scope.check(); refused != errc::ok) return answer(fail(refused));
    std::optional<answer> answered; // by the last attempt
    auto body = [&](const session<driver_type>& session_inside) {
        auto inside = scope.on(session_inside);
        if constexpr (std::is_void_v<returned>) {
            function(inside);
            answered.emplace();
        } else answered.emplace(function(inside));
        if (*answered) return detail::outcome::done;
        return answered->error().is_retryable() ? detail::outcome::conflict : detail::outcome::failed;
    };
    const auto tenant = scope.tenant();
    const session<driver_type>& outer = scope.session();
    std::unique_ptr<error> why = detail::run_attempts<driver_type>(
        outer, {&tenant, scope.reason()},
        {&body, [](void* context, const session<driver_type>& inside) { return (*static_cast<decltype(body)*>(context))(inside); }},
        options);
    if (why != nullptr) return answer(fail(std::move(why)));
    return std::move(*answered);
}

} // namespace driver
} // namespace tenon::inline TENON_ABI
