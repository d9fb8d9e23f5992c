// tenon/postgres/parameters.hpp: the values of a statement, as libpq takes them. Texts and bytes are borrowed until they
// are sent; everything else is written into room that is kept from run to run.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/model/info.hpp>
#include <tenon/postgres/array.hpp>
#include <tenon/postgres/parameter_arrays.hpp>
#include <tenon/postgres/values.hpp>
#include <tenon/postgres/wire.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::postgres {

/// Numbered from 1, and bound in this order. `bind` answers why PostgreSQL cannot hold a value, or errc::ok. A parameter is of
/// one type as long as its statement lives. Used by one thread at a time.
class parameters : public parameter_arrays {
public:
    class row;
    class typed_row;
    class row_sequence;
    static constexpr std::size_t most_bytes_of_rows = std::size_t{1} << 20U; ///< that are sent together

    /// `zoned`: in tenon's own layout columns of timestamps have a zone, and decimals any number of digits.
    explicit parameters(bool zoned) noexcept : zoned_(zoned) {}

    template <class Value> errc bind(int index, column_type type, Value&& value);
    errc bind_tenant(int index, std::string_view id);
    errc bind_null(int index, const column_info& of);
    /// A list to compare a column with.
    errc bind_list(int index, const list_view& list) {
        return array(index, list, detail::compared_array(list.element, zoned_));
    }
    /// A list that a column holds.
    errc bind_array(int index, const list_view& list) {
        return array(index, list, detail::stored_array(list.element, zoned_));
    }

    /// Says what will be bound: the tenant, or values of a column.
    void describe_tenant(int index) {
        make_room(index);
        set_form(index, detail::text_type, binary);
    }
    void describe(int index, const column_info& of) {
        make_room(index);
        if (of.type != column_type::list) return set_form(index, detail::sent_type(of.type), form_of(of.type));
        const std::uint32_t type = detail::stored_array(of.element, zoned_).array;
        set_form(index, type, form_of_array(type));
    }

    /// For the values of a row of so many parameters that have been described: faster than one by one.
    row take_row(int size);
    /// The same where these may be of other types than those that were described.
    typed_row take_typed_row(int size);
    /// For the values of rows behind one that was ended, up to `most`, which is left to be ended by itself.
    row_sequence take_rows(int size, int shared, int most) noexcept;

private:
    // Apart, so that nothing need be kept over a call where there is room.
    template <class Value> TENON_COLD errc bind_after_growing(int index, column_type type, Value&& value) {
        make_room(index);
        return bind(index, type, std::forward<Value>(value));
    }

    /// JSON is json or jsonb, as its column has it; these have their text in common.
    static constexpr form form_of(column_type type) noexcept { return type == column_type::json ? text : binary; }
    static constexpr form form_of_array(std::uint32_t type) noexcept { return type == detail::any_type ? text : binary; }

    TENON_NOINLINE errc other_text(int index, std::string_view value) {
        if (const errc refused = detail::refusal_of_other(value); refused != errc::ok) return refused;
        set(index, value.data() != nullptr ? value.data() : "", value.size()); // a null pointer would be NULL
        return errc::ok;
    }
    /// What is sent as text ends with a NUL, which a view need not have behind it.
    TENON_NOINLINE errc text_form(int index, std::string_view value) {
        if (const errc refused = detail::refusal(value); refused != errc::ok) return refused;
        set(index, room().assign(value).c_str(), value.size());
        return errc::ok;
    }
    TENON_NOINLINE errc kept_text(int index, std::string&& value) {
        if (const errc refused = detail::refusal(std::string_view(value)); refused != errc::ok) return refused;
        std::string& held = room();
        held.swap(value);
        set(index, held.data(), held.size());
        return errc::ok;
    }
    TENON_NOINLINE errc decimal(int index, std::string_view value) {
        if (!zoned_ && !detail::fits_prisma(value)) return errc::out_of_range;
        std::string& held = room();
        const errc refused = detail::append_value(held, column_type::decimal, detail::any_type, value);
        if (refused == errc::ok) set(index, held.data(), held.size());
        return refused;
    }
    TENON_COLD errc array(int index, const list_view& list, detail::array_type type, int behind = 0) {
        std::string& held = room();
        const form sent = form_of_array(type.array);
        const errc refused = sent == text ? detail::append_array_text(held, list) : detail::append_array(held, list, type.element);
        if (refused != errc::ok) return refused;
        make_room(index);
        set_form(index, type.array, sent);
        size_ = std::max(size_, index);
        set(behind + index, held.c_str(), held.size());
        return errc::ok;
    }

    bool zoned_;
};

/// The values of a row while they are bound. Nobody else knows it, so that compilers keep where it writes in registers; what
/// is slow is left to the parameters.
class parameters::row {
public:
    row(const row&) = delete;
    row& operator=(const row&) = delete;
    ~row() { of_.bytes_ += bytes_; }

