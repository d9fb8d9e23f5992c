// tenon/testing/statement_log.hpp: what was sent to a database, remembered.
//
//     tenon::testing::statement_log log;
//     auto db = tenon::testing::record<app, tenon::sqlite::driver>(":memory:", log).value();
//     …
//     CHECK(log.count() == 1);
//     CHECK(log.statements()[0].verb == tenon::verb::find_unique);
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/sql/statement.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::testing {

enum class parameter_kind : std::uint8_t { value, tenant, null, list };

/// A parameter of a statement that ran.
struct recorded_parameter {
    parameter_kind kind = parameter_kind::null;
    column_type type = column_type::text; ///< in which a value, or each value of a list, was bound
    std::string value;                    ///< the value as text; empty unless the log keeps values
    friend bool operator==(const recorded_parameter&, const recorded_parameter&) = default;
};

/// A statement that ran, once. One that ran for each of many rows is there for each of them.
struct recorded_statement {
    std::string text;
    tenon::verb verb = tenon::verb::other; ///< verb::transaction: BEGIN, COMMIT, SAVEPOINT and their kin
    std::string model;                     ///< empty for statements on no model
    std::vector<recorded_parameter> parameters;
    bool cache_hit = false; ///< it was prepared before
    bool failed = false;    ///< the database refused to prepare it or to run it to its end
};

/// Whether a log keeps the values of parameters. They can be passwords and other secrets: for tests that made them up.
enum class parameter_values : bool { forgotten, kept };

/// A log of statements. Copies share what they remember, so that the test and the database have the same log.
/// Thread-safe; statements of one connection are in the order in which they ran.
class statement_log {
public:
    explicit statement_log(parameter_values values = parameter_values::forgotten)
        : shared_(std::make_shared<state>()), keeps_values_(values == parameter_values::kept) {}

    /// All that was sent since the log was made or cleared.
    std::vector<recorded_statement> all() const {
        const std::lock_guard lock(shared_->mutex);
        return shared_->entries;
    }
    /// The same without what begins and ends transactions.
    std::vector<recorded_statement> statements() const {
        auto found = all();
        std::erase_if(found, is_control);
        return found;
    }
    /// The texts of what begins and ends transactions.
    std::vector<std::string> transactions() const {
        std::vector<std::string> texts;
        for (auto& entry : all())
            if (is_control(entry)) texts.push_back(std::move(entry.text));
        return texts;
    }

    /// How many statements ran, without those that begin and end transactions.
    std::size_t count() const {
        return count_if([](const recorded_statement& entry) { return !is_control(entry); });
    }
    /// How many statements with this verb ran.
    std::size_t count(verb of) const {
        return count_if([of](const recorded_statement& entry) { return entry.verb == of; });
    }

    /// Forgets everything.
    void clear() {
        const std::lock_guard lock(shared_->mutex);
        shared_->first += shared_->entries.size();
        shared_->entries.clear();
    }

    bool keeps_values() const noexcept { return keeps_values_; }

    /// Adds a statement. A number by which `mark_failed` finds it.
    std::size_t add(recorded_statement ran) {
        const std::lock_guard lock(shared_->mutex);
        shared_->entries.push_back(std::move(ran));
        return shared_->first + shared_->entries.size() - 1;
    }
    void mark_failed(std::size_t number) {
        const std::lock_guard lock(shared_->mutex);
        if (number >= shared_->first) shared_->entries[number - shared_->first].failed = true;
    }

private:
    struct state {
        std::mutex mutex;
        std::vector<recorded_statement> entries;
        std::size_t first = 0; ///< the number of the first entry: those before were cleared
    };

    static bool is_control(const recorded_statement& entry) noexcept { return entry.verb == verb::transaction; }
    template <class Test>
    std::size_t count_if(Test test) const {
        const std::lock_guard lock(shared_->mutex);
        return static_cast<std::size_t>(std::count_if(shared_->entries.begin(), shared_->entries.end(), test));
    }

    std::shared_ptr<state> shared_;
    bool keeps_values_;
};

} // namespace tenon::inline TENON_ABI::testing
