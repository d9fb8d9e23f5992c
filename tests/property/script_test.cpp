// Files of migrations, and the text that SQLite keeps of a table, written at random: SQLite's own parser says where a statement ends, and
// what is no SQL at all harms nobody.
#include <rapidcheck.h>

#include <tenon/migration/run_script.hpp>
#include <tenon/sql/ddl/sqlite_table_text.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

using tenon::sql::script_statement;
using tenon::sql::statements_of;

namespace {

using list = std::vector<std::string>;

/// False in the smallest case, so that loops end in it.
bool chance(int percent) { return *rc::gen::inRange(0, 100) >= 100 - percent; }
std::string one_of(const list& words) { return *rc::gen::elementOf(words); }

/// Signs that mean something to whoever takes SQL apart, in any order.
std::string any_text() {
    return *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab;;'\"`[]()-*/\n\r\t ,$.E")));
}
std::string doubled(std::string_view text, char quote) {
    std::string made(1, quote);
    for (const char c : text) made.append(c == quote ? 2 : 1, c);
    return made += quote;
}
std::string any_literal() { return doubled(any_text(), '\''); }
/// A name in one of SQLite's quotes, which begins as no other of the same table does.
std::string in_quotes(const std::string& name) {
    const bool may_be_bracketed = name.find(']') == name.npos;
    switch (*rc::gen::inRange(0, may_be_bracketed ? 3 : 2)) {
    case 0: return doubled(name, '"');
    case 1: return doubled(name, '`');
    default: return "[" + name + "]";
    }
}
/// What may stand between any two words.
std::string any_space() {
    std::string made = one_of({" ", "\n", "\t", " \r\n"});
    while (chance(25)) {
        std::string inside = any_text();
        if (chance(50)) {
            std::erase(inside, '\n');
            made += "--" + inside + "\n";
        } else {
            std::erase(inside, '*');
            made += "/*" + inside + "*/";
        }
    }
    return made;
}
std::string spaced(const list& words) {
    std::string made;
    for (const std::string& word : words) made.append(made.empty() ? "" : any_space()).append(word);
    return made;
}

list any_query() {
    list words{"SELECT", any_literal(), "AS", in_quotes("a" + any_text())};
    if (chance(50)) words.insert(words.end(), {",", "CASE", "WHEN", "1", "THEN", any_literal(), "END"});
    return words;
}
/// A statement that SQLite takes on a database with the table `t`.
list any_statement() {
    if (chance(50)) return any_query();
    if (chance(30)) return {"CREATE", "TABLE", in_quotes("x" + any_text()), "(", in_quotes("a" + any_text()), "TEXT", "DEFAULT", any_literal(), ")"};
    if (chance(30)) return {"INSERT", "INTO", "t", "VALUES", "(", any_literal(), ")"};
    if (chance(20)) return {"DROP", "TABLE", "t"};
    list words{"CREATE"};
    if (chance(30)) words.push_back(one_of({"TEMP", "temporary"}));
    words.insert(words.end(), {one_of({"TRIGGER", "trigger"}), in_quotes("x" + any_text()), "AFTER", "INSERT", "ON", "t", one_of({"BEGIN", "begin"})});
    do {
        const list inside = any_query();
        words.insert(words.end(), inside.begin(), inside.end());
        words.push_back(";");
    } while (chance(50));
    words.push_back(one_of({"END", "end"}));
    return words;
}

struct database {
    sqlite3* handle = nullptr;
    explicit database(const char* table) {
        sqlite3_open(":memory:", &handle);
        sqlite3_exec(handle, table, nullptr, nullptr, nullptr);
    }
    ~database() { sqlite3_close(handle); }
    database(const database&) = delete;
    database& operator=(const database&) = delete;
};

/// Each statement's text as SQLite takes it from the script: with what stands before it, and its semicolon.
std::vector<std::string_view> taken_by_sqlite(sqlite3* handle, const std::string& script) {
    std::vector<std::string_view> found;
    const char* rest = script.c_str();
    const char* const end = rest + script.size();
    while (rest < end) {
        sqlite3_stmt* made = nullptr;
        const char* const from = rest;
        if (sqlite3_prepare_v2(handle, from, static_cast<int>(end - from), &made, &rest) != SQLITE_OK) {
            UNSCOPED_INFO(script << "\n" << sqlite3_errmsg(handle));
            return {};
        }
        if (made != nullptr) found.emplace_back(from, static_cast<std::size_t>(rest - from));
        sqlite3_finalize(made);
    }
    return found;
}

/// What must be true of the statements of any text.
void require_sound(const std::string& script, const tenon::sql::script_syntax& syntax) {
    const auto found = statements_of(script, syntax);
    std::string again;
    std::size_t behind = 0;
    for (const script_statement& each : found) {
        const auto begin = static_cast<std::size_t>(each.text.data() - script.data());
        RC_ASSERT(!each.text.empty());
        RC_ASSERT(begin >= behind);
        behind = begin + each.text.size();
        RC_ASSERT(behind <= script.size());
        RC_ASSERT(each.line == 1 + static_cast<std::size_t>(std::count(script.begin(), script.begin() + static_cast<std::ptrdiff_t>(begin), '\n')));
        again.append(each.text).append(&each == &found.back() ? "" : "\n;\n");
    }
    // What stands between them was nothing: without it they are the same.
    const auto second = statements_of(again, syntax);
    RC_ASSERT(second.size() == found.size());
    for (std::size_t i = 0; i < found.size(); ++i) RC_ASSERT(second[i].text == found[i].text);
}

} // namespace

