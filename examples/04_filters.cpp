// Conditions on fields.
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "support/open.hpp"

struct Task {
    std::string id;
    std::string tenantId;
    std::string title;
    int priority = 0;
    std::optional<std::string> owner;
};
using app = tenon::schema<Task>;

using tenon::field;
using tenon::where;

int main() {
    std::string sql;
    const auto keep = [&](const tenon::statement_event& sent) { sql = sent.text; };
    auto db = example::open<app>({.on_statement = keep}).value();
    db.create_tables().value();
    auto tasks = tenon::repository<Task>(db.tenant("acme"));
    tasks
        .create_many({{.id = "1", .title = "Buy tea", .priority = 3, .owner = "ann"},
                      {.id = "2", .title = "buy 100% juice", .priority = 1},
                      {.id = "3", .title = "Sell car", .priority = 5, .owner = "bob"}})
        .value();

    // Which tasks, and the condition that was sent.
    const auto show = [&](const auto& filter) {
        const auto rows = tasks.find_many(filter).value(); // before the loop, or they would be gone in it
        std::string found;
        for (const Task& task : rows)
            found += " " + task.id;
        std::printf("%s\n   %s\n", sql.substr(sql.find(" WHERE ") + 1).c_str(),
                    found.empty() ? " none" : found.c_str());
    };

    show(where(field<&Task::priority> >= 3 && field<&Task::title>.starts_with("Buy")));
    show(where(field<&Task::priority> == 5 || !(field<&Task::title>.contains("a"))));
    show(where(field<&Task::priority>.between(1, 3)));
    show(where(field<&Task::title>.contains("100%"))); // a wildcard in a value is a character like any other
    show(where(field<&Task::title>.starts_with("BUY", tenon::ignore_case)));
    show(where(field<&Task::title>.like("%a_")));
    show(where(field<&Task::owner>.is_null()));
    show(where(field<&Task::owner> != "ann")); // as in SQL: NULL is not different from anything
    show(where(field<&Task::owner> != std::optional<std::string>("ann"))); // NULL as a value
    show(where(field<&Task::id>.in({"1", "3"})));

    std::vector<std::string> ids; // any number of them: the text stays the same
    show(where(field<&Task::id>.in(ids)));
    show(where(field<&Task::id>.not_in(ids)));

    // Parts that are there or not: one of a few constant texts.
    for (const bool only_mine : {true, false})
        show(where(field<&Task::priority> > 0 && tenon::when(only_mine, field<&Task::owner> == "ann")));
}
