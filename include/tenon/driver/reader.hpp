// tenon/driver/reader.hpp: from the columns of a row to the fields of a struct.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/reflection.hpp>

#include <cstddef>
#include <tuple>
#include <utility>

namespace tenon::inline TENON_ABI::driver {

/// Reads one value. NULL for a field that is no std::optional is errc::schema_mismatch.
template <class T, class Cell> errc read_value(const Cell& cell, T& out) {
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

/// Reads the statement's current row into `row`, columns in the order of the fields. On failure `place` is the field.
/// `EmptyTenant` says that rows without a tenant are stored under the empty one.
template <bool EmptyTenant, class Model, class Statement>
errc read_row(Statement& statement, Model& row, std::size_t& place) {
    auto fields = reflection::tie(row);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        errc wrong = errc::ok;
        // Stops at the first field that fails.
        static_cast<void>(
            ((place = I, (wrong = read_value(statement.column(static_cast<int>(I)), std::get<I>(fields))) == errc::ok) &&
             ...));
        if constexpr (EmptyTenant) {
            auto& tenant = std::get<info_of<Model>().tenancy.field>(fields);
            if (tenant && tenant->empty()) tenant.reset();
        }
        return wrong;
    }(std::make_index_sequence<reflection::field_count<Model>>{});
}

} // namespace tenon::inline TENON_ABI::driver
