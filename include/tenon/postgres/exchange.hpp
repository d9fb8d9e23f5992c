// tenon/postgres/exchange.hpp: round trips: what goes to the server together, and what comes back.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/errors.hpp>
#include <tenon/postgres/link.hpp>
#include <tenon/postgres/options.hpp>
#include <tenon/postgres/prelude.hpp>
#include <tenon/postgres/statement.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::postgres::detail {

/// The part of a connection that talks. What is done once or after a failure is virtual: so it is compiled where a database
/// is opened, and not in every file that uses one.
class exchange {
public:
    exchange(connection_handle handle, const options& how) : link_(std::move(handle), how), options_(&how), prelude_(how) {}
    virtual ~exchange() = default;
    exchange(const exchange&) = delete;
    exchange& operator=(const exchange&) = delete;

    /// For whom the statements from now on run: what row-level security asks for. Borrowed.
    void act_for(const driver::caller& by) noexcept { caller_ = &by; }

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
        unnamed_ = nullptr;
        bool done = PQsendQuery(link_.handle(), text) == 1;
        while (result_handle given = link_.receive()) {
            const ExecStatusType status = PQresultStatus(given.get());
            if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) continue;
            link_.note(std::move(given));
            done = false;
        }
        if (!done || link_.is_broken()) return link_.note_lost(commits), false;
        return true;
    }

    /// Sends a statement and receives all that it gives. False: see last_error.
    bool run(statement& asked) {
        if (gathering_) [[unlikely]] return wait_for_others(asked);
        if (send_and_receive(asked)) [[likely]] return true;
        return recover(asked);
    }

    /// Ends a transaction that must not go on.
    TENON_COLD virtual void abandon() noexcept {
        if (in_transaction()) execute("ROLLBACK");
    }

    bool in_transaction() const noexcept {
        const PGTransactionStatusType status = link_.status();
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
    }
    bool is_usable() const noexcept { return link_.is_usable(); }
    bool is_alive() { return link_.is_alive(); }

    /// The server has not seen anything of what failed, or would have changed nothing.
    bool may_run_again(bool reads) const noexcept { return reads || link_.failure.sent_nothing; }

    /// The connection itself, for what only PostgreSQL has. It must be left as it was: no transaction, no settings.
    PGconn* native_handle() const noexcept { return link_.handle(); }

