// Filters by related rows: of those that refer to a row, and of the one that it refers to.
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "support/open.hpp"

using tenon::field;
using tenon::related;
using tenon::where;

struct User {
    std::string id, tenantId, email;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>);
};
struct Todo {
    std::string id, tenantId, userId;
    std::optional<std::string> reviewerId;
    bool done = false;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Todo::userId, &User::id>(tenon::on_delete::cascade),
                                                     tenon::references<&Todo::reviewerId, &User::id>);
};
struct File {
    std::string id, tenantId, todoId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&File::todoId, &Todo::id>(tenon::on_delete::cascade));
};
using app = tenon::schema<User, Todo, File>;

template <class Row> void show(const char* what, const std::vector<Row>& rows) {
    std::printf("%-22s", what);
    for (const Row& row : rows) std::printf(" %s", row.id.c_str());
    std::printf("\n");
}

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    const auto acme = db.tenant("acme");
    const auto users = tenon::repository<User>(acme);
    const auto todos = tenon::repository<Todo>(acme);
    users.create_many({{.id = "ann", .email = "ann"}, {.id = "bob", .email = "bob"}, {.id = "eve", .email = "eve"}}).value();
    todos.create_many({{.id = "1", .userId = "ann", .reviewerId = "bob"}, {.id = "2", .userId = "ann", .done = true}, {.id = "3", .userId = "bob", .done = true}}).value();
    tenon::repository<File>(acme).create_many({{.id = "f", .todoId = "1"}, {.id = "g", .todoId = "2"}}).value();

    constexpr auto todos_of = related<&Todo::userId>;
    show("with something to do", users.find_many(where(todos_of.some(field<&Todo::done> == false))).value());
    show("with nothing to do", users.find_many(where(todos_of.none(field<&Todo::done> == false))).value());
    show("with all done", users.find_many(where(todos_of.some() && todos_of.every(field<&Todo::done> == true))).value());
    show("whose reviewer is Bob", todos.find_many(where(related<&Todo::reviewerId>.is(field<&User::email> == "bob"))).value());
    show("of those without files", users.find_many(where(todos_of.some(related<&File::todoId>.none()))).value());

    // In every verb that takes a filter.
    const auto closed = todos.update_many(where(related<&Todo::reviewerId>.is(field<&User::email> == "bob")), tenon::set<&Todo::done>(true));
    std::printf("%d closed, %d of another tenant\n", static_cast<int>(closed.value()),
                static_cast<int>(tenon::repository<User>(db.tenant("globex")).count(where(todos_of.none())).value()));
}
