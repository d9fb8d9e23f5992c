// tenon/transfer/new_keys.hpp: new keys for rows that come to another tenant, and what refers to them. Keys that are generated are
// made anew; those that the program gave stay, for they mean something.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/cuid.hpp>
#include <tenon/core/result.hpp>
#include <tenon/core/uuid_generate.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/transfer/complete.hpp>
#include <tenon/transfer/lines.hpp>
#include <tenon/transfer/record.hpp>
#include <tenon/transfer/reference_order.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::transfer {

/// Keeps the new key of each row that was told of: its memory grows with their number.
class new_keys {
public:
    TENON_COLD new_keys(const schema_info& schema, std::string from, std::string to) : schema_(schema), from_(std::move(from)), to_(std::move(to)) {
        for (std::size_t place = 0; place < schema.models.size(); ++place) {
            auto& found = followed_.emplace_back();
            for (std::size_t field = 0; field < schema.models[place]->columns.size(); ++field) found.push_back(followed_by(place, field, 0));
        }
    }

    /// Makes a row known before any is written: rows that everybody sees keep their keys, and references to them stay.
    void note(const record& row) {
        for (std::size_t field = 0; field < row.cells.size(); ++field)
            if (is_own(row.model, field) && row.cells[field].is != cell::kind::absent) keys_[*followed_[row.model][field]][spelled(row.model, field, row.cells[field])];
    }

    /// Gives a row its new tenant and keys, and lets its references follow. What the database numbers becomes absent, unless the
    /// row `is_written`. Errors: foreign_key_violation, where a reference leads to a row that is not in the file.
    result<void> renew(record& row, bool is_written) {
        const model_info& model = *schema_.models[row.model];
        row.tenant = to_;
        for (std::size_t field = 0; field < row.cells.size(); ++field) {
            cell& held = row.cells[field];
            if (says_tenant(model) && field == model.tenancy.field) held = {cell::kind::text, to_};
            else if (const auto& space = followed_[row.model][field]; space && (held.is == cell::kind::text || held.is == cell::kind::number)) {
                if (is_own(row.model, field) && is_counted(*space) && !is_written) held = {};
                else if (const std::string* fresh = find(*space, spelled(row.model, field, held)); fresh != nullptr) held.text = *fresh;
                else if (schema_.models[space->model]->tenancy.kind != tenancy_kind::tenant_or_shared)
                    return fail(told(errc::foreign_key_violation, std::string(model.model) + "." + std::string(model.columns[field].field) +
                                                                      " refers to a row that is not in the file, or comes later: add that row before it."));
            }
        }
        return {};
    }

    /// The field of the row's key that the database numbers, and the number that it had; nothing where there is none.
    std::optional<std::pair<std::size_t, std::string>> counted_key(const record& row) const {
        for (std::size_t field = 0; field < row.cells.size(); ++field)
            if (is_own(row.model, field) && is_counted(*followed_[row.model][field]) && row.cells[field].is == cell::kind::number)
                return std::pair(field, row.cells[field].text);
        return std::nullopt;
    }
    /// The number that the database gave it.
    void tell(std::size_t model, const std::pair<std::size_t, std::string>& key, std::string fresh) {
        keys_[*followed_[model][key.first]][key.second] = std::move(fresh);
    }

private:
    struct key_field {
        std::size_t model, field;
        friend bool operator==(const key_field&, const key_field&) = default;
    };
    struct hash {
        std::size_t operator()(const key_field& of) const noexcept { return of.model * 131 + of.field; }
    };

    static bool is_generated(generator by) noexcept {
        return by == generator::cuid || by == generator::uuid4 || by == generator::uuid7 || by == generator::autoincrement;
    }
    const column_info& column(const key_field& of) const noexcept { return schema_.models[of.model]->columns[of.field]; }
    bool is_counted(const key_field& of) const noexcept { return column(of).generated == generator::autoincrement; }
    bool is_own(std::size_t model, std::size_t field) const noexcept { return followed_[model][field] == key_field{model, field}; }

    /// The generated key that a field holds: its own, or that of a row which it leads to, at one step or at several.
    std::optional<key_field> followed_by(std::size_t place, std::size_t field, std::size_t depth) const {
        const model_info& model = *schema_.models[place];
        if (model.tenancy.kind == tenancy_kind::root && field == model.tenancy.field) return key_field{place, field};
        for (const reference_info& reference : model.references)
            for (std::size_t i = 0; i < reference.fields.size() && depth < schema_.models.size(); ++i) {
                const std::size_t target = place_of(schema_, reference.target());
                if (reference.fields[i] != field || (target == place && reference.target_fields[i] == field)) continue;
                if (const auto found = followed_by(target, reference.target_fields[i], depth + 1)) return found;
            }
        if (model.tenancy.has_tenant() && model.primary_key.contains(field) && is_generated(model.columns[field].generated)) return key_field{place, field};
        return std::nullopt;
    }

    /// One value has one spelling.
    std::string spelled(std::size_t model, std::size_t field, const cell& value) const {
        if (schema_.models[model]->columns[field].type == column_type::uuid)
            if (const auto parsed = parse_uuid(value.text)) return to_string(*parsed);
        return value.text;
    }

    /// The new key for an old one, made when it is first asked for; nullptr: it is no row of the file that has one yet.
    const std::string* find(const key_field& of, const std::string& old) {
        if (schema_.models[of.model]->tenancy.kind == tenancy_kind::root) return old == from_ ? &to_ : nullptr;
        auto& known = keys_[of];
        const auto found = known.find(old);
        if (found == known.end()) return nullptr;
        if (found->second.empty() && !is_counted(of)) found->second = made(column(of).generated);
        return found->second.empty() ? nullptr : &found->second;
    }
    static std::string made(generator by) {
        if (by == generator::cuid) return generate_cuid();
        return to_string(by == generator::uuid4 ? generate_uuid4() : generate_uuid7());
    }

    const schema_info schema_;
    std::string from_, to_;
    std::vector<std::vector<std::optional<key_field>>> followed_; ///< of each model, of each field
    std::unordered_map<key_field, std::unordered_map<std::string, std::string>, hash> keys_;
};

} // namespace tenon::inline TENON_ABI::transfer
