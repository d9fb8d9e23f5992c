// tenon/driver/stream.hpp: a SELECT whose rows are read one at a time. Knows no model.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/open_stream.hpp>
#include <tenon/driver/run.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace tenon::inline TENON_ABI::driver {

/// Owns all that it needs but what the sink reads into. Used by one thread at a time.
template <class Driver> class stream final : open_stream {
public:
    /// Runs `asked` as far as its first row; its values are not needed afterwards. `ahead`: rows are taken before they are asked
    /// for, so that it is open for those who ask until it is destroyed, and what hangs on them is read before `finish`.
    TENON_COLD explicit stream(const call<Driver>& asked, bool ahead = false)
        : session_(asked.on), model_(asked.spec.model), reason_(asked.by.reason), ahead_(ahead) {
        if (asked.by.tenant != nullptr) tenant_ = *asked.by.tenant;
        if (asked.refused != errc::ok) {
            why_ = refusal(asked);
            return;
        }
        run_.emplace(session_, asked.spec, access::read, caller{tenant_ ? &*tenant_ : nullptr, reason_});
        run_->stream_rows();
        step_ = run_->start(asked.values);
        if (pooled_connection<Driver>* held = session_.transaction()) enter(held->streams, held->depth);
        end_unless_row();
    }

    /// Hands the next row over. False: there is none, because of `failure()` or because the last one was the last.
    bool next(sink_of<Driver> sink) {
        if (!run_ || step_ != step_result::row) return false;
        if (std::exchange(started_, true)) {
            step_ = run_->step();
            if (end_unless_row()) return false;
        }
        if (sink.take(*run_, *model_, access::read)) return true;
        why_ = run_->take_error();
        end();
        return false;
    }

    ~stream() override { end(); }

    /// Lets go of the connection, where the last row has been taken.
    void finish() noexcept {
        if (step_ != step_result::row) end();
    }

    /// Where other statements may run meanwhile: on its connection, which may be the only one, and of the same moment.
    session<Driver> beside() const { return run_ && !session_.in_transaction() ? session_.bound_to(run_->held()) : session_; }

    /// What ended it before its end; given once.
    std::unique_ptr<error> failure() noexcept { return std::move(why_); }

private:
    bool end_unless_row() {
        if (step_ == step_result::row) return false;
        if (step_ == step_result::failed) why_ = run_->take_error();
        if (step_ == step_result::failed || !ahead_) end();
        return true;
    }
    void end() noexcept {
        if (!ahead_) leave();
        if (run_) run_->leave_to_parent();
        run_.reset();
    }
    void close() noexcept override {
        why_ = std::make_unique<error>(make_error(errc::transaction_closed));
        why_->model = model_->model;
        end();
    }

    session<Driver> session_;
    const model_info* model_;
    std::optional<tenant_id> tenant_;
    std::string reason_;
    std::optional<execution<Driver>> run_; ///< while there may be rows
    step_result step_ = step_result::done;
    bool started_ = false;
    bool ahead_;
    std::unique_ptr<error> why_;
};

} // namespace tenon::inline TENON_ABI::driver
