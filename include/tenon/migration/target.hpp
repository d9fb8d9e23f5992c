// tenon/migration/target.hpp: an open database as migrations see it.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/choice.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/send.hpp>
#include <tenon/migration/database.hpp>
#include <tenon/sql/migration/texts.hpp>

#include <algorithm>
#include <cstddef>
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
        : scope_(on.system("migration")), wanted_(wanted), lease_(scope_.session(), wanted, why_) {
        if (lease_) scope_ = scope_.on(scope_.session().bound_to(lease_.held()));
    }
    /// Why there is no connection, or nullptr.
    std::unique_ptr<error> take_error() { return std::move(why_); }
    /// The scope of all tenants on this connection, and in its transaction.
    const scope_type& scope() const noexcept { return scope_; }

    result<void> run(std::string_view text, text_values values) override {
        return with(text, values, [](auto& run) { return run.finish(); });
    }

    result<std::vector<text_row>> read(std::string_view text, std::size_t columns, text_values values) override {
        std::vector<text_row> rows;
        const result<void> done = with(text, values, [&](auto& run) {
            driver::step_result step = run.step();
            for (; step == driver::step_result::row; step = run.step()) {
                text_row& row = rows.emplace_back();
                for (std::size_t i = 0; i < columns; ++i) {
                    std::string_view value;
                    const errc wrong = run.statement().column(static_cast<int>(i)).read(column_type::text, value);
                    if (wrong != errc::ok) return run.refuse(wrong, nullptr), false;
                    row.emplace_back(value);
                }
            }
            return step == driver::step_result::done;
        });
        if (!done) return fail(done.error());
        return rows;
    }

    result<void> execute(const std::string& text) override {
        if (driver::send(scope_.session(), lease_.held(), text, verb::schema, {nullptr, scope_.reason()})) return {};
        return fail(lease_.connection().last_error({text, verb::schema, nullptr, nullptr}));
    }

    result<void> transaction(const std::function<result<void>()>& work) override {
        return scope_.transaction([&](auto&) { return work(); }, {.read_only = wanted_ == driver::access::read});
    }

private:
    template <class Steps> result<void> with(std::string_view text, text_values values, Steps steps) {
        const std::string ended(text); // with a NUL behind it
        const sql::statement_spec spec{ended, verb::schema, nullptr, nullptr};
        driver::execution<Driver> run(scope_.session(), spec, wanted_, {nullptr, scope_.reason()});
        const auto bind = [&](auto& binder) {
            return std::all_of(values.begin(), values.end(), [&](std::string_view value) { return binder(no_column, value); });
        };
        if (!run.bind(bind) || !steps(run)) return run.failure();
        return {};
    }
    static constexpr column_info no_column{};

    scope_type scope_;
    driver::access wanted_;
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