TEST_CASE("a script is split where SQLite's own parser ends its statements") {
    const database on("CREATE TABLE t (a)");
    CHECK(rc::check("statements", [&] {
        std::string script;
        std::size_t statements = 0;
        do {
            if (chance(20)) script += ";" + any_space();
            script += any_space() + spaced(any_statement()) + (chance(50) ? any_space() : "");
            ++statements;
            if (chance(30)) break; // the last one needs no semicolon
            script += ";";
        } while (chance(70));
        const auto expected = taken_by_sqlite(on.handle, script);
        RC_ASSERT(expected.size() == statements);
        const auto found = statements_of(script, tenon::sql::sqlite_syntax);
        RC_ASSERT(found.size() == statements);
        for (std::size_t i = 0; i < statements; ++i) {
            RC_ASSERT(found[i].text.data() >= expected[i].data());
            RC_ASSERT(found[i].text.data() + found[i].text.size() <= expected[i].data() + expected[i].size());
            std::vector<script_statement> alone = statements_of(std::string_view(found[i].text), tenon::sql::sqlite_syntax);
            RC_ASSERT(alone.size() == 1U);
            RC_ASSERT(alone[0].text == found[i].text);
            RC_ASSERT(taken_by_sqlite(on.handle, std::string(found[i].text)).size() == 1U);
        }
        require_sound(script, tenon::sql::sqlite_syntax);
    }));
}

TEST_CASE("what is no SQL is split too, and nothing of it is lost or read twice") {
    const list fragments{"CREATE", "FUNCTION", "TRIGGER", "BEGIN", "ATOMIC", "END", "CASE", "$$", "$a$", "E'", "\\", "--", "/*", "*/", "'", "\"", "`", "[", "]", "(", ")", ";", "\n", "\r", " ",
                         "-- tenon: no transaction\n", "PRAGMA foreign_keys = OFF", "\xEF\xBB\xBF", std::string("\0", 1), "\xC3", "SET", "a"};
    CHECK(rc::check("fragments", [&] {
        std::string script;
        for (const std::string& each : *rc::gen::container<list>(rc::gen::elementOf(fragments))) script += each + (chance(50) ? " " : "");
        for (const auto& syntax : {tenon::sql::sqlite_syntax, tenon::sql::postgres_syntax}) {
            require_sound(script, syntax);
            const auto parsed = tenon::migration::parse_script("m.sql", script, syntax);
            if (!parsed) RC_ASSERT(parsed.error().code == tenon::errc::migration_invalid);
            else RC_ASSERT(parsed->in_transaction <= parsed->statements.size());
        }
        static_cast<void>(tenon::sql::read_sqlite_table(script)); // ends
        static_cast<void>(tenon::sql::read_sqlite_index(script));
    }));
}

