// tenon/migration/pull.hpp: a schema as C++: the structs and attributes for a database that is there, ready to compile.
//
//     std::cout << tenon::migration::pulled(tenon::migration::introspect(db.system("pull")).value());
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/migration/pull_defaults.hpp>
#include <tenon/migration/pull_names.hpp>
#include <tenon/migration/pull_search.hpp>
#include <tenon/migration/pull_structs.hpp>
#include <tenon/migration/pull_types.hpp>
#include <tenon/migration/snapshot.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

namespace detail {

class pulling {
public:
    pulling(const snapshot& from, std::string_view tenant_column) : from_(from), tenant_column_(tenant_column), names_(from) {
        is_sqlite_ = from.dialect != nullptr && from.dialect->name() == "sqlite";
        for (const auto& table : from.tables) {
            own_ = own_ || (table.strict && !table.is_derived) || std::any_of(table.columns.begin(), table.columns.end(), [](const auto& column) {
                return column.type.ends_with("COLLATE \"C\"") || column.type == "timestamp(3) with time zone";
            });
            for (const auto& key : table.foreign_keys)
                if (key.columns.size() == 1 && key.columns[0] == tenant_column_ && table_of(key) != nullptr) {
                    root_ = table_of(key);
                    root_key_ = &key;
                }
        }
    }

    TENON_COLD std::string operator()() {
        std::string text = "#include <tenon/tenon.hpp>\n\n#include <cstdint>\n#include <optional>\n#include <string>\n#include <vector>\n";
        for (const auto& table : from_.tables) print(table);
        if (!left_out_.empty()) text += "\n" + left_out_;
        text += "\nnamespace models {\n" + enums_ + bodies_ + "\n} // namespace models\n";
        if (!outside_.empty()) text += "\n// Of structs that refer to one another in circles.\n" + outside_;
        text += "\nusing app = tenon::schema<";
        if (!own_) text += "tenon::layout::prisma, ";
        for (std::size_t i = 0; i < printed_.size(); ++i) text.append(i == 0 ? "" : ", ").append(is_trail(*printed_[i]) ? "tenon::audit_entry" : "models::" + names_.of(*printed_[i]));
        return text + ">;\n";
    }

private:
    using table_type = sql::table_snapshot;

    const table_type* table_of(const sql::foreign_key_snapshot& key) const {
        const table_type* target = key.leads_to_a_key() ? from_.find(key.target_schema, key.target) : nullptr;
        return target != nullptr && is_model(*target) ? target : nullptr;
    }
    static bool is_model(const table_type& table) { return !table.primary_key.empty(); }
    std::string member(const table_type& of, const std::string& column) const { return "&" + place_ + names_.of(of) + "::" + names_.of(of, column); }
    bool is_tenant(std::string_view column) const { return column == tenant_column_; }
    bool has_tenant(const table_type& table) const { return table.find(tenant_column_) != nullptr; }

    bool is_audited(const table_type& table) const {
        return std::any_of(from_.triggers.begin(), from_.triggers.end(), [&](const auto& trigger) {
            return trigger.table == table.name && trigger.schema == table.schema && trigger.name.starts_with("tenon_audit_");
        });
    }
    /// Of a unique that is about the rows which are not removed: the column that says when they were.
    static std::string removed_at(const sql::index_snapshot& index) {
        std::vector<sql::sql_token> words;
        for (auto& token : sql::tokens_of(index.condition))
            if (token.kind != sql::token_kind::symbol) words.push_back(std::move(token));
        return index.unique && words.size() == 3 && words[1].is_word("IS") && words[2].is_word("NULL") ? words[0].value : "";
    }
    static bool is_said(const sql::index_snapshot& index) { return index.is_ours && index.method.empty() && (index.condition.empty() || !removed_at(index).empty()); }

