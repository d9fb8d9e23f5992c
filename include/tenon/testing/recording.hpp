// tenon/testing/recording.hpp: any driver, with a log of what is sent through it.
//
//     tenon::testing::statement_log log;
//     auto db = tenon::testing::record<app, tenon::sqlite::driver>(":memory:", log).value();
//     db.create_tables().value();
//     log.clear();
//     tenon::repository<User>(db.tenant("acme")).find_many();
//     CHECK(log.count() == 1);
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/testing/recording_statement.hpp>
#include <tenon/testing/statement_log.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::testing {

/// Passes everything on to a connection of another driver, and remembers it. Used by one thread at a time.
template <driver::connection Inner>
class recording_connection {
public:
    using statement_type = recording_statement<typename Inner::statement_type>;

    recording_connection(std::unique_ptr<Inner> inner, statement_log log)
        : inner_(std::move(inner)), log_(std::move(log)) {}

    void act_for(const driver::caller& by) { inner_->act_for(by); }
    statement_type* prepare(const sql::statement_spec& spec) {
        auto* made = inner_->prepare(spec);
        if (made == nullptr) {
            log_.add({std::string(spoken(spec).text),
                      spec.verb,
                      std::string(spec.model != nullptr ? spec.model->model : std::string_view()),
                      {},
                      false,
                      true});
            return nullptr;
        }
        // The driver may put another statement where an old one lay: then it takes over the old one's recorder.
        auto& recorder = recorders_[made];
        if (!recorder) recorder = std::make_unique<statement_type>(*made, log_);
        recorder->prepared(spoken(spec), inner_->was_cached());
        return recorder.get();
    }
    bool was_cached() const noexcept { return inner_->was_cached(); }
    bool execute(const char* text) {
        const bool done = inner_->execute(text);
        log_.add({text, verb::transaction, {}, {}, false, !done});
        return done;
    }
    bool estimate_rows()
        requires requires(Inner& inner) { inner.estimate_rows(); }
    {
        return inner_->estimate_rows();
    }
    error last_error(const sql::statement_spec& spec) const { return inner_->last_error(spec); }
    bool in_transaction() const noexcept { return inner_->in_transaction(); }
    void cancel() const { inner_->cancel(); }
    void begin_watch(std::chrono::milliseconds patience)
        requires requires(Inner& inner) { inner.begin_watch(patience); }
    {
        inner_->begin_watch(patience);
    }
    void end_watch(bool cancelled)
        requires requires(Inner& inner) { inner.end_watch(cancelled); }
    {
        inner_->end_watch(cancelled);
    }
    bool is_usable() const noexcept { return inner_->is_usable(); }
    bool is_alive() { return inner_->is_alive(); }
    bool may_run_again(bool reads) const noexcept { return inner_->may_run_again(reads); }
    void begin_batch(driver::batch_plan& plan)
        requires driver::batching_connection<Inner>
    {
        inner_->begin_batch(plan);
    }
    void end_batch()
        requires driver::batching_connection<Inner>
    {
        inner_->end_batch();
    }

    void end_raw()
        requires requires(Inner& inner) { inner.end_raw(); }
    {
        inner_->end_raw();
    }

    std::size_t dialect() const noexcept
        requires requires(const Inner& inner) { inner.dialect(); }
    {
        return inner_->dialect();
    }

    /// The connection that does the work.
    Inner& inner() const noexcept { return *inner_; }

private:
    /// As it is sent, where the database was chosen when it was opened.
    sql::statement_spec spoken(const sql::statement_spec& spec) const noexcept {
        if constexpr (requires { inner_->dialect(); }) return spec.in_dialect(inner_->dialect());
        else return spec;
    }

    std::unique_ptr<Inner> inner_;
    statement_log log_;
    std::unordered_map<typename Inner::statement_type*, std::unique_ptr<statement_type>> recorders_;
};

/// `Driver`, with a log.
template <driver::database_driver Driver>
struct recording {
    using connection = recording_connection<typename Driver::connection>;
    using dialect = typename Driver::dialect;
    static constexpr bool has_replicas = requires { requires Driver::has_replicas; };
    struct options : Driver::options {
        statement_log log;
    };

    static result<std::unique_ptr<connection>>
    connect(const options& how, const schema_info& schema, driver::access wanted,
            std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max()) {
        auto made = driver::connect_until<Driver>(until, how, schema, wanted);
        if (!made) return fail(std::move(made.error()));
        return std::make_unique<connection>(std::move(*made), how.log);
    }
    static bool has_failed(const connection& inside) { return driver::has_failed<Driver>(inside.inner()); }
    static bool is_full(const error& why) { return driver::is_full<Driver>(why); }
    static std::size_t pool_size(const options& how, driver::access wanted) { return Driver::pool_size(how, wanted); }
    static std::string begin_text(const options& how, const transaction_options& of) { return Driver::begin_text(how, of); }
    template <class Schema> static result<std::vector<std::string>> create_texts(const options& how) {
        return driver::create_texts<Schema, Driver>(how);
    }
};

/// Opens a database through `Driver`, with its own options, and remembers in `log` what is sent.
/// Errors: those of the driver's own open.
template <class Schema, driver::database_driver Driver>
result<database<Schema, recording<Driver>>> record(typename Driver::options how, statement_log log) {
    using recorded = recording<Driver>;
    return driver::open_database<Schema, recorded>(typename recorded::options{std::move(how), std::move(log)});
}

/// The same for a driver whose options have a path: `record<app, tenon::sqlite::driver>(":memory:", log)`.
template <class Schema, driver::database_driver Driver>
    requires requires(typename Driver::options& how) { how.path = std::string(); }
result<database<Schema, recording<Driver>>> record(std::string path, statement_log log,
                                                   typename Driver::options how = {}) {
    how.path = std::move(path);
    return record<Schema, Driver>(std::move(how), std::move(log));
}

} // namespace tenon::inline TENON_ABI::testing
