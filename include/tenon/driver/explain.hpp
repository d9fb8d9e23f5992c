// tenon/driver/explain.hpp: which reference stood in the way, for databases that only say that one did. Asked after a
// failure, in the same transaction or outside: it costs one statement then, and nothing otherwise.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/driver/binder.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/sql/ddl/physical.hpp>
#include <tenon/sql/statement.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::driver {

/// A reference that may have failed, and the condition under which it did.
struct suspect {
    const model_info* model;
    std::vector<std::string> fields;
    std::string constraint;
    std::string condition; ///< SQL over the failed statement's own parameters
};

namespace detail {

TENON_RARE std::string identifier_text(std::string_view name) {
    std::string text(2 + 2 * name.size(), '\0');
    sql::text_writer writer(text.data());
    writer.identifier(name);
    text.resize(writer.size());
    return text;
}

/// The parameter of a statement that gives a column of its model, in the dialect's spelling; empty when none does.
template <class Dialect> TENON_COLD std::string parameter_for(const sql::statement_spec& spec, std::string_view column) {
    const model_info& model = *spec.model;
    for (std::size_t i = 0; i < spec.parameters.size(); ++i) {
        const std::uint8_t what = spec.parameters[i];
        const bool is_tenant = what == sql::tenant_parameter && column == model.tenant_column();
        if (!is_tenant && (what >= model.columns.size() || model.columns[what].column != column)) continue;
        char text[16]{};
        sql::text_writer writer(text);
        Dialect::parameter(writer, i + 1);
        return {text, writer.size()};
    }
    return {};
}

TENON_COLD std::vector<std::string> fields_of(const model_info& model, const auto& columns) {
    return model.fields_behind(std::vector<std::string_view>(columns.begin(), columns.end()));
}

/// `"a" = ?1 AND "b" = ?2`, with `columns[i]` compared to what the statement gives for `given[i]`. Nothing when it does
/// not give them all.
template <class Dialect>
TENON_COLD std::optional<std::string> comparison(const sql::statement_spec& spec, const auto& columns, const auto& given, bool empty_tenant_too) {
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string parameter = parameter_for<Dialect>(spec, given[i]);
        if (parameter.empty()) return std::nullopt;
        if (i != 0) text += " AND ";
        text += identifier_text(columns[i]);
        if (i == 0 && empty_tenant_too) text.append(" IN (").append(parameter).append(", '')");
        else text.append(" = ").append(parameter);
    }
    return text;
}

/// References of the written row to rows that are not there.
template <class Dialect>
TENON_COLD void suspect_own(const sql::statement_spec& spec, const schema_info& schema, auto& suspects) {
    const auto table = sql::physical_table(schema, *spec.model, Dialect::longest_name);
    for (const auto& key : table.foreign_keys) {
        const auto same = comparison<Dialect>(spec, key.target_columns, key.columns, key.to_shared_too);
        if (!same) continue;
        std::string condition;
        for (const auto& column : key.columns)
            condition.append(parameter_for<Dialect>(spec, column)).append(" IS NOT NULL AND ");
        condition += "NOT EXISTS (SELECT 1 FROM " + identifier_text(key.target) + " WHERE " + *same + ")";
        suspects.push_back({spec.model, fields_of(*spec.model, key.columns), key.name, std::move(condition)});
    }
}

/// References of other rows to the removed one.
template <class Dialect>
TENON_COLD void suspect_others(const sql::statement_spec& spec, const schema_info& schema, auto& suspects) {
    for (const model_info* other : schema.models)
        for (const auto& key : sql::physical_table(schema, *other, Dialect::longest_name).foreign_keys) {
            const bool keeps = key.on_delete == on_delete::restrict || key.on_delete == on_delete::no_action;
            if (key.target != spec.model->table || !keeps) continue;
            const auto same = comparison<Dialect>(spec, key.columns, key.target_columns, false);
            if (!same) continue;
            suspects.push_back({other, fields_of(*other, key.columns), key.name,
                                "EXISTS (SELECT 1 FROM " + identifier_text(other->table) + " WHERE " + *same + ")"});
        }
}

} // namespace detail

/// Finds the reference behind a foreign_key_violation or relation_violation that does not name one, and adds it to the
/// error, with the model that refers.
template <class Connection, class Dialect>
TENON_COLD void explain_reference(Connection& connection, const schema_info& schema, const sql::statement_spec& spec, error& e,
                                  value_source<binder<typename Connection::statement_type>> bind) {
    const bool of_reference = e.code == errc::foreign_key_violation || e.code == errc::relation_violation;
    if (!of_reference || !e.constraint.empty() || spec.model == nullptr || spec.parameters.empty()) return;
    std::vector<suspect> suspects;
    if (e.code == errc::foreign_key_violation) detail::suspect_own<Dialect>(spec, schema, suspects);
    else detail::suspect_others<Dialect>(spec, schema, suspects);
    if (suspects.empty()) return;

    // The number of the first suspect that is guilty; and every parameter, since all of them are bound.
    std::string text = "SELECT CASE";
    for (std::size_t i = 0; i < suspects.size(); ++i)
        text.append(" WHEN ").append(suspects[i].condition).append(" THEN ").append(std::to_string(i));
    text += " END";
    for (std::size_t i = 1; i <= spec.parameters.size(); ++i) {
        char parameter[16]{};
        sql::text_writer writer(parameter);
        Dialect::parameter(writer, i);
        text.append(", ").append(parameter, writer.size());
    }
    auto* asked = connection.prepare({text, verb::other, nullptr, nullptr});
    if (asked == nullptr) return;
    std::int64_t guilty = -1;
    binder again{*asked};
    if (bind(again) && asked->step() == step_result::row && !asked->column(0).is_null() &&
        asked->column(0).read(column_type::int64, guilty) == errc::ok) {
        const suspect& found = suspects[static_cast<std::size_t>(guilty)];
        e.constraint = found.constraint;
        e.fields = found.fields;
        e.model = found.model->model;
    }
    asked->reset();
}

} // namespace tenon::inline TENON_ABI::driver
