// tenon/postgres/errors.hpp: from SQLSTATEs and the server's diagnostics to errors.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/postgres/statement.hpp>
#include <tenon/postgres/told_names.hpp>
#include <tenon/sql/ddl/physical.hpp>
#include <tenon/sql/dialect/postgres.hpp>
#include <tenon/sql/statement.hpp>

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::postgres::detail {

/// What failed: what the server said, or what it did not live to say.
struct native_failure {
    result_handle result;
    errc code = errc::ok; ///< known without the server
    std::string text{};
    std::unique_ptr<error> told{}; ///< all of it, where nothing was sent
    bool sent_nothing = false;
    bool timed_out = false;

    void clear() noexcept {
        if (result != nullptr) [[unlikely]] result.reset(); // asked, which is less than to store what is there
        if (told != nullptr) [[unlikely]] told.reset();
        code = errc::ok;
        sent_nothing = timed_out = false;
    }
    std::string_view field(int code_of_field) const noexcept {
        const char* held = result ? PQresultErrorField(result.get(), code_of_field) : nullptr;
        return held != nullptr ? std::string_view(held) : std::string_view();
    }
};

inline std::string_view state_of(const native_failure& failed) noexcept { return failed.field(PG_DIAG_SQLSTATE); }

/// A prepared statement would give other types now than when it was prepared: a table has changed.
inline bool is_changed_plan(const native_failure& failed) noexcept {
    return state_of(failed) == "0A000" && failed.field(PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
}

/// A row is not one that a policy lets be written. Citus hands on the text of a node's error, and not where it is from.
TENON_RARE bool is_policy(const native_failure& failed) noexcept {
    const std::string_view where = failed.field(PG_DIAG_SOURCE_FUNCTION);
    if (where != "ReportResultError") return where == "ExecWithCheckOptions";
    return failed.field(PG_DIAG_MESSAGE_PRIMARY).find("row-level security policy") != std::string_view::npos;
}

/// Errors of states that are the program's own, as triggers and functions raise them: the standard leaves it classes that
/// begin so, and the server's own among these are in the table below.
constexpr bool is_raised(std::string_view state) noexcept {
    return !state.empty() && ((state[0] >= '5' && state[0] <= '9') || (state[0] >= 'I' && state[0] <= 'Z'));
}

TENON_RARE errc code_of(std::string_view state, verb of) {
    const bool removes = of == verb::remove || of == verb::remove_many;
    struct {
        std::string_view beginning; // the first that fits
        errc code;
    } const table[] = {
        {"23505", errc::unique_violation},     {"23503", removes ? errc::relation_violation : errc::foreign_key_violation},
        {"23001", errc::relation_violation},   {"23502", errc::not_null_violation},
        {"23514", errc::check_violation},      {"23", errc::check_violation},
        {"44", errc::check_violation},
        {"22003", errc::out_of_range},         {"22008", errc::out_of_range},
        {"22001", errc::too_long},             {"22", errc::invalid_value},
        {"40001", errc::serialization_conflict}, {"40P01", errc::deadlock},
        {"40003", errc::commit_unknown},       {"40", errc::serialization_conflict},
        {"72000", errc::serialization_conflict},
        // A pooler changed the server: the transaction has to run again.
        {"26000", errc::serialization_conflict}, {"42P05", errc::serialization_conflict},
        {"55P03", errc::busy},                 {"55006", errc::busy},
        {"55", errc::unsupported},             {"57014", errc::cancelled},
        {"42501", errc::permission_denied},    {"42P01", errc::missing_table},
        {"3F000", errc::missing_table},        {"42703", errc::missing_column},
        {"42P07", errc::schema_mismatch},      {"42710", errc::schema_mismatch},
        {"42804", errc::schema_mismatch},      {"42883", errc::schema_mismatch},
        {"42P10", errc::schema_mismatch},      {"42", errc::invalid_sql},
        {"25006", errc::read_only},            {"25P03", errc::connection_lost},
        {"25P04", errc::connection_lost},      {"25", errc::transaction_closed},
        {"53100", errc::disk_full},            {"53300", errc::connection_failed},
        {"53400", errc::quota_exceeded},       {"53", errc::out_of_memory},
        {"54", errc::too_long},                {"57", errc::connection_lost},
        {"08", errc::connection_lost},         {"28", errc::authentication_failed},
        {"58", errc::connection_lost},         {"XX001", errc::corrupt},
        {"XX002", errc::corrupt},              {"XX", errc::unsupported},
        {"0A000", errc::unsupported},          {"HV", errc::unsupported},
        {"P0", errc::check_violation},
    };
    for (const auto& row : table)
        if (state.starts_with(row.beginning)) return row.code;
    return is_raised(state) ? errc::check_violation : errc::invalid_sql;
}

/// Model, fields and constraint, as far as the server names them.
TENON_RARE void add_details(error& e, const native_failure& failed, const schema_info& schema) {
    const std::string_view table = failed.field(PG_DIAG_TABLE_NAME);
    const std::string_view column = failed.field(PG_DIAG_COLUMN_NAME);
    const std::string_view constraint = failed.field(PG_DIAG_CONSTRAINT_NAME);
    // The errors of nodes behind a coordinator come as their texts only.
    const bool only_text = constraint.empty() && column.empty() && e.native_code.starts_with("23");
    const std::string_view message = only_text ? failed.field(PG_DIAG_MESSAGE_PRIMARY) : std::string_view();
    const auto is_it = [&](std::string_view told, std::string_view name) {
        return only_text ? mentions(message, name) : is_named(told, name);
    };
    const auto is_column = [&](const column_info& each) {
        return only_text ? e.native_code == "23502" && mentions(message, each.column) : each.column == column;
    };
    const model_info* of = schema.find_table(table);
    for (const model_info* model : schema.models)
        if (of == nullptr && is_it(table, model->table)) of = model;
    for (std::size_t i = 0; of != nullptr && i < of->columns.size(); ++i)
        if (is_column(of->columns[i])) {
            e.model = of->model;
            e.fields = of->fields_behind(std::vector<std::string_view>{of->columns[i].column});
        }
    if (constraint.empty() && !only_text) return;
    e.constraint = constraint;
    const auto found = [&](const model_info& model, const std::string& name, std::vector<std::string> fields) {
        e.model = model.model;
        e.constraint = name;
        e.fields = std::move(fields);
    };
    constexpr std::size_t longest = sql::postgres_dialect::longest_name;
    for (const model_info* model : schema.models) {
        const sql::table_definition held = sql::physical_table(schema, *model, longest);
        const auto fields = [&](const auto& columns) {
            return model->fields_behind(std::vector<std::string_view>(columns.begin(), columns.end()));
        };
        if (is_it(constraint, held.primary_key_name)) return found(*model, held.primary_key_name, fields(held.primary_key));
        for (const auto& index : held.indexes) {
            if (!index.unique || !is_it(constraint, index.name)) continue;
            std::vector<std::string> columns;
            for (const auto& each : index.columns) columns.push_back(each.name);
            return found(*model, index.name, fields(columns));
        }
        if (held.quota && is_it(constraint, held.quota->name)) return found(*model, held.quota->name, {});
        for (const auto& key : held.foreign_keys)
            if (is_it(constraint, key.name)) return found(*model, key.name, fields(key.columns));
        for (const sql::column_definition& each : held.columns)
            if (!each.check_name.empty() && is_it(constraint, each.check_name)) {
                if (each.check_name.ends_with("_range")) e.code = errc::out_of_range;
                return found(*model, each.check_name, fields(std::vector<std::string>{each.name}));
            }
        for (const sql::check_definition& each : held.checks)
            if (is_it(constraint, each.name)) return found(*model, each.name, fields(std::vector<std::string>{each.column}));
    }
}

/// Whether the server's words hold no value: they are of names and types in the statement's own text. What a function or a
/// trigger says behind it has a context, and may be of rows; a syntax error quotes the text, which may have values in it,
/// other than that of a script.
TENON_RARE bool names_only(const native_failure& failed, verb of) {
    const std::string_view state = state_of(failed);
    if (!failed.field(PG_DIAG_CONTEXT).empty()) return false;
    if (state == "42601") return of == verb::schema;
    return state == "3F000" || state == "0A000" || (state.starts_with("42") && state != "42501");
}

/// What failed, for a statement.
TENON_RARE error make_native_error(const native_failure& failed, const sql::statement_spec& spec, const schema_info& schema) {
    error e;
    if (failed.told != nullptr) {
        e = *failed.told;
        e.statement = spec.text;
        return e;
    }
    e.native_code = state_of(failed);
    e.code = failed.code != errc::ok ? failed.code : code_of(e.native_code, spec.verb);
    if (failed.timed_out) e.code = errc::timeout;
    // A row of another tenant stands in an upsert's way: a policy hides it, and refuses to change it.
    if (spec.verb == verb::upsert && e.native_code == "42501" && is_policy(failed)) e.code = errc::unique_violation;
    if (is_changed_plan(failed)) e.code = errc::serialization_conflict; // inside a transaction, which has to run again
    e.statement = spec.text;
    if (spec.model != nullptr) e.model = spec.model->model;
    e.server_text = failed.text;
    if (failed.result) {
        e.server_text = PQresultErrorMessage(failed.result.get());
        add_details(e, failed, schema);
    }
    if (names_only(failed, spec.verb)) e.message.append(failed.field(PG_DIAG_MESSAGE_PRIMARY)).append(". ");
    e.message += tenon::message(e.code);
    return e;
}

} // namespace tenon::inline TENON_ABI::postgres::detail
