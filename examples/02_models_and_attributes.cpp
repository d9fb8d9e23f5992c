// What can be said of a struct: keys, uniques, indexes, references, defaults, generated values, names, secrets.
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "support/open.hpp"

enum class plan { free, paid };
enum class role : int { guest = 10, member = 20, admin = 30 };
template <>
inline constexpr bool tenon::enum_as_integer<role> = true; // by number instead of by name

struct Tenant {
    std::string id;
    std::string name;
    plan subscription = plan::free;
    tenon::timestamp createdAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_root<&Tenant::id>, // each row is a tenant
                     tenon::unique<&Tenant::name>, tenon::created_at<&Tenant::createdAt>);
};

struct User {
    std::string id;
    std::string tenantId;
    std::string email;
    std::string password;
    role rank = role::guest;
    std::optional<std::string> nickname; // NULL is not the empty text
    std::vector<std::string> tags;       // JSON on SQLite, an array on PostgreSQL
    tenon::timestamp updatedAt;
    static constexpr auto tenon_model =
        tenon::table("users", // the table's name; without it, the struct's
                     tenon::unique<&User::email>, tenon::secret<&User::password>, tenon::updated_at<&User::updatedAt>,
                     tenon::index<&User::rank, tenon::desc<&User::updatedAt>>,
                     tenon::index<&User::nickname>(tenon::where(tenon::field<&User::nickname>.is_not_null())));
};

struct Order {
    tenon::uuid id{};
    std::string tenantId;
    std::string userId;
    std::string namespace_; // a keyword of C++
    std::string state;
    tenon::decimal total;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&Order::id>(tenon::uuid7), tenon::column<&Order::namespace_>("namespace"),
                     tenon::default_value<&Order::state>("open"),
                     tenon::references<&Order::userId, &User::id>(tenon::on_delete::cascade));
};

struct OrderLine { // several fields make the key
    tenon::uuid orderId{};
    std::string tenantId;
    int position = 0;
    std::string text;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&OrderLine::orderId, &OrderLine::position>,
                     tenon::references<&OrderLine::orderId, &Order::id>(tenon::on_delete::cascade));
};

using app = tenon::schema<Tenant, User, Order, OrderLine>;

int main() {
    // What create_tables() sends.
    const auto print = [](const tenon::statement_event& sent) {
        if (sent.verb == tenon::verb::schema) std::printf("%s;\n", std::string(sent.text).c_str());
    };
    auto db = example::open<app>({.on_statement = print}).value();
    db.create_tables().value();
    tenon::repository<Tenant>(db.system("sign up")).create({.id = "acme", .name = "Acme"}).value();
    const auto acme = db.tenant("acme");
    const auto ann =
        tenon::repository<User>(acme)
            .create({.email = "ann@acme.test", .password = "hash", .rank = role::admin, .tags = {"a", "b"}})
            .value();
    const auto order = tenon::repository<Order>(acme)
                           .create({.userId = ann.id, .namespace_ = "shop", .total = *tenon::decimal::parse("19.90")})
                           .value();
    tenon::repository<OrderLine>(acme).create({.orderId = order.id, .position = 1, .text = "tea"}).value();

    const auto line = tenon::repository<OrderLine>(acme).get(order.id, 1).value(); // a value for each field of the key
    std::printf("\n%s: %s, %s, tags %zu, nickname %s\n", line.text.c_str(), order.state.c_str(),
                order.total.text().c_str(), ann.tags.size(), ann.nickname ? "set" : "NULL");
}
