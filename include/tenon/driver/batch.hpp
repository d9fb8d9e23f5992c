// tenon/driver/batch.hpp: independent functions of one verb each, whose statements go to the database together.
//
// Each function runs inside the wait of the one before it: when its statement is ready, the next function begins instead, and
// when none is left all are sent. Then the answers are received, and each function goes on with its own, the last one first.
// So verbs need not know of batches, and what they bind lives on the stack until it has been sent.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/session.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::driver {

/// The functions of a batch, without their types. Borrows them. An exception of one is kept until all have run: those that
/// wait for it have statements of their own.
class batch_plan {
public:
    template <class Run>
    batch_plan(std::size_t size, Run& run) noexcept
        : size_(size), context_(&run), run_([](void* context, std::size_t number) { (*static_cast<Run*>(context))(number); }) {}

    /// How many statements go together where they are those of transactions.
    static constexpr std::size_t most_in_transactions = 128;

    /// The statements of the functions, one of each, are those of transactions: of so many statements each, and begun and ended around
    /// these. A failure undoes its own, and nothing runs behind it. `begins` is told which is about to run. Borrows both.
    void make_transactions(const std::vector<std::size_t>& sizes, const std::function<void(std::size_t)>& begins) noexcept {
        transactions_ = &sizes;
        begins_ = &begins;
    }
    /// nullptr: each statement stands for itself.
    const std::vector<std::size_t>* transactions() const noexcept { return transactions_; }
    /// So many statements have been answered.
    void answered(std::size_t statements) {
        if (transactions_ == nullptr || statements != end_ || begun_ == transactions_->size()) return;
        end_ += (*transactions_)[begun_];
        try {
            (*begins_)(begun_++);
        } catch (...) { keep_exception(); }
    }

    std::size_t size() const noexcept { return size_; }
    bool has_next() const noexcept { return next_ < size_; }

    /// Runs the next function to its end. False: there is none.
    bool run_next() {
        if (!has_next()) return false;
        try {
            run_(context_, next_++);
        } catch (...) { keep_exception(); }
        return true;
    }

    /// Throws what a function has thrown first.
    void rethrow() const {
        if (thrown_) std::rethrow_exception(thrown_);
    }

private:
    void keep_exception() noexcept {
        if (!thrown_) thrown_ = std::current_exception();
    }

    std::size_t size_;
    std::size_t next_ = 0;
    void* context_;
    void (*run_)(void*, std::size_t);
    std::exception_ptr thrown_;

    const std::vector<std::size_t>* transactions_ = nullptr;
    const std::function<void(std::size_t)>* begins_ = nullptr;
    std::size_t begun_ = 0; ///< transactions
    std::size_t end_ = 0;   ///< of the last of these, among the statements
};

/// A connection that can send the statements of several functions together. Without it they run one after the other.
template <class C>
concept batching_connection = requires(C& c, batch_plan& plan) {
    c.begin_batch(plan); // from now on the first statement of each function waits for those of the others
    c.end_batch();
};

namespace detail {

/// Calls `run(number, scope)` for each number below `size`, with a scope whose statements go together.
template <class Scope, class Run> void run_together(const Scope& scope, std::size_t size, Run run) {
    using driver_type = typename Scope::session_type::driver_type;
    using connection = typename driver_type::connection;
    const auto run_all = [&](Scope inside, [[maybe_unused]] connection* together) {
        auto run_one = [&](std::size_t number) { run(number, inside); };
        batch_plan plan(size, run_one);
        if constexpr (batching_connection<connection>)
            if (together != nullptr) together->begin_batch(plan);
        while (plan.run_next()) {}
        if constexpr (batching_connection<connection>)
            if (together != nullptr) together->end_batch();
        plan.rethrow();
    };
    if constexpr (batching_connection<connection>)
        if (scope.check() == errc::ok && size > 1) {
            const session<driver_type>& outer = scope.session();
            std::unique_ptr<error> why;
            // Inside a transaction the connection is there, whatever it is wanted for.
            lease<driver_type> held(outer, outer.in_transaction() ? access::read : access::write, why);
            if (held && !held.is_bound() && !held.connection().is_alive()) held.renew(outer.connections(), why);
            if (held) return run_all(scope.on(outer.bound_to(held.held())), &held.connection());
        } // else each function finds out by itself why it cannot run
    run_all(scope, nullptr);
}

} // namespace detail

/// See tenant_scope::batch.
template <class Scope, class... Functions> auto run_batch(const Scope& scope, Functions&... functions) {
    static_assert((is_result_v<std::invoke_result_t<Functions&, Scope&>> && ...),
                  "tenon: a function of a batch gives no result: let it return what its verb answers");
    std::tuple<std::optional<std::invoke_result_t<Functions&, Scope&>>...> answers;
    std::tuple<Functions&...> all(functions...);
    using runner = void (*)(decltype(answers)&, decltype(all)&, Scope&);
    static constexpr auto runners = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array<runner, sizeof...(I)>{[](auto& into, auto& from, Scope& inside) {
            std::get<I>(into).emplace(std::get<I>(from)(inside));
        }...};
    }(std::index_sequence_for<Functions...>{});
    detail::run_together(scope, runners.size(),
                         [&](std::size_t number, Scope& inside) { runners[number](answers, all, inside); });
    return std::apply([](auto&... answer) { return std::tuple(std::move(*answer)...); }, answers);
}

/// The same for a function and each of a range of values.
template <class Scope, std::ranges::forward_range Range, class Function>
auto run_batch_of(const Scope& scope, Range&& range, Function& function) {
    using answer = std::invoke_result_t<Function&, Scope&, std::ranges::range_reference_t<Range>>;
    static_assert(is_result_v<answer>, "tenon: a function of a batch gives no result: let it return what its verb answers");
    const auto size = static_cast<std::size_t>(std::ranges::distance(range));
    std::vector<std::optional<answer>> answers(size);
    auto next = std::ranges::begin(range);
    detail::run_together(scope, size, [&](std::size_t number, Scope& inside) {
        auto mine = next++; // functions begin in their order
        answers[number].emplace(function(inside, *mine));
    });
    std::vector<answer> made;
    made.reserve(size);
    for (auto& each : answers) made.push_back(std::move(*each));
    return made;
}

} // namespace tenon::inline TENON_ABI::driver
