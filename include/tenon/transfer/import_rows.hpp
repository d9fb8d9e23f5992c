// tenon/transfer/import_rows.hpp: writes the rows of a file within one transaction: many at a time, and where that fails one by one,
// to say which it was.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/transfer/database.hpp>
#include <tenon/transfer/import_file.hpp>
#include <tenon/transfer/lines.hpp>
#include <tenon/transfer/new_keys.hpp>
#include <tenon/transfer/reference_order.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::transfer::detail {

class row_writer {
public:
    /// `keys`: nullptr, where rows keep theirs.
    row_writer(const schema_info& schema, const reference_order& order, import_file& file, new_keys* keys, const transaction& to, const import_options& how)
        : schema_(schema), order_(order), file_(file), keys_(keys), to_(to), how_(how) {}

    result<void> run() {
        if (auto asked = look_for_root(); !asked) return asked;
        auto done = file_.each([&](record& row) -> result<void> { return is_left(row) ? result<void>() : take(row); });
        if (!done) return done;
        if (auto ended = release_all(); !ended) return ended;
        if (auto ended = flush(); !ended) return ended;
        if (!postponed_) return {};
        return file_.each([&](record& row) -> result<void> {
            if (order_.late(row.model).postponed.empty() || is_left(row)) return {};
            return set_references(row);
        });
    }

    /// The tenant's own row was there, and stays as it is.
    bool left_root() const noexcept { return root_is_there_; }

private:
    static constexpr std::size_t most_rows = 500; // of one statement, or of few

    const model_info& model_of(const record& row) const noexcept { return *schema_.models[row.model]; }

    /// The row of the one tenant may be there.
    result<void> look_for_root() {
        const model_info* const root = schema_.root();
        if (root == nullptr || file_.tenant().empty()) return {};
        const auto found = to_.of(place_of(schema_, *root)).count(file_.tenant());
        if (!found) return fail(found.error());
        root_is_there_ = *found != 0;
        return {};
    }
    bool is_left(const record& row) const noexcept { return root_is_there_ && model_of(row).tenancy.kind == tenancy_kind::root; }

    result<void> take(record& row) {
        const late_parts& late = order_.late(row.model);
        for (const std::size_t place : late.postponed) {
            postponed_ = postponed_ || (row.cells[place].is != cell::kind::null && row.cells[place].is != cell::kind::absent);
            row.cells[place] = {cell::kind::null, {}};
        }
        std::optional<std::pair<std::size_t, std::string>> number;
        if (keys_ != nullptr) {
            number = keys_->counted_key(row);
            if (auto renewed = keys_->renew(row, false); !renewed) return at_line(how_.file, row.line, renewed.error());
        }
        for (const late_link& link : late.awaited) {
            const std::string awaited = key_of(link.target, row, link.fields);
            const bool leads_to_itself = link.target == row.model && awaited == key_of(link.target, row, link.target_fields);
            if (leads_to_itself || there_.contains(awaited)) continue;
            waiting_[awaited].push_back({std::move(row), std::move(number)});
            return {};
        }
        return add({std::move(row), std::move(number)});
    }

    struct prepared {
        record row;
        std::optional<std::pair<std::size_t, std::string>> number; ///< that it had
    };

    /// Puts a row among those to write, and those that waited for it behind.
    result<void> add(prepared given) {
        std::vector<prepared> next;
        next.push_back(std::move(given));
        while (!next.empty()) {
            prepared now = std::move(next.back());
            next.pop_back();
            const std::vector<std::string> told = awaited_keys(now.row);
            if (auto written = write(std::move(now)); !written) return written;
            for (const std::string& key : told) {
                there_.insert(key);
                if (auto found = waiting_.extract(key))
                    for (prepared& row : found.mapped()) next.push_back(std::move(row));
            }
        }
        return {};
    }

