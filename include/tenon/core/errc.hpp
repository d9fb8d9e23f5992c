// tenon/core/errc.hpp: the one error vocabulary, the same on every database.
//
//     if (auto user = users.get(id); !user && user.error().code == tenon::errc::not_found) …
#pragma once

#include <tenon/core/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace tenon::inline TENON_ABI {

/// What went wrong, and what to do about it. Each sentence below is also what `message()` says.
enum class errc : std::uint8_t {
    ok = 0, ///< Nothing went wrong: carry on.
    // rows and constraints
    not_found,             ///< No row of this scope has that key: check the key, or use find_unique for an answer without an error.
    unique_violation,      ///< Another row of this tenant has the same unique value: choose another value, or use upsert.
    foreign_key_violation, ///< A referenced row does not exist in this tenant: create it first, or correct the reference.
    relation_violation,    ///< Other rows still refer to this one: remove or change them first.
    not_null_violation,    ///< A required column got no value: set the field.
    check_violation,       ///< A value breaks a check constraint of the table: correct the value.
    validation_failed,     ///< One or more fields break the model's rules: correct every field that is listed.
    operation_refused,     ///< The operation has a reason of its own not to be done: look at which, and change what it names.
    // values
    invalid_value, ///< A value cannot be stored or read as the field's type: correct the value.
    out_of_range,  ///< A number is outside the range of its field: use a smaller value or a wider type.
    too_long,      ///< A value is longer than the database accepts: shorten it.
    // tenancy
    invalid_tenant,    ///< The scope has no valid tenant id: open the scope with a tenant id that is not empty and is valid text.
    tenant_mismatch,   ///< The row names another tenant than the scope: leave the tenant field empty or use that tenant's scope.
    permission_denied, ///< The operation is not allowed in this scope: use a scope or a role that may do it.
    // concurrency
    stale_version,          ///< The row was changed since it was read: read it again and repeat the change.
    serialization_conflict, ///< Another transaction changed the same data: run the whole transaction again.
    deadlock,               ///< Two transactions waited for each other: run the whole transaction again.
    transaction_closed,     ///< The transaction has ended or was rolled back by the database: start a new one.
    // waiting
    busy,         ///< Another connection holds the lock: try again later, or raise the busy timeout.
    pool_timeout, ///< No connection became free in time: hold connections for less time, or make the pool larger.
    timeout,      ///< The statement took longer than its deadline: raise the deadline, or make the statement cheaper.
    cancelled,    ///< The statement was cancelled before it ended: run it again if it is still wanted.
    // connections
    connection_failed,     ///< The database cannot be opened or reached: check the path or address and its permissions.
    authentication_failed, ///< The database refused the credentials: check user name, password and access rules.
    connection_lost,       ///< The connection broke while in use: try again, a new connection is made.
    commit_unknown,        ///< The connection broke during commit: read the data to learn whether the transaction happened.
    // schema
    missing_table,   ///< The database has no such table: create the tables or run the migrations.
    missing_column,  ///< The table has no such column: run the migrations, or correct the model.
    schema_mismatch, ///< The database does not match the model: compare both and run the migrations.
    // storage
    read_only,     ///< The database cannot be written: open it for writing, or check the file's permissions.
    disk_full,     ///< The disk is full and nothing was written: free some space and try again.
    corrupt,       ///< The file is damaged or is no database: restore it from a backup.
    out_of_memory, ///< Memory ran out and nothing was written: free some memory and try again.
    // the rest
    quota_exceeded, ///< The tenant has used up its quota: remove rows, or raise the quota.
    unsupported,    ///< This database cannot do that: use another way, or another database.
    invalid_sql,    ///< The database refused the SQL text: correct the statement.
    // migrations
    migration_invalid,        ///< A file or folder of the migrations is not as it has to be: correct what is named.
    migration_file_missing,   ///< A file that is needed is not there: write the file, or restore it.
    migration_wrong_database, ///< The migrations were written for another kind of database: use the folder that belongs to this one.
    migration_edited,         ///< A migration was changed after it was applied: restore its file, and put the change into a new migration.
    migration_missing,        ///< The database has a migration that is not in the folder: restore its folder.
    migration_unknown,        ///< The database is newer than these migrations: deploy the version of the program that it belongs to.
    migration_unfinished,     ///< A migration began and did not end: look at what it left, then say with resolve whether it counts as applied.
    migration_failed,         ///< The database refused a statement of a script: correct the statement, then run the script again.
    migration_not_found,      ///< There is no migration of that name: check the name against the folder and the status.
    migration_applied,        ///< The migration counts as applied already: leave it, or roll it back.
    migration_not_applied,    ///< The migration is not in a state that this could undo: check the status.
    migration_pending,        ///< A migration is not applied to the database: deploy it, then start the program again.
    migration_not_empty,      ///< The database has tables but no history of migrations: record what it has with resolve, or start with an empty one.
    migration_refused,        ///< That would destroy data and was not confirmed: check what is lost, then confirm it.
    migration_blocked,        ///< Rows that are there do not allow the migration: change what is named, then migrate again.
    migration_drift,          ///< The schema is not what it should be: write a migration for the difference, or undo it.
};

