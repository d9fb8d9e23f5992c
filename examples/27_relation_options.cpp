// Which rows of a relation to read, in which order and how many of each; and how many there are.
#include <cstdio>
#include <string>
#include <vector>

#include "support/open.hpp"

using tenon::field;
using tenon::where;

struct User {
    std::string id, tenantId, email;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>);
};
struct Todo {
    std::string id, tenantId, userId, title;
    int priority = 0;
    bool done = false;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Todo::userId, &User::id>(tenon::on_delete::cascade));
};
using app = tenon::schema<User, Todo>;

struct TodoTitle {
    std::string title;
    static constexpr auto tenon_shape = tenon::of<Todo>;
};
struct UserCard {
    std::string email;
    std::vector<TodoTitle> next; // the two most urgent ones of each user
    tenon::count_of<&Todo::userId> all;
    tenon::count_of<&Todo::userId> open;
    static constexpr auto tenon_shape = tenon::of<User>(
        tenon::relation<&UserCard::next>(where(field<&Todo::done> == false), tenon::order_by(tenon::desc<&Todo::priority>), tenon::take(2)),
        tenon::relation<&UserCard::open>(where(field<&Todo::done> == false)));
};

int main() {
    int statements = 0;
    auto db = example::open<app>({.on_statement = [&](const tenon::statement_event&) { ++statements; }}).value();
    db.create_tables().value();
    const auto acme = db.tenant("acme");
    const auto users = tenon::repository<User>(acme);
    users.create_many({{.id = "ann", .email = "ann"}, {.id = "bob", .email = "bob"}}).value();
    tenon::repository<Todo>(acme)
        .create_many({{.id = "1", .userId = "ann", .title = "write", .priority = 2},
                      {.id = "2", .userId = "ann", .title = "read", .priority = 1},
                      {.id = "3", .userId = "ann", .title = "call", .priority = 3},
                      {.id = "4", .userId = "ann", .title = "sleep", .priority = 9, .done = true}})
        .value();

    statements = 0;
    const auto cards = users.find_many(tenon::as<UserCard>, tenon::order_by(tenon::asc<&User::email>)).value();
    for (const UserCard& card : cards) {
        std::printf("%s, %d of %d open:", card.email.c_str(), static_cast<int>(card.open), static_cast<int>(card.all));
        for (const TodoTitle& todo : card.next) std::printf(" %s", todo.title.c_str());
        std::printf("\n");
    }
    std::printf("%d statements: users with their numbers, to-dos\n", statements);

    const std::string asked = "re"; // known only now: both conditions hold, and the number stands in place of two
    const auto ann = users.get(tenon::as<UserCard>, "ann",
                               tenon::relation<&UserCard::next>(where(field<&Todo::title>.starts_with(asked)), tenon::take(1)),
                               tenon::relation<&UserCard::all>(where(field<&Todo::priority> < 9)));
    std::printf("%s, one of %d\n", ann->next.front().title.c_str(), static_cast<int>(ann->all));
}
