// tenon/postgres/connection.hpp: one connection to a PostgreSQL server, with its prepared statements.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/postgres/errors.hpp>
#include <tenon/postgres/link.hpp>
#include <tenon/postgres/options.hpp>
#include <tenon/postgres/prelude.hpp>
#include <tenon/postgres/statement.hpp>

#include <libpq-fe.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::postgres {

/// Used by one thread at a time. What is done once or after a failure is virtual: so it is compiled where a database is
/// opened, and not in every file that uses one.
class connection {
public:
    using statement_type = statement;

    /// Connects. Errors: connection_failed, authentication_failed, timeout, unsupported (a server before 15).
    TENON_COLD static result<std::unique_ptr<connection>> open(const options& how, const schema_info& schema) {
        auto connected = detail::connect(how);
        if (!connected) return fail(std::move(connected.error()));
        return std::unique_ptr<connection>(new connection(std::move(*connected), how, schema));
    }
    virtual ~connection() = default;
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// For whom the statements from now on run: what row-level security asks for. Borrowed.
    void act_for(const driver::caller& by) noexcept { caller_ = &by; }

    /// The statement for a spec. It is prepared on the server when it runs for the first time, in the same round trip.
    statement* prepare(const sql::statement_spec& spec) {
        if (spec.number == nullptr) return prepare_loose(spec);
        const std::size_t number = sql::number_of(*spec.number);
        if (number < statements_.size() && statements_[number]) [[likely]] {
            was_cached_ = statements_[number]->is_prepared_;
            return statements_[number].get();
        }
        return prepare_first(spec, number);
    }
    bool was_cached() const noexcept { return was_cached_; }

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

    /// What failed last.
    virtual error last_error(const sql::statement_spec& spec) const { return make_native_error(link_.failure, spec, *schema_); }

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

private:
    friend class statement;

    /// What one round trip consists of.
    enum class command : std::uint8_t { parse_prelude, prelude, save, parse, run, release };
    struct command_list {
        std::array<command, 256> kinds;
        std::size_t size = 0;
        void add(command kind) noexcept { kinds[size++] = kind; }
    };
    static constexpr driver::caller nobody{};

    connection(detail::connection_handle handle, const options& how, const schema_info& schema)
        : link_(std::move(handle), how), options_(&how), schema_(&schema), prelude_(how) {}

    TENON_COLD virtual statement* prepare_first(const sql::statement_spec& spec, std::size_t number) {
        if (number >= statements_.size()) statements_.resize(number + 32);
        statements_[number] = std::make_unique<statement>(*this, spec, schema_->leads_with_tenant);
        was_cached_ = false;
        return statements_[number].get();
    }

    TENON_COLD virtual statement* prepare_loose(const sql::statement_spec& spec) {
        was_cached_ = false;
        auto made = std::make_unique<statement>(*this, spec, schema_->leads_with_tenant);
        made->in_use = true;
        for (auto& slot : loose_)
            if (!slot->in_use) {
                slot = std::move(made);
                return slot.get();
            }
        loose_.push_back(std::move(made));
        return loose_.back().get();
    }

    /// One round trip: who asks, a savepoint, the preparation, the statement; what of these is needed.
    bool send_and_receive(statement& asked) {
        command_list sent;
        const bool saved = link_.status() == PQTRANS_INTRANS && options_->statement_savepoints &&
                           (writes(asked.verb_) || must_parse(asked));
        if (!begin_pipeline(asked, sent, saved)) [[unlikely]] return false;
        bool queued = send_run(asked, sent);
        if (saved) {
            sent.add(command::release);
            queued = queued && send_text("RELEASE tenon_statement");
        }
        queued = PQpipelineSync(link_.handle()) == 1 && queued;
        return receive_all(asked, sent) && queued;
    }