protected:
    /// What one round trip consists of.
    enum class command : std::uint8_t { parse_prelude, prelude, open, parse, run, close };
    struct command_list {
        std::array<command, 1024> kinds;
        std::size_t size = 0;
        void add(command kind) noexcept { kinds[size++] = kind; }
    };
    /// What is opened in front of a statement and closed behind it.
    enum class frame : std::uint8_t { none, savepoint, transaction };

    /// One round trip: who asks, a savepoint, the preparation, the statement; what of these is needed.
    bool send_and_receive(statement& asked) {
        if (asked.cursor_ != nullptr) [[unlikely]] return open_cursor(asked);
        const PGTransactionStatusType status = link_.status();
        const bool inside = status != PQTRANS_IDLE;
        const bool saved = status == PQTRANS_INTRANS && options_->statement_savepoints &&
                           (writes(asked.verb_) || must_parse(asked));
        const bool prepared = is_named(asked) && is_prepared(asked) && options_->prepare == prepare_mode::named;
        if (prepared && !saved && !prelude_.is_needed(*caller_, inside)) return send_and_receive_alone(asked, inside);
        command_list sent;
        if (!begin_pipeline(inside)) [[unlikely]] return false;
        const bool alone = prelude_.is_distributed() && !inside;
        bool queued = send_framed(asked, sent, saved ? frame::savepoint : alone ? frame::transaction : frame::none, inside);
        queued = PQpipelineSync(link_.handle()) == 1 && queued;
        return receive_all(asked, sent) && queued;
    }

    /// A statement that is all of its round trip. The messages are the same as in a pipeline, but libpq has half the work.
    bool send_and_receive_alone(statement& asked, bool inside) {
        inside_ = inside;
        frame_ = frame::none;
        if (!link_.begin(!inside)) [[unlikely]] return false;
        const parameters& with = asked.parameters_;
        bool done = PQsendQueryPrepared(link_.handle(), asked.name_.c_str(), with.size(), with.values(), with.lengths(),
                                        with.formats(), 1) == 1;
        while (result_handle given = link_.receive()) {
            const ExecStatusType status = PQresultStatus(given.get());
            if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) [[likely]] {
                asked.received(std::move(given));
                continue;
            }
            done = false;
            failed_ = command::run;
            link_.note(std::move(given));
        }
        if (!done && link_.is_broken()) [[unlikely]] link_.note_lost(writes(asked.verb_) && !inside);
        return done;
    }

    /// False: nothing can be sent.
    bool begin_pipeline(bool inside) {
        inside_ = inside;
        return link_.begin(!inside) && PQenterPipelineMode(link_.handle()) == 1;
    }

    /// A statement, with what it stands in and what the server has yet to be told. `remembers`: it knows what it was told
    /// before in the same transaction.
    bool send_framed(statement& asked, command_list& sent, frame around, bool remembers) {
        bool queued = send_front(sent, around, remembers) && parse_if_needed(asked, sent) && send_run(asked, sent);
        if (frame_ != frame::none) queued = queued && close_frame(sent);
        return queued;
    }

    bool send_front(command_list& sent, frame around, bool remembers) {
        frame_ = around;
        if (prelude_.is_distributed()) [[unlikely]] return send_distributed_front(sent, remembers);
        PGconn* const to = link_.handle();
        bool queued = frame_ == frame::none || open_frame(sent);
        if (prelude_.is_needed(*caller_, remembers)) [[likely]] {
            if (prelude_.needs_parse() && !std::exchange(parsing_prelude_, true)) [[unlikely]] {
                sent.add(command::parse_prelude);
                queued = queued && prelude_.send_parse(to);
            }
            sent.add(command::prelude);
            unnamed_ = nullptr;
            queued = queued && prelude_.send(to, *caller_, remembers);
        }
        return queued;
    }

    /// The same where nodes behind the server have to be told too, which takes a transaction. The savepoint comes last: what
    /// is set within one is not told to nodes that the transaction meets after its end.
    TENON_COLD virtual bool send_distributed_front(command_list& sent, bool remembers) {
        bool queued = frame_ != frame::transaction || open_frame(sent);
        if (prelude_.is_needed(*caller_, remembers))
            prelude_.set_each(*caller_, remembers, [&](const char* text) {
                sent.add(command::prelude);
                queued = queued && send_text(text);
            });
        return queued && (frame_ != frame::savepoint || open_frame(sent));
    }

    bool open_frame(command_list& sent) {
        sent.add(command::open);
        return send_text(frame_ == frame::savepoint ? "SAVEPOINT tenon_statement" : "BEGIN");
    }
    bool close_frame(command_list& sent) {
        sent.add(command::close);
        return send_text(frame_ == frame::savepoint ? "RELEASE tenon_statement" : "COMMIT");
    }

    bool parse_if_needed(statement& asked, command_list& sent) {
        // Outside a transaction a pooler may let another one's be the last.
        const bool gone = options_->prepare == prepare_mode::unnamed && (!inside_ || unnamed_ != &asked);
        if (!is_named(asked) || (is_prepared(asked) && !gone)) [[likely]] return true;
        return is_known(asked) || send_parse(asked, sent);
    }

    bool send_run(statement& asked, command_list& sent) {
        sent.add(command::run);
        const parameters& given = asked.parameters_;
        if (is_named(asked)) [[likely]]
            return PQsendQueryPrepared(link_.handle(), asked.name_.c_str(), given.size(), given.values(), given.lengths(),
                                       given.formats(), 1) == 1;
        return PQsendQueryParams(link_.handle(), asked.text_.c_str(), given.size(), given.types(), given.values(),
                                 given.lengths(), given.formats(), 1) == 1;
    }

    /// Whether the server knows it. After one was found to be forgotten, all are taken to be.
    bool is_prepared(const statement& asked) const noexcept { return asked.prepared_in_ == memory_; }
    void set_prepared(statement& asked) {
        asked.prepared_in_ = memory_;
        if (!asked.name_.empty() && std::find(names_.begin(), names_.end(), asked.name_) == names_.end()) [[unlikely]]
            names_.push_back(asked.name_);
    }

    bool is_named(const statement& asked) const noexcept {
        return asked.is_kept_ && options_->prepare != prepare_mode::off;
    }

    /// Whether a name has to be given on the server, which may have it already: it is another's too, behind a pooler.
    bool must_parse(const statement& asked) const noexcept {
        return options_->prepare == prepare_mode::named && asked.is_kept_ && (!is_prepared(asked) || prelude_.needs_parse());
    }

    /// The answers to a whole round trip.
    bool receive_all(statement& asked, const command_list& sent) {
        const bool done = receive_answers(asked, sent, 0, sent.size);
        const bool ended = receive_end();
        end_pipeline();
        if (!ended && link_.is_broken()) [[unlikely]] link_.note_lost(writes(asked.verb_) && !inside_);
        return done && ended;
    }

    /// The end of a round trip, and of the transaction that it is by itself. False: what it did is undone, or the connection
    /// broke before it.
    bool receive_end() {
        result_handle end = link_.is_broken() ? nullptr : link_.receive();
        if (PQresultStatus(end.get()) == PGRES_PIPELINE_SYNC) [[likely]] return true;
        failed_ = command::close;
        for (bool more = true; more && !link_.is_broken() && PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC;) {
            more = end != nullptr;
            link_.note(std::move(end)); // a constraint that is tested at the end, a conflict
            end = link_.receive();
        }
        return false;
    }
    void end_pipeline() {
        parsing_count_ = parsed_ = 0;
        parsing_prelude_ = false;
        PQexitPipelineMode(link_.handle());
    }

    /// The answers to some of the commands of a round trip, which are about one statement.
    bool receive_answers(statement& asked, const command_list& sent, std::size_t from, std::size_t to) {
        bool done = true;
        for (std::size_t i = from; i < to; ++i) {
            result_handle given = link_.receive();
            const ExecStatusType status = PQresultStatus(given.get());
            if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) [[likely]] {
                if (sent.kinds[i] == command::run) asked.received(std::move(given));
                else if (sent.kinds[i] == command::parse) set_prepared(*parsing_[parsed_]);
                else if (sent.kinds[i] == command::parse_prelude) prelude_.set_parsed(true);
            } else {
                done = false;
                if (status != PGRES_PIPELINE_ABORTED) {
                    if (link_.failure.result == nullptr) failed_ = sent.kinds[i];
                    link_.note(std::move(given));
                }
                if (link_.is_broken()) break;
            }
            if (sent.kinds[i] == command::parse) ++parsed_;
            link_.receive(); // nullptr: the end of this command
        }
        return done;
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
                native_failure kept = std::move(link_.failure);
                const bool in_savepoint = frame_ == frame::savepoint;
                const bool back = execute(in_savepoint ? "ROLLBACK TO tenon_statement; RELEASE tenon_statement" : "ROLLBACK");
                if (back || link_.is_open()) link_.failure = std::move(kept);
                if (!back) return false;
            }
            if (!prepare_again(asked)) return false;
            if (send_and_receive(asked)) return true;
        }
        return false;
    }

    /// Whether the failure was that the server knows a prepared statement no more, or otherwise than was thought.
    TENON_COLD bool prepare_again(statement& asked) {
        const std::string_view state = state_of(link_.failure);
        const bool of_prelude = failed_ == command::prelude || failed_ == command::parse_prelude;
        if (state == "26000") { // where one has gone, so have the others
            prelude_.set_parsed(false);
            names_.clear();
            ++memory_;
        } else if (state == "42P05" && of_prelude) prelude_.set_parsed(true);
        else if (state == "42P05") set_prepared(asked); // of the same name is only the same text
        else if (is_changed_plan(link_.failure)) {
            // The old meaning stays on the server under the old name, until the connection ends.
            asked.name_ += '+';
            asked.prepared_in_ = 0;
            asked.is_described_ = false;
        } else return false;
        return true;
    }

    bool send_text(const char* text) {
        unnamed_ = nullptr; // it takes that place
        return PQsendQueryParams(link_.handle(), text, 0, nullptr, nullptr, nullptr, nullptr, 1) == 1;
    }

    /// Filters that differ in parts that are left out may have the same text: then one of them has prepared it for all.
    TENON_COLD bool is_known(statement& asked) {
        if (options_->prepare != prepare_mode::named) return false;
        for (std::size_t i = 0; i < parsing_count_; ++i)
            if (parsing_[i] == &asked) return true;
        const parameters& given = asked.parameters_;
        if (asked.name_.empty())
            asked.name_ = statement_name(asked.text_, {given.types(), static_cast<std::size_t>(given.size())});
        for (std::size_t i = 0; i < parsing_count_; ++i)
            if (parsing_[i]->name_ == asked.name_) return true;
        if (std::find(names_.begin(), names_.end(), asked.name_) == names_.end()) return false;
        set_prepared(asked);
        return true;
    }

    TENON_COLD bool send_parse(statement& asked, command_list& sent) {
        sent.add(command::parse);
        parsing_[parsing_count_++] = &asked;
        if (options_->prepare == prepare_mode::unnamed) unnamed_ = &asked;
        return PQsendPrepare(link_.handle(), asked.name_.c_str(), asked.text_.c_str(), asked.parameters_.size(),
                             asked.parameters_.types()) == 1;
    }

    /// While statements of a batch are gathered: this one waits until all of them have been sent. See batch.hpp.
    TENON_COLD virtual bool wait_for_others(statement& asked) = 0;
    TENON_COLD virtual void send_gathered() = 0;
    /// Instead of the whole statement: see cursors.hpp.
    TENON_COLD virtual bool open_cursor(statement& asked) = 0;

    static bool writes(verb of) noexcept {
        switch (of) {
        case verb::create:
        case verb::create_many:
        case verb::update:
        case verb::update_many:
        case verb::upsert:
        case verb::remove:
        case verb::remove_many: return true;
        default: return false;
        }
    }

    link link_;
    const options* options_;
    prelude prelude_;
    const statement* unnamed_ = nullptr; ///< what the server's unnamed statement is
    static constexpr driver::caller nobody{};
    const driver::caller* caller_ = &nobody;
    bool gathering_ = false;    ///< statements wait to be sent together
    command failed_ = command::run;
    bool inside_ = false;       ///< a transaction
    frame frame_ = frame::none; ///< of the last round trip

private:
    std::vector<std::string> names_;         ///< of statements that the server knows
    std::uint32_t memory_ = 1;               ///< of the server's: counts the times that it forgot
    std::array<statement*, 256> parsing_{};  ///< in this round trip, in order
    std::size_t parsing_count_ = 0;
    std::size_t parsed_ = 0; ///< of these, whose answers have been received
    bool parsing_prelude_ = false; ///< in this round trip
};

} // namespace tenon::inline TENON_ABI::postgres::detail
