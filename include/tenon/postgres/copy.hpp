// tenon/postgres/copy.hpp: rows as COPY takes them in binary: the fastest way in, where no row-level security forbids it.
// Source: "Binary Format" in PostgreSQL's reference page of COPY.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/info.hpp>
#include <tenon/postgres/parameters.hpp>
#include <tenon/postgres/wire.hpp>
#include <tenon/sql/dialect/postgres.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/text.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::postgres::detail {

/// Bytes that wait to be sent. Unlike a text's, its room needs not be written before it is used.
class copy_block {
public:
    /// Room for so many bytes behind those that are in it.
    char* room(std::size_t size) {
        if (size > capacity_ - size_) [[unlikely]] grow(size);
        return bytes_.get() + size_;
    }
    /// `end`: of what was written from `room` on.
    void take(const char* end) noexcept { size_ = static_cast<std::size_t>(end - bytes_.get()); }
    void append(std::string_view bytes) { take(std::copy(bytes.begin(), bytes.end(), room(bytes.size()))); }

    const char* data() const noexcept { return bytes_.get(); }
    std::size_t size() const noexcept { return size_; }
    bool is_full() const noexcept { return size_ >= usual_size; }
    void clear() noexcept { size_ = 0; }

private:
    static constexpr std::size_t usual_size = std::size_t{64} * 1024;

    TENON_COLD void grow(std::size_t more) {
        const std::size_t capacity = std::max(size_ + more, usual_size + usual_size / 8);
        auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
        std::copy_n(bytes_.get(), size_, bytes.get());
        bytes_ = std::move(bytes);
        capacity_ = capacity;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
};

/// How the values of a statement's parameters become the columns of a row. COPY converts nothing: each value has to be of
/// its column's own type, as the tables of tenon's own layout have them.
class copy_columns {
public:
    /// `parameters`: what each of a row's parameters is, the tenant or the place of a field.
    copy_columns(const model_info& model, std::span<const std::uint8_t> parameters) : model_(&model), parameters_(parameters) {
        while (!parameters_.empty() && parameters_.back() == sql::other_parameter) parameters_ = parameters_.first(parameters_.size() - 1);
    }

    /// Whether every column can be written so. A list of what is sent as text cannot.
    bool are_known() const noexcept {
        for (const std::uint8_t what : parameters_) {
            if (what == sql::tenant_parameter) continue;
            if (what >= model_->columns.size()) return false;
            const column_info& column = model_->columns[what];
            if (column.type == column_type::list && stored_array(column.element, true).array == any_type) return false;
        }
        return !parameters_.empty();
    }

    /// The text that begins a COPY, behind `before`, which is the same each time.
    const char* statement(std::string_view before) {
        if (text_.empty()) text_.append(before).append(make_statement());
        return text_.c_str();
    }

    TENON_COLD void begin(copy_block& out) {
        types_.clear();
        for (const std::uint8_t what : parameters_)
            types_.push_back(what == sql::tenant_parameter ? column_type::text : model_->columns[what].type);
        out.append({"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19});
    }
    static void end(copy_block& out) { out.append("\377\377"); }

    void append(copy_block& out, const parameters& row) const {
        const char* const* const values = row.values();
        const int* const lengths = row.lengths();
        const std::size_t most = 2 + 12 * parameters_.size() + row.bytes(); // a size and a number of eight bytes for each
        char* at = write(out.room(most), static_cast<std::int16_t>(parameters_.size()));
        for (std::size_t i = 0; i < parameters_.size(); ++i) {
            if (values[i] == nullptr) at = write<std::int32_t>(at, -1);
            else at = write_value(at, types_[i], values[i], lengths[i]);
        }
        out.take(at);
    }

private:
    TENON_COLD std::string make_statement() const {
        return sql::written_text([&](sql::text_writer& w) {
            w.write("COPY ");
            sql::postgres_dialect::table(w, *model_);
            sql::separator comma(" (", ", ");
            for (const std::uint8_t what : parameters_) {
                comma(w);
                w.identifier(what == sql::tenant_parameter ? model_->tenant_column() : model_->columns[what].column);
            }
            w.write(") FROM STDIN (FORMAT binary)");
        });
    }

    template <class Integer> static char* write(char* at, Integer value) noexcept {
        write_big_endian(at, value);
        return at + sizeof value;
    }

    /// Integers are bound as eight bytes, and were checked against their fields: the last of these are what the column has.
    static char* write_value(char* at, column_type type, const char* bytes, int length) noexcept {
        switch (type) {
        case column_type::int8:
        case column_type::int16:
        case column_type::uint8:
            bytes += 6;
            length = 2;
            break;
        case column_type::int32:
        case column_type::uint16:
            bytes += 4;
            length = 4;
            break;
        case column_type::float32: {
            const auto wide = std::bit_cast<double>(read_big_endian<std::uint64_t>(bytes));
            at = write<std::int32_t>(at, 4);
            return write(at, std::bit_cast<std::uint32_t>(static_cast<float>(wide)));
        }
        case column_type::int64:
        case column_type::float64:
        case column_type::timestamp:
            at = write<std::int32_t>(at, 8);
            std::memcpy(at, bytes, 8);
            return at + 8;
        default: break;
        }
        at = write(at, static_cast<std::int32_t>(length));
        std::memcpy(at, bytes, static_cast<std::size_t>(length));
        return at + length;
    }

    const model_info* model_;
    std::span<const std::uint8_t> parameters_;
    std::vector<column_type> types_; ///< of the columns; known once a COPY has begun
    std::string text_;               ///< which begins it
};

} // namespace tenon::inline TENON_ABI::postgres::detail
