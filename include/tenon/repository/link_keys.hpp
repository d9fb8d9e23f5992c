// tenon/repository/link_keys.hpp: the values by which rows of two models belong together, kept as bytes. Knows no model.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/values/blob.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/model/info.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// The keys of the rows of a level, in the order of the rows.
class link_keys {
public:
    static constexpr std::uint32_t nowhere = static_cast<std::uint32_t>(-1);

    /// `of`: the column that holds them.
    void begin(const column_info& of, std::size_t rows) {
        column_ = &of;
        keys_.reserve(rows);
    }
    std::size_t size() const noexcept { return keys_.size(); }

    /// Adds the key in a cell. False: it cannot be read.
    template <class Cell> errc add(const Cell& cell) {
        if (cell.is_null()) {
            keys_.push_back({bytes_.size(), null});
            return errc::ok;
        }
        switch (column_->type) {
        case column_type::int8:
        case column_type::int16:
        case column_type::int32:
        case column_type::int64:
        case column_type::uint8:
        case column_type::uint16:
        case column_type::uint32: return add_value<std::int64_t>(cell);
        case column_type::boolean: return add_value<bool>(cell);
        case column_type::float32:
        case column_type::float64: return add_value<double>(cell);
        case column_type::timestamp: return add_value<timestamp>(cell);
        case column_type::date: return add_value<date>(cell);
        case column_type::uuid: return add_value<uuid>(cell);
        case column_type::bytes: {
            blob_view view;
            if (const errc wrong = cell.read(column_->type, view); wrong != errc::ok) return wrong;
            return keep(as_text(view));
        }
        default: {
            std::string_view view;
            if (const errc wrong = cell.read(column_->type, view); wrong != errc::ok) return wrong;
            return keep(view);
        }
        }
    }

    bool is_null(std::size_t row) const noexcept { return keys_[row].length == null; }
    std::string_view operator[](std::size_t row) const noexcept {
        return {bytes_.data() + keys_[row].begin, static_cast<std::size_t>(keys_[row].length)};
    }

    /// Makes the rows findable by their keys. After the last `add`.
    void index() {
        first_.reserve(keys_.size());
        next_.assign(keys_.size(), nowhere);
        for (std::size_t row = keys_.size(); row-- > 0;) {
            if (is_null(row)) continue;
            const auto [found, is_new] = first_.try_emplace((*this)[row], static_cast<std::uint32_t>(row));
            if (is_new) distinct_.push_back(static_cast<std::uint32_t>(row));
            else next_[row] = std::exchange(found->second, static_cast<std::uint32_t>(row));
        }
    }
    /// The first row with this key, and the next one with the same; or `nowhere`.
    std::uint32_t find(std::string_view key) const {
        const auto found = first_.find(key);
        return found != first_.end() ? found->second : nowhere;
    }
    std::uint32_t next(std::uint32_t row) const noexcept { return next_[row]; }

    /// Each key once, to be compared with a column. Borrows.
    list_view distinct() const noexcept {
        return {column_->type, distinct_.size(), this, [](const void* keys, std::size_t index) {
                    const auto& from = *static_cast<const link_keys*>(keys);
                    return from.value_at(from.distinct_[index]);
                }};
    }

private:
    static constexpr std::int64_t null = -1;
    struct place {
        std::size_t begin;
        std::int64_t length;
    };

    errc keep(std::string_view bytes) {
        keys_.push_back({bytes_.size(), static_cast<std::int64_t>(bytes.size())});
        bytes_.append(bytes);
        return errc::ok;
    }
    template <class Wire, class Cell> errc add_value(const Cell& cell) {
        static_assert(std::is_trivially_copyable_v<Wire>);
        Wire value{};
        if (const errc wrong = cell.read(column_->type, value); wrong != errc::ok) return wrong;
        return keep({reinterpret_cast<const char*>(&value), sizeof value});
    }
    template <class Wire> static wire_value value_of(std::string_view bytes) noexcept {
        Wire value{};
        std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    wire_value value_at(std::size_t row) const noexcept {
        const std::string_view bytes = (*this)[row];
        switch (column_->type) {
        case column_type::int8:
        case column_type::int16:
        case column_type::int32:
        case column_type::int64:
        case column_type::uint8:
        case column_type::uint16:
        case column_type::uint32: return value_of<std::int64_t>(bytes);
        case column_type::boolean: return value_of<bool>(bytes);
        case column_type::float32:
        case column_type::float64: return value_of<double>(bytes);
        case column_type::timestamp: return value_of<timestamp>(bytes);
        case column_type::date: return value_of<date>(bytes);
        case column_type::uuid: return value_of<uuid>(bytes);
        case column_type::bytes: return blob_view(reinterpret_cast<const std::byte*>(bytes.data()), bytes.size());
        default: return bytes;
        }
    }

    const column_info* column_ = nullptr;
    std::string bytes_;
    std::vector<place> keys_;
    std::unordered_map<std::string_view, std::uint32_t> first_;
    std::vector<std::uint32_t> next_;     ///< by row
    std::vector<std::uint32_t> distinct_; ///< rows, one for each key
};

} // namespace tenon::inline TENON_ABI::repository_detail
