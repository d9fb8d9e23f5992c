// tenon/migration/target.hpp: an open database as migrations see it.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/batch.hpp>
#include <tenon/driver/choice.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/driver/estimate.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/send.hpp>
#include <tenon/migration/database.hpp>
#include <tenon/sql/migration/texts.hpp>
#include <tenon/sql/statement.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

namespace detail {

/// The texts of the dialect that a database speaks.
template <class Driver> struct spoken {
    static const sql::migration_texts& texts(const typename Driver::options&) { return sql::migration_texts_of<typename Driver::dialect>::value; }
};
template <class... Drivers> struct spoken<driver::choice<Drivers...>> {
    static const sql::migration_texts& texts(const typename driver::choice<Drivers...>::options& how) {
        const sql::migration_texts* const all[] = {&sql::migration_texts_of<typename Drivers::dialect>::value...};
        return *all[how.chosen.index()];
    }
};

/// A connection of a pool. Statements run for the system: row-level security lets them see every tenant's rows.
template <class Schema, class Driver> class driver_connection final : public connection {
public:
    using scope_type = typename tenon::database<Schema, Driver>::system_scope_type;

    driver_connection(const tenon::database<Schema, Driver>& on, driver::access wanted)
        : scope_(on.system("migration")), wanted_(wanted), sends_together_(spoken<Driver>::texts(on.options()).sends_together), lease_(scope_.session(), wanted, why_) {
        if (lease_) scope_ = scope_.on(scope_.session().bound_to(lease_.held()));
    }
    /// Why there is no connection, or nullptr.
    std::unique_ptr<error> take_error() { return std::move(why_); }
    /// The scope of all tenants on this connection, and in its transaction.
    const scope_type& scope() const noexcept { return scope_; }

    result<void> run(std::string_view text, text_values values) override {
        auto done = alone({std::string(text), 0, {values.begin(), values.end()}});
        if (!done) return fail(done.error());
        return {};
    }
    result<std::vector<text_row>> read(std::string_view text, std::size_t columns, text_values values) override {
        return alone({std::string(text), columns, {values.begin(), values.end()}});
    }

    answers run_all(const std::vector<request>& asked) override {
        if constexpr (driver::batching_connection<typename Driver::connection>)
            if (sends_together_ && asked.size() > 1) return together(pointers_to(asked), [](driver::batch_plan&) {});
        answers got;
        for (const request& each : asked)
            if (!keep(got, alone(each))) break;
        return got;
    }

    transactions_end run_transactions(const std::vector<std::vector<request>>& asked, const std::function<void(std::size_t)>& begins) override {
        transactions_end ended;
        if constexpr (driver::batching_connection<typename Driver::connection>) {
            std::vector<const request*> all;
            std::vector<std::size_t> sizes;
            for (const auto& each : asked) {
                sizes.push_back(each.size());
                for (const request* one : pointers_to(each)) all.push_back(one);
            }
            answers got = together(all, [&](driver::batch_plan& plan) { plan.make_transactions(sizes, begins); });
            for (ended.statement = got.rows.size(); ended.done < sizes.size() && ended.statement >= sizes[ended.done]; ++ended.done)
                ended.statement -= sizes[ended.done];
            ended.why = std::move(got.why);
        }
        return ended;
    }

    result<void> execute(const std::string& text) override {
        if (driver::send(scope_.session(), lease_.held(), text, verb::schema, {nullptr, scope_.reason()})) return {};
        return fail(lease_.connection().last_error({text, verb::schema, nullptr, nullptr}));
    }

    result<void> estimate_rows() override {
        if (auto why = driver::estimate_rows<Driver>(scope_.session())) return fail(std::move(why));
        return {};
    }

    result<void> transaction(const std::function<result<void>()>& work) override {
        return scope_.transaction([&](auto&) { return work(); }, {.read_only = wanted_ == driver::access::read, .retries = 0});
    }

private:
    /// One run of a statement. Borrows the request.
    struct execution {
        execution(const driver::session<Driver>& on, const request& asked, driver::access wanted, std::string_view reason)
            : request_(asked), spec_{asked.text, verb::schema, nullptr, asked.number}, run_(on, spec_, wanted, {nullptr, reason}) {}

        result<std::vector<text_row>> finish() {
            const auto bind = [&](auto& binder) {
                return std::all_of(request_.values.begin(), request_.values.end(),
                                   [&](const std::string& value) { return binder(no_column, std::string_view(value)); });
            };
            if (!run_.bind(bind)) return run_.failure();
            std::vector<text_row> rows;
            driver::step_result step = run_.step();
            for (; step == driver::step_result::row; step = run_.step())
                if (request_.columns != 0 && !add_row(rows)) return run_.failure();
            if (step != driver::step_result::done) return run_.failure();
            return rows;
        }

    private:
        bool add_row(std::vector<text_row>& rows) {
            text_row& row = rows.emplace_back();
            for (std::size_t i = 0; i < request_.columns; ++i) {
                std::string_view value;
                const errc wrong = run_.statement().column(static_cast<int>(i)).read(column_type::text, value);
                if (wrong != errc::ok) return run_.refuse(wrong, nullptr), false;
                row.emplace_back(value);
            }
            return true;
        }

        const request& request_;
        sql::statement_spec spec_;
        driver::execution<Driver> run_;
    };

    result<std::vector<text_row>> alone(const request& asked) {
        return execution(scope_.session(), asked, wanted_, scope_.reason()).finish();
    }
    /// In one round trip, where that is possible.
    template <class Prepare> answers together(const std::vector<const request*>& asked, Prepare prepare) {
        std::deque<execution> runs; // which end, and tell the hooks, in their order
        std::vector<result<std::vector<text_row>>> each_answer(asked.size());
        bool failed = false;
        auto run_one = [&](std::size_t number) {
            result<std::vector<text_row>> answer = fail(errc::transaction_closed); // more than go together: those behind need not be sent
            if (!failed) answer = runs.emplace_back(scope_.session(), *asked[number], wanted_, scope_.reason()).finish();
            failed = failed || !answer;
            each_answer[number] = std::move(answer);
        };
        driver::batch_plan plan(asked.size(), run_one);
        prepare(plan);
        lease_.connection().begin_batch(plan);
        while (plan.run_next()) {}
        lease_.connection().end_batch();
        while (!runs.empty()) runs.pop_front();
        plan.rethrow();
        answers got;
        for (auto& each : each_answer)
            if (!keep(got, std::move(each))) break;
        return got;
    }
    static std::vector<const request*> pointers_to(const std::vector<request>& asked) {
        std::vector<const request*> all;
        for (const request& each : asked) all.push_back(&each);
        return all;
    }
    static bool keep(answers& got, result<std::vector<text_row>> answer) {
        if (answer) got.rows.push_back(std::move(*answer));
        else got.why = std::make_unique<error>(answer.error());
        return answer.has_value();
    }
    static constexpr column_info no_column{};

    scope_type scope_;
    driver::access wanted_;
    bool sends_together_;
    std::unique_ptr<error> why_;
    driver::lease<Driver> lease_;
};

template <class Schema, class Driver, class Base = database> class driver_database : public Base {
public:
    explicit driver_database(const tenon::database<Schema, Driver>& on) : on_(on) {}
    const sql::migration_texts& texts() const noexcept override { return spoken<Driver>::texts(on_.options()); }
    result<std::unique_ptr<connection>> connect(bool writes) const override {
        auto made = std::make_unique<driver_connection<Schema, Driver>>(on_, writes ? driver::access::write : driver::access::read);
        if (auto why = made->take_error()) return fail(std::move(why));
        return made;
    }
    const tenon::database<Schema, Driver>& on() const noexcept { return on_; }

private:
    tenon::database<Schema, Driver> on_;
};

} // namespace detail

/// What every command of migrations takes: any open database. Keeps it open. Cheap to copy; thread-safe as the database is.
class target {
public:
    template <class Schema, class Driver>
    target(const tenon::database<Schema, Driver>& on) : held_(std::make_shared<detail::driver_database<Schema, Driver>>(on)) {}

    explicit target(std::shared_ptr<const database> on) noexcept : held_(std::move(on)) {}

    const database& operator*() const noexcept { return *held_; }
    const database* operator->() const noexcept { return held_.get(); }

private:
    std::shared_ptr<const database> held_;
};

} // namespace tenon::inline TENON_ABI::migration