    /// Structs come behind those that they refer to.
    void print(const table_type& table) {
        if (table.is_derived || !begun_.insert(&table).second) return;
        if (is_trail(table)) return printed_.push_back(&table); // a model of tenon's
        if (!is_model(table)) {
            left_out_ += "// The table " + cpp_literal(table.name) + " is left out: it has no primary key, which a model needs.\n";
            return;
        }
        for (const auto& key : table.foreign_keys)
            if (const table_type* target = table_of(key)) print(*target);
        const std::string name = names_.of(table);
        const bool in_circle = refers_ahead(table);
        place_ = in_circle ? "models::" : "";
        std::string body = "\nstruct " + name + " {\n", attributes;
        const auto add = [&](const std::string& attribute) { attributes.append(attributes.empty() ? "" : ",\n        ").append(attribute); };
        if (name != table.name) add(cpp_literal(table.name));
        if (!table.schema.empty() && table.schema != "public") add("tenon::in_schema(" + cpp_literal(table.schema) + ")");
        add_tenancy(table, add);
        if (is_audited(table)) add("tenon::audited");
        for (const auto& column : table.columns)
            if (!detail::is_search_column(column)) body += field_of(table, column, add);
        std::string searched;
        for (const auto& column : detail::searched_columns(from_, table)) searched.append(searched.empty() ? "" : ", ").append(member(table, column));
        if (!searched.empty()) add("tenon::text_search<" + searched + ">");
        add_keys(table, add);
        add_references(table, add);
        for (const auto& note : notes_of(table)) body += "    // " + note + "\n";
        if (!attributes.empty() && !in_circle) body += "    static constexpr auto tenon_model = tenon::table(\n        " + attributes + ");\n";
        if (!attributes.empty() && in_circle)
            outside_ += "template <> inline constexpr auto tenon::model<models::" + name + "> = tenon::table(\n        " + attributes + ");\n";
        bodies_ += body + "};\n";
        printed_.push_back(&table);
    }

    template <class Add> void add_tenancy(const table_type& table, Add add) {
        if (&table == root_) {
            const bool cascades = root_key_->on_delete == "CASCADE";
            add("tenon::tenant_root<" + member(table, root_key_->target_columns.at(0)) + ">" + (cascades ? "(tenon::on_delete::cascade)" : ""));
        } else if (has_tenant(table)) {
            if (tenant_column_ != "tenantId") add("tenon::tenant_key<" + member(table, tenant_column_) + ">");
        } else if (const auto* parent = parent_key(table)) add("tenon::tenant_via<" + member(table, parent->columns[0]) + ">");
        else add("tenon::shared");
    }

    /// In Prisma's layout: the reference by which rows belong to a tenant, which they do not name themselves.
    const sql::foreign_key_snapshot* parent_key(const table_type& table) const {
        for (const auto& key : table.foreign_keys) {
            const table_type* target = table_of(key);
            if (own_ || target == nullptr || target == &table || key.columns.size() != 1 || table.find(key.columns[0])->nullable) continue;
            if (has_tenant(*target) || target == root_ || parent_key(*target) != nullptr) return &key;
        }
        return nullptr;
    }

