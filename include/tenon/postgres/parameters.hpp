// tenon/postgres/parameters.hpp: the values of a statement, as libpq takes them. Texts and bytes are borrowed until they
// are sent; everything else is written into room that is kept from run to run.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/model/info.hpp>
#include <tenon/postgres/array.hpp>
#include <tenon/postgres/values.hpp>
#include <tenon/postgres/wire.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::postgres {

/// Numbered from 1, and bound in this order. `bind` answers why PostgreSQL cannot hold a value, or errc::ok. A parameter is of
/// one type as long as its statement lives. Used by one thread at a time.
///
/// Rows of one statement may lie one behind the other: `end_row` says that one is bound, `show_row` and `show_all` what is to
/// be sent.
class parameters {
public:
    /// `zoned`: in tenon's own layout columns of timestamps have a zone, and decimals any number of digits.
    explicit parameters(bool zoned) noexcept : zoned_(zoned) {}
    parameters(parameters&&) = default; // what is pointed to stays where it is; what was moved from is only assigned to
    parameters& operator=(parameters&&) = default;

    errc bind(int index, column_type type, std::int64_t value) { return number(index, type, value); }
    errc bind(int index, column_type type, bool value) {
        return number(index, type, static_cast<std::int8_t>(value ? 1 : 0));
    }
    errc bind(int index, column_type type, double value) {
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        return number(index, type, std::bit_cast<std::int64_t>(value));
    }
    errc bind(int index, column_type type, std::string_view value) {
        if (type == column_type::decimal) return made(index, type, value);
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        if (type == column_type::json) return text_form(index, detail::sent_type(type), value);
        borrow(index, detail::sent_type(type), value);
        return errc::ok;
    }
    /// Text that was made for this call: kept.
    errc bind(int index, column_type type, std::string&& value) {
        if (type == column_type::decimal) return made(index, type, std::string_view(value));
        if (const errc refused = detail::refusal(std::string_view(value)); refused != errc::ok) return refused;
        if (type == column_type::json) return text_form(index, detail::sent_type(type), value);
        std::string& held = room();
        held.swap(value);
        borrow(index, detail::sent_type(type), held);
        return errc::ok;
    }
    errc bind(int index, column_type, blob_view value) {
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        borrow(index, detail::bytea_type, {reinterpret_cast<const char*>(value.data()), value.size()});
        return errc::ok;
    }
    errc bind(int index, column_type type, timestamp value) {
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        return number(index, type, detail::to_microseconds(value));
    }
    errc bind(int index, column_type type, date value) {
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        return number(index, type, detail::to_days(value));
    }
    errc bind(int index, column_type, const uuid& value) {
        borrow(index, detail::uuid_type, {reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size()});
        return errc::ok;
    }
    /// Known to be valid text.
    errc bind_tenant(int index, std::string_view id) {
        if (index > shared_) [[likely]] borrow(index, detail::text_type, id);
        return errc::ok;
    }
    errc bind_null(int index, const column_info& of) {
        const std::uint32_t type = of.type == column_type::list ? detail::stored_array(of.element, zoned_).array
                                                                : detail::sent_type(of.type);
        set(index, type, nullptr, 0);
        return errc::ok;
    }
    /// A list to compare a column with.
    errc bind_list(int index, const list_view& list) {
        return array(index, list, detail::compared_array(list.element, zoned_));
    }
    /// A list that a column holds.
    errc bind_array(int index, const list_view& list) {
        return array(index, list, detail::stored_array(list.element, zoned_));
    }

    /// A row is bound, and another one may be. The first `shared` parameters are the same for all, and are not bound again.
    void end_row(int shared) noexcept {
        width_ = size_;
        shared_ = shared;
        ++rows_;
        const int passed = width_ - shared;
        first_ += static_cast<std::size_t>(passed);
        types_ += passed;
        values_ += passed;
        lengths_ += passed;
        formats_ += passed;
        slots_ += passed;
        room_ -= passed;
        size_ = shared;
    }
    int rows() const noexcept { return rows_; }
    /// Of all texts and bytes since `clear`.
    std::size_t bytes() const noexcept { return bytes_; }
    /// Copies what the row that is being bound borrows: it may be gone by the time that it is sent.
    TENON_COLD void keep_row() {
        std::string& held = room();
        for (const bool copies : {false, true}) { // first only counted: what is pointed to must not move
            std::size_t used = 0;
            for (int place = shared_; place < size_; ++place) {
                const char*& value = values_[place];
                if (value == nullptr || value == slots_[place].data()) continue;
                const auto size = static_cast<std::size_t>(lengths_[place]) + 1; // a NUL is behind what is sent as text
                if (copies) {
                    std::memcpy(held.data() + used, value, size - 1);
                    value = held.data() + used;
                }
                used += size;
            }
            if (!copies) held.assign(used, '\0');
        }
    }

    /// From now on what is bound is one of the rows that were ended; each once, in their order.
    void show_row(int row) noexcept {
        move_to(static_cast<std::size_t>(row) * static_cast<std::size_t>(width_ - shared_));
        for (int place = 0; row != 0 && place < shared_; ++place) { // in the place of what was sent with the row before it
            types_[place] = held_types_[static_cast<std::size_t>(place)];
            values_[place] = held_values_[static_cast<std::size_t>(place)];
            lengths_[place] = held_lengths_[static_cast<std::size_t>(place)];
            formats_[place] = held_formats_[static_cast<std::size_t>(place)];
        }
        size_ = width_;
    }
    /// From now on what is bound is all rows that were ended.
    void show_all() noexcept {
        move_to(0);
        size_ = shared_ + rows_ * (width_ - shared_);
    }

