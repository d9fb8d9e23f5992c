// tenon/postgres/parameter_arrays.hpp: the arrays that libpq takes the values of a statement from, of one row or of several.
#pragma once

#include <tenon/core/config.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::postgres {

/// Types and forms belong to the parameters and last as long as their statement; values belong to a row and are borrowed, or lie
/// in room that is kept from run to run. Rows may lie one behind the other: `end_row` says that one is bound, `show_row` and
/// `show_all` what is to be sent. Used by one thread at a time.
class parameter_arrays {
public:
    parameter_arrays() = default;
    parameter_arrays(const parameter_arrays&) = delete;
    parameter_arrays& operator=(const parameter_arrays&) = delete;

    /// The row that is bound is the first of several. The first `shared` parameters are the same for all, and are not bound again.
    void begin_rows(int shared) noexcept {
        width_ = size_;
        shared_ = shared;
    }
    /// A row is bound, and another one may be.
    void end_row() noexcept {
        ++rows_;
        go_to(first_ + count(width_ - shared_));
    }
    int rows() const noexcept { return rows_; }
    /// Of all texts and bytes since `clear`.
    std::size_t bytes() const noexcept { return bytes_; }
    /// Copies what the row that is being bound borrows: it may be gone by the time that it is sent.
    TENON_COLD void keep_row() {
        std::string& held = room();
        for (const bool copies : {false, true}) { // first only counted: what is pointed to must not move
            std::size_t used = 0;
            for (std::size_t place = first_ + count(shared_); place < first_ + count(size_); ++place) {
                const char*& value = values_[place];
                if (value == nullptr || value == slots_[place].data()) continue;
                const std::size_t size = count(lengths_[place]) + 1; // a NUL is behind what is sent as text
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
        go_to(count(row) * count(width_ - shared_));
        for (std::size_t place = 0; row != 0 && place < count(shared_); ++place) {
            values_[first_ + place] = values_[place]; // in the place of what was sent with the row before it
            lengths_[first_ + place] = lengths_[place];
        }
        size_ = width_;
    }
    /// From now on what is bound is all rows that were ended.
    void show_all() noexcept {
        go_to(0);
        size_ = shared_ + rows_ * (width_ - shared_);
        if (size_ > formed_) [[unlikely]] repeat_forms();
    }

    int size() const noexcept { return size_; }
    const Oid* types() const noexcept { return types_.data(); }
    const char* const* values() const noexcept { return row_values_; }
    const int* lengths() const noexcept { return row_lengths_; }
    const int* formats() const noexcept { return formats_.data(); }

    /// Nothing is bound any more.
    void clear() noexcept {
        clear_values();
        shared_ = 0;
        rows_ = 0;
        go_to(0);
    }
    /// The same where no rows were begun.
    void clear_values() noexcept {
        size_ = 0;
        bytes_ = 0;
        used_ = 0;
    }

protected:
    using slot = std::array<char, 8>;
    enum form : int { text = 0, binary = 1 };

    /// The place where the row begins that is being bound, or shown.
    void go_to(std::size_t place) noexcept {
        first_ = place;
        row_values_ = values_.data() + place;
        row_lengths_ = lengths_.data() + place;
        row_slots_ = slots_.data() + place;
    }

    /// Parameters are numbered from 1.
    bool has_room(int size) const noexcept { return first_ + count(size) <= room_; }
    void make_room(int size) {
        if (!has_room(size)) [[unlikely]] grow(size);
    }
    /// There is room.
    void set_form(int index, std::uint32_t type, form sent) noexcept {
        types_[count(index - 1)] = type;
        if (sent != binary) formats_[count(index - 1)] = sent;
    }
    void set(int index, const char* value, std::size_t size) noexcept {
        values_[first_ + count(index - 1)] = value;
        lengths_[first_ + count(index - 1)] = static_cast<int>(size);
        bytes_ += size;
    }
    /// An empty text, for what has to be written before it is sent.
    std::string& room() {
        if (used_ == kept_.size()) [[unlikely]] kept_.push_back(std::make_unique<std::string>());
        std::string& held = *kept_[used_++];
        held.clear();
        return held;
    }

    static std::size_t count(int number) noexcept { return static_cast<std::size_t>(number); }

    int size_ = 0;
    int shared_ = 0; ///< of them are bound already, with the first row
    int width_ = 0;  ///< of a row
    int rows_ = 0;   ///< that were ended
    int formed_ = 0; ///< so many have a type and a form, where rows lie behind the first
    std::size_t room_ = 0;  ///< for so many there is room
    std::size_t first_ = 0; ///< where the row begins that is being bound, or shown
    std::size_t bytes_ = 0;
    std::size_t used_ = 0; ///< texts of those that are kept
    const char** row_values_ = nullptr; ///< of this row, as are the next two
    int* row_lengths_ = nullptr;
    slot* row_slots_ = nullptr;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<slot> slots_; ///< for numbers

private:
    /// Makes room for a parameter of the row that is being bound.
    TENON_COLD void grow(int index) {
        const std::size_t size = std::max(first_ + count(index) + 8, 2 * values_.size());
        types_.resize(size);
        formats_.resize(size, binary);
        values_.resize(size);
        lengths_.resize(size);
        std::vector<slot> slots(size);
        for (std::size_t i = 0; i < slots_.size(); ++i) { // what lies in a slot moves with it
            slots[i] = slots_[i];
            if (values_[i] == slots_[i].data()) values_[i] = slots[i].data();
        }
        slots_.swap(slots);
        room_ = size;
        go_to(first_);
    }
    /// Gives the parameters of all rows what those of the first have.
    TENON_COLD void repeat_forms() noexcept {
        const std::size_t step = count(width_ - shared_);
        for (std::size_t place = count(width_); place < count(size_); ++place) {
            types_[place] = types_[place - step];
            formats_[place] = formats_[place - step];
        }
        formed_ = size_;
    }

    std::vector<Oid> types_;
    std::vector<int> formats_;
    std::vector<std::unique_ptr<std::string>> kept_; ///< the first `used_` of this run, the others for runs to come
};

} // namespace tenon::inline TENON_ABI::postgres
