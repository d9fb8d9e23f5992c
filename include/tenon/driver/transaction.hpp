// tenon/driver/transaction.hpp: transactions as functions: commit, roll back, savepoints, and running again.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/random.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/session.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

/// How far a transaction is kept apart from others. A database may give more than was asked for: SQLite always gives
/// `serializable`.
enum class isolation_level : std::uint8_t { standard, read_committed, repeatable_read, serializable };

struct transaction_options {
    isolation_level isolation = isolation_level::standard;
    /// Only reads, and refuses to write with errc::read_only: on SQLite it takes a reader's connection and sees one
    /// snapshot, without waiting for the writer.
    bool read_only = false;
    /// How often the function is run again after a conflict, a deadlock or a busy database. Each time waits longer.
    int retries = 3;
    /// The first wait; doubled each time up to 50 times as much, with a random part.
    std::chrono::milliseconds backoff{10};
};

namespace driver {

namespace detail {

/// What a transaction answers: the function's own result, or its value in one.
template <class T, bool = is_result_v<T>> struct answer_of {
    using type = T;
};
template <class T> struct answer_of<T, false> {
    using type = result<T>;
};

template <class Answer, class Function, class Scope> Answer call(Function& function, Scope& scope) {
    using returned = std::invoke_result_t<Function&, Scope&>;
    if constexpr (std::is_void_v<returned>) {
        function(scope);
        return {};
    } else return function(scope);
}

/// Between half of and the whole of the wait, so that two that met do not meet again.
inline void back_off(std::chrono::milliseconds first, int attempt) {
    const auto whole = std::chrono::microseconds(first) * (1LL << std::min(attempt, 6));
    const auto capped = std::min<std::chrono::microseconds>(whole, std::chrono::microseconds(first) * 50);
    std::array<std::byte, 8> bytes;
    fill_random(bytes);
    std::uint64_t random = 0;
    std::memcpy(&random, bytes.data(), bytes.size());
    const auto half = capped / 2;
    std::this_thread::sleep_for(half + std::chrono::microseconds(random % static_cast<std::uint64_t>(half.count() + 1)));
}

/// Sends a statement that begins or ends a transaction, and tells the hooks.
template <class Driver>
bool send(const session<Driver>& on, pooled_connection<Driver>& held, const std::string& text, const caller& by) {
    const statement_hooks* hooks = on.connections().hooks();
    if (hooks == nullptr) return held.connection->execute(text.c_str());
    const auto started = std::chrono::steady_clock::now();
    const bool sent = held.connection->execute(text.c_str());
    statement_event event;
    event.verb = verb::transaction;
    event.tenant = by.tenant_name();
    event.system_reason = by.reason;
    event.text = text;
    event.duration = std::chrono::steady_clock::now() - started;
    error failed;
    if (!sent) {
        failed = held.connection->last_error({text, verb::transaction, nullptr, nullptr});
        event.error = &failed;
    }
    (*hooks)(event);
    return sent;
}

/// Runs the function once between BEGIN (or SAVEPOINT) and COMMIT (or RELEASE).
template <class Answer, class Scope, class Function, class Driver>
Answer run_once(const Scope& scope, const session<Driver>& inside, pooled_connection<Driver>& held,
                Function& function, const transaction_options& options) {
    const auto tenant = scope.tenant();
    const caller by{&tenant, scope.reason()};
    const bool outermost = held.depth == 0;
    const std::string savepoint = "tenon_" + std::to_string(held.depth);
    const std::string begin = outermost ? Driver::begin_text(options.read_only) : "SAVEPOINT " + savepoint;
    const std::string commit = outermost ? "COMMIT" : "RELEASE " + savepoint;
    const std::string rollback = outermost ? "ROLLBACK" : "ROLLBACK TO " + savepoint + "; RELEASE " + savepoint;
    const auto native_error = [&](const std::string& text) {
        return fail(held.connection->last_error({text, verb::transaction, nullptr, nullptr}));
    };

    if (!send(inside, held, begin, by)) return native_error(begin);
    ++held.depth;
    const struct restoring {
        bool& read_only;
        bool before;
        ~restoring() { read_only = before; }
    } restore{held.read_only, held.read_only};
    held.read_only = held.read_only || options.read_only;
    const auto leave = [&](const std::string& text) {
        --held.depth;
        // The database may have ended the transaction by itself: then there is nothing to end, and a ROLLBACK sent
        // blindly could only hit something else.
        if (!held.connection->in_transaction()) return !outermost || text == rollback;
        return send(inside, held, text, by);
    };
    try {
        auto scope_inside = scope.on(inside);
        Answer answer = call<Answer>(function, scope_inside);
        if (answer && held.broken_transaction) answer = fail(errc::transaction_closed);
        if (!answer) {
            leave(rollback);
            return answer;
        }
        if (send(inside, held, commit, by)) {
            --held.depth;
            return answer;
        }
        answer = native_error(commit);
        leave(rollback);
        return answer;
    } catch (...) {
        leave(rollback);
        throw;
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
    const auto& outer = scope.session();
    std::unique_ptr<error> why;
    const access wanted = options.read_only ? access::read : access::write;
    if (outer.in_transaction()) {
        // Only the outermost function can be run again: what it did before is part of the conflict.
        lease<driver_type> held(outer, access::read, why); // also within one that only reads
        if (!held) return answer(fail(std::move(*why)));
        return detail::run_once<answer>(scope, outer, held.held(), function, options);
    }
    for (int attempt = 0;; ++attempt) {
        bool again = false;
        {
            lease<driver_type> held(outer, wanted, why);
            if (!held) return answer(fail(std::move(*why)));
            answer outcome = detail::run_once<answer>(scope, outer.bound_to(held.held()), held.held(), function, options);
            again = !outcome && outcome.error().is_retryable() && attempt < options.retries;
            if (!again) return outcome;
        }
        detail::back_off(options.backoff, attempt); // with the connection given back
    }
}

} // namespace driver
} // namespace tenon::inline TENON_ABI