    /// Whether rows can be without a tenant.
    bool is_shared_too(const table_type& table) const {
        if (!own_) return table.find(tenant_column_)->nullable;
        if (table.row_security) return sql::find_named(table.policies, "tenon_shared") != nullptr;
        return root_ != nullptr && std::none_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const auto& key) {
            return key.columns == std::vector<std::string>{tenant_column_};
        });
    }

    template <class Add> std::string field_of(const table_type& table, const sql::column_snapshot& column, Add add) {
        const std::string name = names_.of(table, column.name);
        std::string_view type = column.type;
        const bool is_list = type.find("[]") != type.npos;
        if (is_list) type = type.substr(0, type.find("[]"));
        pulled_type found = is_sqlite_ ? sqlite_pulled(table, column) : postgres_pulled(from_, table, column, type);
        std::string spelled = found.name;
        if (!found.labels.empty()) spelled = enum_of(found, table, column);
        const std::string single = spelled;
        if (is_list) spelled = "std::vector<" + spelled + ">";
        const bool is_in_key = std::find(table.primary_key.begin(), table.primary_key.end(), column.name) != table.primary_key.end();
        const bool optional = is_tenant(column.name) ? is_shared_too(table) : column.nullable && !is_list && !is_in_key; // SQLite allows NULL in keys
        if (optional) spelled = "std::optional<" + spelled + ">";
        const bool zero = !optional && !is_list && (single == "bool" || single == "double" || single == "float" || single.starts_with("std::int") || single.starts_with("std::uint"));
        std::string note = found.note;
        if (name != column.name) add("tenon::column<" + member(table, column.name) + ">(" + cpp_literal(column.name) + ")");
        if (column.numbered != sql::numbering::none) add("tenon::generated<" + member(table, column.name) + ">(tenon::autoincrement)");
        if (!column.default_text.empty()) {
            const std::string value = default_of(found, single, column.default_text);
            if (value == "CURRENT_TIMESTAMP") add("tenon::created_at<" + member(table, column.name) + ">");
            else if (!value.empty()) add("tenon::default_value<" + member(table, column.name) + ">(" + value + ")");
            else note.append(note.empty() ? "" : "; ").append("its default is ").append(column.default_text);
        }
        if (!column.computed.empty()) note.append(note.empty() ? "" : "; ").append("computed by the database");
        const bool is_enum = !found.labels.empty() && !is_list && !optional;
        return "    " + spelled + " " + name + (zero ? single == "bool" ? " = false" : " = 0" : is_enum ? "{}" : "") + ";" + (note.empty() ? "" : " // " + note) + "\n";
    }

    /// The name of the enumeration, which is printed once. Labels that C++ cannot have make it a text.
    std::string enum_of(pulled_type& found, const table_type& table, const sql::column_snapshot& column) {
        for (const auto& label : found.labels)
            if (identifier_of(label) != label) {
                found.note = "one of the names that the database lists";
                found.labels.clear();
                return "std::string";
            }
        const std::string type = found.enum_type.empty() ? table.name + "_" + column.name : found.enum_type;
        const auto& [name, is_new] = names_.of_enum(table.schema, type);
        if (is_new) {
            enums_ += "\nenum class " + name + " { ";
            for (std::size_t i = 0; i < found.labels.size(); ++i) enums_.append(i == 0 ? "" : ", ").append(found.labels[i]);
            enums_ += " };\n";
        }
        found.enum_type = name;
        return "models::" + name;
    }

    /// Columns as members, without the tenant where keys lead with it.
    std::string members(const std::vector<std::string>& columns, const table_type& table) const {
        std::string list;
        for (const auto& column : columns)
            if (!(own_ && has_tenant(table) && is_tenant(column))) list.append(list.empty() ? "" : ", ").append(member(table, column));
        return list;
    }

    template <class Add> void add_keys(const table_type& table, Add add) const {
        const std::string key = members(table.primary_key, table);
        if (!key.empty() && key != "&" + place_ + names_.of(table) + "::id") add("tenon::primary_key<" + key + ">");
        for (const auto& index : table.indexes)
            if (const std::string column = removed_at(index); is_said(index) && !column.empty()) {
                add("tenon::soft_delete<" + member(table, column) + ">");
                break;
            }
        for (const auto& index : table.indexes) {
            const bool is_key = index.name == table.name + "_pkey"; // beside the number that SQLite counts
            if (is_key || !is_said(index)) continue;
            std::string list;
            for (const auto& column : index.keys) {
                if (own_ && has_tenant(table) && is_tenant(column.text)) continue;
                const std::string one = member(table, column.text);
                list.append(list.empty() ? "" : ", ").append(column.descending ? "tenon::desc<" + one + ">" : one);
            }
            if (list.empty()) list = member(table, tenant_column_);
            add((index.unique ? "tenon::unique<" : "tenon::index<") + list + ">");
        }
    }

    /// Whether the struct says this reference: that to the root comes with the tenancy.
    bool says(const table_type& table, const sql::foreign_key_snapshot& key) const {
        const table_type* target = table_of(key);
        const bool to_root = target == root_ && key.columns.size() == 1 && is_tenant(key.columns[0]);
        return target != nullptr && (!to_root || (!own_ && table.find(tenant_column_)->nullable));
    }
    /// Whether one of its references leads to a struct that is not printed yet.
    bool refers_ahead(const table_type& table) const {
        return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const auto& key) {
            const table_type* target = table_of(key);
            return says(table, key) && target != &table && std::find(printed_.begin(), printed_.end(), target) == printed_.end();
        });
    }

    template <class Add> void add_references(const table_type& table, Add add) const {
        for (const auto& key : table.foreign_keys) {
            if (!says(table, key)) continue;
            const table_type* target = table_of(key);
            const bool led = own_ && key.columns.size() > 1 && is_tenant(key.columns[0]);
            std::string pairs;
            bool optional = true; // in all of its columns
            for (std::size_t i = led ? 1 : 0; i < key.columns.size(); ++i) {
                pairs.append(pairs.empty() ? "" : ", ").append(member(table, key.columns[i])).append(", ").append(member(*target, key.target_columns[i]));
                optional = optional && table.find(key.columns[i])->nullable;
            }
            add("tenon::references<" + pairs + ">" + actions_of(key, optional));
        }
    }

    std::string actions_of(const sql::foreign_key_snapshot& key, bool optional) const {
        const auto spelled = [](std::string_view action) {
            return action == "CASCADE" ? "cascade" : action == "SET NULL" ? "set_null" : action == "RESTRICT" ? "restrict" : "no_action";
        };
        std::string deletion = spelled(key.on_delete);
        // Where SQLite would empty the tenant too, a trigger empties the rest.
        const bool by_trigger = std::any_of(from_.triggers.begin(), from_.triggers.end(), [&](const auto& trigger) { return trigger.name.starts_with(key.name + "_set_null"); });
        if (by_trigger) deletion = "set_null";
        if (own_ && deletion == "no_action") deletion = "restrict"; // asked at the end of the statement
        const std::string update = spelled(key.on_update);
        const bool usual_update = update == (own_ ? "no_action" : "cascade");
        if (deletion == (optional ? "set_null" : "restrict") && usual_update) return {};
        return "(tenon::on_delete::" + deletion + (usual_update ? ")" : ", tenon::on_update::" + update + ")");
    }

    /// What the struct does not say.
    std::vector<std::string> notes_of(const table_type& table) const {
        std::vector<std::string> notes;
        for (const auto& index : table.indexes)
            if (!is_said(index) && !detail::is_search_index(index)) notes.push_back("Not said here: the index \"" + index.name + "\"");
        for (const auto& key : table.foreign_keys)
            if (table_of(key) == nullptr) notes.push_back("Not said here: the reference to " + cpp_literal(key.target));
        for (const auto& check : table.checks) {
            const bool comes_with_type = std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& column) { return check_of(table, column) == check.condition; });
            if (!comes_with_type) notes.push_back("Not said here: the check \"" + check.name + "\"");
        }
        return notes;
    }

    const snapshot& from_;
    std::string tenant_column_;
    struct_names names_;
    bool is_sqlite_ = false;
    bool own_ = false;                    ///< tables are as tenon makes them, and not as Prisma does
    const table_type* root_ = nullptr;
    const sql::foreign_key_snapshot* root_key_ = nullptr;
    std::set<const table_type*> begun_;
    std::vector<const table_type*> printed_;
    std::string place_;                   ///< what leads to a struct from where its attributes stand
    std::string left_out_, enums_, bodies_, outside_;
};

} // namespace detail

/// The structs and attributes that describe these tables, as a file of C++ that defines them in the namespace `models`, and the
/// schema `app`. Tables that look as tenon makes them are described so, others in `layout::prisma`. `tenant_column`: how the column
/// is called that says whose a row is. What structs cannot say, as conditions of indexes, stands in comments, and so do tables without a primary key.
TENON_RARE std::string pulled(const snapshot& tables, std::string_view tenant_column = "tenantId") {
    return detail::pulling(tables, tenant_column)();
}

} // namespace tenon::inline TENON_ABI::migration
