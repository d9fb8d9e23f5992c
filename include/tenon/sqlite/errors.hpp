// tenon/sqlite/errors.hpp: from SQLite's result codes and messages to errors.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/sql/ddl/physical.hpp>
#include <tenon/sql/dialect/sqlite.hpp>
#include <tenon/sql/statement.hpp>

#include <sqlite3.h>

#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sqlite {

namespace detail {

/// What a message says, and the text behind it: `says("no such table: X", "no such table: ")` is "X".
inline bool says(std::string_view message, std::string_view beginning, std::string_view& rest) {
    if (!message.starts_with(beginning)) return false;
    rest = message.substr(beginning.size());
    return true;
}

/// SQLITE_ERROR is one code for much: only its words tell more.
TENON_RARE errc code_of_text(std::string_view message) {
    const auto has = [&](std::string_view part) { return message.find(part) != std::string_view::npos; };
    if (has("not authorized")) return errc::permission_denied; // of a function, or of a table of a module
    if (has("no such table")) return errc::missing_table;
    if (has("no such column") || has("has no column named")) return errc::missing_column;
    if (has("already exists") || has("foreign key mismatch") || has("ON CONFLICT clause does not match"))
        return errc::schema_mismatch;
    if (has("unsupported file format")) return errc::corrupt;
    if (has("integer overflow") || has("real overflow") || has("decimal overflow")) return errc::out_of_range;
    if (has("malformed number")) return errc::invalid_value;
    if (has("interrupted")) return errc::cancelled;
    return errc::invalid_sql;
}

TENON_RARE errc code_of(int extended, std::string_view message, verb of) {
    const bool removes = of == verb::remove || of == verb::remove_many;
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return errc::unique_violation;
    case SQLITE_CONSTRAINT_FOREIGNKEY: return removes ? errc::relation_violation : errc::foreign_key_violation;
    case SQLITE_CONSTRAINT_TRIGGER: // RESTRICT is a trigger inside, and so are our quotas and references to shared rows
        return message.starts_with("tenon_quota:")                 ? errc::quota_exceeded
               : removes || message.starts_with("tenon_relation:") ? errc::relation_violation
                                                                   : errc::foreign_key_violation;
    case SQLITE_CONSTRAINT_NOTNULL: return errc::not_null_violation;
    case SQLITE_CONSTRAINT_DATATYPE:
        // A sum that left the 64 bits has become a real number by the time that it is stored.
        return message.find("REAL value in INTEGER") != std::string_view::npos ? errc::out_of_range
                                                                                : errc::invalid_value;
    case SQLITE_CONSTRAINT_CHECK: return message.ends_with("_range") ? errc::out_of_range : errc::check_violation;
    case SQLITE_BUSY_SNAPSHOT: return errc::serialization_conflict;
    case SQLITE_IOERR_NOMEM: return errc::out_of_memory;
    case SQLITE_IOERR_SHMSIZE: return errc::disk_full; // no room for the file beside a WAL
    default: break;
    }
    switch (extended & 0xff) {
    case SQLITE_CONSTRAINT: return errc::check_violation;
    case SQLITE_BUSY:
    case SQLITE_PROTOCOL: // two connections met while they recovered a WAL
    case SQLITE_LOCKED: return errc::busy;
    case SQLITE_INTERRUPT: return errc::cancelled;
    case SQLITE_READONLY: return errc::read_only;
    case SQLITE_FULL: return errc::disk_full;
    case SQLITE_CANTOPEN: return errc::connection_failed;
    case SQLITE_IOERR: return errc::connection_lost;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return errc::corrupt;
    case SQLITE_NOMEM: return errc::out_of_memory;
    case SQLITE_TOOBIG: return errc::too_long;
    case SQLITE_MISMATCH: return errc::invalid_value;
    case SQLITE_AUTH:
    case SQLITE_PERM: return errc::permission_denied;
    case SQLITE_SCHEMA: return errc::schema_mismatch;
    default: return code_of_text(message);
    }
}

