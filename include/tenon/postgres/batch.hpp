// tenon/postgres/batch.hpp: the statements of several verbs in one round trip, each with its own end.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/batch.hpp>
#include <tenon/postgres/bulk.hpp>

#include <libpq-fe.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::postgres::detail {

/// The part of a connection that lets statements wait for each other. Outside a transaction each that writes is one of its
/// own, so that one which fails leaves the others alone; inside, it stands in a savepoint.
class batch : public bulk {
public:
    using bulk::bulk;

    /// The statements that the functions of `plan` run first wait for each other. Borrowed, until `end_batch`.
    TENON_COLD virtual void begin_batch(driver::batch_plan& plan) {
        plan_ = &plan;
        gathering_ = true;
    }
    TENON_COLD virtual void end_batch() noexcept {
        plan_ = nullptr;
        gathering_ = false;
    }

protected:
    /// Lets the functions behind this one run as far as they come without an answer. The last one that waits sends all.
    TENON_COLD bool wait_for_others(statement& asked) override {
        if (asked.cursor_ != nullptr) { // more than one round trip
            const driver::caller* const by = caller_;
            send_gathered(); // for whomever
            caller_ = by;
            return run(asked);
        }
        const std::size_t place = waiting_.size();
        waiting_.push_back({&asked, caller_});
        while (gathering_ && waiting_.size() < most_together && plan_->run_next()) {}
        if (gathering_) exchange_all();
        const bool done = waiting_[place].state == state::done;
        if (!done) link_.failure = std::move(waiting_[place].failure);
        if (place == 0) {
            waiting_.clear();
            gathering_ = plan_->has_next(); // more than go together
        }
        return done;
    }

    /// Something that takes part in no batch is about to be sent: those that wait, and those behind them, go first.
    TENON_COLD void send_gathered() override {
        while (gathering_ && plan_->run_next()) {}
        if (gathering_ && !waiting_.empty()) exchange_all();
        gathering_ = false;
    }

private:
    enum class state : std::uint8_t { waiting, done, failed };
    struct waiting {
        statement* asked;
        const driver::caller* by;
        batch::state state = batch::state::waiting;
        frame around = frame::none;
        std::size_t end = 0; ///< of its commands among those of the round trip
        native_failure failure{};
    };

    /// One round trip where all goes well: outside a transaction one for all of them, so that there is one commit. When that
    /// fails nothing is done, and each that writes gets a transaction of its own: so one that fails leaves the others alone. A
    /// failure costs one more round trip for those behind it, at which the server does not look. Nothing runs behind a failure in
    /// transactions of the plan's own, and in one that is open, whose end is then all that the server waits for.
    void exchange_all() {
        gathering_ = false;
        const bool inside = link_.status() != PQTRANS_IDLE;
        const auto is_closed = [&] { return link_.is_open() && (plan_->transactions() != nullptr || (inside && has_failed())); };
        std::size_t answered = 0;
        const auto lose_rest = [&](errc known) {
            for (; answered != waiting_.size(); ++answered) note_loss(waiting_[answered], known);
        };
        try {
            whole([&] {
                if (const auto* sizes = plan_->transactions()) answered = exchange_transactions(*sizes);
                else if (!inside && !prelude_.is_distributed() && exchange_together()) answered = waiting_.size();
                while (answered != waiting_.size() && link_.is_open() && !is_closed()) answered = exchange_from(answered, inside);
                return true;
            });
        } catch (...) {
            lose_rest(errc::ok); // and not only the one who is told by the exception
            throw;
        }
        lose_rest(is_closed() ? errc::transaction_closed : link_.failure.code); // else a deadline, or nothing yet
    }

    bool exchange_together() {
        if (!begin_pipeline(false)) return false;
        command_list sent;
        send_from(0, sent, [](const statement&) { return frame::none; });
        const bool done = receive_from(0, sent) == waiting_.size();
        return end_exchange(done, false) && done;
    }

