// Some fields, and relations at any depth, said by structs.
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "support/open.hpp"

struct User {
    std::string id, tenantId, email, password;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>, tenon::secret<&User::password>);
};
struct Todo {
    std::string id, tenantId, userId, title;
    std::optional<std::string> reviewerId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Todo::userId, &User::id>(tenon::on_delete::cascade),
                                                     tenon::references<&Todo::reviewerId, &User::id>);
};
struct File {
    std::string id, tenantId, todoId, name;
    static constexpr auto tenon_model = tenon::table(tenon::references<&File::todoId, &Todo::id>(tenon::on_delete::cascade));
};
using app = tenon::schema<User, Todo, File>;

// What to see of each model: fields by their names, relations by the references between the models.
struct FileName {
    std::string name;
    static constexpr auto tenon_shape = tenon::of<File>;
};
struct Person {
    std::string email;
    static constexpr auto tenon_shape = tenon::of<User>;
};
struct TodoCard {
    std::string title;
    std::vector<FileName> files;    // rows that refer to this one
    std::optional<Person> reviewer; // the row that this one refers to
    static constexpr auto tenon_shape = tenon::of<Todo>(tenon::via<&TodoCard::reviewer, &Todo::reviewerId>);
};
struct UserCard {
    std::string email;
    std::vector<TodoCard> todos;
    static constexpr auto tenon_shape = tenon::of<User>(tenon::via<&UserCard::todos, &Todo::userId>); // there are two
};

int main() {
    int statements = 0;
    auto db = example::open<app>({.on_statement = [&](const tenon::statement_event&) { ++statements; }}).value();
    db.create_tables().value();
    const auto acme = db.tenant("acme");
    const auto users = tenon::repository<User>(acme);
    users.create_many({{.id = "ann", .email = "ann@acme.test"}, {.id = "bob", .email = "bob@acme.test"}}).value();
    tenon::repository<Todo>(acme)
        .create_many({{.id = "1", .userId = "ann", .title = "write"},
                      {.id = "2", .userId = "ann", .title = "read", .reviewerId = "bob"},
                      {.id = "3", .userId = "bob", .title = "sleep"}})
        .value();
    tenon::repository<File>(acme).create_many({{.id = "1", .todoId = "1", .name = "draft.txt"}, {.id = "2", .todoId = "1", .name = "notes.txt"}}).value();

    statements = 0;
    const auto cards = users.find_many(tenon::as<UserCard>, tenon::order_by(tenon::asc<&User::email>)).value();
    for (const auto& card : cards) {
        std::printf("%s\n", card.email.c_str());
        for (const auto& todo : card.todos) {
            std::printf("  %s", todo.title.c_str());
            if (todo.reviewer) std::printf(", reviewed by %s", todo.reviewer->email.c_str());
            for (const auto& file : todo.files) std::printf(", %s", file.name.c_str());
            std::printf("\n");
        }
    }
    std::printf("%d statements: users, todos, files, reviewers\n", statements); // however many rows there are

    const auto one = users.get(tenon::as<Person>, "bob").value();
    std::printf("%s, without the password\n", one.email.c_str());
    std::printf("%zu of another tenant\n", tenon::repository<User>(db.tenant("globex")).find_many(tenon::as<UserCard>).value().size());
}
