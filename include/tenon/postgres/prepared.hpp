// tenon/postgres/prepared.hpp: which statements the server knows, and by what names.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/options.hpp>
#include <tenon/postgres/statement.hpp>
#include <tenon/postgres/statement_name.hpp>
#include <tenon/postgres/wire.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::postgres::detail {

/// Of one connection. Behind a pooler what the server knows may change at any time: so it is what was thought, until an error
/// says otherwise.
class prepared_statements {
public:
    explicit prepared_statements(prepare_mode mode) noexcept : mode_(mode) {}

    /// Whether it runs by a name, which may be the empty one.
    bool is_named(const statement& asked) const noexcept { return asked.is_kept_ && mode_ != prepare_mode::off; }
    bool keeps_names() const noexcept { return mode_ == prepare_mode::named; }

    /// Whether what a name stands for changes by an error only. A pooler may run it on another connection to the server, where
    /// it was prepared before or after a table changed.
    bool keeps_meanings() const noexcept { return keeps_names() && is_direct_; }
    /// Whether `ask_process` has to be sent, in front of the first that is prepared in a round trip.
    bool has_to_meet() const noexcept { return keeps_names() && !has_met_ && parsing_count_ == 0; }
    static constexpr const char* ask_process = "SELECT pg_catalog.pg_backend_pid()";
    /// The answer: a pooler gives its clients numbers of its own.
    TENON_COLD void meet(const PGconn* server, const PGresult* answer) noexcept {
        std::int64_t process = 0;
        has_met_ = true;
        is_direct_ = read_result(answer, 0, 0, process) == errc::ok && process == PQbackendPID(server);
    }

    /// Whether the server knows it. After one was found to be forgotten, all are taken to be.
    bool knows(const statement& asked) const noexcept { return asked.prepared_in_ == memory_; }

    /// Whether it has to be prepared before it can run. Outside a transaction a pooler may let another's unnamed one be the last.
    bool is_missing(statement& asked, const parameters& given, bool inside) {
        const bool replaced = mode_ == prepare_mode::unnamed && (!inside || unnamed_ != &asked);
        if (!is_named(asked) || (knows(asked) && !replaced)) [[likely]] return false;
        return !is_shared(asked, given);
    }

    TENON_COLD bool send_parse(PGconn* to, statement& asked, const parameters& given) {
        parsing_[parsing_count_++] = &asked;
        if (mode_ == prepare_mode::unnamed) unnamed_ = &asked;
        return PQsendPrepare(to, asked.name_.c_str(), asked.text_.c_str(), given.size(), given.types()) == 1;
    }
    /// The answer to the next of those that were sent.
    TENON_COLD void parsed(bool done) {
        if (done) learn(*parsing_[parsed_]);
        ++parsed_;
    }
    void end_round_trip() noexcept { parsing_count_ = parsed_ = 0; }

    /// The server's unnamed statement is another.
    void lose_unnamed() noexcept { unnamed_ = nullptr; }

    TENON_COLD void learn(statement& asked) {
        asked.prepared_in_ = memory_;
        asked.is_described_ = false; // the table may have changed meanwhile, or another one has prepared it before
        if (!asked.name_.empty() && std::find(names_.begin(), names_.end(), asked.name_) == names_.end()) names_.push_back(asked.name_);
    }
    /// Filters from outside make ever new ones, and the server keeps what each stands for.
    bool has_many_names() const noexcept { return names_.size() >= most_names; }
    /// Where one has gone, so have the others.
    TENON_COLD void forget_all() noexcept {
        names_.clear();
        ++memory_;
    }
    /// The old meaning stays on the server under the old name, until the connection ends.
    TENON_COLD void forget_meaning(statement& asked) {
        asked.name_ += '+';
        asked.prepared_in_ = 0;
    }

private:
    /// Filters that differ in parts that are left out may have the same text: then one of them is prepared for all.
    TENON_COLD bool is_shared(statement& asked, const parameters& given) {
        if (!keeps_names()) return false;
        if (asked.name_.empty()) asked.name_ = statement_name(asked.text_, {given.types(), static_cast<std::size_t>(given.size())});
        for (std::size_t i = 0; i < parsing_count_; ++i)
            if (parsing_[i]->name_ == asked.name_) return true;
        if (std::find(names_.begin(), names_.end(), asked.name_) == names_.end()) return false;
        learn(asked);
        return true;
    }

    static constexpr std::size_t most_names = 500;

    prepare_mode mode_;
    bool has_met_ = false;   ///< the server's process, or a pooler
    bool is_direct_ = false; ///< no pooler stands between
    const statement* unnamed_ = nullptr;     ///< what the server's unnamed statement is
    std::vector<std::string> names_;         ///< of statements that the server knows
    std::uint32_t memory_ = 1;               ///< of the server's: counts the times that it forgot
    std::array<statement*, 256> parsing_{};  ///< in this round trip, in order
    std::size_t parsing_count_ = 0;
    std::size_t parsed_ = 0; ///< of these, whose answers have been received
};

} // namespace tenon::inline TENON_ABI::postgres::detail
