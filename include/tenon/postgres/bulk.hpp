// tenon/postgres/bulk.hpp: many rows at once: statements of a hundred rows in one round trip, or COPY.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/exchange.hpp>
#include <tenon/sql/statement/many_rows.hpp>

#include <libpq-fe.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace tenon::inline TENON_ABI::postgres::detail {

/// The part of a connection that takes rows.
class bulk : public exchange {
public:
    /// `own_layout`: the tables are as tenon makes them, each column of its field's type.
    bulk(connection_handle handle, const options& how, bool own_layout) : exchange(std::move(handle), how), own_layout_(own_layout) {}

    /// Takes a row of several. They are part of a transaction, which fails as a whole: so none is saved by itself.
    bool add_row(statement& asked) {
        if (!asked.buffer_) [[unlikely]] make_buffer(asked);
        asked.is_pending_ = true;
        if (asked.is_copying_) {
            asked.copy_->append(copied_, asked.parameters_);
            asked.parameters_.clear();
            return copied_.size() < copy_block || send_copied();
        }
        asked.buffer_->add(asked.parameters_);
        asked.parameters_.clear();
        if (!asked.buffer_->is_full() && !asked.buffer_->is_large()) return true;
        return may_copy(asked) ? begin_copying(asked) : send_rows(asked);
    }
    bool finish_rows(statement& asked) {
        bool done = true;
        if (asked.is_copying_) done = end_copying(asked, nullptr);
        else if (asked.buffer_ && asked.buffer_->rows() != 0) done = send_rows(asked);
        if (rows_.size != 0) done = receive_rows(asked) && done;
        asked.is_pending_ = false;
        return done;
    }
    /// The rows so far will be undone with their transaction.
    TENON_COLD virtual void discard_rows(statement& asked) noexcept {
        asked.buffer_->clear();
        if (asked.is_copying_) end_copying(asked, "a row behind was refused");
        receive_rows(asked);
        asked.is_pending_ = false;
    }

private:
    /// Row-level security forbids COPY, and tables that others made may have columns of other types.
    bool may_copy(const statement& asked) const noexcept {
        return asked.copy_ && rows_.size == 0 && !options_->row_level_security && own_layout_ &&
               asked.copy_->are_known();
    }
    TENON_COLD bool begin_copying(statement& asked) {
        if (!link_.begin(false)) return false;
        std::string text = asked.copy_->statement();
        if (options_->statement_timeout.count() != 0)
            text.insert(0, "SET LOCAL statement_timeout = " + std::to_string(options_->statement_timeout.count()) + "; ");
        asked.is_copying_ = PQsendQuery(link_.handle(), text.c_str()) == 1;
        while (true) {
            result_handle given = link_.receive();
            if (PQresultStatus(given.get()) == PGRES_COPY_IN) break;
            if (PQresultStatus(given.get()) == PGRES_COMMAND_OK) continue;
            if (given) link_.note(std::move(given));
            if (link_.is_broken()) link_.note_lost(false);
            asked.is_copying_ = false;
            link_.receive();
            return false;
        }
        copied_.clear();
        copy_columns::begin(copied_);
        row_buffer& buffer = *asked.buffer_;
        for (std::size_t row = 0; row < buffer.rows(); ++row) {
            buffer.give(row, 1, asked.parameters_);
            asked.copy_->append(copied_, asked.parameters_);
        }
        buffer.clear();
        asked.parameters_.clear();
        return true;
    }
    bool send_copied() {
        const bool sent = PQputCopyData(link_.handle(), copied_.data(), static_cast<int>(copied_.size())) == 1;
        copied_.clear();
        if (!sent) link_.note_lost(false);
        return sent;
    }
    /// `problem`: why the server must not keep the rows, or nullptr.
    TENON_COLD bool end_copying(statement& asked, const char* problem) {
        asked.is_copying_ = false;
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

    TENON_COLD void make_buffer(statement& asked) {
        const std::size_t width = static_cast<std::size_t>(asked.parameters_.size());
        const std::size_t shared = asked.shares_tenant_ ? 1 : 0;
        auto buffer = std::make_unique<row_buffer>(width, shared);
        const std::string text = sql::insert_many_rows(asked.text_, width, shared, buffer->room());
        if (!text.empty()) {
            asked.many_ = std::make_unique<statement>(*asked.on_, sql::statement_spec{text, asked.verb_}, own_layout_);
            asked.many_->is_kept_ = asked.is_kept_;
        }
        asked.buffer_ = std::move(buffer);
    }

    /// Sends what the buffer holds: in one statement when it is full, else row by row, but all in one round trip.
    bool send_rows(statement& asked) {
        row_buffer& buffer = *asked.buffer_;
        statement& by = buffer.is_full() && asked.many_ ? *asked.many_ : asked;
        const std::size_t each = &by == &asked ? 1 : buffer.rows();
        if (rows_.size + 8 + buffer.rows() / each > rows_.kinds.size() && !receive_rows(asked)) return false;
        bool sent = true;
        for (std::size_t row = 0; row < buffer.rows() && sent; row += each) {
            buffer.give(row, each, by.parameters_);
            if (row == 0) {
                if (rows_.size == 0) sent = begin_pipeline(true) && send_front(rows_, frame::none, true);
                sent = sent && parse_if_needed(by, rows_);
            }
            sent = sent && send_run(by, rows_);
        }
        by.parameters_.clear();
        buffer.clear();
        if (!sent) [[unlikely]] link_.note_lost(false);
        return sent;
    }

    bool receive_rows(statement& asked) {
        if (rows_.size == 0) return true;
        const bool sent = PQpipelineSync(link_.handle()) == 1;
        const bool done = receive_all(asked, rows_) && sent;
        rows_.size = 0;
        if (!done) [[unlikely]] prepare_again(asked); // when the transaction runs again
        return done;
    }

    static constexpr std::size_t copy_block = 64 * 1024;
    std::string copied_; ///< that is still to be sent
    command_list rows_;  ///< that were sent, and whose answers have not been received
    bool own_layout_;
};

} // namespace tenon::inline TENON_ABI::postgres::detail
