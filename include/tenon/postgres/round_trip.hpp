// tenon/postgres/round_trip.hpp: what goes to the server together, and what comes back.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/errors.hpp>
#include <tenon/postgres/link.hpp>
#include <tenon/postgres/options.hpp>
#include <tenon/postgres/prelude.hpp>
#include <tenon/postgres/prepared.hpp>
#include <tenon/postgres/statement.hpp>

#include <libpq-fe.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace tenon::inline TENON_ABI::postgres::detail {

/// The part of a connection that sends and receives. What is done once or after a failure is virtual: so it is compiled where a
/// database is opened, and not in every file that uses one.
class round_trip {
public:
    round_trip(connection_handle handle, const options& how)
        : link_(std::move(handle), how), options_(&how), prelude_(how), prepared_(how.prepare) {}
    virtual ~round_trip() = default;
    round_trip(const round_trip&) = delete;
    round_trip& operator=(const round_trip&) = delete;

    /// For whom the statements from now on run: what row-level security asks for. Borrowed.
    void act_for(const driver::caller& by) noexcept { caller_ = &by; }

protected:
    /// What one round trip consists of.
    enum class command : std::uint8_t { parse_prelude, prelude, open, meet, parse, run, close };
    struct command_list {
        std::array<command, 1024> kinds;
        std::size_t size = 0;
        void add(command kind) noexcept { kinds[size++] = kind; }
    };
    /// What is opened in front of a statement and closed behind it.
    enum class frame : std::uint8_t { none, savepoint, transaction };

    /// False: nothing can be sent.
    template <bool Timed = true> bool begin_pipeline(bool inside) {
        inside_ = inside;
        return link_.begin_pipeline<Timed>(!inside);
    }

    /// A statement, with what it stands in and what the server has yet to be told. `remembers`: it knows what it was told
    /// before in the same transaction.
    bool send_framed(statement& asked, command_list& sent, frame around, bool remembers) {
        bool queued = send_front(sent, around, remembers) && parse_if_needed(asked, asked.parameters_, sent) &&
                      send_run(asked, asked.parameters_, sent);
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
            prepared_.lose_unnamed();
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

    bool parse_if_needed(statement& asked, const parameters& given, command_list& sent) {
        if (!prepared_.is_missing(asked, given, inside_)) [[likely]] return true;
        if (prepared_.has_to_meet()) {
            sent.add(command::meet);
            if (!send_text(prepared_statements::ask_process)) return false;
        }
        sent.add(command::parse);
        return prepared_.send_parse(link_.handle(), asked, given);
    }

    bool send_run(const statement& asked, const parameters& given, command_list& sent) {
        sent.add(command::run);
        if (prepared_.is_named(asked)) [[likely]]
            return PQsendQueryPrepared(link_.handle(), asked.name_.c_str(), given.size(), given.values(), given.lengths(),
                                       given.formats(), 1) == 1;
        return PQsendQueryParams(link_.handle(), asked.text_.c_str(), given.size(), given.types(), given.values(),
                                 given.lengths(), given.formats(), 1) == 1;
    }

    /// Whether a name has to be given on the server, which may have it already: it is another's too, behind a pooler.
    bool must_parse(const statement& asked) const noexcept {
        return prepared_.keeps_names() && asked.is_kept_ && (!prepared_.knows(asked) || prelude_.needs_parse());
    }

    /// The answers to a whole round trip.
    bool receive_all(statement& asked, const command_list& sent) {
        const bool done = receive_answers(asked, sent, 0, sent.size);
        end_round_trip();
        return receive_end_of(asked, done);
    }
    template <bool Timed = true> bool receive_end_of(statement& asked, bool done) {
        const bool ended = receive_end<Timed>(done);
        if (!ended && link_.is_broken()) [[unlikely]] link_.note_lost(writes(asked.verb_) && !inside_);
        return done && ended;
    }

    /// The end of a round trip, and of the transaction that it is by itself. False: what it did is undone, or the connection
    /// broke before it.
    template <bool Timed = true> bool receive_end(bool done) {
        result_handle end = !done && link_.is_broken() ? nullptr : link_.receive<Timed>();
        return PQresultStatus(end.get()) == PGRES_PIPELINE_SYNC || receive_late_failure(std::move(end));
    }
    TENON_COLD bool receive_late_failure(result_handle end) {
        failed_ = command::close;
        for (bool more = true; more && !link_.is_broken() && PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC;) {
            more = end != nullptr;
            link_.note(std::move(end)); // a constraint that is tested at the end, a conflict
            end = link_.receive();
        }
        return false;
    }
    void end_round_trip() noexcept {
        prepared_.end_round_trip();
        parsing_prelude_ = false;
    }

    /// The answers to some of the commands of a round trip, which are about one statement.
    bool receive_answers(statement& asked, const command_list& sent, std::size_t from, std::size_t to) {
        bool done = true;
        for (std::size_t i = from; i < to && (done || !link_.is_broken()); ++i)
            done = receive_answer(asked, sent.kinds[i]) && done;
        return done;
    }
    template <bool Timed = true> bool receive_answer(statement& asked, command kind) {
        result_handle given = link_.receive<Timed>();
        const ExecStatusType status = PQresultStatus(given.get());
        const bool right = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
        if (kind == command::parse) [[unlikely]] prepared_.parsed(right);
        if (!right) [[unlikely]] {
            note_answer(std::move(given), kind);
            if (!link_.is_broken()) link_.receive<Timed>();
            return false;
        }
        if (kind == command::run) asked.received(std::move(given), status);
        else if (kind == command::parse_prelude) prelude_.set_parsed(true);
        else if (kind == command::meet) prepared_.meet(link_.handle(), given.get());
        link_.receive<Timed>(); // nullptr: the end of this command
        return true;
    }

    bool send_text(const char* text) {
        prepared_.lose_unnamed(); // it takes that place
        return PQsendQueryParams(link_.handle(), text, 0, nullptr, nullptr, nullptr, nullptr, 1) == 1;
    }

    static bool writes(verb of) noexcept {
        switch (of) {
        case verb::create:
        case verb::create_many:
        case verb::update:
        case verb::update_many:
        case verb::upsert:
        case verb::remove:
        case verb::remove_many:
        case verb::restore:
        case verb::restore_many:
        case verb::execute: return true;
        default: return false;
        }
    }

    link link_;
    const options* options_;
    prelude prelude_;
    prepared_statements prepared_;
    static constexpr driver::caller nobody{};
    const driver::caller* caller_ = &nobody;
    command failed_ = command::run; ///< in the last round trip
    bool inside_ = false;           ///< it was inside a transaction
    frame frame_ = frame::none;     ///< what was opened in it last

private:
    TENON_COLD void note_answer(result_handle given, command kind) {
        if (PQresultStatus(given.get()) == PGRES_PIPELINE_ABORTED) return;
        if (link_.failure.result == nullptr) failed_ = kind;
        link_.note(std::move(given));
    }

    bool parsing_prelude_ = false; ///< in this round trip
};

} // namespace tenon::inline TENON_ABI::postgres::detail