    /// One round trip for several transactions, up to the first that fails. How many statements have their answers then.
    std::size_t exchange_transactions(const std::vector<std::size_t>& sizes) {
        // Otherwise some could not be prepared.
        if (link_.status() != PQTRANS_IDLE || waiting_.size() != plan_->size() || !begin_pipeline(false)) return 0;
        plan_->answered(0);
        command_list sent;
        link_.expect(waiting_.size());
        bool queued = true;
        auto part = waiting_.begin();
        for (const std::size_t size : sizes)
            for (std::size_t i = 0; i < size; ++i) queued = queued && send_part(*part++, sent, i == 0, i + 1 == size);
        queued = PQpipelineSync(link_.handle()) == 1 && queued;
        if (!queued) link_.give_up();
        const std::size_t next = receive_from(0, sent);
        end_exchange(next == waiting_.size(), false);
        if (next == waiting_.size()) return next; // what was committed stays so, whatever becomes of the line
        waiting& failed = waiting_[next];
        if (link_.is_broken()) link_.note_lost(true);
        else if (prepare_again(*failed.asked); has_failed()) roll_back("ROLLBACK");
        failed.state = state::failed;
        failed.failure = std::move(link_.failure);
        return next + 1;
    }
    bool send_part(waiting& part, command_list& sent, bool opens, bool closes) {
        caller_ = part.by;
        if (opens) prelude_.forget();
        bool queued = send_front(sent, opens ? frame::transaction : frame::none, true) &&
                      parse_if_needed(*part.asked, part.asked->parameters_, sent) && send_run(*part.asked, part.asked->parameters_, sent);
        if (closes) {
            frame_ = frame::transaction;
            queued = queued && close_frame(sent) && PQsendFlushRequest(link_.handle()) == 1;
        }
        part.end = sent.size;
        if (part.asked->parameters_.bytes() >= parameters::most_bytes_of_rows) link_.flush();
        return queued;
    }
    std::size_t exchange_from(std::size_t first, bool inside) {
        if (!begin_pipeline(inside)) return first;
        command_list sent;
        send_from(first, sent, [&](const statement& asked) { return frame_of(asked); });
        const std::size_t next = receive_from(first, sent);
        end_exchange(next == waiting_.size(), inside);
        if (next == waiting_.size() || link_.is_broken()) return next;
        settle(waiting_[next], inside);
        return next + 1;
    }
    bool end_exchange(bool done, bool inside) {
        const bool ended = receive_end(done);
        end_round_trip();
        if (!inside) prelude_.forget();
        return ended;
    }

    template <class Frame> void send_from(std::size_t first, command_list& sent, Frame frame_for) {
        link_.expect(waiting_.size() - first);
        bool queued = true;
        for (std::size_t i = first; i < waiting_.size(); ++i) {
            waiting& each = waiting_[i];
            caller_ = each.by;
            each.around = frame_for(*each.asked);
            queued = queued && send_framed(*each.asked, sent, each.around, true);
            if (each.around == frame::transaction) prelude_.forget();
            each.end = sent.size;
            if (each.asked->parameters_.bytes() >= parameters::most_bytes_of_rows) link_.flush(); // no need to hold all of them twice
        }
        queued = PQpipelineSync(link_.handle()) == 1 && queued;
        if (!queued) link_.give_up();
    }

    /// The first that failed; all answers are received.
    std::size_t receive_from(std::size_t first, const command_list& sent) {
        std::size_t next = first;
        for (std::size_t begin = 0; next != waiting_.size(); plan_->answered(++next))
            if (!receive_answers(*waiting_[next].asked, sent, std::exchange(begin, waiting_[next].end), waiting_[next].end)) break;
        // The rest of them are answers too: that nothing was done.
        for (std::size_t i = next == waiting_.size() ? sent.size : waiting_[next].end; i < sent.size && !link_.is_broken(); ++i)
            while (result_handle given = link_.receive()) link_.note(std::move(given));
        for (std::size_t i = first; i < next; ++i) waiting_[i].state = state::done;
        return next;
    }

    /// Outside a transaction what writes is one by itself, and reads share one, which costs nothing.
    frame frame_of(const statement& asked) const noexcept {
        if (!inside_) return writes(asked.verb_) || prelude_.is_distributed() ? frame::transaction : frame::none;
        return options_->statement_savepoints && (writes(asked.verb_) || must_parse(asked)) ? frame::savepoint : frame::none;
    }

    /// Undoes a failure, and runs again what the server has only forgotten.
    void settle(waiting& failed, bool inside) {
        caller_ = failed.by;
        inside_ = inside;
        frame_ = failed.around;
        failed.state = recover(*failed.asked) ? state::done : state::failed;
        if (failed.state == state::failed) failed.failure = std::move(link_.failure);
    }

    /// The connection broke before the answer came.
    void note_loss(waiting& lost, errc known) {
        link_.failure.code = known;
        link_.note_lost(writes(lost.asked->verb_) && !inside_ && !link_.failure.sent_nothing);
        lost.state = state::failed;
        lost.failure.code = link_.failure.code;
        lost.failure.text = link_.failure.text;
        lost.failure.sent_nothing = link_.failure.sent_nothing;
    }

    static constexpr std::size_t most_together = driver::batch_plan::most_in_transactions; // more are hardly faster, and each waits on the stack
    std::vector<waiting> waiting_;
    driver::batch_plan* plan_ = nullptr;
};

} // namespace tenon::inline TENON_ABI::postgres::detail