/// `User.tenantId, User.email` → the columns, and whose they are.
TENON_RARE std::vector<std::string_view> columns_of(std::string_view list, std::string_view& table) {
    std::vector<std::string_view> columns;
    while (!list.empty()) {
        std::string_view item = list.substr(0, list.find(", "));
        list.remove_prefix(std::min(list.size(), item.size() + 2));
        const auto dot = item.find('.');
        if (dot == std::string_view::npos) continue;
        table = item.substr(0, dot);
        columns.push_back(item.substr(dot + 1));
    }
    return columns;
}

TENON_RARE sql::table_definition table_of(const schema_info& schema, const model_info& model) {
    return sql::physical_table(schema, model, sql::sqlite_dialect::longest_name);
}

/// The name of the unique index, or of the primary key, over these columns.
TENON_COLD std::string key_name(const auto& table, const std::vector<std::string_view>& columns) {
    for (const auto& index : table.indexes) {
        if (!index.unique || index.columns.size() != columns.size()) continue;
        bool same = true;
        for (std::size_t i = 0; i < columns.size(); ++i) same = same && index.columns[i].name == columns[i];
        if (same) return index.name;
    }
    return table.primary_key_name;
}

/// Model, fields and constraint, as far as the message names them.
TENON_COLD void add_details(auto& e, std::string_view message, const auto& schema) {
    std::string_view rest;
    std::string_view table;
    if (says(message, "UNIQUE constraint failed: ", rest) || says(message, "NOT NULL constraint failed: ", rest)) {
        const auto columns = columns_of(rest, table);
        if (const auto* model = schema.find_table(table)) {
            e.model = model->model;
            e.fields = model->fields_behind(columns);
            if (e.code == errc::unique_violation) e.constraint = key_name(table_of(schema, *model), columns);
        }
    } else if (says(message, "CHECK constraint failed: ", rest)) {
        e.constraint = rest;
        for (const auto* model : schema.models) {
            const auto held = table_of(schema, *model);
            const auto found = [&](std::string_view column) {
                e.model = model->model;
                e.fields = model->fields_behind(std::vector<std::string_view>{column});
            };
            for (const auto& column : held.columns)
                if (column.check_name == rest) found(column.name);
            for (const auto& check : held.checks)
                if (check.name == rest) found(check.column);
        }
    } else if (const auto place = message.find(" column ");
               says(message, "cannot store ", rest) && place != message.npos) {
        const auto columns = columns_of(message.substr(place + 8), table); // cannot store REAL value in INTEGER column T.c
        if (const auto* model = schema.find_table(table)) {
            e.model = model->model;
            e.fields = model->fields_behind(columns);
        }
    } else if (says(message, "tenon_foreign_key:", rest) || says(message, "tenon_relation:", rest) ||
               says(message, "tenon_quota:", rest)) {
        e.constraint = rest;
    }
    if (!e.constraint.empty() && e.fields.empty())
        for (const auto* model : schema.models) {
            const auto held = table_of(schema, *model);
            if (held.quota && held.quota->name == e.constraint) e.model = model->model;
            for (std::size_t i = 0; i < model->references.size(); ++i) {
                if (held.foreign_keys[i].name != e.constraint) continue;
                e.model = model->model;
                for (const std::size_t field : model->references[i].fields)
                    e.fields.push_back(std::string(model->columns[field].field));
            }
        }
}

} // namespace detail

/// What SQLite last reported on `database`, for a statement.
TENON_RARE error make_native_error(int extended, std::string_view message, const sql::statement_spec& spec,
                               const schema_info& schema) {
    error e;
    e.code = detail::code_of(extended, message, spec.verb);
    e.native_code = std::to_string(extended);
    e.server_text = message;
    e.statement = spec.text;
    if (spec.model != nullptr) e.model = spec.model->model;
    detail::add_details(e, message, schema);
    // What SQLite says of its own schema holds no values; messages of constraints are told by their parts.
    const bool of_schema = e.code == errc::missing_table || e.code == errc::missing_column ||
                           e.code == errc::schema_mismatch || e.code == errc::invalid_sql ||
                           e.code == errc::connection_failed || e.code == errc::corrupt;
    if (of_schema) e.message.append(message).append(". ");
    e.message += tenon::message(e.code);
    return e;
}

} // namespace tenon::inline TENON_ABI::sqlite
