// tenon/postgres/connection.hpp: one connection to a PostgreSQL server, with its prepared statements.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/statement_cache.hpp>
#include <tenon/postgres/cancel_request.hpp>
#include <tenon/postgres/connect.hpp>
#include <tenon/postgres/descriptions.hpp>
#include <tenon/postgres/errors.hpp>
#include <tenon/postgres/options.hpp>
#include <tenon/postgres/statement.hpp>
#include <tenon/sql/raw/request.hpp>
#include <tenon/sql/raw/text.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::postgres {

/// Used by one thread at a time. What is done once or after a failure is virtual: so it is compiled where a database is
/// opened, and not in every file that uses one.
class connection : public detail::descriptions {
public:
    using statement_type = statement;

    /// Connects, until then at most. Errors: connection_failed, authentication_failed, timeout, unsupported (a server before 15).
    TENON_COLD static result<std::unique_ptr<connection>> open(const options& how, const schema_info& schema,
                                                               std::string_view url,
                                                               std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max()) {
        auto connected = detail::connect(how, url, until);
        if (!connected) return fail(std::move(connected.error()));
        return std::unique_ptr<connection>(new connection(std::move(*connected), how, schema));
    }

    /// The statement for a spec. It is prepared on the server when it runs for the first time, in the same round trip.
    TENON_INLINE statement* prepare(const sql::statement_spec& spec) {
        if (spec.number == nullptr) return prepare_loose(spec);
        const std::size_t number = sql::number_of(*spec.number);
        if (statement* kept = statements_.take(number)) [[likely]] {
            given_ = kept;
            return kept;
        }
        return prepare_anew(spec, number);
    }
    bool was_cached() const noexcept { return given_ != nullptr && prepared_.knows(*given_); }

    /// Lets what runs be cancelled, and waits no longer than `patience` for it.
    TENON_COLD void begin_watch(std::chrono::milliseconds patience) { link_.begin_watch(patience); }
    /// Asks the server to end what runs, over a connection of its own. Waits for nothing.
    TENON_COLD virtual void cancel() noexcept {
        link_.stop();
        cancel_.send();
    }
    /// A request that is still on its way would end what runs next: then nothing does, on this connection.
    TENON_COLD virtual void end_watch(bool cancelled) noexcept {
        if (cancelled && !cancel_.is_over_within(link_.end_stop())) link_.give_up();
        link_.end_watch();
    }

    /// What failed last.
    virtual error last_error(const sql::statement_spec& spec) const { return detail::make_native_error(link_.failure, spec, *schema_); }

private:
    friend class statement;

    connection(detail::connection_handle handle, const options& how, const schema_info& schema)
        : descriptions(std::move(handle), how, schema), schema_(&schema),
          cancel_(link_.handle()) {}

    TENON_COLD virtual statement* prepare_anew(const sql::statement_spec& spec, std::size_t number) {
        given_ = nullptr;
        return statements_.keep(number, std::make_unique<statement>(*this, spec, schema_->leads_with_tenant));
    }
    TENON_COLD virtual statement* prepare_loose(const sql::statement_spec& spec) {
        given_ = nullptr;
        if (spec.raw != nullptr) return prepare_raw(spec);
        return statements_.keep_loose(std::make_unique<statement>(*this, spec, schema_->leads_with_tenant));
    }
    /// A text of the program's own.
    TENON_COLD virtual statement* prepare_raw(const sql::statement_spec& spec) {
        const bool in_tenant = spec.raw->tenant != nullptr;
        const auto text = sql::raw_text(spec.text, *spec.raw, sql::lexis::postgres);
        auto why = !text ? std::optional(text.error()) : in_tenant ? refusal_in_tenant(spec.text) : std::nullopt;
        if (why) {
            link_.failure.clear();
            link_.failure.told = std::make_unique<error>(std::move(*why));
            return nullptr;
        }
        sql::statement_spec spoken = spec;
        spoken.text = *text;
        if (spec.raw->may_change) spoken.verb = verb::execute; // when its answer is lost, nobody knows
        statement* made = statements_.keep_loose(std::make_unique<statement>(*this, spoken, schema_->leads_with_tenant));
        made->in_tenant_ = in_tenant;
        return made;
    }

    const schema_info* schema_;
    detail::cancel_request cancel_; ///< made here, since other threads use it
    tenon::driver::statement_cache<statement> statements_;
    const statement* given_ = nullptr; ///< by the last prepare, where it was kept
};

TENON_INLINE driver::step_result statement::step() {
    if (!result_) [[likely]]
        if (!on_->run(*this)) [[unlikely]] return driver::step_result::failed;
    if (next_row()) [[likely]] return driver::step_result::row;
    return cursor_ == nullptr ? driver::step_result::done : on_->fetch(*this);
}

template <int> void statement::describe() {
    values_.clear();
    for (int column = 0; column < PQnfields(result_.get()); ++column)
        values_.push_back({nullptr, 0, PQftype(result_.get(), column), &scratch_});
    // The server refuses a statement that it knows by name, and whose types have changed.
    is_described_ = is_kept_ && cursor_ == nullptr && on_->prepared_.keeps_meanings();
}

inline void statement::stream_rows() { cursor_ = std::make_unique<detail::row_cursor>(); }

inline bool statement::add_row(bool lasting, const driver::number_sink* numbers) { return on_->add_row(*this, lasting, numbers); }

inline bool statement::finish_rows() { return on_->finish_rows(*this); }

TENON_INLINE void statement::reset() noexcept {
    if (adding_ != adding::nothing) [[unlikely]] on_->end_rows(*this);
    if (cursor_ != nullptr) [[unlikely]] on_->close_cursor(*this);
    result_.reset();
    parameters_.clear_values(); // no rows are left of them, see end_rows
    in_use = false;
}

inline void statement::abandon() noexcept { on_->abandon(); }

inline bool statement::describe(std::vector<sql::described_column>& columns) { return on_->describe(*this, columns); }

static_assert(driver::connection<connection>);

} // namespace tenon::inline TENON_ABI::postgres
