// tenon/driver/execution.hpp: one run of one statement: lease, prepare, bind, step, reset, and what the hooks are told.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/binder.hpp>
#include <tenon/driver/cancellation.hpp>
#include <tenon/driver/hooks.hpp>
#include <tenon/driver/session.hpp>
#include <tenon/sql/raw/columns.hpp>
#include <tenon/sql/statement.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::driver {

/// An error that the database did not give: about a column, or about `subject` where there is none.
TENON_RARE std::unique_ptr<error> error_about(errc code, const column_info* column, std::string_view subject = {}) {
    auto e = std::make_unique<error>(make_error(code, column != nullptr && subject.empty() ? column->field : subject));
    if (column != nullptr) e->fields.push_back(std::string(column->field));
    return e;
}

/// Use: construct; `bind()`; `step()`; read columns. If something fails, `failure()` says what. The destructor resets
/// the statement, tells the hooks and gives the connection back.
template <database_driver Driver> class execution {
public:
    using statement_type = typename Driver::connection::statement_type;
    using binder_type = driver::binder<statement_type>;

    TENON_INLINE execution(const session<Driver>& on, const sql::statement_spec& spec, access wanted, const caller& by)
        : lease_(on, wanted, error_), spec_(&spec), caller_(by), pool_(&on.connections()),
          hooks_(pool_->hooks()) {
        prepare();
        if (on.stop().stop_possible()) [[unlikely]] listen(on.stop());
        if (hooks_ != nullptr) [[unlikely]] begin_watching();
    }
    execution(const session<Driver>&, const sql::statement_spec&&, access, const caller&) = delete; // keeps its address
    TENON_INLINE ~execution() {
        if (cancellation_ != nullptr) [[unlikely]] end_listening(); // what ends the statement is not to be cancelled
        if (statement_ != nullptr) [[likely]] statement_->reset();
        if (hooks_ != nullptr) [[unlikely]] tell_hooks();
    }
    execution(const execution&) = delete;
    execution& operator=(const execution&) = delete;

    /// Binds by `bind(binder&)`, which answers false when a value was refused. False: nothing may be stepped.
    template <class Bind> TENON_INLINE bool bind(Bind&& by) {
        if (statement_ == nullptr) [[unlikely]] return false;
        binder_type binder{*statement_};
        if (by(binder)) [[likely]] return true;
        refuse(binder.code, binder.column);
        return false;
    }

    /// Before `bind`: the values are needed only until the first step, and rows are handed out as they come.
    TENON_COLD void stream_rows() {
        streams_ = true;
        if (statement_ != nullptr) statement_->stream_rows();
    }

    TENON_INLINE step_result step() {
        const step_result result = statement_->step();
        if (result == step_result::row) ++rows_;
        else if (result == step_result::failed) [[unlikely]] fail_natively();
        return result;
    }

    /// Binds, and takes the first step. Where a connection broke that did no harm, another one is taken, once.
    TENON_INLINE step_result start(value_source<binder_type> by) {
        if (!bind(by)) [[unlikely]] return step_result::failed;
        const step_result result = step();
        return result == step_result::failed && broke_harmlessly() ? start_again(by) : result;
    }

    /// The last step failed because the connection broke, and trying again changes nothing twice: the database has seen
    /// nothing of the statement, or it only reads; and it is not part of a transaction, which is lost.
    TENON_COLD bool broke_harmlessly() const {
        if (error_ == nullptr || lease_.in_transaction()) return false;
        return gave_way() || (error_->code == errc::connection_lost &&
                              lease_.connection().may_run_again(lease_.wanted() == access::read));
    }
    TENON_COLD step_result start_again(value_source<binder_type> by) {
        statement_->reset();
        statement_ = nullptr;
        const bool gives_way = gave_way();
        auto broken = std::exchange(error_, nullptr);
        const bool lent = lease_.is_bound();
        const std::stop_token stop = cancellation_ ? cancellation_->token() : std::stop_token();
        end_listening();
        lease_.renew(*pool_, error_, gives_way);
        if (!lease_ && lent) error_ = std::move(broken); // the connection that is held may be the only one
        prepare();
        if (stop.stop_possible()) listen(stop);
        if (streams_ && statement_ != nullptr) statement_->stream_rows();
        return bind(by) ? step() : step_result::failed;
    }

    /// A statement that gives no rows. False: it failed.
    bool run() { return count_changes(step()); }
    bool run(value_source<binder_type> by) { return count_changes(start(by)); }

    /// After a statement that gives no rows: what only the hooks ask for.
    void count_for_hooks() {
        if (hooks_ != nullptr) [[unlikely]] rows_ += statement_->changes();
    }

    /// Runs with the values that are bound, now or together with those of further rows. `lasting`: what they borrow lives
    /// until this run ends. `numbers` of rows that the database numbers. False: a row failed, this one or one before it.
    bool add_row(bool lasting, const number_sink* numbers = nullptr) {
        if (statement_->add_row(lasting, numbers)) [[likely]] return true;
        fail_natively();
        return false;
    }
    /// After the last row: rows() tells of all. False: a row failed.
    bool finish_rows() {
        if (!statement_->finish_rows()) [[unlikely]] {
            fail_natively();
            return false;
        }
        rows_ += statement_->changes();
        return true;
    }

    /// After a fork the connection is the parent's: nothing is said to it any more.
    TENON_COLD void leave_to_parent() noexcept {
        if (lease_ && lease_.held().connection == nullptr) statement_ = nullptr;
    }

    /// Undoes what the statement changed: for a row that came back and cannot be read.
    TENON_COLD void abandon() {
        statement_->abandon();
        note_rollback();
    }

    /// False: it failed, and nothing may be bound.
    bool is_prepared() const noexcept { return statement_ != nullptr; }

    /// Of a raw text, behind the last bind: what it gives. False: it failed, and nothing may be stepped.
    bool describe(std::vector<sql::described_column>& columns) {
        if (statement_->describe(columns)) return true;
        fail_natively();
        return false;
    }

    /// Rows read or changed so far.
    std::int64_t rows() const noexcept { return rows_; }

    /// Steps to the end, for a statement that changes data and gives rows: only then is the change committed.
    bool finish() {
        step_result result = step_result::row;
        while (result == step_result::row) result = statement_->step();
        if (result == step_result::failed) [[unlikely]] fail_natively();
        return result == step_result::done;
    }

    statement_type& statement() noexcept { return *statement_; }
    typename Driver::connection& connection() noexcept { return lease_.connection(); }
    /// The connection as the pool knows it.
    pooled_connection<Driver>& held() const noexcept { return lease_.held(); }

    /// Makes `code` about a field the failure of this run.
    TENON_COLD void refuse(errc code, const column_info* column) {
        error_ = error_about(code, column);
    }
    TENON_COLD void refuse(const tenon::error& why) { error_ = std::make_unique<tenon::error>(why); }
    /// What failed.
    TENON_COLD const tenon::error& error() {
        if (error_ == nullptr) error_ = error_about(errc::schema_mismatch, nullptr, "The statement gave no row");
        if (error_->model.empty() && spec_->model != nullptr) error_->model = spec_->model->model;
        if (error_->statement.empty()) error_->statement = text();
        return *error_;
    }
    /// What failed, to be kept: a copy, for the hooks are told too.
    TENON_COLD std::unique_ptr<tenon::error> take_error() { return std::make_unique<tenon::error>(error()); }
    /// The same, after a step of what `bind` had bound: says also which reference stood in the way.
    TENON_COLD std::unique_ptr<tenon::error> take_error(value_source<binder_type> bind) {
        if (lease_ && statement_ != nullptr)
            pool_->explain(lease_.connection(), *spec_, *error_, bind);
        return take_error();
    }
    /// What failed, to be returned.
    TENON_COLD tenon::failure failure() { return fail(take_error()); }
    TENON_COLD tenon::failure failure(value_source<binder_type> bind) { return fail(take_error(bind)); }

private:
    /// A replica gave up what it read, which stood in the way of what it has to follow. Its primary gives up nothing.
    TENON_COLD bool gave_way() const noexcept {
        return lease_.is_of_replica() && (error_->code == errc::serialization_conflict || error_->code == errc::deadlock);
    }
    TENON_INLINE void prepare() {
        if (!lease_) [[unlikely]] return;
        lease_.connection().act_for(caller_);
        statement_ = lease_.connection().prepare(*spec_);
        if (statement_ == nullptr) [[unlikely]] fail_natively();
    }
    /// From now on `stop` ends the run; it may have been told to already.
    TENON_COLD void listen(const std::stop_token& stop) {
        if (statement_ == nullptr) return;
        if (!stop.stop_requested()) {
            cancellation_ = new cancellation<typename Driver::connection>(stop, lease_.connection());
            return;
        }
        statement_->reset();
        statement_ = nullptr;
        error_ = error_about(errc::cancelled, nullptr);
    }
    TENON_COLD void end_listening() noexcept { delete std::exchange(cancellation_, nullptr); }
    bool count_changes(step_result stepped) {
        if (stepped == step_result::failed) [[unlikely]] return false;
        rows_ += statement_->changes();
        return true;
    }
    /// The statement's text, in the dialect of this connection.
    TENON_COLD std::string_view text() const {
        if constexpr (requires { lease_.connection().dialect(); })
            if (lease_) return spec_->in_dialect(lease_.connection().dialect()).text;
        return spec_->text;
    }
    TENON_COLD void fail_natively() {
        error_ = std::make_unique<tenon::error>(lease_.connection().last_error(*spec_));
        note_rollback();
    }
    TENON_COLD void note_rollback() {
        auto& held = lease_.held();
        if (held.depth == 0) return;
        // The database may have rolled back the whole transaction: nothing more must be sent as if it were still open.
        if (!lease_.connection().in_transaction()) held.broken_transaction = true;
        if (error_ != nullptr) error_->ended_transaction = held.broken_transaction || has_failed<Driver>(lease_.connection());
    }
    TENON_COLD void begin_watching() {
        cache_hit_ = statement_ != nullptr && lease_.connection().was_cached();
        started_ = std::chrono::steady_clock::now();
    }
    TENON_COLD void tell_hooks() {
        statement_event event;
        if (spec_->model != nullptr) event.model = spec_->model->model;
        event.verb = spec_->verb;
        event.tenant = caller_.tenant_name();
        event.system_reason = caller_.reason;
        event.text = text();
        event.rows = rows_;
        event.duration = std::chrono::steady_clock::now() - started_;
        event.cache_hit = cache_hit_;
        event.error = error_.get();
        (*hooks_)(event);
    }

    std::unique_ptr<tenon::error> error_; // made only when something fails: the hot path must not pay for it
    lease<Driver> lease_;
    // Owned, and gone before the lease ends; no unique_ptr, whose destructor would ask once more at the end of each run.
    cancellation<typename Driver::connection>* cancellation_ = nullptr;
    statement_type* statement_ = nullptr;
    const sql::statement_spec* spec_;
    caller caller_;
    pool<Driver>* pool_;
    const statement_hooks* hooks_;
    std::int64_t rows_ = 0;
    bool cache_hit_ = false;
    bool streams_ = false;
    std::chrono::steady_clock::time_point started_; ///< where there are hooks
};

} // namespace tenon::inline TENON_ABI::driver
