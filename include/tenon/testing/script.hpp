// tenon/testing/script.hpp: what a scripted connection answers: rows, numbers of changed rows, errors.
//
//     tenon::testing::script script;
//     script.when("COMMIT", tenon::testing::fails_with(tenon::errc::busy));
//     script.next(tenon::testing::gives(User{.id = "1", .tenantId = "acme", .email = "ann@acme.test"}));
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values.hpp>
#include <tenon/model/reflection.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::testing {

/// A value of a scripted row; std::monostate is NULL.
using scripted_value =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, blob, timestamp, date, uuid>;
using scripted_row = std::vector<scripted_value>;

/// The answer to one statement.
struct scripted_answer {
    std::vector<scripted_row> rows{};
    std::int64_t changes = 0;      ///< rows changed
    errc fails = errc::ok;         ///< what it fails with, behind the rows
    std::string native_code{};     ///< of the failure
    bool ends_transaction = false; ///< the database rolls back by itself
};

inline scripted_answer fails_with(errc code) { return {.fails = code}; }
inline scripted_answer changes(std::int64_t rows) { return {.changes = rows}; }

/// A struct as the row of its table: the fields in order.
template <class Model>
scripted_row row_of(const Model& model) {
    scripted_row row;
    const auto add = [&]<class Field>(const Field& field) {
        const auto encode = [&]<class Value>(const Value& value) -> scripted_value {
            using wire = wire_t<codec<Value>::type>;
            const auto& encoded = codec<Value>::encode(value);
            if constexpr (std::is_same_v<wire, std::string_view>)
                return std::string(std::string_view(encoded));
            else if constexpr (std::is_same_v<wire, blob_view>) {
                const blob_view bytes(encoded);
                return blob(bytes.begin(), bytes.end());
            } else
                return static_cast<wire>(encoded);
        };
        if constexpr (!is_optional_v<Field>)
            row.push_back(encode(field));
        else
            row.push_back(field ? encode(*field) : scripted_value());
    };
    reflection::for_each_field(model, [&](const auto& field, auto) { add(field); });
    return row;
}

/// Rows of a table, as structs.
template <class... Models>
scripted_answer gives(const Models&... models) {
    return {.rows = {row_of(models)...}};
}

/// Answers for statements to come. Copies share them, so that the test and the database have the same script.
/// Thread-safe. Of several answers for a statement, that by number goes before that by text, and that before the queue.
class script {
public:
    script() : shared_(std::make_shared<state>()) {}

    /// For the next statement that has no answer yet and neither begins nor ends a transaction. Called again: for the
    /// one after it.
    void next(scripted_answer answer) {
        const std::lock_guard lock(shared_->mutex);
        shared_->queue.push_back(std::move(answer));
    }
    /// For the next statement whose text begins like this. Opening a connection has the text `open`.
    void when(std::string beginning, scripted_answer answer) {
        const std::lock_guard lock(shared_->mutex);
        shared_->by_text.emplace_back(std::move(beginning), std::move(answer));
    }
    /// For the statement with this number, counted from 1, those that begin and end transactions included.
    void at(std::size_t number, scripted_answer answer) {
        const std::lock_guard lock(shared_->mutex);
        shared_->by_number[number] = std::move(answer);
    }

    /// How many statements have been answered.
    std::size_t sent() const {
        const std::lock_guard lock(shared_->mutex);
        return shared_->sent;
    }

    /// The answer to a statement that is sent now. Without one in the script: no rows, nothing changed, no failure.
    scripted_answer answer(std::string_view text, bool is_control) {
        const std::lock_guard lock(shared_->mutex);
        const std::size_t number = text == "open" ? 0 : ++shared_->sent;
        if (const auto found = shared_->by_number.find(number); found != shared_->by_number.end())
            return std::move(shared_->by_number.extract(found).mapped());
        for (auto held = shared_->by_text.begin(); held != shared_->by_text.end(); ++held)
            if (text.starts_with(held->first)) {
                scripted_answer found = std::move(held->second);
                shared_->by_text.erase(held);
                return found;
            }
        if (is_control || shared_->queue.empty()) return {};
        scripted_answer first = std::move(shared_->queue.front());
        shared_->queue.pop_front();
        return first;
    }

private:
    struct state {
        std::mutex mutex;
        std::deque<scripted_answer> queue;
        std::vector<std::pair<std::string, scripted_answer>> by_text;
        std::map<std::size_t, scripted_answer> by_number;
        std::size_t sent = 0;
    };
    std::shared_ptr<state> shared_;
};

} // namespace tenon::inline TENON_ABI::testing