    /// What stands before the first statement of a round trip. False: nothing was sent.
    bool begin_pipeline(statement& asked, command_list& sent, bool saved) {
        const bool inside = inside_ = link_.status() != PQTRANS_IDLE;
        saved_ = saved;
        if (!link_.begin(!inside)) [[unlikely]] return false;
        PGconn* const to = link_.handle();
        PQenterPipelineMode(to);
        bool queued = true;
        if (saved) {
            sent.add(command::save);
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
        const bool gone = options_->prepare == prepare_mode::unnamed && unnamed_ != &asked;
        if (is_named(asked) && (!asked.is_prepared_ || gone) && !is_known(asked)) [[unlikely]] {
            sent.add(command::parse);
            queued = queued && send_parse(asked);
        }
        return queued;
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

    bool is_named(const statement& asked) const noexcept {
        return asked.is_kept_ && options_->prepare != prepare_mode::off;
    }

    /// Whether a name has to be given on the server, which may have it already: it is another's too, behind a pooler.
    bool must_parse(const statement& asked) const noexcept {
        return options_->prepare == prepare_mode::named && asked.is_kept_ && (!asked.is_prepared_ || prelude_.needs_parse());
    }

    /// Sends a row of several. They are part of a transaction, which fails as a whole: so none is saved by itself.
    bool add_row(statement& asked) {
        if (rows_.size == 0 && !begin_pipeline(asked, rows_, false)) [[unlikely]] return false;
        const bool sent = send_run(asked, rows_);
        asked.parameters_.clear();
        asked.is_pending_ = true;
        return sent && (rows_.size < rows_.kinds.size() || finish_rows(asked));
    }
    bool finish_rows(statement& asked) {
        if (rows_.size == 0) return true;
        const bool sent = PQpipelineSync(link_.handle()) == 1;
        const bool done = receive_all(asked, rows_) && sent;
        rows_.size = 0;
        asked.is_pending_ = false;
        if (!done) [[unlikely]] prepare_again(asked); // when the transaction runs again
        return done;
    }

    bool receive_all(statement& asked, const command_list& sent) {
        bool done = true;
        for (std::size_t i = 0; i < sent.size; ++i) {
            result_handle given = link_.receive();
            const ExecStatusType status = PQresultStatus(given.get());
            if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) [[likely]] {
                if (sent.kinds[i] == command::run) {
                    if (&sent == &rows_) asked.added_ += statement::changes_of(given.get());
                    else asked.received(std::move(given));
                }
                else if (sent.kinds[i] == command::parse) asked.is_prepared_ = true;
                else if (sent.kinds[i] == command::parse_prelude) prelude_.set_parsed(true);
            } else {
                done = false;
                if (status != PGRES_PIPELINE_ABORTED) {
                    if (link_.failure.result == nullptr) failed_ = sent.kinds[i];
                    link_.note(std::move(given));
                }
            }
            if (link_.is_broken()) [[unlikely]] break;
            link_.receive(); // nullptr: the end of this command
        }
        if (!link_.is_broken()) [[likely]] link_.receive(); // the end of the round trip
        if (link_.is_broken()) [[unlikely]] {
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
            const bool lost_transaction = detail::state_of(link_.failure).starts_with("40"); // a conflict: only the whole helps
            if (status == PQTRANS_INERROR && (!saved_ || lost_transaction)) {
                prepare_again(asked); // when the transaction runs again
                return false;
            }
            if (status == PQTRANS_INERROR) {
                detail::native_failure kept = std::move(link_.failure);
                if (!execute("ROLLBACK TO tenon_statement; RELEASE tenon_statement")) return false;
                link_.failure = std::move(kept);
            }
            if (!prepare_again(asked)) return false;
            if (send_and_receive(asked)) return true;
        }
        return false;
    }

    /// Whether the failure was that the server knows a prepared statement no more, or otherwise than was thought.
    TENON_COLD bool prepare_again(statement& asked) {
        const std::string_view state = detail::state_of(link_.failure);
        const bool of_prelude = failed_ == command::prelude || failed_ == command::parse_prelude;
        if (state == "26000") { // where one has gone, so have the others
            prelude_.set_parsed(false);
            for (const auto& each : statements_)
                if (each) each->is_prepared_ = false;
        } else if (state == "42P05" && of_prelude) prelude_.set_parsed(true);
        else if (state == "42P05") asked.is_prepared_ = true; // of the same name is only the same text
        else if (detail::is_changed_plan(link_.failure)) {
            // The old meaning stays on the server under the old name, until the connection ends.
            asked.name_ += '+';
            asked.is_prepared_ = asked.is_described_ = false;
        } else return false;
        return true;
    }

    /// Ends a transaction that must not go on.
    TENON_COLD virtual void abandon() noexcept {
        if (in_transaction()) execute("ROLLBACK");
    }

    bool send_text(const char* text) {
        unnamed_ = nullptr; // it takes that place
        return PQsendQueryParams(link_.handle(), text, 0, nullptr, nullptr, nullptr, nullptr, 1) == 1;
    }

    /// Filters that differ in parts that are left out may have the same text: then one of them has prepared it for all.
    TENON_COLD bool is_known(statement& asked) {
        if (options_->prepare != prepare_mode::named || !asked.name_.empty()) return false;
        const parameters& given = asked.parameters_;
        asked.name_ = detail::statement_name(asked.text_, {given.types(), static_cast<std::size_t>(given.size())});
        for (const auto& other : statements_)
            asked.is_prepared_ = asked.is_prepared_ || (other && other->is_prepared_ && other->name_ == asked.name_);
        return asked.is_prepared_;
    }

    TENON_COLD bool send_parse(statement& asked) {
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

    detail::link link_;
    const options* options_;
    const schema_info* schema_;
    detail::prelude prelude_;
    const driver::caller* caller_ = &nobody;
    std::vector<std::unique_ptr<statement>> statements_; ///< by the number of the spec
    std::vector<std::unique_ptr<statement>> loose_;      ///< of specs that are not to be kept
    const statement* unnamed_ = nullptr;                 ///< what the server's unnamed statement is
    command_list rows_; ///< that were sent, and whose answers have not been received
    bool was_cached_ = false;
    command failed_ = command::run;
    bool inside_ = false; ///< a transaction
    bool saved_ = false;  ///< by a savepoint around the statement
};

inline driver::step_result statement::step() {
    if (!result_) [[likely]]
        if (!on_->run(*this)) [[unlikely]] return driver::step_result::failed;
    return ++row_ < rows_ ? driver::step_result::row : driver::step_result::done;
}

inline bool statement::add_row() { return on_->add_row(*this); }

inline bool statement::finish_rows() {
    adding_ = true;
    return on_->finish_rows(*this);
}

inline void statement::reset() noexcept {
    if (is_pending_) [[unlikely]] on_->finish_rows(*this); // what was sent is answered, and undone with its transaction
    result_.reset();
    row_ = -1;
    rows_ = 0;
    parameters_.clear();
    in_use = false;
    adding_ = false;
    added_ = 0;
}

inline void statement::abandon() noexcept { on_->abandon(); }

static_assert(driver::connection<connection>);

} // namespace tenon::inline TENON_ABI::postgres
