// tenon/transfer/database.hpp: what an export and an import need of a database, without its type: what reads and writes files is
// plain code, compiled once, whatever the database and its models.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/transfer/record.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::transfer {

/// Takes a line without its end. An error of it ends what writes.
using line_sink = std::function<result<void>(std::string_view line)>;

/// The rows of one model in a transaction. `tenant`: whose; empty: those of no tenant. What a model has no rows of is
/// errc::invalid_tenant.
class table {
public:
    virtual ~table() = default;

    /// Writes each row as a line, in the order of the keys: how many.
    virtual result<std::uint64_t> read(std::string_view tenant, bool with_secrets, const line_sink& to) const = 0;
    /// The tenants that have rows, as far as the table says so, in order.
    virtual result<std::vector<std::string>> tenants() const = 0;
    /// How many rows there are, removed ones too.
    virtual result<std::int64_t> count(std::string_view tenant) const = 0;
    /// Writes rows as they are, all or none of them. Errors: those of create, and those of checking a row.
    virtual result<void> insert(std::string_view tenant, std::span<const record> rows) const = 0;
    /// Writes a row that the database numbers: its number.
    virtual result<std::string> insert_numbered(std::string_view tenant, const record& row) const = 0;
    /// Sets the references of a row that is there.
    virtual result<void> set_references(std::string_view tenant, const record& row) const = 0;
    /// Sets how many rows a tenant may have, in its root's row; nothing: any number. Errors: unsupported, of a model without a quota;
    /// not_found; out_of_range; not_null_violation; validation_failed.
    virtual result<void> set_quota(std::string_view tenant, std::optional<std::int64_t> most) const = 0;
};

class transaction {
public:
    virtual ~transaction() = default;
    virtual const table& of(std::size_t model) const = 0;
    /// Runs `work` in a savepoint: an error of it undoes what it did.
    virtual result<void> attempt(const std::function<result<void>()>& work) const = 0;
};

class database {
public:
    virtual ~database() = default;
    virtual schema_info schema() const = 0;
    /// What keeps a row from being written, asked without the database: values of other types, and the rules of the model.
    virtual result<void> check(const record& row) const = 0;
    /// Runs `work` in a transaction; again, after a conflict. One that does not write sees one snapshot.
    virtual result<void> run(bool writes, const std::function<result<void>(const transaction&)>& work) const = 0;
};

} // namespace tenon::inline TENON_ABI::transfer
