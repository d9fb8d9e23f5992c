// tenon/postgres/bulk.hpp: many rows at once: statements of a hundred rows in one round trip, or COPY. All of them or none: they
// are part of a transaction, or get one of their own, which begins and ends with them.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/exchange.hpp>
#include <tenon/sql/statement/many_rows.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace tenon::inline TENON_ABI::postgres::detail {

/// The part of a connection that takes rows.
class bulk : public exchange {
public:
    /// `own_layout`: the tables are as tenon makes them, each column of its field's type.
    bulk(connection_handle handle, const options& how, bool own_layout) : exchange(std::move(handle), how), own_layout_(own_layout) {}

    /// Takes the row that was bound, of several. They fail as a whole, and so does the transaction that they are part of: so they get
    /// no savepoint. `lasting`: what the row borrows lives as long as its statement runs, as does `numbers`.
    bool add_row(statement& asked, bool lasting, const driver::number_sink* numbers) {
        parameters& bound = asked.parameters_;
        if (bound.rows() == 0) [[unlikely]] {
            if (asked.adding_ == statement::adding::copied) return copy_row(asked);
            asked.adding_ = statement::adding::rows;
            asked.numbers_ = numbers;
            asked.most_rows_ = most_rows_of(bound.size(), asked.shared_parameters_);
            bound.begin_rows(asked.shared_parameters_);
        }
        if (!lasting) bound.keep_row();
        bound.end_row();
        if (bound.rows() < asked.most_rows_ && bound.bytes() < parameters::most_bytes_of_rows) [[likely]] return true;
        return whole([&] { return may_copy(asked) ? begin_copying(asked) : send_rows(asked, false); });
    }
    bool finish_rows(statement& asked) {
        return whole([&] {
            bool done = true;
            if (asked.adding_ == statement::adding::copied) done = end_copying(asked, nullptr);
            else if (asked.parameters_.rows() != 0) done = send_rows(asked, true);
            if (done && own_ == own_transaction::begun) done = end_own(asked);
            else if (rows_.size != 0) done = receive_rows(asked) && done;
            if (own_ == own_transaction::begun) undo_own(); // the server did not take all of them
            own_ = own_transaction::none;
            asked.adding_ = statement::adding::finished;
            return done;
        });
    }
    /// Before other rows. Where these have not come to their end, they will be undone with their transaction.
    TENON_COLD virtual void end_rows(statement& asked) noexcept {
        asked.parameters_.clear();
        try {
            if (asked.adding_ == statement::adding::copied) end_copying(asked, "a row behind was refused");
            if (asked.adding_ == statement::adding::rows) receive_rows(asked);
            if (own_ == own_transaction::begun) undo_own();
        } catch (...) { link_.give_up(); } // out of memory
        own_ = own_transaction::none;
        asked.adding_ = statement::adding::nothing;
        asked.added_ = 0;
    }

private:
    bool copy_row(statement& asked) {
        asked.copy_->append(copied_, asked.parameters_);
        asked.parameters_.clear();
        return !copied_.is_full() || send_copied();
    }
    /// Row-level security forbids COPY, and tables that others made may have columns of other types. It has no transaction of its own.
    bool may_copy(const statement& asked) const noexcept {
        return asked.copy_ && rows_.size == 0 && own_ == own_transaction::none && link_.status() != PQTRANS_IDLE && !options_->row_level_security && own_layout_ &&
               asked.copy_->are_known();
    }
    TENON_COLD bool begin_copying(statement& asked) {
        if (!link_.begin(false)) return false;
        std::string timeout;
        if (options_->statement_timeout.count() != 0)
            timeout = "SET LOCAL statement_timeout = " + std::to_string(options_->statement_timeout.count()) + "; ";
        PQsendQuery(link_.handle(), asked.copy_->statement(timeout)); // where it cannot, there is nothing to receive
        while (true) {
            result_handle given = link_.receive();
            if (PQresultStatus(given.get()) == PGRES_COPY_IN) break;
            if (PQresultStatus(given.get()) == PGRES_COMMAND_OK) continue;
            if (given) link_.note(std::move(given));
            if (link_.is_broken()) link_.note_lost(false);
            link_.receive();
            return false;
        }
        asked.adding_ = statement::adding::copied;
        copied_.clear();
        asked.copy_->begin(copied_);
        parameters& bound = asked.parameters_;
        for (int row = 0; row < bound.rows(); ++row) {
            bound.show_row(row);
            asked.copy_->append(copied_, bound);
        }
        bound.clear();
        return true;
    }
    bool send_copied() {
        const bool sent = PQputCopyData(link_.handle(), copied_.data(), static_cast<int>(copied_.size())) == 1;
        copied_.clear();
        link_.expect(1); // as in send_rows
        link_.flush();
        if (!sent || link_.is_broken()) link_.note_lost(false);
        return sent && link_.is_open();
    }
    /// `problem`: why the server must not keep the rows, or nullptr.
    TENON_COLD bool end_copying(statement& asked, const char* problem) {
        asked.adding_ = statement::adding::rows;
        if (problem == nullptr) {
            copy_columns::end(copied_);
            if (!send_copied()) return false;
        }
        bool done = PQputCopyEnd(link_.handle(), problem) == 1;
        while (result_handle given = link_.receive()) {
            if (PQresultStatus(given.get()) == PGRES_COMMAND_OK) asked.added_ += statement::changes_of(given.get());
            else {
                link_.note(std::move(given));
                done = false;
            }
            if (link_.is_broken()) break;
        }
        if (link_.is_broken()) link_.note_lost(false);
        return done && !link_.is_broken();
    }

