// tenon/sql/ddl/sqlite_schema_dialect.hpp: what migrations ask of SQLite: how its schema is read, and how it is changed.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/schema_dialect.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/sqlite.hpp>
#include <tenon/sql/ddl/sqlite_catalog.hpp>
#include <tenon/sql/ddl/sqlite_changes.hpp>
#include <tenon/sql/dialect/sqlite.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

struct sqlite_schema_dialect final : schema_dialect {
    std::string_view name() const noexcept override { return sqlite_dialect::name; }
    std::span<const catalog_query> catalog() const noexcept override { return sqlite_catalog::queries; }
    std::vector<std::string> set_aside(const schema_snapshot&) const override { return {}; }
    bool keeps_spelling() const noexcept override { return true; }
    TENON_COLD std::vector<std::string> create_all(const schema_snapshot& schema) const override {
        return ddl<sqlite_dialect>::create_all(schema);
    }
    /// What goes with a table that is made anew is part of that.
    TENON_COLD std::vector<schema_change> with_dependents(const change_request& request) const override { return request.changes; }
    TENON_COLD std::vector<step> steps(const change_request& request) const override { return sqlite_steps(request).make(); }

    /// By the affinities of https://www.sqlite.org/datatype3.html: strict tables refuse what does not become the new type,
    /// others keep it as it is; and what becomes it may be spelled, or rounded, in another way.
    TENON_COLD type_change change_of_type(const table_snapshot& table, const column_snapshot& from, const column_snapshot& to) const override {
        const char before = affinity(from.type), after = affinity(to.type);
        if (before == after) return type_change::widens;
        if (before == 'B' || after == 'B') return table.strict ? type_change::may_fail : type_change::widens;
        if (after == 'R') return type_change::loses;
        if (after == 'T') return before == 'I' ? type_change::widens : type_change::loses;
        if (before == 'T') return type_change::loses;
        return before == 'R' && after == 'I' && table.strict ? type_change::may_fail : type_change::widens;
    }
    /// What a narrower type allows is a CHECK. A strict table refuses what does not become a value of the column's type as it is
    /// stored, which the comparison with a number does too: '7' is 7, and '7 of them' is not.
    TENON_COLD std::string unfit_values(const table_snapshot& table, const std::string& column, const column_snapshot&,
                                        const column_snapshot& to) const override {
        if (!table.strict) return {};
        switch (affinity(to.type)) {
        case 'I': return "NOT (" + column + " = CAST(CAST(" + column + " AS NUMERIC) AS INTEGER))";
        case 'R': return "typeof(" + column + ") NOT IN ('integer', 'real') AND NOT (" + column + " = CAST(" + column + " AS REAL))";
        case 'T': return "typeof(" + column + ") = 'blob'";
        case 'B': return "typeof(" + column + ") NOT IN ('blob', 'null')";
        default: return {};
        }
    }
    TENON_COLD std::string table_name(std::string_view, std::string_view table) const override { return quoted_identifier(table); }

private:
    static char affinity(std::string_view type) noexcept {
        const auto has = [&](std::string_view part) { return type.find(part) != type.npos; };
        if (has("INT")) return 'I';
        if (has("CHAR") || has("CLOB") || has("TEXT")) return 'T';
        if (has("BLOB") || type.empty()) return 'B';
        return has("REAL") || has("FLOA") || has("DOUB") ? 'R' : 'N';
    }
};

} // namespace detail

template <> struct schema_words_of<sqlite_dialect> {
    static constexpr detail::sqlite_schema_dialect words{};
};

} // namespace tenon::inline TENON_ABI::sql
