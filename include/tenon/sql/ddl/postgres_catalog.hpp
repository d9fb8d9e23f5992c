// tenon/sql/ddl/postgres_catalog.hpp: how a schema is read from PostgreSQL: one query for each kind of object. What belongs
// to the system or to an extension is not read.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/names.hpp>
#include <tenon/sql/ddl/schema_dialect.hpp>
#include <tenon/sql/dialect/postgres.hpp>

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::sql::detail::postgres_catalog {

inline bool is_true(const std::optional<std::string>& text) { return text && *text == "true"; }

inline table_snapshot* table_named(schema_snapshot& schema, const catalog_row& row) {
    // Rows of one table follow one another, and most tables have rows.
    for (auto& table : schema.tables)
        if (table.name == *row[1] && table.schema == *row[0]) return &table;
    return nullptr;
}

inline void read_schema(schema_snapshot& schema, const catalog_row& row) {
    if (*row[0] != postgres_dialect::default_schema) schema.schemas.push_back(*row[0]);
}

TENON_RARE void read_enum(schema_snapshot& schema, const catalog_row& row) {
    auto& enums = schema.enums;
    if (enums.empty() || enums.back().schema != *row[0] || enums.back().name != *row[1]) enums.push_back({*row[0], *row[1], {}});
    enums.back().labels.push_back(*row[2]);
}

TENON_RARE void read_table(schema_snapshot& schema, const catalog_row& row) {
    schema.tables.push_back({.schema = *row[0], .name = *row[1], .row_security = is_true(row[2])});
}

TENON_RARE void read_column(schema_snapshot& schema, const catalog_row& row) {
    table_snapshot* table = table_named(schema, row);
    if (table == nullptr) return;
    column_snapshot column{.name = *row[2], .type = *row[3], .nullable = is_true(row[4])};
    const std::string& by = *row[6];
    column.numbered = by == "identity" ? numbering::identity : by == "serial" ? numbering::serial : numbering::none;
    if (by == "computed") column.computed = row[5].value_or("");
    else if (by != "serial") column.default_text = row[5].value_or("");
    table->columns.push_back(std::move(column));
}

/// A foreign key's action by its letter.
constexpr std::string_view action(char letter) noexcept {
    switch (letter) {
    case 'r': return "RESTRICT";
    case 'c': return "CASCADE";
    case 'n': return "SET NULL";
    case 'd': return "SET DEFAULT";
    default: return "NO ACTION";
    }
}

/// A constraint has a row for each of its columns; a CHECK has one.
TENON_RARE void read_constraint(schema_snapshot& schema, const catalog_row& row) {
    table_snapshot* table = table_named(schema, row);
    if (table == nullptr) return;
    const std::string& name = *row[2];
    const char kind = row[3]->front();
    if (kind == 'c') table->checks.push_back({name, row[4].value_or(""), is_true(row[5])});
    else if (kind == 'p') {
        table->primary_key_name = name;
        table->primary_key.push_back(*row[6]);
    } else {
        auto& keys = table->foreign_keys;
        if (keys.empty() || keys.back().name != name) {
            foreign_key_snapshot& key = keys.emplace_back();
            key.name = name;
            key.target_schema = *row[7];
            key.target = *row[8];
            key.on_delete = action(row[10]->front());
            key.on_update = action(row[11]->front());
            key.is_valid = is_true(row[5]);
        }
        keys.back().columns.push_back(*row[6]);
        keys.back().target_columns.push_back(*row[9]);
        if (is_true(row[12])) keys.back().nulled.push_back(*row[6]);
    }
}

/// An index has a row for each of its columns. One that plain columns do not describe wholly is not tenon's, whatever its name:
/// that is how the server itself calls one of an expression.
TENON_RARE void read_index(schema_snapshot& schema, const catalog_row& row) {
    table_snapshot* table = table_named(schema, row);
    if (table == nullptr) return;
    auto& indexes = table->indexes;
    if (indexes.empty() || indexes.back().name != *row[2]) {
        index_snapshot& index = indexes.emplace_back();
        index.name = *row[2];
        index.unique = is_true(row[3]);
        index.is_constraint = is_true(row[4]);
        index.is_valid = is_true(row[5]);
        index.condition = row[6].value_or("");
        index.is_ours = is_generated_name(index.name);
    }
    indexes.back().is_ours = indexes.back().is_ours && is_true(row[12]);
    if (!indexes.back().is_ours) indexes.back().text = *row[7];
    if (*row[11] != "btree") indexes.back().method = *row[11];
    index_key key{*row[8], is_true(row[9])};
    const bool nulls_first = is_true(row[10]);
    if (nulls_first != key.descending) key.nulls = nulls_first ? nulls_order::first : nulls_order::last;
    indexes.back().keys.push_back(std::move(key));
}

TENON_RARE void read_policy(schema_snapshot& schema, const catalog_row& row) {
    table_snapshot* table = table_named(schema, row);
    if (table == nullptr) return;
    table->policies.push_back({*row[2], *row[3], row[4].value_or(""), row[2]->starts_with("tenon_")});
}

TENON_RARE void read_trigger(schema_snapshot& schema, const catalog_row& row) {
    trigger_snapshot trigger{.schema = *row[0], .table = *row[1], .name = *row[2], .text = *row[3]};
    trigger.is_ours = trigger.name.starts_with("tenon_");
    if (trigger.is_ours) {
        trigger.function = *row[4];
        trigger.function_text = *row[5];
        trigger.is_on = is_true(row[6]);
    }
    schema.triggers.push_back(std::move(trigger));
}

inline void read_nothing(schema_snapshot&, const catalog_row&) {}

// Names are told with their schema, whatever this session's search_path is. Unused objects of extensions are told apart
// by pg_depend.
inline constexpr std::array queries{
    catalog_query{"SELECT pg_catalog.set_config('search_path', 'pg_catalog', true)", 1, &read_nothing},
    catalog_query{"SELECT n.nspname::text FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> "
                  "'information_schema' AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e WHERE e.classid = "
                  "'pg_namespace'::regclass AND e.objid = n.oid AND e.deptype = 'e') ORDER BY 1",
                  1, &read_schema},
    catalog_query{"SELECT n.nspname::text, t.typname::text, e.enumlabel::text FROM pg_catalog.pg_enum e JOIN "
                  "pg_catalog.pg_type t ON t.oid = e.enumtypid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE "
                  "NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid "
                  "AND d.deptype = 'e') ORDER BY 1, 2, e.enumsortorder",
                  3, &read_enum},
    catalog_query{"SELECT n.nspname::text, c.relname::text, (c.relrowsecurity AND c.relforcerowsecurity)::text FROM "
                  "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') "
                  "AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS "
                  "(SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND "
                  "d.deptype = 'e') ORDER BY 1, 2",
                  3, &read_table},
    catalog_query{"SELECT n.nspname::text, c.relname::text, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod) || "
                  "CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || pg_catalog.quote_ident(l.collname) ELSE '' END, "
                  "(NOT a.attnotnull)::text, pg_catalog.pg_get_expr(d.adbin, d.adrelid), CASE WHEN a.attidentity <> '' THEN "
                  "'identity' WHEN a.attgenerated <> '' THEN 'computed' WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_depend o JOIN "
                  "pg_catalog.pg_depend u ON u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid AND u.refclassid = "
                  "'pg_class'::regclass AND u.refobjid = o.objid WHERE o.classid = 'pg_class'::regclass AND o.refclassid = "
                  "'pg_class'::regclass AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum AND o.deptype = 'a') THEN "
                  "'serial' ELSE '' END FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN "
                  "pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_type t ON t.oid = a.atttypid LEFT JOIN "
                  "pg_catalog.pg_collation l ON l.oid = a.attcollation LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = "
                  "a.attrelid AND d.adnum = a.attnum WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND "
                  "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2, a.attnum",
                  7, &read_column},
    catalog_query{"SELECT n.nspname::text, c.relname::text, k.conname::text, k.contype::text, pg_catalog.pg_get_expr(k.conbin, "
                  "k.conrelid), k.convalidated::text, a.attname::text, tn.nspname::text, tc.relname::text, ta.attname::text, "
                  "k.confdeltype::text, k.confupdtype::text, (a.attnum = ANY (k.confdelsetcols))::text FROM "
                  "pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON "
                  "n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_class tc ON tc.oid = k.confrelid LEFT JOIN "
                  "pg_catalog.pg_namespace tn ON tn.oid = tc.relnamespace LEFT JOIN LATERAL ROWS FROM "
                  "(pg_catalog.unnest(k.conkey), pg_catalog.unnest(k.confkey)) WITH ORDINALITY AS p(own, other, place) ON "
                  "k.contype <> 'c' LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.own LEFT JOIN "
                  "pg_catalog.pg_attribute ta ON ta.attrelid = k.confrelid AND ta.attnum = p.other WHERE k.contype IN ('p', 'f', "
                  "'c') AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2, "
                  "3, p.place",
                  13, &read_constraint},
    catalog_query{"SELECT n.nspname::text, c.relname::text, i.relname::text, x.indisunique::text, (x.indexrelid IN (SELECT "
                  "k.conindid FROM pg_catalog.pg_constraint k WHERE k.contype IN ('u', 'x')))::text, x.indisvalid::text, "
                  "pg_catalog.pg_get_expr(x.indpred, x.indrelid), pg_catalog.pg_get_indexdef(x.indexrelid), coalesce(a.attname::text, "
                  "pg_catalog.pg_get_indexdef(x.indexrelid, p.place::integer, true)), (p.option & 1 <> 0)::text, (p.option & 2 <> "
                  "0)::text, m.amname::text, (a.attname IS NOT NULL AND o.opcdefault AND p.collated IN (0, a.attcollation) AND x.indnatts = "
                  "x.indnkeyatts AND NOT x.indnullsnotdistinct)::text FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indrelid JOIN pg_catalog.pg_class i "
                  "ON i.oid = x.indexrelid JOIN pg_catalog.pg_am m ON m.oid = i.relam JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL ROWS FROM "
                  "(pg_catalog.unnest(x.indkey::smallint[]), pg_catalog.unnest(x.indoption::smallint[]), pg_catalog.unnest(x.indclass::oid[]), "
                  "pg_catalog.unnest(x.indcollation::oid[])) WITH ORDINALITY AS p(attribute, option, operators, collated, place) LEFT JOIN "
                  "pg_catalog.pg_opclass o ON o.oid = p.operators LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = "
                  "p.attribute AND p.attribute > 0 WHERE NOT x.indisprimary AND c.relkind IN ('r', 'p') AND p.place <= x.indnkeyatts "
                  "AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2, 3, p.place",
                  13, &read_index},
    catalog_query{"SELECT n.nspname::text, c.relname::text, p.polname::text, CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN "
                  "'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, pg_catalog.pg_get_expr(coalesce(p.polqual, "
                  "p.polwithcheck), p.polrelid) FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid JOIN "
                  "pg_catalog.pg_namespace n ON n.oid = c.relnamespace ORDER BY 1, 2, 3",
                  5, &read_policy},
    catalog_query{"SELECT n.nspname::text, c.relname::text, t.tgname::text, pg_catalog.pg_get_triggerdef(t.oid), "
                  "pg_catalog.format('%I.%I()', fn.nspname, f.proname), pg_catalog.pg_get_functiondef(f.oid), (t.tgenabled IN ('O', 'A'))::text FROM "
                  "pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = "
                  "c.relnamespace JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid JOIN pg_catalog.pg_namespace fn ON fn.oid = "
                  "f.pronamespace WHERE NOT t.tgisinternal ORDER BY 1, 2, 3",
                  7, &read_trigger},
};

} // namespace tenon::inline TENON_ABI::sql::detail::postgres_catalog