    errc bind(int index, column_type, std::int64_t value) noexcept { return number(index, value); }
    errc bind(int index, column_type, bool value) noexcept { return number(index, static_cast<std::int8_t>(value ? 1 : 0)); }
    errc bind(int index, column_type, double value) noexcept {
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        return number(index, std::bit_cast<std::int64_t>(value));
    }
    TENON_INLINE errc bind(int index, column_type type, std::string_view value) {
        if (type == column_type::decimal) return of_.decimal(place(index), value);
        if (type == column_type::json) return of_.text_form(place(index), value);
        if (!detail::is_plain(value)) [[unlikely]] return of_.other_text(place(index), value);
        return borrow(index, value.data(), value.size());
    }
    /// Text that was made for this call: kept.
    errc bind(int index, column_type type, std::string&& value) {
        if (type == column_type::decimal) return of_.decimal(place(index), value);
        if (type == column_type::json) return of_.text_form(place(index), value);
        return of_.kept_text(place(index), std::move(value));
    }
    errc bind(int index, column_type, blob_view value) noexcept {
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        of_.bytes_ += value.size();
        return put(index, value.data() != nullptr ? reinterpret_cast<const char*>(value.data()) : "", value.size());
    }
    errc bind(int index, column_type, timestamp value) noexcept {
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        return number(index, detail::to_microseconds(value));
    }
    errc bind(int index, column_type, date value) noexcept {
        if (const errc refused = detail::refusal(value); refused != errc::ok) [[unlikely]] return refused;
        return number(index, detail::to_days(value));
    }
    errc bind(int index, column_type, const uuid& value) noexcept {
        return borrow(index, reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
    }
    /// Known to be valid text.
    errc bind_tenant(int index, std::string_view id) noexcept {
        if (index <= of_.shared_) return errc::ok;
        return borrow(index, id.data() != nullptr ? id.data() : "", id.size());
    }
    errc bind_null(int index, const column_info&) noexcept { return put(index, nullptr, 0); }
    errc bind_array(int index, const list_view& list) {
        return of_.array(index, list, detail::stored_array(list.element, of_.zoned_), place(0));
    }

protected:
    friend class parameters;

    explicit row(parameters& of) noexcept
        : of_(of), values_(of.row_values_), lengths_(of.row_lengths_), slots_(of.row_slots_) {}

    /// The same parameter counted from the first row on, as what is slow takes it.
    int place(int index) const noexcept { return static_cast<int>(behind_) + index; }

    errc put(int index, const char* value, std::size_t size) noexcept {
        values_[behind_ + index - 1] = value;
        lengths_[behind_ + index - 1] = static_cast<int>(size);
        return errc::ok;
    }
    errc borrow(int index, const char* value, std::size_t size) noexcept {
        bytes_ += size;
        return put(index, value, size);
    }
    template <class Integer> errc number(int index, Integer value) noexcept {
        char* const bytes = slots_[behind_ + index - 1].data();
        detail::write_big_endian(bytes, value);
        return put(index, bytes, sizeof value);
    }

    parameters& of_;
    const char** values_;
    int* lengths_;
    slot* slots_;
    std::size_t bytes_ = 0; ///< of short texts, which are not counted yet
    std::ptrdiff_t behind_ = 0; ///< so many places behind the first row of a sequence is this one
};

/// The values of a row, each with its type.
class parameters::typed_row : public row {
public:
    template <class Value> errc bind(int index, column_type type, Value&& value) {
        of_.set_form(index, detail::sent_type(type), form_of(type));
        return row::bind(index, type, std::forward<Value>(value));
    }
    errc bind_tenant(int index, std::string_view id) noexcept {
        of_.set_form(index, detail::text_type, binary);
        return row::bind_tenant(index, id);
    }
    errc bind_null(int index, const column_info& of) {
        of_.describe(index, of);
        return row::bind_null(index, of);
    }
    errc bind_list(int index, const list_view& list) { return of_.bind_list(index, list); }

private:
    friend class parameters;
    using row::row;
};

/// The values of one row after the other.
class parameters::row_sequence : public row {
public:
    ~row_sequence() {
        of_.rows_ += place(0) / step_;
        of_.go_to(of_.first_ + count(place(0)));
    }

    bool has_room() const noexcept { return left_ != 0 && of_.bytes_ < most_bytes_of_rows; }
    /// The row is bound.
    void next() noexcept {
        behind_ += step_;
        --left_;
    }

private:
    friend class parameters;

    row_sequence(parameters& of, int step, int left) noexcept : row(of), step_(step), left_(left) {}

    int step_;
    int left_;
};

template <class Value> errc parameters::bind(int index, column_type type, Value&& value) {
    if (!has_room(index)) [[unlikely]] return bind_after_growing(index, type, std::forward<Value>(value));
    size_ = index;
    set_form(index, detail::sent_type(type), form_of(type));
    return row(*this).bind(index, type, std::forward<Value>(value));
}
inline errc parameters::bind_tenant(int index, std::string_view id) {
    describe_tenant(index);
    size_ = index;
    return row(*this).bind_tenant(index, id);
}
inline errc parameters::bind_null(int index, const column_info& of) {
    describe(index, of);
    return take_row(index).bind_null(index, of);
}
inline parameters::row parameters::take_row(int size) {
    make_room(size);
    size_ = size;
    return row(*this);
}
inline parameters::typed_row parameters::take_typed_row(int size) {
    make_room(size);
    size_ = size;
    return typed_row(*this);
}
inline parameters::row_sequence parameters::take_rows(int size, int shared, int most) noexcept {
    const int step = std::max(size - shared, 1);
    const int room = (static_cast<int>(room_ - first_) - shared) / step;
    return {*this, step, rows_ == 0 ? 0 : std::max(std::min(room, most - 1 - rows_), 0)};
}

} // namespace tenon::inline TENON_ABI::postgres