TEST_CASE("the names and conditions of a table are read from what SQLite keeps of it") {
    CHECK(rc::check("tables", [] {
        const database on("CREATE TABLE t (a PRIMARY KEY)");
        list parts;
        list keys, checks, conditions; // what is to be found
        const auto named = [&](list& of) -> list {
            of.push_back(chance(50) ? "n" + any_text() : std::string());
            return of.back().empty() ? list{} : list{"CONSTRAINT", in_quotes(of.back())};
        };
        const auto add = [](list& to, const list& more) { to.insert(to.end(), more.begin(), more.end()); };
        const auto checked = [&](list& words) {
            conditions.push_back(any_space() + any_literal() + one_of({" <> ", "<>"}) + "(" + any_literal() + ")" + any_space());
            add(words, named(checks));
            add(words, {"CHECK", "(" + conditions.back() + ")"});
        };
        const int columns = *rc::gen::inRange(1, 4);
        for (int i = 0; i < columns; ++i) {
            list words{in_quotes("c" + std::to_string(i) + any_text())};
            if (chance(70)) words.push_back(one_of({"TEXT", "VARCHAR(3)", "DECIMAL(1, 2)"}));
            if (chance(30)) add(words, {"DEFAULT", any_literal()});
            if (chance(30)) checked(words);
            if (chance(30)) {
                add(words, named(keys));
                add(words, {"REFERENCES", "t", "(", "a", ")", "ON", "DELETE", "CASCADE"});
            }
            parts.push_back(spaced(words));
        }
        const std::string first = "c" + std::to_string(columns); // known by its name
        parts.push_back(in_quotes(first));
        if (chance(40)) {
            list words = named(keys);
            add(words, {"FOREIGN", "KEY", "(", in_quotes(first), ")", "REFERENCES", in_quotes("t"), "(", "a", ")"});
            parts.push_back(spaced(words));
        }
        if (chance(40)) {
            list words;
            checked(words);
            parts.push_back(spaced(words));
        }
        std::string text = "CREATE TABLE " + in_quotes("x" + any_text()) + any_space() + "(";
        for (std::size_t i = 0; i < parts.size(); ++i) text += (i == 0 ? "" : ",") + any_space() + parts[i] + any_space();
        text += ")";
        char* why = nullptr;
        const int made = sqlite3_exec(on.handle, text.c_str(), nullptr, nullptr, &why);
        const std::unique_ptr<char, void (*)(void*)> told(why, sqlite3_free);
        if (made != SQLITE_OK) RC_FAIL(text + "\n" + why);

        std::string kept;
        sqlite3_exec(on.handle, "SELECT sql FROM sqlite_schema WHERE name <> 't' AND type = 'table'",
                     [](void* into, int, char** values, char**) { return static_cast<std::string*>(into)->assign(values[0]), 0; }, &kept, nullptr);
        const auto read = tenon::sql::read_sqlite_table(kept);
        RC_LOG() << kept;
        RC_ASSERT(read.foreign_key_names == keys);
        RC_ASSERT(read.checks.size() == checks.size());
        for (std::size_t i = 0; i < checks.size(); ++i) {
            RC_ASSERT(read.checks[i].name == checks[i]);
            RC_ASSERT(read.checks[i].condition == conditions[i]);
        }
    }));
}
