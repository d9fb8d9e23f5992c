// tenon/repository/level_keys.hpp: the keys of the rows of a level, by which they belong to those above and below. Knows no model.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/model/info.hpp>
#include <tenon/repository/link_keys.hpp>
#include <tenon/repository/pairing.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// What keys the rows of a level have: constant data.
struct level_key_places {
    const model_info* model;
    std::span<const std::size_t> places; ///< of the fields that hold them: those of its relations, and then the link's
    std::span<const std::size_t> widths; ///< how many fields each of them has
    bool has_tenant; ///< and the tenant, behind them
};

template <int = 0> class level_keys {
public:
    explicit level_keys(const level_key_places& of) : of_(&of), keys_(of.widths.size() + (of.has_tenant ? 1 : 0)) {}
    TENON_NOINLINE ~level_keys() = default;
    level_keys(const level_keys&) = delete;
    level_keys& operator=(const level_keys&) = delete;

    /// The keys of a relation, and those by which rows hang on others.
    link_keys& of_relation(std::size_t relation) noexcept { return keys_[relation]; }
    link_keys& link() noexcept { return keys_[of_->widths.size() - 1]; }
    /// Whose the rows are.
    link_keys& tenants() noexcept { return keys_.back(); }

    /// Before the first row.
    TENON_NOINLINE void begin(std::size_t rows) {
        std::size_t first = 0;
        for (std::size_t i = 0; i < of_->widths.size(); ++i) {
            keys_[i].begin(*of_->model, of_->places.subspan(first, of_->widths[i]), rows);
            first += of_->widths[i];
        }
        if (of_->has_tenant) keys_.back().begin_tenants(rows);
    }
    /// Adds those of a row, from a column on.
    template <class Statement> TENON_NOINLINE void add(Statement& statement, std::size_t column, driver::row_failure& failed) {
        for (link_keys& keys : keys_) {
            if (const errc wrong = keys.add(statement, column); wrong != errc::ok) failed.note(wrong, column);
            column += keys.width();
        }
    }

    /// The rows by these keys. `tenant`: of all of them, where they have none of their own.
    level_side side(const link_keys& keys, std::string_view tenant) const noexcept {
        if (of_->has_tenant) return {keys, &keys_.back()};
        return {keys, nullptr, tenant};
    }
    bool has_tenant() const noexcept { return of_->has_tenant; }

private:
    const level_key_places* of_;
    std::vector<link_keys> keys_;
};

} // namespace tenon::inline TENON_ABI::repository_detail
