// tenon/driver/run.hpp: running a statement from its first value to its last row. Knows no model: compiled once for each
// database, and not for each model or statement.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/reader.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::driver {

/// Where rows go, without its type: `add` reads the statement's current row into `into`. What cannot be read it notes in
/// `failed`. Borrows.
template <class Statement> struct row_sink {
    void* into;
    void (*add)(void* into, Statement& statement, row_failure& failed);

    /// Hands the current row over. What fails becomes the failure of the run, and a statement that changes data is undone.
    template <class Execution> bool take(Execution& run, const model_info& model, access wanted) const {
        row_failure failed;
        try {
            add(into, run.statement(), failed);
        } catch (...) { // out of memory: resetting would commit what the caller is told has failed
            if (wanted == access::write) run.abandon();
            throw;
        }
        if (failed.code == errc::ok) [[likely]] return true;
        run.refuse(failed.code, failed.place < model.columns.size() ? &model.columns[failed.place] : nullptr);
        if (wanted == access::write) run.abandon();
        return false;
    }
};
template <class Driver> using sink_of = row_sink<typename execution<Driver>::statement_type>;
template <class Driver> using values_of = value_source<typename execution<Driver>::binder_type>;

/// A statement with its values, and for whom it runs. Borrows all of them.
template <class Driver> struct call {
    const session<Driver>& on;
    const sql::statement_spec& spec;
    caller by;
    values_of<Driver> values;
    errc refused = errc::ok; ///< why it is not to be run
    std::string_view refused_subject{};
};

/// Why a call was not run.
template <class Driver> TENON_COLD std::unique_ptr<error> refusal(const call<Driver>& asked) {
    auto why = error_about(asked.refused, nullptr, asked.refused_subject);
    why->model = asked.spec.model->model;
    return why;
}

/// Runs a SELECT of rows of `spec.model`. What failed, or nullptr.
template <class Driver> std::unique_ptr<error> read_rows(const call<Driver>& asked, sink_of<Driver> sink) {
    if (asked.refused != errc::ok) [[unlikely]] return refusal(asked);
    execution<Driver> run(asked.on, asked.spec, access::read, asked.by);
    step_result step = run.start(asked.values);
    while (step == step_result::row) {
        if (!sink.take(run, *asked.spec.model, access::read)) [[unlikely]] break;
        step = run.step();
    }
    if (step != step_result::done) [[unlikely]] return run.take_error();
    return nullptr;
}

/// Runs a SELECT that gives at most one row of `spec.model`. What failed, or nullptr.
template <class Driver> std::unique_ptr<error> read_row(const call<Driver>& asked, sink_of<Driver> sink) {
    if (asked.refused != errc::ok) [[unlikely]] return refusal(asked);
    execution<Driver> run(asked.on, asked.spec, access::read, asked.by);
    const step_result step = run.start(asked.values);
    const bool failed = step == step_result::row ? !sink.take(run, *asked.spec.model, access::read)
                                                 : step == step_result::failed;
    if (failed) [[unlikely]] return run.take_error();
    return nullptr;
}

/// Runs a statement that changes at most one row of `spec.model` and gives it back, to its end. What failed, or nullptr.
template <class Driver> std::unique_ptr<error> write_row(const call<Driver>& asked, sink_of<Driver> sink) {
    if (asked.refused != errc::ok) [[unlikely]] return refusal(asked);
    execution<Driver> run(asked.on, asked.spec, access::write, asked.by);
    const step_result step = run.start(asked.values);
    if (step == step_result::row) [[likely]] {
        if (!sink.take(run, *asked.spec.model, access::write)) [[unlikely]] return run.take_error();
        if (!run.finish()) [[unlikely]] return run.take_error(asked.values);
    } else if (step == step_result::failed) [[unlikely]] return run.take_error(asked.values);
    return nullptr;
}

/// Runs a statement that gives no rows, and of which nobody asks how many it changed. What failed, or nullptr.
template <class Driver> std::unique_ptr<error> write(const call<Driver>& asked) {
    if (asked.refused != errc::ok) [[unlikely]] return refusal(asked);
    execution<Driver> run(asked.on, asked.spec, access::write, asked.by);
    if (run.start(asked.values) == step_result::failed) [[unlikely]] return run.take_error(asked.values);
    run.count_for_hooks();
    return nullptr;
}

/// Runs a statement that changes rows and gives none: how many it changed.
template <class Driver> result<std::int64_t> change_rows(const call<Driver>& asked) {
    if (asked.refused != errc::ok) [[unlikely]] return fail(refusal(asked));
    execution<Driver> run(asked.on, asked.spec, access::write, asked.by);
    if (!run.run(asked.values)) [[unlikely]] return run.failure(asked.values);
    return run.rows();
}

/// Runs a SELECT of one number.
template <class Driver> result<std::int64_t> read_number(const call<Driver>& asked) {
    if (asked.refused != errc::ok) [[unlikely]] return fail(refusal(asked));
    execution<Driver> run(asked.on, asked.spec, access::read, asked.by);
    if (run.start(asked.values) != step_result::row) [[unlikely]] return run.failure();
    std::int64_t number = 0;
    if (const errc wrong = run.statement().column(0).read(column_type::int64, number); wrong != errc::ok) [[unlikely]] {
        run.refuse(wrong, nullptr);
        return run.failure();
    }
    return number;
}

} // namespace tenon::inline TENON_ABI::driver
