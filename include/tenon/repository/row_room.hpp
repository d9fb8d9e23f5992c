// tenon/repository/row_room.hpp: room for rows that are read one after the other.
#pragma once

#include <tenon/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// The one function of std::vector that changes how many rows there are: what it does to all fields of a row is most of what
/// reading it costs to compile.
template <class Row> TENON_NOINLINE void set_size(std::vector<Row>& rows, std::size_t size) { rows.resize(size); }

/// Makes rows many at a time, to be read into. At the end `set_size(rows, used())`.
template <class Row> struct row_room {
    std::vector<Row>& rows;
    std::size_t more; ///< how many to begin with, unless the statement knows
    Row* next = nullptr; ///< to be read into
    Row* end = nullptr;

    TENON_INLINE std::size_t used() const noexcept { return static_cast<std::size_t>(next - rows.data()); }

    /// The next row of the statement.
    template <class Statement> Row& take(const Statement& statement) {
        if (next == end) [[unlikely]] {
            const std::size_t before = used();
            std::size_t size = std::max(2 * before, more);
            if constexpr (requires { statement.row_count(); }) size = before + statement.row_count();
            set_size(rows, size);
            next = rows.data() + before;
            end = rows.data() + size;
        }
        return *next++;
    }
};

} // namespace tenon::inline TENON_ABI::repository_detail
