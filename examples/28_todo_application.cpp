// A to-do application: users, their to-dos, files that go with them. What its pages show is said by shapes.
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "support/open.hpp"

using tenon::field;
using tenon::related;
using tenon::where;

struct Team {
    std::string id, name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Team::id>(tenon::on_delete::cascade), tenon::unique<&Team::name>);
};
struct User {
    std::string id, teamId, email, password;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_key<&User::teamId>, tenon::unique<&User::email>, tenon::email<&User::email>, tenon::secret<&User::password>);
};
struct Todo {
    std::string id, teamId, userId, title;
    int priority = 0;
    bool done = false;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_key<&Todo::teamId>, tenon::references<&Todo::userId, &User::id>(tenon::on_delete::cascade),
                     tenon::index<&Todo::userId, &Todo::done>, tenon::between<&Todo::priority>(0, 9),
                     tenon::max_length<&Todo::title>(80), tenon::soft_delete<&Todo::deletedAt>);
};
struct File {
    std::string id, teamId, todoId, name;
    tenon::blob content;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_key<&File::teamId>, tenon::references<&File::todoId, &Todo::id>(tenon::on_delete::cascade));
};
using app = tenon::schema<Team, User, Todo, File>;

// The page of a user: what is next, with the names of its files and not what is in them.
struct FileName {
    std::string name;
    static constexpr auto tenon_shape = tenon::of<File>;
};
struct NextTodo {
    std::string title;
    int priority = 0;
    std::vector<FileName> files;
    static constexpr auto tenon_shape = tenon::of<Todo>;
};
struct UserPage {
    std::string email;
    std::vector<NextTodo> next;
    tenon::count_of<&Todo::userId> all;
    tenon::count_of<&Todo::userId> open;
    static constexpr auto tenon_shape = tenon::of<User>(
        tenon::relation<&UserPage::next>(where(field<&Todo::done> == false), tenon::order_by(tenon::desc<&Todo::priority>), tenon::take(2)),
        tenon::relation<&UserPage::open>(where(field<&Todo::done> == false)));
};

/// Done with all that a user has to do, or with nothing of it.
struct finish_all {
    std::string userId;
    enum class refusal { there_is_nothing_to_do };
    static constexpr auto tenon_operation = tenon::operation("finish_all", tenon::min_length<&finish_all::userId>(1));
    auto operator()(auto& tx) const -> tenon::result<std::int64_t> {
        const auto done = tenon::repository<Todo>(tx).update_many(where(field<&Todo::userId> == userId && field<&Todo::done> == false),
                                                                  tenon::set<&Todo::done>(true));
        if (done && *done == 0) return tenon::refuse(refusal::there_is_nothing_to_do);
        return done;
    }
};

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    tenon::repository<Team>(db.system("sign-up")).create_many({{.id = "red", .name = "Red"}, {.id = "blue", .name = "Blue"}}).value();
    const auto red = db.tenant("red");
    const auto users = tenon::repository<User>(red);
    const auto todos = tenon::repository<Todo>(red);
    users.create_many({{.id = "ann", .email = "ann@red.test"}, {.id = "bob", .email = "bob@red.test"}}).value();
    todos.create_many({{.id = "1", .userId = "ann", .title = "plan", .priority = 5},
                       {.id = "2", .userId = "ann", .title = "build", .priority = 9},
                       {.id = "3", .userId = "ann", .title = "rest", .priority = 1},
                       {.id = "4", .userId = "ann", .title = "sleep", .done = true},
                       {.id = "5", .userId = "bob", .title = "test", .priority = 3}})
        .value();
    tenon::repository<File>(red).create_many({{.todoId = "2", .name = "wall.svg"}, {.todoId = "2", .name = "roof.svg"}, {.todoId = "1", .name = "plan.txt"}}).value();

    const auto pages = users.find_many(tenon::as<UserPage>, tenon::order_by(tenon::asc<&User::email>)).value();
    for (const auto& page : pages) {
        std::printf("%s: %d of %d open\n", page.email.c_str(), static_cast<int>(page.open), static_cast<int>(page.all));
        for (const auto& todo : page.next) {
            std::printf("  %d %s", todo.priority, todo.title.c_str());
            for (const auto& file : todo.files) std::printf(", %s", file.name.c_str());
            std::printf("\n");
        }
    }

    const auto with_files = users.count(where(related<&Todo::userId>.some(field<&Todo::done> == false && related<&File::todoId>.some())));
    std::printf("%d of them with files for what is open\n", static_cast<int>(with_files.value()));
    const auto by_user = todos.group_by(tenon::by<&Todo::userId>, tenon::count(), tenon::max<&Todo::priority>, tenon::order_by(tenon::asc<&Todo::userId>)).value();
    for (const auto& [user, count, most] : by_user)
        std::printf("%s has %d, the most urgent of %d\n", user.c_str(), static_cast<int>(count), most.value_or(0));

    // Through the list two by two, whatever is added meanwhile.
    auto page = todos.page(tenon::order_by(tenon::desc<&Todo::priority>), tenon::take(2)).value();
    for (int number = 1;; ++number) {
        std::printf("page %d:", number);
        for (const auto& todo : page.items) std::printf(" %s", todo.title.c_str());
        std::printf("\n");
        if (!page.next) break;
        page = todos.page(tenon::order_by(tenon::desc<&Todo::priority>), tenon::take(2), tenon::after(*page.next)).value();
    }

    todos.remove("3").value(); // kept, and found by nobody
    std::printf("%d to-dos, %d with the removed one\n", static_cast<int>(todos.count().value()), static_cast<int>(todos.count(tenon::with_deleted).value()));
    for (int i = 0; i < 2; ++i) {
        const auto done = tenon::perform(red, finish_all{.userId = "ann"});
        std::printf("%s\n", done ? (std::to_string(*done) + " done").c_str() : done.error().refusal.c_str());
    }
    std::printf("%s\n", to_string(users.create({.email = "nobody"}).error()).c_str());
    users.remove("ann").value(); // and to-dos and files with her
    std::printf("%d files left, %d users of another team\n", static_cast<int>(tenon::repository<File>(red).count().value()),
                static_cast<int>(tenon::repository<User>(db.tenant("blue")).count().value()));
}
