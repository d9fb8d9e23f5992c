// tenon/postgres/exchange.hpp: running a statement, and what follows a failure.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/round_trip.hpp>
#include <tenon/postgres/statement.hpp>

#include <libpq-fe.h>

#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::postgres::detail {

/// The part of a connection that runs statements, and gets over failures.
class exchange : public round_trip {
public:
    using round_trip::round_trip;

    /// Runs text without parameters; it may be several statements.
    virtual bool execute(const char* text) {
        if (gathering_) send_gathered();
        const bool begins = std::string_view(text).starts_with("BEGIN");
        if (!link_.begin(begins)) return false;
        const bool commits = std::string_view(text) == "COMMIT";
        if (commits && link_.status() == PQTRANS_INERROR) {
            // The server would roll back and call that a success.
            link_.failure.code = errc::transaction_closed;
            return false;
        }
        prelude_.forget(); // SET LOCAL ends with its transaction or savepoint
        prepared_.lose_unnamed();
        bool done = PQsendQuery(link_.handle(), text) == 1;
        bool committed = false; // and stays so, whatever becomes of the line
        while (result_handle given = link_.receive()) {
            const ExecStatusType status = PQresultStatus(given.get());
            const bool right = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
            committed = committed || (commits && right);
            if (right) continue;
            link_.note(std::move(given));
            done = false;
        }
        if (!done || link_.is_broken()) return link_.note_lost(commits), committed;
        return true;
    }

    /// Sends a statement and receives all that it gives. False: see last_error. One function, and compiled once.
    [[gnu::flatten]] bool run(statement& asked) {
        if (gathering_) [[unlikely]] return wait_for_others(asked);
        return whole([&] { return send_and_receive(asked) || recover(asked); });
    }

    /// Ends a transaction that must not go on.
    TENON_COLD virtual void abandon() noexcept {
        if (in_transaction()) execute("ROLLBACK");
    }

    TENON_INLINE bool in_transaction() const noexcept {
        const PGTransactionStatusType status = link_.status();
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
    }
    bool has_failed() const noexcept { return link_.status() == PQTRANS_INERROR; }
    /// Not where answers are under way either: whoever it was lent to may not have taken all of them.
    TENON_INLINE bool is_usable() const noexcept { return link_.is_usable() && link_.status() != PQTRANS_ACTIVE; }
    bool is_alive() { return link_.is_alive(); }

    /// The server has not seen anything of what failed, or would have changed nothing.
    bool may_run_again(bool reads) const noexcept { return reads || link_.failure.sent_nothing; }

    /// The connection itself, for what only PostgreSQL has. It must be left as it was: no transaction, no settings.
    PGconn* native_handle() noexcept { return link_.lend(); }
    /// Who had it has it no more.
    void end_lease() noexcept { link_.take_back(); }

protected:
    /// Does `work`, which sends and receives. Where it ends by an exception, memory ran out between the two: what comes next on
    /// the line would be taken for another statement's answer, so nothing more may.
    template <class Work> bool whole(Work work) {
        try {
            return work();
        } catch (...) {
            link_.give_up();
            throw;
        }
    }

    /// One round trip: who asks, a savepoint, the preparation, the statement; what of these is needed. Outside a transaction
    /// that is mostly no more than the statement, which the server knows, and who asks.
    bool send_and_receive(statement& asked) {
        if (link_.rests() && !link_.has_deadlines() && prepared_.knows(asked) && asked.cursor_ == nullptr) [[likely]] {
            if (prelude_.is_parsed()) [[likely]] return send_and_receive_scoped<false>(asked, false);
            if (prelude_.is_empty() && prepared_.keeps_names()) return send_and_receive_alone<false>(asked, false);
        }
        return send_and_receive_otherwise(asked);
    }
    /// The same for all others. Not where `run` is compiled, which then keeps less over its calls.
    TENON_NOINLINE virtual bool send_and_receive_otherwise(statement& asked) {
        if (asked.cursor_ != nullptr) [[unlikely]] return open_cursor(asked);
        const PGTransactionStatusType status = link_.status();
        const bool inside = status != PQTRANS_IDLE;
        const bool saved = status == PQTRANS_INTRANS && options_->statement_savepoints &&
                           (writes(asked.verb_) || must_parse(asked));
        const bool prepared = prepared_.keeps_names() && prepared_.knows(asked);
        if (prepared && !saved) [[likely]] {
            if (!prelude_.is_needed(*caller_, inside)) return send_and_receive_alone<true>(asked, inside);
            if (prelude_.is_parsed()) [[likely]] return send_and_receive_scoped<true>(asked, inside);
        }
        command_list sent;
        if (!begin_pipeline(inside)) [[unlikely]] return false;
        const bool alone = prelude_.is_distributed() && !inside;
        bool queued = send_framed(asked, sent, saved ? frame::savepoint : alone ? frame::transaction : frame::none, inside);
        queued = PQpipelineSync(link_.handle()) == 1 && queued;
        return receive_all(asked, sent) && queued;
    }

