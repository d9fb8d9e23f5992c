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
        std::array<command, 256> kinds;
        std::size_t size = 0;
        void add(command kind) noexcept { kinds[size++] = kind; }
    };
    /// What is opened in front of a statement and closed behind it.
    enum class frame : std::uint8_t { none, savepoint, transaction };

    /// One round trip: who asks, a savepoint, the preparation, the statement; what of these is needed.
    bool send_and_receive(statement& asked) {
        const PGTransactionStatusType status = link_.status();
        const bool inside = status != PQTRANS_IDLE;
        const bool saved = status == PQTRANS_INTRANS && options_->statement_savepoints &&
                           (writes(asked.verb_) || must_parse(asked));
        const bool prepared = is_named(asked) && is_prepared(asked) && options_->prepare == prepare_mode::named;
        if (prepared && !saved) [[likely]] {
            if (!prelude_.is_needed(*caller_, inside)) return send_and_receive_alone(asked, inside);
            if (!prelude_.needs_parse() && !prelude_.is_distributed()) return send_and_receive_scoped(asked, inside);
        }
        command_list sent;
        if (!begin_pipeline(asked, sent, inside, saved)) [[unlikely]] return false;
        bool queued = send_run(asked, sent);
        if (frame_ != frame::none) queued = close_frame(sent) && queued;
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

    /// Who asks, and a statement: nearly all round trips where there is row-level security.
    bool send_and_receive_scoped(statement& asked, bool inside) {
        static constexpr command_list sent{{command::prelude, command::run}, 2};
        inside_ = inside;
        frame_ = frame::none;
        if (!link_.begin(!inside)) [[unlikely]] return false;
        PGconn* const to = link_.handle();
        PQenterPipelineMode(to);
        unnamed_ = nullptr;
        const parameters& with = asked.parameters_;
        const bool queued = prelude_.send(to, *caller_, inside) &&
                            PQsendQueryPrepared(to, asked.name_.c_str(), with.size(), with.values(), with.lengths(),
                                                with.formats(), 1) == 1 &&
                            PQpipelineSync(to) == 1;
        return receive_all(asked, sent) && queued;
    }

    /// What stands before the first statement of a round trip. False: nothing was sent.
    bool begin_pipeline(statement& asked, command_list& sent, bool inside, bool saved) {
        inside_ = inside;
        frame_ = saved ? frame::savepoint : frame::none;
        if (!link_.begin(!inside)) [[unlikely]] return false;
        PGconn* const to = link_.handle();
        PQenterPipelineMode(to);
        if (prelude_.is_distributed()) [[unlikely]] return begin_distributed(asked, sent);
        bool queued = true;
        if (saved) {
            sent.add(command::open);
            queued = send_text("SAVEPOINT tenon_statement");
        }
        if (prelude_.is_needed(*caller_, inside)) [[likely]] {
            if (prelude_.needs_parse()) [[unlikely]] {
                sent.add(command::parse_prelude);
                queued = queued && prelude_.send_parse(to);
            }
            sent.add(command::prelude);
            unnamed_ = nullptr;
            queued = queued && prelude_.send(to, *caller_, inside);
        }
        return queued && parse_if_needed(asked, sent);
    }

    /// The same where nodes behind the server have to be told too, which takes a transaction. The savepoint comes last: what
    /// is set within one is not told to nodes that the transaction meets after its end.
    virtual bool begin_distributed(statement& asked, command_list& sent) {
        bool queued = true;
        const auto send = [&](command kind, const char* text) {
            sent.add(kind);
            queued = queued && send_text(text);
        };
        if (!inside_) {
            frame_ = frame::transaction;
            send(command::open, "BEGIN");
        }
        if (prelude_.is_needed(*caller_, inside_))
            prelude_.set_each(*caller_, inside_, [&](const char* text) { send(command::prelude, text); });
        if (frame_ == frame::savepoint) send(command::open, "SAVEPOINT tenon_statement");
        return queued && parse_if_needed(asked, sent);
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

    bool receive_all(statement& asked, const command_list& sent) {
        bool done = true;
        std::size_t parsed = 0;
        for (std::size_t i = 0; i < sent.size; ++i) {
            result_handle given = link_.receive();
            const ExecStatusType status = PQresultStatus(given.get());
            if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) [[likely]] {
                if (sent.kinds[i] == command::run) asked.received(std::move(given));
                else if (sent.kinds[i] == command::parse) set_prepared(*parsing_[parsed++]);
                else if (sent.kinds[i] == command::parse_prelude) prelude_.set_parsed(true);
            } else {
                done = false;
                if (status != PGRES_PIPELINE_ABORTED) {
                    if (link_.failure.result == nullptr) failed_ = sent.kinds[i];
                    link_.note(std::move(given));
                }
                if (link_.is_broken()) break;
            }
            link_.receive(); // nullptr: the end of this command
        }
        parsing_count_ = 0;
        const result_handle end = !done && link_.is_broken() ? nullptr : link_.receive(); // of the round trip
        if (PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC && link_.is_broken()) [[unlikely]] {
            link_.note_lost(writes(asked.verb_) && !inside_);
            return false;
        }
        PQexitPipelineMode(link_.handle());
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

private:
    static constexpr driver::caller nobody{};
    const driver::caller* caller_ = &nobody;
    std::vector<std::string> names_;         ///< of statements that the server knows
    std::uint32_t memory_ = 1;               ///< of the server's: counts the times that it forgot
    std::array<statement*, 256> parsing_{};  ///< in this round trip, in order
    std::size_t parsing_count_ = 0;
    command failed_ = command::run;
    bool inside_ = false; ///< a transaction
    frame frame_ = frame::none; ///< of the last round trip
};

} // namespace tenon::inline TENON_ABI::postgres::detail
