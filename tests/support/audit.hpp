// A second pair of eyes on every statement: it reads the SQL that a tenant's scope sends, knowing the tables but
// nothing of how the text was made, and says what would let the statement leave the tenant.
//
// The rule: a tenant table may be named only
//   - by SELECT, UPDATE or DELETE, when one of the conditions that WHERE joins by AND, and none of them by OR, compares
//     the table's tenant column with parameter 1, or asks for a row of its parent for which that holds;
//   - by INSERT, when the tenant column gets parameter 1, or the row is taken from such a parent;
// ON CONFLICT DO UPDATE needs the condition too, and no value may stand in the text.
#pragma once

#include <tenon/sql/search_names.hpp>
#include <tenon/tenon.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// Why statements of a tenant's scope on these tables may leave the tenant; an empty text when this one cannot.
class statement_audit {
public:
    explicit statement_audit(tenon::schema_info schema) : schema_(schema) {}

    std::string operator()(std::string_view sql) {
        sql_ = sql;
        problem_.clear();
        read_tokens();
        drop_schemas();
        if (!problem_.empty()) return problem_;
        std::size_t at = 0;
        check_block(at);
        if (problem_.empty() && at != tokens_.size()) complain("a text that cannot be followed to its end");
        return problem_;
    }

    /// Where a statement of any scope, the system's too, means rows of tenants without the column that says whose they are:
    /// in an INSERT, in the target of ON CONFLICT, in a key that a sub-select gives, in a join. A database that is
    /// distributed by that column needs it in each of them. In layout::prisma keys do not have it.
    std::string without_tenant(std::string_view sql) {
        sql_ = sql;
        problem_.clear();
        read_tokens();
        drop_schemas();
        const tenon::model_info* model = nullptr;
        for (std::size_t at = 0; at < tokens_.size() && schema_.leads_with_tenant; ++at) {
            const bool names = is_word_at(at, "FROM") || is_word_at(at, "INTO") || is_word_at(at, "JOIN") || is_word_at(at, "UPDATE");
            if (names && table(at + 1) != nullptr) model = table(at + 1);
            if (model == nullptr || !model->tenancy.has_tenant()) continue;
            if (is_word_at(at, "INTO") && !has_tenant_between(at + 2, closing(at + 2), *model)) complain("an INSERT without a tenant");
            if (is_word_at(at, "CONFLICT") && is_sign_at(at + 1, '(') && !has_tenant_between(at + 1, closing(at + 1), *model))
                complain("a conflict of tenants");
            if (is_word_at(at, "JOIN") && table(at + 1) != nullptr && !has_tenant_between(at + 2, end_of_join(at + 1), *model)) complain("a join of tenants");
            const bool in_rows = is_word_at(at, "IN") && is_sign_at(at + 1, '(') && is_word_at(at + 2, "SELECT") && at != 0;
            if (!in_rows) continue;
            std::size_t from = at + 2;
            while (from < tokens_.size() && !is_word_at(from, "FROM"))
                ++from;
            const bool of_table = table(from + 1) != nullptr; // else a list of values
            if (of_table && (!has_tenant_between(opening(at - 1), at, *model) || !has_tenant_between(at + 2, from, *model)))
                complain("a key without a tenant");
        }
        return problem_;
    }

private:
    bool has_tenant_between(std::size_t begin, std::size_t end, const tenon::model_info& model) const {
        for (; begin < end; ++begin)
            if (is(begin, kind::identifier, model.tenant_column())) return true;
        return false;
    }
    /// The place of the parenthesis that the one at `at` closes; `at` itself where there is none.
    std::size_t opening(std::size_t at) const {
        int depth = 0;
        for (std::size_t i = at;; --i) {
            if (is_sign_at(i, ')')) ++depth;
            if (is_sign_at(i, '(')) --depth;
            if (depth <= 0 || i == 0) return i;
        }
    }
    std::size_t end_of_join(std::size_t at) const {
        while (at < tokens_.size() && !is_word_at(at, "WHERE") && !is_word_at(at, "JOIN") && !is_word_at(at, "ORDER"))
            ++at;
        return at;
    }

    enum class kind { word, identifier, parameter, text, number, sign };
    struct token {
        kind what;
        std::string text;
    };

    void complain(const std::string& what) {
        if (problem_.empty()) problem_ = what + " in: " + std::string(sql_);
    }

    static bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

    /// What PostgreSQL's dialect writes around the pattern of a LIKE, around text without case and into arithmetic, and the names
    /// for which it asks for a sequence.
    bool is_word_of_ours(std::string_view text) const {
        if (text == R"(^((?:[^\\]|\\.)*)\\$)" || text == R"(\1\\\\)" || text == "\u03c2" || text == "\u03c3" || text == "NaN") return true;
        if (is_word_of_a_search(text)) return true;
        for (const tenon::model_info* model : schema_.models)
            for (const tenon::column_info& column : model->columns)
                if (column.generated == tenon::generator::autoincrement &&
                    (text == column.column || text == "\"public\".\"" + std::string(model->table) + '"'))
                    return true;
        return false;
    }