    /// The most rows of one statement: more are hardly faster. A statement has at most 65535 parameters.
    static int most_rows_of(int parameters, int shared) noexcept {
        return parameters > shared ? std::min(100, (65'535 - shared) / (parameters - shared)) : 1;
    }

    /// The same INSERT of as many rows, or nullptr where it has no list of values.
    TENON_COLD statement* make_many(statement& asked) {
        const std::string text =
            sql::insert_many_rows(asked.text_, static_cast<std::size_t>(asked.parameters_.size()),
                                  static_cast<std::size_t>(asked.shared_parameters_), static_cast<std::size_t>(asked.most_rows_));
        if (text.empty()) return nullptr;
        asked.many_ = std::make_unique<statement>(*asked.on_, sql::statement_spec{text, asked.verb_}, own_layout_);
        asked.many_->is_kept_ = asked.is_kept_;
        return asked.many_.get();
    }

    /// Sends the rows that are bound: in one statement when there are enough for it, else row by row, but all in one round trip.
    /// So go rows whose numbers are asked for: the server promises no order for those that a statement of several rows gives.
    /// `last`: no more rows come.
    bool send_rows(statement& asked, bool last) {
        parameters& bound = asked.parameters_;
        bound.show_row(0);
        statement* const many = bound.rows() < asked.most_rows_ || asked.numbers_ != nullptr ? nullptr : asked.many_ ? asked.many_.get() : make_many(asked);
        const int count = many != nullptr ? 1 : bound.rows();
        if (rows_.size + 8 + static_cast<std::size_t>(count) > rows_.kinds.size() && !receive_rows(asked)) return false;
        bool sent = true;
        if (many != nullptr) {
            bound.show_all();
            sent = begin_rows(*many, bound, last) && send_run(*many, bound, rows_);
        } else {
            sent = begin_rows(asked, bound, last);
            for (int row = 0; row < count && sent; ++row) {
                bound.show_row(row);
                sent = send_run(asked, bound, rows_);
            }
        }
        bound.clear();
        link_.expect(1); // the time that the program takes over its rows does not count
        link_.flush();
        if (!sent || !link_.is_open()) [[unlikely]] return link_.note_lost(false), false;
        return true;
    }
    /// Before rows are sent: what stands before the first of a round trip, or only what this statement needs.
    bool begin_rows(statement& by, const parameters& with, bool last) {
        return (rows_.size != 0 || begin_round_trip(last)) && parse_if_needed(by, with, rows_);
    }
    /// Rows that are part of no transaction, and more than one round trip takes or than nodes behind the server do by themselves,
    /// get one. Others are one round trip, which is a transaction.
    bool begin_round_trip(bool last) {
        if (gathering_) [[unlikely]] {
            const driver::caller* const by = std::exchange(caller_, &nobody);
            send_gathered(); // for other callers
            caller_ = by;
        }
        const bool inside = link_.status() != PQTRANS_IDLE;
        const bool begins = !inside && (!last || prelude_.is_distributed());
        if (begins) own_ = own_transaction::begun;
        else if (!inside) own_ = own_transaction::round_trip;
        const bool remembers = inside && own_ == own_transaction::none;
        if (!begin_pipeline(inside)) return false;
        inside_ = inside || begins;
        return send_front(rows_, begins ? frame::transaction : frame::none, remembers);
    }
    /// Receives the answers that are still to come, and that to the COMMIT behind them.
    bool end_own(statement& asked) {
        bool queued = rows_.size != 0 || begin_pipeline(true);
        inside_ = false; // from here on nobody knows whether it was done, until the server says so
        frame_ = frame::transaction;
        queued = queued && close_frame(rows_);
        return receive_rows(asked) && queued;
    }
    TENON_COLD virtual void undo_own() noexcept {
        native_failure kept = std::move(link_.failure);
        if (link_.is_open() && link_.status() != PQTRANS_IDLE) execute("ROLLBACK");
        if (kept.result != nullptr || kept.code != errc::ok) link_.failure = std::move(kept);
    }

    bool receive_rows(statement& asked) {
        if (rows_.size == 0) return true;
        const bool sent = PQpipelineSync(link_.handle()) == 1;
        const bool done = receive_all(asked, rows_) && sent;
        rows_.size = 0;
        if (!done) [[unlikely]] prepare_again(asked); // when the transaction runs again
        return done;
    }

    copy_block copied_;  ///< that is still to be sent
    command_list rows_;  ///< that were sent, and whose answers have not been received
    /// What rows that are part of no transaction have instead.
    enum class own_transaction : std::uint8_t { none, round_trip, begun };
    own_transaction own_ = own_transaction::none;
    bool own_layout_;
};

} // namespace tenon::inline TENON_ABI::postgres::detail
