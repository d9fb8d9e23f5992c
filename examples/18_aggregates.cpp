// Counts, sums and averages, over all rows and in groups; and rows that differ.
#include <cstdio>
#include <optional>
#include <string>

#include "support/open.hpp"

struct Todo {
    std::string id;
    std::string tenantId;
    std::string title;
    std::optional<std::string> userId;
    int points = 0;
    tenon::decimal cost;
    std::optional<tenon::date> due;
};
using app = tenon::schema<Todo>;

using tenon::by;
using tenon::field;
using tenon::having;
using tenon::order_by;
using tenon::where;

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    tenon::repository<Todo>(db.tenant("globex")).create({.title = "Not ours", .points = 1000}).value();

    auto todos = tenon::repository<Todo>(db.tenant("acme"));
    todos
        .create_many({{.id = "1", .title = "Paint", .userId = "ann", .points = 3, .cost = *tenon::decimal::parse("0.10"),
                       .due = tenon::parse_date("2026-03-01")},
                      {.id = "2", .title = "Sand", .userId = "ann", .points = 5, .cost = *tenon::decimal::parse("0.20")},
                      {.id = "3", .title = "Saw", .userId = "bob", .points = 8, .due = tenon::parse_date("2026-02-01")},
                      {.id = "4", .title = "Rest", .points = 1}})
        .value();

    // One statement, one row: each value has the type that fits it.
    const auto stats = todos.aggregate(tenon::count(), tenon::sum<&Todo::points>, tenon::avg<&Todo::points>,
                                       tenon::sum<&Todo::cost>, tenon::min<&Todo::due>, where(field<&Todo::points> > 1));
    const auto& [rows, points, average, cost, due] = stats.value();
    std::printf("%d todos of %d points, %.3f each, cost %s, the first due %s\n", static_cast<int>(rows),
                static_cast<int>(*points), *average, cost->text().c_str(), tenon::to_string(*due).c_str());

    // Values can be asked for by name, too. Without rows there is no sum: NULL is not zero.
    const auto none = todos.aggregate(tenon::count(), tenon::sum<&Todo::points>, where(field<&Todo::points> > 99)).value();
    std::printf("%d todos, %s\n", static_cast<int>(none.get(tenon::count())),
                none.get(tenon::sum<&Todo::points>) ? "a sum" : "no sum");

    // A row for each user; those without one are a group as well.
    const auto users = todos.group_by(by<&Todo::userId>, tenon::count(), tenon::max<&Todo::points>,
                                      order_by(tenon::desc<tenon::count()>, tenon::asc<&Todo::userId>));
    for (const auto& [user, count, most] : users.value())
        std::printf("%-4s %d, at most %d points\n", user.value_or("-").c_str(), static_cast<int>(count), *most);

    // where chooses rows, having chooses groups.
    const auto busy = todos.group_by(by<&Todo::userId>, where(field<&Todo::userId>.is_not_null()),
                                     having(tenon::sum<&Todo::points> >= 8 && tenon::count() < 2));
    for (const auto& user : busy.value()) std::printf("busy: %s\n", user.get(field<&Todo::userId>)->c_str());

    // Of each user's todos the one with the most points: whole rows.
    const auto best = todos.find_many(tenon::distinct<&Todo::userId>, order_by(tenon::desc<&Todo::points>)).value();
    for (const Todo& todo : best) std::printf("%s\n", todo.title.c_str());
    std::printf("%d users\n", static_cast<int>(
                                  todos.aggregate(tenon::count_distinct<&Todo::userId>).value().get(tenon::count_distinct<&Todo::userId>)));
}
