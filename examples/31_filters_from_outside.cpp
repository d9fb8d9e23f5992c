// Filters, orders and pages out of a query string: by names, checked against the model, and always bound.
#include <tenon/dynamic.hpp>

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "support/open.hpp"

struct User {
    std::string id;
    std::string tenantId;
    std::string email;
    std::string password;
    int level = 0;
    std::optional<std::string> nick;
    static constexpr auto tenon_model = tenon::table(tenon::secret<&User::password>);
};
using app = tenon::schema<User>;

using tenon::field;
using tenon::where;

int main() {
    std::string sql;
    auto db = example::open<app>({.on_statement = [&](const tenon::statement_event& sent) { sql = sent.text; }}).value();
    db.create_tables().value();
    const auto users = tenon::repository<User>(db.tenant("acme"));
    users
        .create_many({{.email = "ann@acme.test", .level = 3},
                      {.email = "bob@acme.test", .level = 2, .nick = "b"},
                      {.email = "eve@acme.test", .level = 2},
                      {.email = "zoe@globex.test", .level = 1}})
        .value();

    // What a handler of GET /users does with what stands behind the question mark.
    const auto answer = [&](std::string_view query) {
        const auto asked = tenon::query_string<User>(query, {.most_rows = 50});
        if (!asked) {
            std::printf("%d: %s\n", tenon::http_status(asked.error().code), asked.error().message.c_str());
            return;
        }
        const auto page = users.page(where(asked->filter && field<&User::level> > 0), tenon::order_by(asked->sort),
                                     tenon::take(asked->limit), tenon::skip(asked->skip()));
        std::printf("%lld:", static_cast<long long>(page.value().total));
        for (const User& user : page->items)
            std::printf(" %s", user.email.c_str());
        std::printf("%s\n", page->has_more ? " ..." : "");
    };
    answer("filter.level[gte]=2&sort=-level,email&page=1&limit=2");
    answer("filter.level[gte]=2&sort=-level,email&page=2&limit=2");
    answer("filter.email[ends_with]=%40acme.test&filter.nick[is_null]=true&sort=-email");
    answer("filter.level[in]=1,3");
    answer("filter.email=' OR 1 = 1 --");
    answer("filter.level[gte]=high&filter.password=x&filter.email[near]=y&sort=nothing&limit=1000");

    // By hand, as from a form. The text is made once for each shape, and the values are none of it.
    tenon::dynamic_filter<User> filter;
    filter.add("level", "in", "1,2,3").add("email", "contains_ignore_case", "ACME");
    std::printf("%lld\n", static_cast<long long>(users.count(where(filter)).value()));
    std::printf("%s\n", sql.c_str());
}
