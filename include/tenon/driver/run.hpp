// tenon/driver/run.hpp: running a statement from its first value to its last row. Knows no model: compiled once for each
// database, and not for each model or statement.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/reader.hpp>

#include <cstdint>
#include <memory>

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
        run.refuse(failed.code, &model.columns[failed.place]);
        if (wanted == access::write) run.abandon();
        return false;
    }
};
template <class Driver> using sink_of = row_sink<typename execution<Driver>::statement_type>;
template <class Driver> using values_of = value_source<typename execution<Driver>::binder_type>;

/// Runs a SELECT of rows of `spec.model`. What failed, or nullptr.
template <class Driver>
std::unique_ptr<error> read_rows(const session<Driver>& on, const sql::statement_spec& spec, const caller& by,
                                 values_of<Driver> values, sink_of<Driver> sink) {
    execution<Driver> run(on, spec, access::read, by);
    if (!run.bind(values)) [[unlikely]] return run.take_error();
    step_result step = run.step();
    while (step == step_result::row) {
        if (!sink.take(run, *spec.model, access::read)) [[unlikely]] break;
        step = run.step();
    }
    if (step != step_result::done) [[unlikely]] return run.take_error();
    return nullptr;
}

/// Runs a statement that gives at most one row of `spec.model`, to its end when it changes data. What failed, or nullptr.
template <class Driver>
std::unique_ptr<error> read_row(const session<Driver>& on, const sql::statement_spec& spec, access wanted,
                                const caller& by, values_of<Driver> values, sink_of<Driver> sink) {
    execution<Driver> run(on, spec, wanted, by);
    if (!run.bind(values)) [[unlikely]] return run.take_error();
    const step_result step = run.step();
    if (step == step_result::row) [[likely]] {
        if (!sink.take(run, *spec.model, wanted)) [[unlikely]] return run.take_error();
        if (wanted == access::write && !run.finish()) [[unlikely]] return run.take_error(values);
    } else if (step == step_result::failed) [[unlikely]] return run.take_error(values);
    return nullptr;
}

/// Runs a statement that changes rows and gives none: how many it changed becomes `rows`. What failed, or nullptr.
template <class Driver>
std::unique_ptr<error> change_rows(const session<Driver>& on, const sql::statement_spec& spec, const caller& by,
                                   values_of<Driver> values, std::int64_t& rows) {
    execution<Driver> run(on, spec, access::write, by);
    if (!run.bind(values) || !run.run()) [[unlikely]] return run.take_error(values);
    rows = run.rows();
    return nullptr;
}

/// Runs a SELECT of one number. What failed, or nullptr.
template <class Driver>
std::unique_ptr<error> read_number(const session<Driver>& on, const sql::statement_spec& spec, const caller& by,
                                   values_of<Driver> values, std::int64_t& number) {
    execution<Driver> run(on, spec, access::read, by);
    if (!run.bind(values) || run.step() != step_result::row) [[unlikely]] return run.take_error();
    if (const errc wrong = run.statement().column(0).read(column_type::int64, number); wrong != errc::ok) [[unlikely]] {
        run.refuse(wrong, nullptr);
        return run.take_error();
    }
    return nullptr;
}

} // namespace tenon::inline TENON_ABI::driver
