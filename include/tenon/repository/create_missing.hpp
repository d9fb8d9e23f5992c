// tenon/repository/create_missing.hpp: rows that are to be there: those that a unique finds are read, the others are created.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/repository/create.hpp>
#include <tenon/repository/find.hpp>
#include <tenon/repository/insert_rows.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/sql/expression/key_list.hpp>
#include <tenon/sql/options.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// Rows that are found by the fields of `Unique`, or created: with one statement that looks for them and, where some are missing, one
/// that writes these. Somebody else may write the same rows meanwhile: what was in the way is then looked for once more.
template <field_list Unique, class Model, class Scope> class rows_by_unique {
    using key_type = sql::key_values<Model, Unique>;

public:
    /// In a scope's transaction. Borrows both.
    rows_by_unique(const target<Model, Scope>& in, std::vector<Model>& rows) : in_(in), rows_(rows) {}

    /// The rows become those that are there then. What failed, or nullptr.
    std::unique_ptr<error> find_or_create() {
        auto why = take_keys();
        if (why == nullptr) why = look();
        if (why == nullptr) why = create();
        if (why != nullptr) return why;
        for (Model& row : rows_) row = *find(*sql::key_values_of<Unique>(row))->there;
        return nullptr;
    }

private:
    struct wanted_row {
        key_type key;
        std::size_t given; ///< the first of the rows that has the key
        std::optional<Model> there{};
    };

    /// Rows are completed before they are looked for: a default may be part of the key.
    std::unique_ptr<error> take_keys() {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (auto why = complete_row(in_, rows_[i])) return why;
            auto key = sql::key_values_of<Unique>(rows_[i]);
            if (!key || (Unique.contains(counted_field<Model>) && wants_number(rows_[i])))
                return in_.error_of(errc::invalid_value, "A row is looked for by a field that holds nothing", &in_.info.columns[Unique[0]]);
            wanted_.push_back({std::move(*key), i});
        }
        std::sort(wanted_.begin(), wanted_.end(), [](const wanted_row& a, const wanted_row& b) { return std::tie(a.key, a.given) < std::tie(b.key, b.given); });
        const auto same = [](const wanted_row& a, const wanted_row& b) { return a.key == b.key; };
        wanted_.erase(std::unique(wanted_.begin(), wanted_.end(), same), wanted_.end());
        return nullptr;
    }

    wanted_row* find(const key_type& key) {
        const auto is_less = [](const wanted_row& each, const key_type& given) { return each.key < given; };
        const auto at = std::lower_bound(wanted_.begin(), wanted_.end(), key, is_less);
        return at != wanted_.end() && at->key == key ? &*at : nullptr;
    }

    /// Reads those that are not known yet.
    std::unique_ptr<error> look() {
        std::vector<key_type> keys;
        for (const wanted_row& each : wanted_)
            if (!each.there) keys.push_back(each.key);
        auto found = find_many(in_, where(sql::is_one_of<Model, Unique>(keys)));
        if (!found) return std::make_unique<error>(std::move(found.error()));
        for (Model& row : *found) {
            const auto key = sql::key_values_of<Unique>(row);
            wanted_row* const its = key ? find(*key) : nullptr;
            if (its != nullptr && (!its->there || is_own(row))) its->there = std::move(row);
        }
        return nullptr;
    }
    /// A tenant's own row is nearer than everybody's.
    static bool is_own([[maybe_unused]] const Model& row) {
        constexpr const tenancy_info& tenancy = info_of<Model>().tenancy;
        if constexpr (tenancy.kind == tenancy_kind::tenant_or_shared) return reflection::get<tenancy.field>(row).has_value();
        else return true;
    }

    /// Writes those that are not there.
    std::unique_ptr<error> create() {
        std::vector<wanted_row*> missing;
        std::vector<Model> made;
        const auto gather = [&] {
            missing.clear();
            made.clear();
            for (wanted_row& each : wanted_) {
                if (each.there) continue;
                missing.push_back(&each);
                made.push_back(rows_[each.given]);
            }
        };
        gather();
        for (std::size_t i = 0; i < made.size(); ++i)
            if (auto why = invalid_row(made[i], rows_.size() == 1 ? 0 : missing[i]->given + 1)) return why;
        if (!made.empty()) {
            std::int64_t written = 0;
            if (auto why = insert_new_rows(in_, made, written)) return why;
            if (written != static_cast<std::int64_t>(made.size()) || counted_field<Model> != no_field) {
                if (auto why = look()) return why;
                gather();
                // What keeps these out is not to be seen: an INSERT that insists says what it is.
                if (!made.empty())
                    if (auto why = insert_rows(in_, made)) return why;
            }
        }
        for (std::size_t i = 0; i < made.size(); ++i) missing[i]->there = std::move(made[i]);
        return nullptr;
    }

    const target<Model, Scope>& in_;
    std::vector<Model>& rows_;
    std::vector<wanted_row> wanted_; ///< in the order of their keys
};

} // namespace tenon::inline TENON_ABI::repository_detail
