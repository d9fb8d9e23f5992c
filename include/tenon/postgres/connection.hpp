// tenon/postgres/connection.hpp: one connection to a PostgreSQL server, with its prepared statements.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/postgres/connect.hpp>
#include <tenon/postgres/cursors.hpp>
#include <tenon/postgres/errors.hpp>
#include <tenon/postgres/options.hpp>
#include <tenon/postgres/statement.hpp>

#include <libpq-fe.h>

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
class connection : public detail::cursors {
public:
    using statement_type = statement;

    /// Connects. Errors: connection_failed, authentication_failed, timeout, unsupported (a server before 15).
    TENON_COLD static result<std::unique_ptr<connection>> open(const options& how, const schema_info& schema,
                                                               std::string_view url) {
        auto connected = detail::connect(how, url);
        if (!connected) return fail(std::move(connected.error()));
        return std::unique_ptr<connection>(new connection(std::move(*connected), how, schema));
    }

    /// The statement for a spec. It is prepared on the server when it runs for the first time, in the same round trip.
    TENON_INLINE statement* prepare(const sql::statement_spec& spec) {
        if (spec.number == nullptr) return prepare_loose(spec);
        const std::size_t number = sql::number_of(*spec.number);
        if (number >= statements_.size() || !statements_[number]) [[unlikely]] return prepare_first(spec, number);
        statement* found = statements_[number].get();
        if (found->in_use) [[unlikely]] found = twin_of(*found, spec);
        found->in_use = true;
        was_cached_ = prepared_.knows(*found);
        return found;
    }
    bool was_cached() const noexcept { return was_cached_; }

    /// Asks the server to end what runs, over a connection of its own.
    TENON_COLD virtual void cancel() const noexcept {
        char problem[256];
        PQcancel(cancel_.get(), problem, sizeof problem);
    }

    /// What failed last.
    virtual error last_error(const sql::statement_spec& spec) const { return detail::make_native_error(link_.failure, spec, *schema_); }

private:
    friend class statement;

    connection(detail::connection_handle handle, const options& how, const schema_info& schema)
        : cursors(std::move(handle), how, schema.leads_with_tenant), schema_(&schema),
          cancel_(PQgetCancel(link_.handle()), &PQfreeCancel) {}

    TENON_COLD virtual statement* prepare_first(const sql::statement_spec& spec, std::size_t number) {
        if (number >= statements_.size()) statements_.resize(number + 32);
        statements_[number] = std::make_unique<statement>(*this, spec, schema_->leads_with_tenant);
        statements_[number]->in_use = true;
        was_cached_ = false;
        return statements_[number].get();
    }

    /// A statement of the same text that nobody uses. On the server they are one.
    TENON_COLD virtual statement* twin_of(statement& first, const sql::statement_spec& spec) {
        statement* found = &first;
        while (found->in_use) {
            if (!found->twin_) found->twin_ = std::make_unique<statement>(*this, spec, schema_->leads_with_tenant);
            found = found->twin_.get();
        }
        if (first.prepared_in_ != found->prepared_in_ || first.name_ != found->name_) {
            found->name_ = first.name_;
            found->prepared_in_ = first.prepared_in_;
            found->is_described_ = false;
        }
        return found;
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

    const schema_info* schema_;
    std::unique_ptr<PGcancel, void (*)(PGcancel*)> cancel_; ///< made here, since other threads use it
    std::vector<std::unique_ptr<statement>> statements_; ///< by the number of the spec
    std::vector<std::unique_ptr<statement>> loose_;      ///< of specs that are not to be kept
    bool was_cached_ = false;
};

TENON_INLINE driver::step_result statement::step() {
    if (!result_) [[likely]]
        if (!on_->run(*this)) [[unlikely]] return driver::step_result::failed;
    if (next_row()) [[likely]] return driver::step_result::row;
    return cursor_ == nullptr ? driver::step_result::done : on_->fetch(*this);
}

inline void statement::stream_rows() { cursor_ = std::make_unique<detail::row_cursor>(); }

inline bool statement::add_row(bool lasting) { return on_->add_row(*this, lasting); }

inline bool statement::finish_rows() { return on_->finish_rows(*this); }

TENON_INLINE void statement::reset() noexcept {
    if (adding_ != adding::nothing) [[unlikely]] on_->end_rows(*this);
    if (cursor_ != nullptr) [[unlikely]] on_->close_cursor(*this);
    result_.reset();
    row_ = -1;
    rows_ = 0;
    parameters_.clear();
    in_use = false;
}

inline void statement::abandon() noexcept { on_->abandon(); }

static_assert(driver::connection<connection>);

} // namespace tenon::inline TENON_ABI::postgres