    result<void> write(prepared given) {
        record& row = given.row;
        const bool numbered = std::any_of(row.cells.begin(), row.cells.end(), [&](const cell& held) {
            return held.is == cell::kind::absent && model_of(row).columns[static_cast<std::size_t>(&held - row.cells.data())].generated == generator::autoincrement;
        });
        if (!batch_.empty() && (numbered || batch_.size() == most_rows || batch_.back().model != row.model || batch_.back().tenant != row.tenant))
            if (auto flushed = flush(); !flushed) return flushed;
        if (!numbered) {
            batch_.push_back(std::move(row));
            return {};
        }
        std::string fresh;
        auto written = to_.attempt([&]() -> result<void> {
            auto made = to_.of(row.model).insert_numbered(row.tenant, row);
            if (!made) return fail(made.error());
            fresh = std::move(*made);
            return {};
        });
        if (!written) return at_line(how_.file, row.line, written.error());
        if (given.number && keys_ != nullptr) keys_->tell(row.model, *given.number, std::move(fresh));
        note_progress(1);
        return {};
    }

    result<void> flush() {
        if (batch_.empty()) return {};
        const table& into = to_.of(batch_.front().model);
        const auto insert = [&](std::span<const record> rows) { return to_.attempt([&] { return into.insert(rows.front().tenant, rows); }); };
        auto written = insert(batch_);
        if (!written && !written.error().is_retryable() && !written.error().poisons_connection())
            for (const record& row : batch_)
                if (auto one = insert({&row, 1}); !one) {
                    if (one.error().is_retryable()) return one;
                    return at_line(how_.file, row.line, one.error());
                }
        if (!written) return written;
        note_progress(batch_.size());
        batch_.clear();
        return {};
    }

    result<void> set_references(record& row) {
        if (std::all_of(order_.late(row.model).postponed.begin(), order_.late(row.model).postponed.end(), [&](std::size_t place) {
                return row.cells[place].is == cell::kind::null || row.cells[place].is == cell::kind::absent;
            })) return {};
        if (keys_ != nullptr)
            if (auto renewed = keys_->renew(row, true); !renewed) return at_line(how_.file, row.line, renewed.error());
        auto set = to_.attempt([&] { return to_.of(row.model).set_references(row.tenant, row); });
        return set || set.error().is_retryable() ? set : at_line(how_.file, row.line, set.error());
    }

    /// What rows that wait are found by.
    std::string key_of(std::size_t target, const record& row, const std::vector<std::size_t>& fields) const {
        std::string key = std::to_string(target);
        for (const std::size_t field : fields) key.append(1, '\0').append(row.cells[field].text);
        return key.append(1, '\0').append(row.tenant);
    }
    std::vector<std::string> awaited_keys(const record& row) const {
        std::vector<std::string> keys;
        for (const std::size_t model : order_.models())
            for (const late_link& link : order_.late(model).awaited)
                if (link.target == row.model) keys.push_back(key_of(row.model, row, link.target_fields));
        return keys;
    }
    /// What they wait for is not in the file: the database may have it, and says so otherwise.
    result<void> release_all() {
        while (!waiting_.empty()) {
            auto rows = std::move(waiting_.extract(waiting_.begin()).mapped());
            for (prepared& row : rows)
                if (auto added = add(std::move(row)); !added) return added;
        }
        return {};
    }

    void note_progress(std::size_t rows) {
        written_ += rows;
        if (how_.on_progress) how_.on_progress(written_);
    }

    const schema_info schema_;
    const reference_order& order_;
    import_file& file_;
    new_keys* keys_;
    const transaction& to_;
    const import_options& how_;
    bool root_is_there_ = false;
    bool postponed_ = false;
    std::vector<record> batch_;
    std::set<std::string> there_; ///< keys of rows that others may wait for
    std::map<std::string, std::vector<prepared>> waiting_;
    std::uint64_t written_ = 0;
};

} // namespace tenon::inline TENON_ABI::transfer::detail