    int size() const noexcept { return size_; }
    const Oid* types() const noexcept { return types_; }
    const char* const* values() const noexcept { return values_; }
    const int* lengths() const noexcept { return lengths_; }
    const int* formats() const noexcept { return formats_; }

    void clear() noexcept {
        if (rows_ != 0) [[unlikely]] {
            rows_ = 0;
            shared_ = 0;
            move_to(0);
        }
        size_ = 0;
        used_ = 0;
        bytes_ = 0;
    }

private:
    using slot = std::array<char, 8>;
    enum : int { text = 0, binary = 1 };

    void set(int index, std::uint32_t type, const char* value, std::size_t size) {
        if (index > room_) [[unlikely]] grow(index);
        put(index - 1, type, value, size);
        bytes_ += size;
    }
    void put(int place, std::uint32_t type, const char* value, std::size_t size) noexcept {
        types_[place] = type;
        values_[place] = value;
        lengths_[place] = static_cast<int>(size);
        size_ = place + 1;
    }
    // A null pointer would be NULL, which an empty value is not.
    void borrow(int index, std::uint32_t type, std::string_view value) {
        set(index, type, value.data() != nullptr ? value.data() : "", value.size());
    }
    /// What is sent as text ends with a NUL, which a view need not have behind it.
    TENON_NOINLINE errc text_form(int index, std::uint32_t type, std::string_view value) {
        set(index, type, room().assign(value).c_str(), value.size());
        formats_[index - 1] = text;
        return errc::ok;
    }
    std::string& room() {
        if (used_ == kept_.size()) [[unlikely]] kept_.push_back(std::make_unique<std::string>());
        std::string& held = *kept_[used_++];
        held.clear();
        return held;
    }
    template <class Integer> errc number(int index, column_type type, Integer value) {
        if (index > room_) [[unlikely]] grow(index);
        char* const bytes = slots_[index - 1].data();
        detail::write_big_endian(bytes, value);
        put(index - 1, detail::sent_type(type), bytes, sizeof value);
        return errc::ok;
    }
    TENON_NOINLINE errc made(int index, column_type type, std::string_view value) {
        if (!zoned_ && !detail::fits_prisma(value)) return errc::out_of_range;
        std::string& held = room();
        if (const errc refused = detail::append_value(held, type, detail::any_type, value); refused != errc::ok) return refused;
        borrow(index, detail::sent_type(type), held);
        return errc::ok;
    }
    TENON_COLD errc array(int index, const list_view& list, detail::array_type type) {
        std::string& held = room();
        const bool as_text = type.array == detail::any_type;
        const errc refused = as_text ? detail::append_array_text(held, list) : detail::append_array(held, list, type.element);
        if (refused != errc::ok) return refused;
        set(index, type.array, held.c_str(), held.size());
        if (as_text) formats_[index - 1] = text;
        return errc::ok;
    }
    /// Makes room for a parameter of the row that is being bound.
    TENON_COLD void grow(int index) {
        const std::size_t size = std::max(first_ + static_cast<std::size_t>(index) + 8, 2 * held_values_.size());
        held_types_.resize(size);
        held_values_.resize(size);
        held_lengths_.resize(size);
        held_formats_.resize(size, binary);
        std::vector<slot> slots(size);
        for (std::size_t i = 0; i < held_slots_.size(); ++i) { // what lies in a slot moves with it
            slots[i] = held_slots_[i];
            if (held_values_[i] == held_slots_[i].data()) held_values_[i] = slots[i].data();
        }
        held_slots_.swap(slots);
        move_to(first_);
    }
    void move_to(std::size_t first) noexcept {
        first_ = first;
        types_ = held_types_.data() + first;
        values_ = held_values_.data() + first;
        lengths_ = held_lengths_.data() + first;
        formats_ = held_formats_.data() + first;
        slots_ = held_slots_.data() + first;
        room_ = static_cast<int>(held_values_.size() - first);
    }

    // Of the row that is being bound, or that is shown.
    Oid* types_ = nullptr;
    const char** values_ = nullptr;
    int* lengths_ = nullptr;
    int* formats_ = nullptr;
    slot* slots_ = nullptr;
    int room_ = 0;
    int size_ = 0;

    bool zoned_;
    int shared_ = 0; ///< of them are bound already, with the first row
    int width_ = 0;  ///< of a row
    int rows_ = 0;   ///< that were ended
    std::size_t first_ = 0; ///< where the row begins in what is held
    std::size_t bytes_ = 0;
    std::vector<Oid> held_types_;
    std::vector<const char*> held_values_;
    std::vector<int> held_lengths_;
    std::vector<int> held_formats_;
    std::vector<slot> held_slots_;
    std::vector<std::unique_ptr<std::string>> kept_; ///< the first `used_` of this run, the others for runs to come
    std::size_t used_ = 0;
};

} // namespace tenon::inline TENON_ABI::postgres
