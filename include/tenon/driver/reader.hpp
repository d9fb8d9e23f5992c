// tenon/driver/reader.hpp: from the columns of a row to the fields of a struct.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/reflection.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::driver {

/// Reads one value. NULL for a field that is no std::optional is errc::schema_mismatch.
template <class T, class Cell> TENON_INLINE errc read_value(const Cell& cell, T& out) {
    if constexpr (is_optional_v<T>) {
        if (cell.is_null()) {
            out.reset();
            return errc::ok;
        }
        return read_value(cell, out.emplace());
    } else {
        wire_t<codec<T>::type> wire;
        if (const errc wrong = cell.read(codec<T>::type, wire); wrong != errc::ok) [[unlikely]] return wrong;
        return codec<T>::decode(wire, out);
    }
}

/// The first field of a row that could not be read; no_field where it is no field's value.
struct row_failure {
    errc code = errc::ok;
    std::size_t place = 0;

    TENON_COLD void note(errc wrong, std::size_t at) noexcept {
        if (code == errc::ok) *this = {wrong, at};
    }
};

/// Reads the field at `place` as a value that is made where it is to be: for texts, which most fields are, that saves
/// what an empty one and an assignment to it would cost. After a failure the value does not matter.
template <class T> struct field_maker {
    template <class Cell> TENON_INLINE static T make(const Cell& cell, std::size_t place, row_failure& failed) {
        T value{};
        if (const errc wrong = read_value(cell, value); wrong != errc::ok) [[unlikely]] failed.note(wrong, place);
        return value;
    }
};
template <> struct field_maker<std::string> {
    template <class Cell> TENON_INLINE static std::string make(const Cell& cell, std::size_t place, row_failure& failed) {
        return std::string(text_of(cell, place, failed));
    }
    template <class Cell>
    TENON_INLINE static std::string_view text_of(const Cell& cell, std::size_t place, row_failure& failed) {
        std::string_view text;
        if (const errc wrong = cell.read(column_type::text, text); wrong != errc::ok) [[unlikely]] failed.note(wrong, place);
        return text;
    }
};
template <> struct field_maker<std::optional<std::string>> {
    template <class Cell>
    TENON_INLINE static std::optional<std::string> make(const Cell& cell, std::size_t place, row_failure& failed) {
        if (cell.is_null()) return std::nullopt;
        return std::optional<std::string>(std::in_place, field_maker<std::string>::text_of(cell, place, failed));
    }
};

/// Makes a text again in its place: of an empty one that costs a third of what an assignment does.
TENON_INLINE void put_text(std::string& field, std::string_view text) {
    std::destroy_at(&field);
    try {
        std::construct_at(&field, text);
    } catch (...) {
        std::construct_at(&field);
        throw;
    }
}

/// Reads the column at `place` of the statement's current row. Knows no model: compiled once for each type of field.
template <class Statement, class T>
TENON_NOINLINE void read_field(Statement& statement, std::size_t place, T& field, row_failure& failed) {
    if (const errc wrong = read_value(statement.column(static_cast<int>(place)), field); wrong != errc::ok) [[unlikely]]
        failed.note(wrong, place);
}
template <class Statement>
[[gnu::noinline, gnu::flatten]] void read_field(Statement& statement, std::size_t place, std::string& field, row_failure& failed) {
    std::string_view text;
    const errc wrong = statement.column(static_cast<int>(place)).read(column_type::text, text);
    if (wrong != errc::ok) [[unlikely]] return failed.note(wrong, place);
    put_text(field, text);
}
template <class Statement>
TENON_NOINLINE void read_field(Statement& statement, std::size_t place, std::optional<std::string>& field, row_failure& failed) {
    if (!statement.column(static_cast<int>(place)).is_null()) return read_field(statement, place, field.emplace(), failed);
    field.reset();
}

/// Reads the statement's current row, its columns in the order of the fields, into `row`. After a failure its values do not
/// matter. `EmptyTenant` says that rows without a tenant are stored under the empty one.
template <bool EmptyTenant, class Model, class Statement>
TENON_NOINLINE void read_row_into(Model& row, Statement& statement, row_failure& failed) {
    reflection::with_fields(row, [&](auto&... fields) {
        std::size_t place = 0;
        (read_field(statement, place++, fields, failed), ...);
    });
    if constexpr (EmptyTenant) {
        auto& tenant = reflection::get<info_of<Model>().tenancy.field>(row);
        if (tenant && tenant->empty()) tenant.reset();
    }
}

/// The statement's current row, its columns in the order of the fields, as something that converts to it: so that
/// `emplace` makes the row in its place. `EmptyTenant` says that rows without a tenant are stored under
/// the empty one.
template <bool EmptyTenant, class Model, class Statement> struct row_maker {
    Statement& statement;
    row_failure& failed;

    operator Model() const { return make(std::make_index_sequence<reflection::field_count<Model>>{}); }

private:
    template <std::size_t... I> Model make(std::index_sequence<I...>) const {
        if constexpr (EmptyTenant) {
            Model row{field_maker<reflection::field_type<Model, I>>::make(statement.column(static_cast<int>(I)), I, failed)...};
            auto& tenant = reflection::get<info_of<Model>().tenancy.field>(row);
            if (tenant && tenant->empty()) tenant.reset();
            return row;
        } else {
            return Model{field_maker<reflection::field_type<Model, I>>::make(statement.column(static_cast<int>(I)), I, failed)...};
        }
    }
};

} // namespace tenon::inline TENON_ABI::driver
