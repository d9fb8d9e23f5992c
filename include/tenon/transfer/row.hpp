// tenon/transfer/row.hpp: a row of a model as a line of a file and back.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/json_field.hpp>
#include <tenon/core/json_line.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/reflection.hpp>
#include <tenon/repository/completion.hpp>
#include <tenon/repository/validation.hpp>
#include <tenon/transfer/record.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::transfer::detail {

template <class Model> std::unique_ptr<error> error_of_field(errc code, std::size_t place) {
    auto why = driver::error_about(code, &info_of<Model>().columns[place], std::string(info_of<Model>().model) + "." + std::string(info_of<Model>().columns[place].field));
    why->model = info_of<Model>().model;
    return why;
}

/// `{"model":"Note","tenant":"acme","row":`
inline std::string line_head(std::string_view model, std::string_view tenant) {
    std::string head = "{\"model\":";
    json_line::append_text(head, model);
    if (!tenant.empty()) {
        head += ",\"tenant\":";
        json_line::append_text(head, tenant);
    }
    return head += ",\"row\":";
}

/// Appends a row and the end of its line. What could not be written, or nullptr.
template <class Model> std::unique_ptr<error> append_row(std::string& out, const Model& row, bool with_secrets) {
    std::unique_ptr<error> why;
    char before = '{';
    reflection::for_each_field(row, [&]<std::size_t Place>(const auto& field, std::integral_constant<std::size_t, Place>) {
        constexpr const column_info& column = info_of<Model>().columns[Place];
        if (why != nullptr || (column.secret && !with_secrets)) return;
        out += std::exchange(before, ',');
        json_line::append_text(out, column.field);
        out += ':';
        if (const errc wrong = json_line::append_field(out, field); wrong != errc::ok) why = error_of_field<Model>(wrong, Place);
    });
    out += before == '{' ? "{}}" : "}}";
    return why;
}

/// The row that a record is, with what it leaves out filled in as by a create, but for its tenant and what the database
/// numbers. What is wrong with it, by its types and its rules, or nullptr.
template <class Model> std::unique_ptr<error> make_row(const record& from, Model& row) {
    std::unique_ptr<error> why;
    bool lacks = false;
    reflection::for_each_field(row, [&]<std::size_t Place>(auto& field, std::integral_constant<std::size_t, Place>) {
        lacks = lacks || from.cells[Place].is == cell::kind::absent;
        const errc wrong = why == nullptr ? json_line::read_field(from.cells[Place], field) : errc::ok;
        if (wrong != errc::ok) why = error_of_field<Model>(wrong, Place);
        if constexpr (info_of<Model>().columns[Place].generated == generator::autoincrement)
            if (why == nullptr && from.cells[Place].is != cell::kind::absent && field == 0) why = error_of_field<Model>(errc::out_of_range, Place);
    });
    if (why != nullptr) return why;
    if (lacks) {
        Model whole = row;
        repository_detail::fill(whole);
        reflection::for_each_field(row, [&]<std::size_t Place>(auto& field, std::integral_constant<std::size_t, Place>) {
            if (from.cells[Place].is == cell::kind::absent) field = std::move(reflection::get<Place>(whole));
        });
    }
    return repository_detail::invalid_row(row);
}

} // namespace tenon::inline TENON_ABI::transfer::detail
