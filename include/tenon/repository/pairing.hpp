// tenon/repository/pairing.hpp: which rows of two levels belong together. Knows no model.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/repository/link_keys.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// The rows of a level: the keys by which they belong to others, and whose they are.
struct level_side {
    const link_keys& keys;
    const link_keys* tenants; ///< of each row; nullptr: all are of `tenant`
    std::string_view tenant{};

    std::string_view tenant_of(std::size_t row) const noexcept {
        if (tenants == nullptr) return tenant;
        return tenants->is_null(row) ? std::string_view() : (*tenants)[row];
    }
};

/// Gives rows of one level to those of another, without their types.
struct row_hanger {
    void* above;
    void* below;
    void (*make_room)(void* above, std::size_t row, std::size_t rows); ///< for this many below one above; nullptr: one has room anyway
    /// The row at `at` becomes the `place`-th of one above. `moved`: nobody else needs it.
    void (*hang)(const row_hanger& rows, std::size_t row, std::size_t place, std::size_t at, bool moved);
};

/// Rows with the same key, those above with those below. Where both have tenants, a row of the same tenant is nearer than
/// everybody's, and another tenant's has nothing to do with it.
struct pairing {
    const level_side& above; ///< its keys are indexed
    const level_side& below;
    bool by_tenant;

    /// Gives rows below to the nearest ones above, at most so many to each, in their order.
    TENON_LAZY TENON_NOINLINE void hang_many(const row_hanger& rows, std::int64_t most) const {
        auto owners = rows_above();
        std::vector<std::uint32_t> counts(above.keys.size());
        for (std::uint32_t& row : owners) {
            if (row == link_keys::nowhere) continue;
            if (counts[row] < most) ++counts[row];
            else row = link_keys::nowhere;
        }
        for (std::size_t row = 0; row < counts.size(); ++row)
            if (std::uint32_t& count = counts[row]; count != 0) rows.make_room(rows.above, row, std::exchange(count, 0));
        for (std::size_t at = 0; at < owners.size(); ++at)
            if (owners[at] != link_keys::nowhere) rows.hang(rows, owners[at], counts[owners[at]]++, at, true);
    }
    /// Gives each row above the nearest one below; others may have it too. Whether there is one for each.
    TENON_LAZY TENON_NOINLINE bool hang_one(const row_hanger& rows) const {
        const auto found = rows_below();
        std::vector<std::size_t> last(below.keys.size()); // of those that have it: the others get copies
        for (std::size_t row = 0; row < found.size(); ++row)
            if (found[row] != link_keys::nowhere) last[found[row]] = row;
        bool complete = true;
        for (std::size_t row = 0; row < found.size(); ++row) {
            if (found[row] == link_keys::nowhere) complete = false;
            else rows.hang(rows, row, 0, found[row], last[found[row]] == row);
        }
        return complete;
    }

private:
    /// For each row below the nearest one above, or `link_keys::nowhere`.
    TENON_LAZY std::vector<std::uint32_t> rows_above() const {
        return find(below.keys.size(), [](std::uint32_t row, std::uint32_t at) { return std::pair(at, row); });
    }
    /// For each row above the nearest one below, or `link_keys::nowhere`.
    TENON_LAZY std::vector<std::uint32_t> rows_below() const {
        return find(above.keys.size(), [](std::uint32_t row, std::uint32_t at) { return std::pair(row, at); });
    }
    /// `direct`: of two rows, above and below, the one that looks and the one that it may find.
    template <class Direct> std::vector<std::uint32_t> find(std::size_t rows, Direct direct) const {
        std::vector<std::uint32_t> found(rows, link_keys::nowhere);
        std::vector<std::uint8_t> nearest(by_tenant ? rows : 0);
        for (std::uint32_t at = 0; at < below.keys.size(); ++at)
            for (std::uint32_t row = above.keys.find(below.keys[at]); row != link_keys::nowhere; row = above.keys.next(row)) {
                const auto [from, to] = direct(row, at);
                if (!by_tenant || is_nearer(row, at, nearest[from])) found[from] = to;
            }
        return found;
    }
    bool is_nearer(std::uint32_t row, std::uint32_t at, std::uint8_t& nearest) const {
        const std::string_view its = above.tenant_of(row), theirs = below.tenant_of(at);
        const std::uint8_t nearness = its == theirs ? 2 : its.empty() || theirs.empty() ? 1 : 0;
        if (nearness <= nearest) return false;
        nearest = nearness;
        return true;
    }
};

} // namespace tenon::inline TENON_ABI::repository_detail
