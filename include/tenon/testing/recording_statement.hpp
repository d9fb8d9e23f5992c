// tenon/testing/recording_statement.hpp: a prepared statement that remembers each of its runs.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/sql/raw/columns.hpp>
#include <tenon/testing/shown_value.hpp>
#include <tenon/testing/statement_log.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::testing {

/// Passes everything on to a statement of another driver, and writes each run into a log. A run whose values were
/// refused was never sent and is not in the log.
template <driver::statement Inner>
class recording_statement {
public:
    recording_statement(Inner& inner, statement_log log) : inner_(&inner), log_(std::move(log)) {}

    /// Called for each prepare that gave this statement. The spec may be gone afterwards; what it refers to must live
    /// until the last step.
    void prepared(const sql::statement_spec& spec, bool cached) {
        spec_ = spec;
        cache_hit_ = cached;
        running_ = false;
        parameters_.clear();
    }

    template <class Value>
    errc bind(int index, column_type type, Value&& value) {
        note(index, parameter_kind::value, type, value);
        return inner_->bind(index, type, std::forward<Value>(value));
    }
    errc bind_tenant(int index, std::string_view id) {
        note(index, parameter_kind::tenant, column_type::text, id);
        return inner_->bind_tenant(index, id);
    }
    errc bind_null(int index, const column_info& of) {
        note(index, parameter_kind::null, column_type::text, std::string_view("NULL"));
        return inner_->bind_null(index, of);
    }
    errc bind_list(int index, const list_view& list) {
        note(index, parameter_kind::list, list.element, list);
        return inner_->bind_list(index, list);
    }
    errc bind_array(int index, const list_view& list)
        requires requires(Inner& inner) { inner.bind_array(index, list); }
    {
        note(index, parameter_kind::list, list.element, list);
        return inner_->bind_array(index, list);
    }

    bool add_row(bool lasting, const driver::number_sink* numbers) {
        begin_run();
        running_ = false;
        const bool added = inner_->add_row(lasting, numbers);
        if (!added) log_.mark_failed(number_);
        return added;
    }
    bool finish_rows() {
        const bool added = inner_->finish_rows();
        if (!added) log_.mark_failed(number_);
        return added;
    }

    driver::step_result step() {
        begin_run();
        const driver::step_result result = inner_->step();
        if (result == driver::step_result::failed) log_.mark_failed(number_);
        return result;
    }
    auto column(int index) { return inner_->column(index); }
    std::int64_t changes() { return inner_->changes(); }
    void abandon() {
        log_.mark_failed(number_);
        inner_->abandon();
    }
    bool describe(std::vector<sql::described_column>& columns)
        requires requires(Inner& inner) { inner.describe(columns); }
    {
        return inner_->describe(columns);
    }
    void stream_rows() { inner_->stream_rows(); }
    void reset() noexcept {
        running_ = false;
        inner_->reset();
    }

private:
    void begin_run() {
        if (running_) return;
        running_ = true;
        number_ = log_.add({std::string(spec_.text), spec_.verb,
                            std::string(spec_.model != nullptr ? spec_.model->model : std::string_view()), parameters_,
                            cache_hit_, false});
        cache_hit_ = true;
    }

    template <class Value>
    void note(int index, parameter_kind kind, column_type type, const Value& value) {
        const auto place = static_cast<std::size_t>(index);
        if (parameters_.size() < place) parameters_.resize(place);
        recorded_parameter& noted = parameters_[place - 1];
        noted.kind = kind;
        noted.type = type;
        if (log_.keeps_values()) noted.value = shown(value);
    }

    Inner* inner_;
    statement_log log_;
    sql::statement_spec spec_;
    std::vector<recorded_parameter> parameters_;
    std::size_t number_ = 0;
    bool cache_hit_ = false;
    bool running_ = false;
};

} // namespace tenon::inline TENON_ABI::testing
