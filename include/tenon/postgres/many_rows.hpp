// tenon/postgres/many_rows.hpp: rows that are kept until there are enough of them for one statement.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/parameters.hpp>
#include <tenon/sql/statement/many_rows.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::postgres::detail {

/// Copies of the values of rows: what a program gave may be gone by the time that they are sent.
class row_buffer {
public:
    /// The most rows of one statement: more are hardly faster. A statement has at most 65535 parameters.
    static constexpr std::size_t most_rows = 100;
    static constexpr std::size_t most_parameters = 65'535;
    static constexpr std::size_t most_size = std::size_t{1} << 20U;

    /// `shared`: how many of the first parameters are the same for all rows.
    row_buffer(std::size_t parameters, std::size_t shared)
        : width_(parameters), shared_(shared),
          room_(std::min(most_rows, parameters > shared ? (most_parameters - shared) / (parameters - shared) : 1)) {}

    std::size_t room() const noexcept { return room_; }
    std::size_t rows() const noexcept { return values_.size() / width_; }
    bool is_full() const noexcept { return rows() >= room_; }
    bool is_large() const noexcept { return bytes_.size() >= most_size; }

    void add(const parameters& row) {
        for (std::size_t i = 0; i < width_; ++i) {
            const char* value = row.values()[i];
            const int length = row.lengths()[i];
            values_.push_back({bytes_.size(), value != nullptr ? length : -1, row.types()[i], row.formats()[i]});
            if (value == nullptr) continue;
            bytes_.append(value, static_cast<std::size_t>(length));
            bytes_ += '\0'; // behind what is sent as text
        }
    }

    /// Gives the values of `count` rows from `first` on to a statement of so many.
    void give(std::size_t first, std::size_t count, parameters& to) const {
        to.clear();
        int number = 0;
        for (std::size_t row = first; row < first + count; ++row)
            for (std::size_t i = row == first ? 0 : shared_; i < width_; ++i) {
                const kept& value = values_[row * width_ + i];
                to.borrow_value(++number, value.type, value.length < 0 ? nullptr : bytes_.data() + value.offset,
                                std::max(value.length, 0), value.format);
            }
    }

    void clear() noexcept {
        values_.clear();
        bytes_.clear();
    }

private:
    struct kept {
        std::size_t offset;
        int length; ///< -1: NULL
        Oid type;
        int format;
    };
    std::size_t width_;
    std::size_t shared_;
    std::size_t room_;
    std::vector<kept> values_;
    std::string bytes_;
};

} // namespace tenon::inline TENON_ABI::postgres::detail
