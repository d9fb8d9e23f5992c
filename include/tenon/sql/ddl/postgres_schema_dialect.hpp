// tenon/sql/ddl/postgres_schema_dialect.hpp: what migrations ask of PostgreSQL: how its schema is read, and how it is changed.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/postgres.hpp>
#include <tenon/sql/ddl/postgres_catalog.hpp>
#include <tenon/sql/ddl/postgres_changes.hpp>
#include <tenon/sql/ddl/postgres_columns.hpp>
#include <tenon/sql/ddl/schema_dialect.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/dialect/postgres.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

struct postgres_schema_dialect final : schema_dialect {
    std::string_view name() const noexcept override { return "postgresql"; }
    std::span<const catalog_query> catalog() const noexcept override { return postgres_catalog::queries; }
    bool keeps_spelling() const noexcept override { return false; }

    TENON_COLD std::vector<std::string> set_aside(const schema_snapshot& wanted) const override {
        std::vector<std::string> names = wanted.schemas, texts;
        names.emplace_back(postgres_dialect::default_schema);
        std::string list;
        for (const auto& name : names) list.append(list.empty() ? "" : ", ").append(quoted_text(name));
        texts.push_back(do_block("DECLARE name text;\nBEGIN\n    FOR name IN SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname IN (" + list +
                                 ") LOOP\n        EXECUTE pg_catalog.format('ALTER SCHEMA %I RENAME TO %I', name, 'tenon_aside_' || pg_catalog.left(name, 50));\n    END LOOP;\nEND"));
        for (const auto& name : names)
            if (name == postgres_dialect::default_schema) texts.push_back("CREATE SCHEMA " + quoted_identifier(name));
        return texts;
    }

    TENON_COLD std::vector<std::string> create_all(const schema_snapshot& schema) const override { return ddl<postgres_dialect>::create_all(schema); }
    TENON_COLD std::vector<schema_change> with_dependents(const change_request& request) const override { return dependents(request)(); }
    TENON_COLD std::vector<step> steps(const change_request& request) const override { return postgres_steps(request).make(); }
    TENON_COLD type_change change_of_type(const table_snapshot&, const column_snapshot& from, const column_snapshot& to) const override {
        return postgres_type_change(from.type, to.type);
    }
    TENON_COLD std::string unfit_values(const table_snapshot&, const std::string& column, const column_snapshot& from, const column_snapshot& to) const override {
        return postgres_unfit_values(column, from, to);
    }
    TENON_COLD std::string table_name(std::string_view schema, std::string_view table) const override { return postgres_name(schema, table); }
};

} // namespace detail

template <> struct schema_words_of<postgres_dialect> {
    static constexpr detail::postgres_schema_dialect words{};
};

} // namespace tenon::inline TENON_ABI::sql
