// tenon/postgres/cursors.hpp: the rows of a stream, a few hundred at a time: a cursor of the server's.
//
// libpq's single-row mode would keep the connection busy until the last row, so that nothing else could run in the same
// transaction, and a deadline for the statement would count the time that the program takes over the rows.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/batch.hpp>

#include <libpq-fe.h>

#include <cstdint>
#include <string>
#include <utility>

namespace tenon::inline TENON_ABI::postgres::detail {

/// The part of a connection that asks for rows in parts. Outside a transaction a cursor has one of its own, that only reads.
class cursors : public batch {
public:
    using batch::batch;

    /// The next part of a stream's rows.
    TENON_COLD virtual driver::step_result fetch(statement& asked) {
        row_cursor& cursor = *asked.cursor_;
        if (!cursor.may_have_more) return driver::step_result::done;
        if (link_.is_stopped()) {
            link_.failure.clear();
            link_.failure.code = errc::cancelled;
            return driver::step_result::failed;
        }
        caller_ = cursor.by; // policies may ask again who they work for
        const bool done = whole([&] {
            command_list sent;
            bool queued = begin_pipeline(true) && send_front(sent, frame::none, true) && send_fetch(cursor, sent);
            queued = PQpipelineSync(link_.handle()) == 1 && queued;
            return receive_all(asked, sent) && queued;
        });
        if (!done && link_.status() == PQTRANS_INERROR && cursor.owns_transaction) roll_back();
        if (!done) return driver::step_result::failed;
        note_part(asked);
        return asked.next_row() ? driver::step_result::row : driver::step_result::done;
    }

    TENON_COLD virtual void close_cursor(statement& asked) noexcept {
        const auto cursor = std::move(asked.cursor_);
        if (!cursor->is_open || !link_.is_open()) return;
        if (cursor->owns_transaction) {
            if (in_transaction()) execute(link_.status() == PQTRANS_INERROR ? "ROLLBACK" : "COMMIT");
        } else if (link_.status() == PQTRANS_INTRANS) {
            try {
                execute(("CLOSE " + cursor->name).c_str());
            } catch (...) {} // out of memory: it closes with its transaction
        }
    }

protected:
    /// Opens it and asks for its first part, in one round trip.
    TENON_COLD bool open_cursor(statement& asked) override {
        row_cursor& cursor = *asked.cursor_;
        const bool inside = link_.status() != PQTRANS_IDLE;
        if (!begin_pipeline(inside)) return false;
        cursor.name = "tenon_stream_" + std::to_string(++opened_);
        cursor.owns_transaction = !inside;
        cursor.by = caller_;
        asked.is_described_ = false; // its text is parsed anew
        command_list sent;
        bool queued = true;
        if (!inside) {
            prelude_.forget();
            sent.add(command::open);
            queued = send_text("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"); // what hangs on its rows is of the same moment
        }
        queued = queued && send_front(sent, frame::none, true) && send_declare(asked, sent) && send_fetch(cursor, sent);
        frame_ = inside ? frame::none : frame::transaction; // what a failure has to undo
        queued = PQpipelineSync(link_.handle()) == 1 && queued;
        if (!receive_all(asked, sent) || !queued) return false;
        cursor.is_open = true;
        note_part(asked);
        return true;
    }

private:
    static constexpr int part = 500; ///< rows: more save hardly any time, and take room

    bool send_declare(statement& asked, command_list& sent) {
        sent.add(command::open);
        const parameters& given = asked.parameters_;
        const std::string text = "DECLARE " + asked.cursor_->name + " NO SCROLL CURSOR FOR " + asked.text_;
        return PQsendQueryParams(link_.handle(), text.c_str(), given.size(), given.types(), given.values(), given.lengths(),
                                 given.formats(), 1) == 1;
    }
    bool send_fetch(const row_cursor& cursor, command_list& sent) {
        sent.add(command::run);
        return send_text(("FETCH FORWARD " + std::to_string(part) + " FROM " + cursor.name).c_str());
    }

    /// A part that is not full is the last.
    static void note_part(statement& asked) noexcept { asked.cursor_->may_have_more = asked.rows_ == part; }

    void roll_back() {
        native_failure kept = std::move(link_.failure);
        execute("ROLLBACK");
        link_.failure = std::move(kept);
    }

    std::uint64_t opened_ = 0;
};

} // namespace tenon::inline TENON_ABI::postgres::detail
