// tenon/sql/ddl/schema_dialect.hpp: what migrations ask of a dialect when the program runs: how to read a schema, and how
// to change one.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/ddl/snapshot.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// A row of a catalog: texts, or NULL.
using catalog_row = std::vector<std::optional<std::string>>;

/// A question to the database about itself, one for each kind of object, whose answers are texts.
struct catalog_query {
    std::string_view text;
    int columns = 0;
    void (*read)(schema_snapshot& into, const catalog_row& row); ///< rows come in the order of the text
};

/// One for each dialect, without state. Knows no connection.
struct schema_dialect {
    virtual std::string_view name() const noexcept = 0;

    /// What reads a schema. The first may change how the others are answered, within the transaction.
    virtual std::span<const catalog_query> catalog() const noexcept = 0;

    /// Whether the database keeps expressions as they were written.
    virtual bool keeps_spelling() const noexcept = 0;
    /// Where it does not: what hides the schemas that are there, so that those of `wanted` can be made in their place, within
    /// a transaction that is rolled back.
    virtual std::vector<std::string> set_aside(const schema_snapshot& wanted) const = 0;

    virtual std::vector<std::string> create_all(const schema_snapshot& schema) const = 0;

    /// The changes, with those of what has to be dropped on their way and made again.
    virtual std::vector<schema_change> with_dependents(const change_request& request) const = 0;

    /// The steps that make `request.to` of `request.from`, in an order that works. The changes are those of with_dependents.
    virtual std::vector<step> steps(const change_request& request) const = 0;

    /// What becomes of values when a column's type changes.
    virtual type_change change_of_type(const table_snapshot& table, const column_snapshot& from,
                                       const column_snapshot& to) const = 0;

    /// A condition that holds for values of a column, called so, which do not become values of another type; empty: there are
    /// none, or the database itself has to say.
    virtual std::string unfit_values(const table_snapshot& table, const std::string& column, const column_snapshot& from,
                                     const column_snapshot& to) const = 0;

    /// How a statement names a table.
    virtual std::string table_name(std::string_view schema, std::string_view table) const = 0;

protected:
    ~schema_dialect() = default;
};

/// The one of a dialect: `schema_words_of<Dialect>::words`. Each stands in a header of its own.
template <class Dialect> struct schema_words_of;

} // namespace tenon::inline TENON_ABI::sql
