// tenon/testing/scripted_connection.hpp: a connection without a database, whose statements answer from a script.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/testing/script.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace tenon::inline TENON_ABI::testing {

class scripted_cell {
public:
    explicit scripted_cell(const scripted_value& value) noexcept : value_(&value) {}
    bool is_null() const noexcept { return std::holds_alternative<std::monostate>(*value_); }
    template <class T>
    errc read(column_type, T& out) const noexcept {
        using held = std::conditional_t<std::is_same_v<T, std::string_view>, std::string,
                                        std::conditional_t<std::is_same_v<T, blob_view>, blob, T>>;
        const held* value = std::get_if<held>(value_);
        if (value == nullptr) return errc::schema_mismatch;
        out = *value;
        return errc::ok;
    }

private:
    const scripted_value* value_;
};

/// What the statements of one connection share with it.
struct scripted_state {
    testing::script script;
    scripted_answer failure; ///< the last one
    bool in_transaction = false;
    bool usable = true;

    /// False: the answer is a failure, and now the last one.
    bool accept(const scripted_answer& answer) {
        if (answer.ends_transaction) in_transaction = false;
        if (answer.fails == errc::ok) return true;
        failure = answer;
        return false;
    }
};

class scripted_statement {
public:
    scripted_statement(std::string_view text, scripted_state& state) : text_(text), state_(&state) {}

    template <class Value>
    errc bind(int, column_type, const Value&) noexcept {
        return errc::ok;
    }
    errc bind_tenant(int, std::string_view) noexcept { return errc::ok; }
    errc bind_null(int, const column_info&) noexcept { return errc::ok; }
    errc bind_list(int, const list_view&) noexcept { return errc::ok; }

    driver::step_result step() {
        if (!running_) answer_ = state_->script.answer(text_, false);
        running_ = true;
        if (row_ < answer_.rows.size()) return ++row_, driver::step_result::row;
        return state_->accept(answer_) ? driver::step_result::done : driver::step_result::failed;
    }
    scripted_cell column(int index) const noexcept {
        static const scripted_value null;
        const scripted_row& row = answer_.rows[row_ - 1];
        const auto place = static_cast<std::size_t>(index);
        return scripted_cell(place < row.size() ? row[place] : null);
    }
    std::int64_t changes() const noexcept { return adding_ ? added_ : answer_.changes; }
    bool add_row(bool, const driver::number_sink* numbers) {
        while (true) {
            const driver::step_result stepped = step();
            if (stepped == driver::step_result::failed) return false;
            if (stepped == driver::step_result::done) break;
            std::int64_t number = 0;
            if (numbers != nullptr && column(0).read(column_type::int64, number) == errc::ok) numbers->add(numbers->into, number);
        }
        added_ += answer_.changes;
        running_ = false;
        row_ = 0;
        return true;
    }
    bool finish_rows() noexcept { return adding_ = true; }
    void stream_rows() noexcept {}
    void abandon() noexcept { state_->in_transaction = false; }
    void reset() noexcept {
        running_ = false;
        row_ = 0;
        adding_ = false;
        added_ = 0;
    }

private:
    std::string text_;
    scripted_state* state_;
    scripted_answer answer_;
    std::size_t row_ = 0; ///< of the rows given so far
    bool running_ = false;
    bool adding_ = false;    ///< rows were added one by one: changes() is of all
    std::int64_t added_ = 0; ///< by them so far
};

class scripted_connection {
public:
    using statement_type = scripted_statement;

    explicit scripted_connection(script answers) { state_.script = std::move(answers); }

    void act_for(const driver::caller&) noexcept {}

    scripted_statement* prepare(const sql::statement_spec& spec) {
        const std::string text(spec.text);
        auto& held = statements_[text];
        was_cached_ = held != nullptr;
        if (!held) held = std::make_unique<scripted_statement>(text, state_);
        return held.get();
    }
    bool was_cached() const noexcept { return was_cached_; }
    bool execute(std::string_view text) {
        if (!state_.accept(state_.script.answer(text, true))) return false;
        if (text.starts_with("BEGIN")) state_.in_transaction = true;
        if (text == "COMMIT" || text == "ROLLBACK") state_.in_transaction = false;
        return true;
    }
    error last_error(const sql::statement_spec& spec) {
        error e = make_error(state_.failure.fails);
        e.native_code = state_.failure.native_code;
        e.statement = spec.text;
        if (spec.model != nullptr) e.model = spec.model->model;
        if (e.poisons_connection()) state_.usable = false;
        return e;
    }
    bool in_transaction() const noexcept { return state_.in_transaction; }
    void cancel() const noexcept {}
    bool is_usable() const noexcept { return state_.usable; }
    bool is_alive() const noexcept { return true; }
    bool may_run_again(bool) const noexcept { return false; }

private:
    scripted_state state_;
    std::map<std::string, std::unique_ptr<scripted_statement>> statements_;
    bool was_cached_ = false;
};

static_assert(driver::connection<scripted_connection>);

} // namespace tenon::inline TENON_ABI::testing
