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
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// The keys of the rows of a level, in the order of the rows.
class link_keys {
public:
    static constexpr std::uint32_t nowhere = static_cast<std::uint32_t>(-1);

    /// `places`: of the fields of `of` that hold them.
    void begin(const model_info& of, std::span<const std::size_t> places, std::size_t rows) {
        model_ = &of;
        places_ = places;
        keys_.reserve(rows);
    }
    /// They are the tenants of the rows.
    void begin_tenants(std::size_t rows) { keys_.reserve(rows); }
    /// How many columns one has.
    std::size_t width() const noexcept { return model_ == nullptr ? 1 : places_.size(); }

    /// Adds the key in the columns from the first one on. NULL in one makes it NULL. Why it cannot be read, or errc::ok.
    template <class Statement> errc add(Statement& statement, std::size_t first) {
        const std::size_t begin = bytes_.size();
        for (std::size_t part = 0; part < width(); ++part) {
            const auto& cell = statement.column(static_cast<int>(first + part));
            if (cell.is_null()) {
                bytes_.resize(begin);
                keys_.push_back({begin, null});
                return errc::ok;
            }
            const errc wrong = visit_wire(type_of(part), [&]<class Wire>(std::type_identity<Wire>) {
                Wire value{};
                const errc refused = cell.read(type_of(part), value);
                if (refused == errc::ok) keep(bytes_of(value));
                return refused;
            });
            if (wrong != errc::ok) return wrong;
        }
        keys_.push_back({begin, static_cast<std::int64_t>(bytes_.size() - begin)});
        return errc::ok;
    }

    std::size_t size() const noexcept { return keys_.size(); }
    bool is_null(std::size_t row) const noexcept { return keys_[row].length == null; }
    std::string_view operator[](std::size_t row) const noexcept {
        return {bytes_.data() + keys_[row].begin, static_cast<std::size_t>(keys_[row].length)};
    }

    /// Makes the rows findable by their keys. After the last `add`.
    TENON_LAZY void index() {
        std::size_t slots = 2;
        while (slots < 2 * keys_.size()) slots *= 2;
        first_.assign(slots, nowhere);
        next_.assign(keys_.size(), nowhere);
        for (std::size_t row = keys_.size(); row-- > 0;) {
            if (is_null(row)) continue;
            std::uint32_t& first = first_[slot_of((*this)[row])];
            if (first == nowhere) distinct_.push_back(static_cast<std::uint32_t>(row));
            next_[row] = std::exchange(first, static_cast<std::uint32_t>(row));
        }
    }
    /// The first row with this key, and the next one with the same; or `nowhere`. After `index`.
    TENON_LAZY std::uint32_t find(std::string_view key) const { return first_[slot_of(key)]; }
    std::uint32_t next(std::uint32_t row) const noexcept { return next_[row]; }

    /// How many different ones there are.
    std::size_t distinct_count() const noexcept { return distinct_.size(); }
    /// A part of each key, once for each key, to be compared with a column. Borrows.
    template <std::size_t Part> list_view distinct() const noexcept {
        return {type_of(Part), distinct_.size(), this, [](const void* keys, std::size_t index) {
                    const auto& from = *static_cast<const link_keys*>(keys);
                    return from.value_at(from.distinct_[index], Part);
                }};
    }

private:
    static constexpr std::int64_t null = -1;
    struct place {
        std::size_t begin;
        std::int64_t length;
    };

    /// Where the first row with this key is or would be. A table of our own, of which half is free: std::unordered_map takes longer to
    /// compile, and memory for each key.
    TENON_LAZY std::size_t slot_of(std::string_view key) const noexcept {
        const std::size_t mask = first_.size() - 1;
        std::size_t slot = std::hash<std::string_view>{}(key) & mask;
        while (first_[slot] != nowhere && (*this)[first_[slot]] != key) slot = (slot + 1) & mask;
        return slot;
    }
    column_type type_of(std::size_t part) const noexcept {
        return model_ == nullptr ? column_type::text : model_->columns[places_[part]].type;
    }
    /// Of several parts each has its length in front: so no two keys are alike that differ in their parts.
    void keep(std::string_view bytes) {
        if (width() != 1) bytes_.append(bytes_of(bytes.size()));
        bytes_.append(bytes);
    }
    static std::string_view bytes_of(std::string_view text) noexcept { return text; }
    static std::string_view bytes_of(blob_view bytes) noexcept { return as_text(bytes); }
    template <class Wire>
        requires std::is_trivially_copyable_v<Wire>
    static std::string_view bytes_of(const Wire& value) noexcept {
        return {reinterpret_cast<const char*>(&value), sizeof value};
    }

    std::string_view part_at(std::size_t row, std::size_t part) const noexcept {
        std::string_view rest = (*this)[row];
        if (width() == 1) return rest;
        while (true) {
            std::size_t length;
            std::memcpy(&length, rest.data(), sizeof length);
            rest.remove_prefix(sizeof length);
            if (part-- == 0) return rest.substr(0, length);
            rest.remove_prefix(length);
        }
    }
    TENON_LAZY wire_value value_at(std::size_t row, std::size_t part) const {
        const std::string_view bytes = part_at(row, part);
        return visit_wire(type_of(part), [&]<class Wire>(std::type_identity<Wire>) {
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

    const model_info* model_ = nullptr; ///< nullptr: they are tenants
    std::span<const std::size_t> places_;
    std::string bytes_;
    std::vector<place> keys_;
    std::vector<std::uint32_t> first_;    ///< rows, each in the slot that its key hashes to or in the next free one
    std::vector<std::uint32_t> next_;     ///< by row
    std::vector<std::uint32_t> distinct_; ///< rows, one for each key
};

} // namespace tenon::inline TENON_ABI::repository_detail