/// What the library knows of an error code beside its number.
struct errc_info {
    errc code;
    std::string_view name;        ///< as spelled in the enum
    std::string_view message;     ///< one sentence that ends in what to do
    std::string_view prisma_code; ///< P2002 and its kin; empty where Prisma has none
    int http_status;
};

inline constexpr std::array errc_table{
    errc_info{errc::ok, "ok", "Nothing went wrong: carry on.", "", 200},
    errc_info{errc::not_found, "not_found",
              "No row of this scope has that key: check the key, or use find_unique for an answer without an error.",
              "P2025", 404},
    errc_info{errc::unique_violation, "unique_violation",
              "Another row of this tenant has the same unique value: choose another value, or use upsert.", "P2002",
              409},
    errc_info{errc::foreign_key_violation, "foreign_key_violation",
              "A referenced row does not exist in this tenant: create it first, or correct the reference.", "P2003",
              409},
    errc_info{errc::relation_violation, "relation_violation",
              "Other rows still refer to this one: remove or change them first.", "P2014", 409},
    errc_info{errc::not_null_violation, "not_null_violation", "A required column got no value: set the field.",
              "P2011", 422},
    errc_info{errc::check_violation, "check_violation",
              "A value breaks a check constraint of the table: correct the value.", "P2004", 422},
    errc_info{errc::validation_failed, "validation_failed",
              "One or more fields break the model's rules: correct every field that is listed.", "", 422},
    errc_info{errc::operation_refused, "operation_refused",
              "The operation has a reason of its own not to be done: look at which, and change what it names.", "", 409},
    errc_info{errc::invalid_value, "invalid_value",
              "A value cannot be stored or read as the field's type: correct the value.", "P2006", 422},
    errc_info{errc::out_of_range, "out_of_range",
              "A number is outside the range of its field: use a smaller value or a wider type.", "P2020", 422},
    errc_info{errc::too_long, "too_long", "A value is longer than the database accepts: shorten it.", "P2000", 422},
    errc_info{errc::invalid_tenant, "invalid_tenant",
              "The scope has no valid tenant id: open the scope with a tenant id that is not empty and is valid text.",
              "P1010", 403},
    errc_info{errc::tenant_mismatch, "tenant_mismatch",
              "The row names another tenant than the scope: leave the tenant field empty or use that tenant's scope.",
              "P1010", 403},
    errc_info{errc::permission_denied, "permission_denied",
              "The operation is not allowed in this scope: use a scope or a role that may do it.", "P1010", 403},
    errc_info{errc::stale_version, "stale_version",
              "The row was changed since it was read: read it again and repeat the change.", "", 409},
    errc_info{errc::serialization_conflict, "serialization_conflict",
              "Another transaction changed the same data: run the whole transaction again.", "P2034", 409},
    errc_info{errc::deadlock, "deadlock", "Two transactions waited for each other: run the whole transaction again.",
              "P2034", 409},
    errc_info{errc::transaction_closed, "transaction_closed",
              "The transaction has ended or was rolled back by the database: start a new one.", "P2028", 500},
    errc_info{errc::busy, "busy", "Another connection holds the lock: try again later, or raise the busy timeout.",
              "P1008", 503},
    errc_info{errc::pool_timeout, "pool_timeout",
              "No connection became free in time: hold connections for less time, or make the pool larger.", "P2024",
              503},
    errc_info{errc::timeout, "timeout",
              "The statement took longer than its deadline: raise the deadline, or make the statement cheaper.",
              "P1008", 504},
    errc_info{errc::cancelled, "cancelled",
              "The statement was cancelled before it ended: run it again if it is still wanted.", "P1008", 503},
    errc_info{errc::connection_failed, "connection_failed",
              "The database cannot be opened or reached: check the path or address and its permissions.", "P1001",
              503},
    errc_info{errc::authentication_failed, "authentication_failed",
              "The database refused the credentials: check user name, password and access rules.", "P1000", 503},
    errc_info{errc::connection_lost, "connection_lost",
              "The connection broke while in use: try again, a new connection is made.", "P1017", 503},
    errc_info{errc::commit_unknown, "commit_unknown",
              "The connection broke during commit: read the data to learn whether the transaction happened.", "P1017",
              503},
    errc_info{errc::missing_table, "missing_table",
              "The database has no such table: create the tables or run the migrations.", "P2021", 500},
    errc_info{errc::missing_column, "missing_column",
              "The table has no such column: run the migrations, or correct the model.", "P2022", 500},
    errc_info{errc::schema_mismatch, "schema_mismatch",
              "The database does not match the model: compare both and run the migrations.", "P2023", 500},
    errc_info{errc::read_only, "read_only",
              "The database cannot be written: open it for writing, or check the file's permissions.", "", 500},
    errc_info{errc::disk_full, "disk_full",
              "The disk is full and nothing was written: free some space and try again.", "", 507},
    errc_info{errc::corrupt, "corrupt", "The file is damaged or is no database: restore it from a backup.", "", 500},
    errc_info{errc::out_of_memory, "out_of_memory",
              "Memory ran out and nothing was written: free some memory and try again.", "", 500},
    errc_info{errc::quota_exceeded, "quota_exceeded",
              "The tenant has used up its quota: remove rows, or raise the quota.", "", 507},
    errc_info{errc::unsupported, "unsupported", "This database cannot do that: use another way, or another database.",
              "", 501},
    errc_info{errc::invalid_sql, "invalid_sql", "The database refused the SQL text: correct the statement.", "P2010",
              400},
    errc_info{errc::migration_invalid, "migration_invalid",
              "A file or folder of the migrations is not as it has to be: correct what is named.", "", 500},
    errc_info{errc::migration_file_missing, "migration_file_missing",
              "A file that is needed is not there: write the file, or restore it.", "P3015", 500},
    errc_info{errc::migration_wrong_database, "migration_wrong_database",
              "The migrations were written for another kind of database: use the folder that belongs to this one.", "P3019", 500},
    errc_info{errc::migration_edited, "migration_edited",
              "A migration was changed after it was applied: restore its file, and put the change into a new migration.", "", 500},
    errc_info{errc::migration_missing, "migration_missing",
              "The database has a migration that is not in the folder: restore its folder.", "", 500},
    errc_info{errc::migration_unknown, "migration_unknown",
              "The database is newer than these migrations: deploy the version of the program that it belongs to.", "", 500},
    errc_info{errc::migration_unfinished, "migration_unfinished",
              "A migration began and did not end: look at what it left, then say with resolve whether it counts as applied.", "P3009", 500},
    errc_info{errc::migration_failed, "migration_failed",
              "The database refused a statement of a script: correct the statement, then run the script again.", "P3018", 500},
    errc_info{errc::migration_not_found, "migration_not_found",
              "There is no migration of that name: check the name against the folder and the status.", "P3017", 500},
    errc_info{errc::migration_applied, "migration_applied",
              "The migration counts as applied already: leave it, or roll it back.", "P3008", 500},
    errc_info{errc::migration_not_applied, "migration_not_applied",
              "The migration is not in a state that this could undo: check the status.", "P3012", 500},
    errc_info{errc::migration_pending, "migration_pending",
              "A migration is not applied to the database: deploy it, then start the program again.", "", 503},
    errc_info{errc::migration_not_empty, "migration_not_empty",
              "The database has tables but no history of migrations: record what it has with resolve, or start with an empty one.", "P3005", 500},
    errc_info{errc::migration_refused, "migration_refused",
              "That would destroy data and was not confirmed: check what is lost, then confirm it.", "", 500},
    errc_info{errc::migration_blocked, "migration_blocked",
              "Rows that are there do not allow the migration: change what is named, then migrate again.", "", 500},
    errc_info{errc::migration_drift, "migration_drift",
              "The schema is not what it should be: write a migration for the difference, or undo it.", "", 500},
};

