// tenon/repository/link_keys.hpp: the values by which rows of two models belong together, kept as bytes. Knows no model.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/values/blob.hpp>
#include <tenon/core/wire.hpp>
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
    /// Adds the key in a cell. Why it cannot be read, or errc::ok.
    template <class Cell> errc add(const Cell& cell) {
        if (cell.is_null()) {
            keys_.push_back({bytes_.size(), null});
            return errc::ok;
        }
        return visit_wire(column_->type, [&]<class Wire>(std::type_identity<Wire>) {
            Wire value{};
            const errc wrong = cell.read(column_->type, value);
            if (wrong == errc::ok) keep(bytes_of(value));
            return wrong;
        });
    }

    std::size_t size() const noexcept { return keys_.size(); }
    bool is_null(std::size_t row) const noexcept { return keys_[row].length == null; }
    std::string_view operator[](std::size_t row) const noexcept {
        return {bytes_.data() + keys_[row].begin, static_cast<std::size_t>(keys_[row].length)};
    }

    /// Makes the rows findable by their keys. After the last `add`.
    TENON_LAZY void index() {
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
    TENON_LAZY std::uint32_t find(std::string_view key) const {
        const auto found = first_.find(key);
        return found != first_.end() ? found->second : nowhere;
    }
    std::uint32_t next(std::uint32_t row) const noexcept { return next_[row]; }

    /// Each key once, to be compared with a column. Borrows.
    TENON_LAZY list_view distinct() const noexcept {
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

    void keep(std::string_view bytes) {
        keys_.push_back({bytes_.size(), static_cast<std::int64_t>(bytes.size())});
        bytes_.append(bytes);
    }
    static std::string_view bytes_of(std::string_view text) noexcept { return text; }
    static std::string_view bytes_of(blob_view bytes) noexcept { return as_text(bytes); }
    template <class Wire>
        requires std::is_trivially_copyable_v<Wire>
    static std::string_view bytes_of(const Wire& value) noexcept {
        return {reinterpret_cast<const char*>(&value), sizeof value};
    }

    TENON_LAZY wire_value value_at(std::size_t row) const {
        const std::string_view bytes = (*this)[row];
        return visit_wire(column_->type, [&]<class Wire>(std::type_identity<Wire>) {
            if constexpr (std::is_same_v<Wire, std::string_view>) return wire_value(bytes);
            else if constexpr (std::is_same_v<Wire, blob_view>)
                return wire_value(blob_view(reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()));
            else {
                Wire value{};
                std::memcpy(&value, bytes.data(), sizeof value);
                return wire_value(value);
            }
        });
    }

    const column_info* column_ = nullptr;
    std::string bytes_;
    std::vector<place> keys_;
    std::unordered_map<std::string_view, std::uint32_t> first_;
    std::vector<std::uint32_t> next_;     ///< by row
    std::vector<std::uint32_t> distinct_; ///< rows, one for each key
};

} // namespace tenon::inline TENON_ABI::repository_detail
