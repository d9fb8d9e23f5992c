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

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::postgres::detail {

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

    TENON_COLD std::string statement() const {
        const auto write = [&](sql::text_writer& w) {
            w.write("COPY ");
            sql::postgres_dialect::table(w, *model_);
            sql::separator comma(" (", ", ");
            for (const std::uint8_t what : parameters_) {
                comma(w);
                w.identifier(what == sql::tenant_parameter ? model_->tenant_column() : model_->columns[what].column);
            }
            w.write(") FROM STDIN (FORMAT binary)");
        };
        sql::text_writer counter;
        write(counter);
        std::string text(counter.size(), '\0');
        sql::text_writer writer(text.data());
        write(writer);
        return text;
    }

    static void begin(std::string& out) { out.append("PGCOPY\n\377\r\n\0", 11).append(8, '\0'); }
    static void end(std::string& out) { out.append("\377\377", 2); }

    void append(std::string& out, const parameters& row) const {
        put(out, static_cast<std::int16_t>(parameters_.size()));
        for (std::size_t i = 0; i < parameters_.size(); ++i) {
            const char* value = row.values()[i];
            if (value == nullptr) {
                put<std::int32_t>(out, -1);
                continue;
            }
            const std::uint8_t what = parameters_[i];
            append_value_of(out, what == sql::tenant_parameter ? column_type::text : model_->columns[what].type,
                            {value, static_cast<std::size_t>(row.lengths()[i])});
        }
    }

private:
    template <class Integer> static void put(std::string& out, Integer value) {
        char bytes[sizeof value];
        write_big_endian(bytes, value);
        out.append(bytes, sizeof bytes);
    }

    /// Integers are bound as eight bytes, and were checked against their fields: the last of these are what the column has.
    static void append_value_of(std::string& out, column_type type, std::string_view bytes) {
        char single[4];
        switch (type) {
        case column_type::int8:
        case column_type::int16:
        case column_type::uint8: bytes.remove_prefix(6); break;
        case column_type::int32:
        case column_type::uint16: bytes.remove_prefix(4); break;
        case column_type::float32: {
            const auto wide = std::bit_cast<double>(read_big_endian<std::uint64_t>(bytes.data()));
            write_big_endian(single, std::bit_cast<std::uint32_t>(static_cast<float>(wide)));
            bytes = {single, sizeof single};
            break;
        }
        default: break;
        }
        put(out, static_cast<std::int32_t>(bytes.size()));
        out += bytes;
    }

    const model_info* model_;
    std::span<const std::uint8_t> parameters_;
};

} // namespace tenon::inline TENON_ABI::postgres::detail