/// The row of `errc_table` for `code`.
constexpr const errc_info& info(errc code) noexcept { return errc_table[static_cast<std::size_t>(code)]; }

/// The code as spelled in the enum: `unique_violation`.
constexpr std::string_view to_string(errc code) noexcept { return info(code).name; }

/// The sentence for `code`.
constexpr std::string_view message(errc code) noexcept { return info(code).message; }

/// The code that Prisma gives for the same fault (`P2002`), or an empty text where it has none.
constexpr std::string_view prisma_code(errc code) noexcept { return info(code).prisma_code; }

/// The HTTP status that a service usually answers with for this fault.
constexpr int http_status(errc code) noexcept { return info(code).http_status; }

/// The category of `std::error_code`s made of `errc`.
inline const std::error_category& error_category() noexcept {
    static const struct category final : std::error_category {
        const char* name() const noexcept override { return "tenon"; }
        std::string message(int value) const override {
            const auto index = static_cast<std::size_t>(value);
            return std::string(index < errc_table.size() ? errc_table[index].message : "Unknown error.");
        }
    } instance;
    return instance;
}

inline std::error_code make_error_code(errc code) noexcept { return {static_cast<int>(code), error_category()}; }

} // namespace tenon::inline TENON_ABI

template <> struct std::is_error_code_enum<tenon::errc> : std::true_type {};