    /// A statement that is all of its round trip. The messages are the same as in a pipeline, but libpq has half the work.
    template <bool Timed> bool send_and_receive_alone(statement& asked, bool inside) {
        inside_ = inside;
        frame_ = frame::none;
        if (!link_.begin<Timed>(!inside)) [[unlikely]] return false;
        const parameters& with = asked.parameters_;
        const bool sent = PQsendQueryPrepared(link_.handle(), asked.name_.c_str(), with.size(), with.values(), with.lengths(),
                                              with.formats(), 1) == 1;
        if (!receive_answer<Timed>(asked, command::run) || !sent) [[unlikely]] {
            if (link_.is_broken()) link_.note_lost(writes(asked.verb_) && !inside);
            return false;
        }
        if (!inside) [[likely]] link_.rest();
        return true;
    }

    /// Who asks, and a statement: nearly all round trips where there is row-level security.
    template <bool Timed> bool send_and_receive_scoped(statement& asked, bool inside) {
        frame_ = frame::none;
        if (!begin_pipeline<Timed>(inside)) [[unlikely]] return false;
        PGconn* const to = link_.handle();
        const parameters& with = asked.parameters_;
        const bool queued = prelude_.send(to, *caller_, inside) &&
                            PQsendQueryPrepared(to, asked.name_.c_str(), with.size(), with.values(), with.lengths(),
                                                with.formats(), 1) == 1;
        if (PQpipelineSync(to) != 1 || !queued) [[unlikely]] return receive_failed(asked, 0);
        if (!receive_answer<Timed>(asked, command::prelude)) [[unlikely]] return receive_failed(asked, 1);
        if (!receive_answer<Timed>(asked, command::run)) [[unlikely]] return receive_failed(asked, 2);
        if (!receive_end_of<Timed>(asked, true)) [[unlikely]] return false;
        if (!inside) [[likely]] link_.rest();
        return true;
    }
    /// What of such a round trip is left to receive after a failure, so many answers of which are there. False.
    TENON_COLD virtual bool receive_failed(statement& asked, int answers) {
        for (; answers != 2 && (answers == 0 || !link_.is_broken()); ++answers)
            receive_answer(asked, answers == 0 ? command::prelude : command::run);
        return receive_end_of(asked, false);
    }

    /// After a failure: brings the connection back to where the next statement can run; and runs this one again where the
    /// server has only forgotten it or its meaning.
    TENON_COLD virtual bool recover(statement& asked) {
        for (int attempt = 0; link_.is_open() && attempt < 3; ++attempt) {
            const PGTransactionStatusType status = link_.status();
            const bool lost_transaction = state_of(link_.failure).starts_with("40"); // a conflict: only the whole helps
            if (status == PQTRANS_INERROR && (frame_ == frame::none || (frame_ == frame::savepoint && lost_transaction))) {
                prepare_again(asked); // when the transaction runs again
                return false;
            }
            if (status == PQTRANS_INERROR) {
                const bool in_savepoint = frame_ == frame::savepoint;
                if (!roll_back(in_savepoint ? "ROLLBACK TO tenon_statement; RELEASE tenon_statement" : "ROLLBACK")) return false;
            }
            if (!prepare_again(asked)) return false;
            if (send_and_receive(asked)) return true;
        }
        return false;
    }

    /// After a failure, which stays the last one as long as the line is open.
    TENON_COLD bool roll_back(const char* text) {
        native_failure kept = std::move(link_.failure);
        const bool back = execute(text);
        if (back || link_.is_open()) link_.failure = std::move(kept);
        return back;
    }

    /// Whether the failure was that the server knows a prepared statement no more, or otherwise than was thought.
    TENON_COLD bool prepare_again(statement& asked) {
        const std::string_view state = state_of(link_.failure);
        const bool of_prelude = failed_ == command::prelude || failed_ == command::parse_prelude;
        if (state == "26000") {
            prelude_.set_parsed(false);
            prepared_.forget_all();
        } else if (state == "42P05" && of_prelude) prelude_.set_parsed(true);
        else if (state == "42P05") prepared_.learn(asked); // of the same name is only the same text
        else if (is_changed_plan(link_.failure)) prepared_.forget_meaning(asked);
        else return false;
        return true;
    }

    /// Whether the server may get another name to know a statement by. Where it knows many it forgets all of them, and each is
    /// prepared again when it runs next; but not behind a pooler, where they are others' too. What fails here fails again when a
    /// statement runs, which knows what follows.
    TENON_COLD virtual bool make_room_for_name() {
        if (!prepared_.has_many_names()) return true;
        if (!prepared_.keeps_meanings()) return false;
        if (gathering_ || has_failed() || !is_alive()) return true; // the next one makes room
        prelude_.set_parsed(false);
        prepared_.forget_all();
        execute("DEALLOCATE ALL");
        return true;
    }

    /// While statements of a batch are gathered: this one waits until all of them have been sent. See batch.hpp.
    TENON_COLD virtual bool wait_for_others(statement& asked) = 0;
    TENON_COLD virtual void send_gathered() = 0;
    /// Instead of the whole statement: see cursors.hpp.
    TENON_COLD virtual bool open_cursor(statement& asked) = 0;

    bool gathering_ = false; ///< statements wait to be sent together
};

} // namespace tenon::inline TENON_ABI::postgres::detail
