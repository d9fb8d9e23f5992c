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
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::postgres {

/// Numbered from 1. `bind` answers why PostgreSQL cannot hold a value, or errc::ok. Used by one thread at a time.
class parameters {
public:
    /// `zoned`: in tenon's own layout columns of timestamps have a zone, and decimals any number of digits.
    explicit parameters(bool zoned) noexcept : zoned_(zoned) {}

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
        borrow(index, detail::sent_type(type), value, type != column_type::json);
        return errc::ok;
    }
    /// Text that was made for this call: kept.
    errc bind(int index, column_type type, std::string&& value) {
        if (type == column_type::decimal) return made(index, type, std::string_view(value));
        if (const errc refused = detail::refusal(std::string_view(value)); refused != errc::ok) return refused;
        std::string& held = room();
        held.swap(value);
        borrow(index, detail::sent_type(type), held, type != column_type::json);
        return errc::ok;
    }
    errc bind(int index, column_type, blob_view value) {
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        borrow(index, detail::bytea_type, {reinterpret_cast<const char*>(value.data()), value.size()}, true);
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
        borrow(index, detail::uuid_type, {reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size()}, true);
        return errc::ok;
    }
    /// Known to be valid text.
    errc bind_tenant(int index, std::string_view id) {
        borrow(index, detail::text_type, id, true);
        return errc::ok;
    }
    errc bind_null(int index, const column_info& of) {
        const std::uint32_t type = of.type == column_type::list ? detail::stored_array(of.element, zoned_).array
                                                                : detail::sent_type(of.type);
        set(index, type, nullptr, 0, true);
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

    /// A value in the form in which it is sent. Borrowed; nullptr is NULL.
    void borrow_value(int index, Oid type, const char* value, int length, int format) {
        set(index, type, value, static_cast<std::size_t>(length), format != 0);
    }

    int size() const noexcept { return size_; }
    const Oid* types() const noexcept { return types_.data(); }
    const char* const* values() const noexcept { return values_.data(); }
    const int* lengths() const noexcept { return lengths_.data(); }
    const int* formats() const noexcept { return formats_.data(); }

    void clear() noexcept {
        size_ = 0;
        used_ = 0;
    }

private:
    using slot = std::array<char, 8>;

    void set(int index, std::uint32_t type, const char* value, std::size_t size, bool binary) {
        if (static_cast<std::size_t>(index) > values_.size()) [[unlikely]] grow(static_cast<std::size_t>(index));
        put(index, type, value, size, binary);
    }
    void put(int index, std::uint32_t type, const char* value, std::size_t size, bool binary) {
        const auto place = static_cast<std::size_t>(index) - 1;
        types_[place] = type;
        values_[place] = value;
        lengths_[place] = static_cast<int>(size);
        formats_[place] = binary ? 1 : 0;
        if (index > size_) size_ = index;
    }
    // A null pointer would be NULL, which an empty value is not.
    void borrow(int index, std::uint32_t type, std::string_view value, bool binary) {
        set(index, type, value.data() != nullptr ? value.data() : "", value.size(), binary);
        // What is sent as text ends with a NUL, which a view need not have behind it.
        if (!binary) {
            values_[static_cast<std::size_t>(index) - 1] = room().assign(value).c_str();
        }
    }
    std::string& room() {
        if (used_ == kept_.size()) [[unlikely]] kept_.emplace_back();
        std::string& held = kept_[used_++];
        held.clear();
        return held;
    }
    template <class Integer> errc number(int index, column_type type, Integer value) {
        const auto place = static_cast<std::size_t>(index) - 1;
        if (place >= values_.size()) [[unlikely]] grow(place + 1);
        char* const bytes = slots_[place].data();
        detail::write_big_endian(bytes, value);
        put(index, detail::sent_type(type), bytes, sizeof value, true);
        return errc::ok;
    }
    TENON_NOINLINE errc made(int index, column_type type, std::string_view value) {
        if (!zoned_ && !detail::fits_prisma(value)) return errc::out_of_range;
        std::string& held = room();
        if (const errc refused = detail::append_value(held, type, detail::any_type, value); refused != errc::ok) return refused;
        borrow(index, detail::sent_type(type), held, true);
        return errc::ok;
    }
    TENON_COLD errc array(int index, const list_view& list, detail::array_type type) {
        std::string& held = room();
        const bool as_text = type.array == detail::any_type;
        const errc refused = as_text ? detail::append_array_text(held, list) : detail::append_array(held, list, type.element);
        if (refused != errc::ok) return refused;
        set(index, type.array, held.c_str(), held.size(), !as_text);
        return errc::ok;
    }
    TENON_COLD void grow(std::size_t size) {
        const std::size_t room = std::max(size + 8, 2 * values_.size());
        types_.resize(room);
        values_.resize(room);
        lengths_.resize(room);
        formats_.resize(room);
        std::vector<slot> slots(room);
        for (std::size_t i = 0; i < slots_.size(); ++i) { // what lies in a slot moves with it
            slots[i] = slots_[i];
            if (values_[i] == slots_[i].data()) values_[i] = slots[i].data();
        }
        slots_.swap(slots);
    }

    bool zoned_;
    int size_ = 0;
    std::vector<Oid> types_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
    std::vector<slot> slots_;
    std::deque<std::string> kept_; ///< the first `used_` of this run, the others for runs to come
    std::size_t used_ = 0;
};

} // namespace tenon::inline TENON_ABI::postgres