    /// What both dialects write around the words of a search: see sql/search/match.hpp.
    static bool is_word_of_a_search(std::string_view text) {
        constexpr std::string_view known[] = {"T", "a & !a", "pg_catalog.simple", " x", R"(\yx\y)", "g", "", "{1,1,1,1}", "{A}", "{B}", "{A,B}",
                                              "{tenon_tenant} : (t", " OR t) AND {c1} : (", ") AND {c1} : (", ") AND {c2} : (",
                                              ") AND {c1 c2} : (", "{c1} : (", "{c2} : (", "{c1 c2} : (", ")"};
        const std::string quoted = "'" + std::string(text) + "'";
        return std::find(std::begin(known), std::end(known), text) != std::end(known) ||
               tenon::sql::postgres_folded_end.find(quoted) != std::string_view::npos ||
               text == R"([^\u0001-\u007f)" + std::string(tenon::sql::postgres_word) + "]+";
    }

    /// The schema in front of a table's name. Other names before a point are tables and aliases.
    void drop_schemas() {
        for (std::size_t at = 0; at + 2 < tokens_.size(); ++at) {
            const bool names = is_word_at(at, "FROM") || is_word_at(at, "INTO") || is_word_at(at, "JOIN") || is_word_at(at, "UPDATE");
            if (!names || !is_sign_at(at + 2, '.')) continue;
            tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(at) + 1, tokens_.begin() + static_cast<std::ptrdiff_t>(at) + 3);
        }
    }

    void read_tokens() {
        tokens_.clear();
        for (std::size_t i = 0; i < sql_.size();) {
            const char c = sql_[i];
            if (c == ' ' || c == '\n') {
                ++i;
            } else if (c == '"' || c == '\'') {
                std::string text;
                for (++i; i < sql_.size(); ++i) {
                    if (sql_[i] != c)
                        text += sql_[i];
                    else if (i + 1 < sql_.size() && sql_[i + 1] == c)
                        text += sql_[i++];
                    else
                        break;
                }
                if (i++ == sql_.size()) return complain("a quote that does not end");
                // The empty text is how rows without a tenant are stored; any other could be a value of somebody's.
                if (c == '\'' && !text.empty() && !is_word_of_ours(text)) return complain("a value");
                tokens_.push_back({c == '"' ? kind::identifier : kind::text, text});
            } else if (c == '?' || c == '$') {
                std::size_t end = i + 1;
                while (end < sql_.size() && std::isdigit(static_cast<unsigned char>(sql_[end])) != 0)
                    ++end;
                if (end == i + 1) return complain("a parameter without a number");
                tokens_.push_back({kind::parameter, std::string(sql_.substr(i + 1, end - i - 1))});
                i = end;
            } else if (is_word(c)) {
                std::size_t end = i;
                while (end < sql_.size() && is_word(sql_[end]))
                    ++end;
                std::string text(sql_.substr(i, end - i));
                const bool digits = std::isdigit(static_cast<unsigned char>(c)) != 0;
                for (char& letter : text)
                    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
                tokens_.push_back({digits ? kind::number : kind::word, text});
                i = end;
            } else if (c == ';') {
                return complain("a second statement");
            } else {
                tokens_.push_back({kind::sign, std::string(1, c)});
                ++i;
            }
        }
    }

    bool is(std::size_t at, kind what, std::string_view text) const {
        return at < tokens_.size() && tokens_[at].what == what && tokens_[at].text == text;
    }
    bool is_word_at(std::size_t at, std::string_view text) const { return is(at, kind::word, text); }
    bool is_sign_at(std::size_t at, char sign) const { return is(at, kind::sign, std::string_view(&sign, 1)); }

    /// The place of the parenthesis that closes the one at `at`.
    /// SQLite's words of a table's rows, of which keys are asked: whose the rows are is asked of those themselves.
    bool are_words(std::size_t begin, std::size_t at) const {
        const bool gives_keys = begin >= 2 && is_sign_at(begin - 1, '(') && is_word_at(begin - 2, "IN");
        return gives_keys && std::any_of(schema_.models.begin(), schema_.models.end(), [&](const tenon::model_info* model) {
            const std::string name(model->table);
            return !model->searched.empty() && (is(at, kind::identifier, "tenon_search_" + name) || is(at, kind::identifier, "tenon_searched_" + name));
        });
    }
    std::size_t closing(std::size_t at) const {
        int depth = 0;
        for (; at < tokens_.size(); ++at) {
            if (is_sign_at(at, '('))
                ++depth;
            else if (is_sign_at(at, ')') && --depth == 0)
                break;
        }
        return at;
    }

    const tenon::model_info* table(std::size_t at) const {
        if (at >= tokens_.size() || tokens_[at].what != kind::identifier) return nullptr;
        return schema_.find_table(tokens_[at].text);
    }
    bool needs_tenant(const tenon::model_info& model) const {
        return model.tenancy.kind != tenon::tenancy_kind::shared;
    }
    bool has_tenant_column(const tenon::model_info& model) const {
        return needs_tenant(model) && (schema_.leads_with_tenant || !model.tenancy.is_hidden());
    }

    struct named_table {
        const tenon::model_info* model;
        std::string alias;
        bool inserted;
    };

    /// One statement or sub-select: from `at` to its end, or to the parenthesis that closes it.
    void check_block(std::size_t& at) {
        const std::size_t begin = at;
        const bool inserts = is_word_at(at, "INSERT");
        std::vector<named_table> tables;
        std::size_t where = 0, conflict = 0;
        for (; at < tokens_.size() && !is_sign_at(at, ')'); ++at) {
            if (is_sign_at(at, '(')) {
                inside(at);
                continue;
            }
            const bool compares = at > begin && is_word_at(at - 1, "DISTINCT"); // IS DISTINCT FROM
            const bool names = (is_word_at(at, "FROM") && !compares) || is_word_at(at, "INTO") || is_word_at(at, "JOIN") ||
                               (is_word_at(at, "UPDATE") && at == begin);
            if (names) {
                const tenon::model_info* model = table(at + 1);
                const bool is_function =
                    at + 1 < tokens_.size() && tokens_[at + 1].what == kind::word && is_sign_at(at + 2, '(');
                const bool is_select = is_sign_at(at + 1, '(') && is_word_at(at + 2, "SELECT"); // checked on its own
                if (model == nullptr && !is_function && !is_select && !are_words(begin, at + 1)) complain("a table that the schema does not have");
                if (model == nullptr) continue;
                const bool has_alias = is_word_at(at + 2, "AS") && at + 3 < tokens_.size();
                tables.push_back(
                    {model, has_alias ? tokens_[at + 3].text : model->table.data(), is_word_at(at, "INTO")});
                ++at;
            }
            if (is_word_at(at, "WHERE") && conflict == 0 && where == 0) where = at + 1;
            if (is_word_at(at, "CONFLICT")) conflict = at;
            if (is_word_at(at, "EXCEPT") || is_word_at(at, "INTERSECT")) complain("a compound select");
            if (is_word_at(at, "UNION")) break; // each part is checked on its own
        }
        for (const named_table& named : tables) {
            if (!needs_tenant(*named.model)) continue;
            if (named.inserted)
                check_insert(named, begin, where);
            else if (where == 0 || !is_scoped(where, named))
                complain("no tenant's condition on \"" + named.alias + "\"");
            if (inserts && named.inserted && conflict != 0) check_conflict(named, conflict);
        }
        if (!is_word_at(at, "UNION")) return;
        if (!is_word_at(++at, "ALL") || !is_word_at(++at, "SELECT")) return complain("a compound select");
        check_block(at);
    }

    /// What stands in parentheses, where sub-selects may be.
    void inside(std::size_t& at) {
        ++at;
        if (is_word_at(at, "SELECT")) return check_block(at);
        for (; at < tokens_.size() && !is_sign_at(at, ')'); ++at)
            if (is_sign_at(at, '(')) inside(at);
    }

    static bool ends_conditions(const token& t) {
        return t.what == kind::word &&
               (t.text == "ORDER" || t.text == "LIMIT" || t.text == "RETURNING" || t.text == "ON" || t.text == "GROUP" ||
                t.text == "UNION");
    }

    /// Whether one of the conditions that begin at `at`, joined by AND, keeps the table to the tenant.
    bool is_scoped(std::size_t at, const named_table& named) const {
        bool scoped = false;
        bool alternative = false;
        bool begins = true;
        for (; at < tokens_.size() && !is_sign_at(at, ')') && !ends_conditions(tokens_[at]); ++at) {
            if (begins && (is_tenant_condition(at, named) || asks_parent(at, named))) scoped = true;
            begins = is_word_at(at, "AND");
            alternative = alternative || is_word_at(at, "OR");
            if (is_sign_at(at, '(')) at = closing(at);
        }
        return scoped && !alternative;
    }

    /// "tenantId" = ?1, "tenantId" IN (?1, '') or ("tenantId" = ?1 OR "tenantId" IS NULL), with a qualifier or without.
    bool is_tenant_condition(std::size_t at, const named_table& named) const {
        if (!has_tenant_column(*named.model)) return false;
        const bool maybe_shared = named.model->tenancy.kind == tenon::tenancy_kind::tenant_or_shared;
        if (maybe_shared && is_sign_at(at, '(')) {
            std::size_t end = at + 1;
            if (!is_tenant_equal(end, named) || !is_word_at(end, "OR")) return false;
            ++end;
            return is_tenant_column(end, named) && is_word_at(end, "IS") && is_word_at(end + 1, "NULL") &&
                   is_sign_at(end + 2, ')');
        }
        std::size_t end = at;
        if (is_tenant_equal(end, named)) return ends_condition(end);
        end = at;
        return maybe_shared && is_tenant_column(end, named) && is_word_at(end, "IN") && is_sign_at(end + 1, '(') &&
               is(end + 2, kind::parameter, "1") && is_sign_at(end + 3, ',') && is(end + 4, kind::text, "") &&
               is_sign_at(end + 5, ')');
    }
    bool ends_condition(std::size_t at) const {
        return at >= tokens_.size() || is_sign_at(at, ')') || is_word_at(at, "AND") || ends_conditions(tokens_[at]);
    }
    bool is_tenant_column(std::size_t& at, const named_table& named) const {
        if (at + 2 < tokens_.size() && tokens_[at].text == named.alias && is_sign_at(at + 1, '.')) at += 2;
        return is(at++, kind::identifier, named.model->tenant_column());
    }
    bool is_tenant_equal(std::size_t& at, const named_table& named) const {
        if (!is_tenant_column(at, named) || !is_sign_at(at, '=') || !is(at + 1, kind::parameter, "1")) return false;
        at += 2;
        return true;
    }

    /// EXISTS (SELECT 1 FROM parent …), where the table has no tenant column. The sub-select is checked on its own.
    bool asks_parent(std::size_t at, const named_table& named) const {
        const tenon::model_info& model = *named.model;
        if (model.tenancy.kind != tenon::tenancy_kind::via_parent || has_tenant_column(model)) return false;
        if (!is_word_at(at, "EXISTS") || !is_sign_at(at + 1, '(') || !is_word_at(at + 2, "SELECT")) return false;
        const std::string_view link = model.columns[model.tenancy.field].column;
        const std::size_t end = closing(at + 1);
        bool of_parent = false, linked = named.inserted;
        for (std::size_t i = at; i < end; ++i) {
            if (is_word_at(i, "FROM"))
                for (const tenon::reference_info& reference : model.references)
                    of_parent = of_parent ||
                                (reference.fields.contains(model.tenancy.field) && table(i + 1) == &reference.target());
            linked = linked || (is_sign_at(i, '=') && is(i + 1, kind::identifier, named.alias) &&
                                is_sign_at(i + 2, '.') && is(i + 3, kind::identifier, link));
        }
        return of_parent && linked;
    }

    /// INSERT INTO table (columns) VALUES (values), or SELECT values WHERE what the row refers to is the tenant's.
    void check_insert(const named_table& named, std::size_t begin, std::size_t where) {
        const tenon::model_info& model = *named.model;
        if (!has_tenant_column(model)) {
            if (where == 0 || !is_scoped(where, named)) complain("a row without its tenant's parent");
            return;
        }
        std::size_t column = begin, value = begin;
        while (column < tokens_.size() && !is_sign_at(column, '('))
            ++column;
        value = closing(column);
        while (value < tokens_.size() && !is_sign_at(value, '(') && !is_word_at(value, "SELECT"))
            ++value;
        for (++column, ++value; column < tokens_.size() && value < tokens_.size(); column += 2, value = behind_comma(value)) {
            if (!is(column, kind::identifier, model.tenant_column())) continue;
            if (!is(value, kind::parameter, "1")) complain("a row with another tenant than the scope's");
            return;
        }
        complain("a row without a tenant");
    }

    /// The place behind the next comma, whatever is called before it.
    std::size_t behind_comma(std::size_t at) const {
        for (; at < tokens_.size() && !is_sign_at(at, ','); ++at)
            if (is_sign_at(at, '(')) at = closing(at);
        return at + 1;
    }

    void check_conflict(const named_table& named, std::size_t at) {
        while (at < tokens_.size() && !is_word_at(at, "DO"))
            ++at;
        if (is_word_at(at + 1, "NOTHING")) return;
        while (at < tokens_.size() && !is_word_at(at, "WHERE"))
            ++at;
        if (!is_scoped_upsert(at + 1, named)) complain("an upsert that can change another tenant's row");
    }
    bool is_scoped_upsert(std::size_t at, const named_table& named) const {
        named_table changed = named;
        changed.inserted = false;
        return at < tokens_.size() && is_scoped(at, changed);
    }

    tenon::schema_info schema_;
    std::string_view sql_;
    std::string problem_;
    std::vector<token> tokens_;
};

} // namespace support
