// A schema as large as those of real platforms: 85 models of every kind in one database.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

#include "support/large_schema/drive.hpp"
#include "support/large_schema/schema.hpp"

namespace large {

database open_database() {
    auto db = tenon::sqlite::open<app>(":memory:").value();
    db.create_tables().value();
    const auto tenants = tenon::repository<Tenant>(db.system("tests"));
    tenants.create({.id = "acme", .name = "Acme", .slug = "acme"}).value();
    tenants.create({.id = "umbrella", .name = "Umbrella", .slug = "umbrella"}).value();
    return db;
}

namespace {

TEST_CASE("the large schema is created whole, and described at run time") {
    const auto db = open_database();
    CHECK(db.health().ok);
    constexpr tenon::schema_info info = app::info();
    CHECK(info.models.size() == 85);
    std::size_t fields = 0;
    for (const tenon::model_info* model : info.models) {
        INFO(model->model);
        fields = std::max(fields, model->columns.size());
        CHECK(info.find(model->model) == model);
        CHECK(info.find_table(model->table) == model);
        CHECK(model->tenancy.kind != tenon::tenancy_kind::none);
        for (const auto& reference : model->references)
            CHECK(info.find(reference.target().model) == &reference.target());
    }
    CHECK(fields == 27);
    CHECK(info.find("Credential")->primary_key_fields() == std::vector<std::string_view>{"username"});
    CHECK(info.find("TeamMember")->primary_key_fields() == std::vector<std::string_view>{"teamId", "userId"});
    CHECK(info.find("Preference")->primary_key_fields().empty());
    CHECK(info.find_table("order")->model == "Order");
    CHECK(info.root()->model == "Tenant");
}

TEST_CASE("an unknown tenant cannot write a row") {
    const auto db = open_database();
    const auto users = tenon::repository<User>(db.tenant("nobody"));
    CHECK(users.create({.email = "x"}).error().code == tenon::errc::foreign_key_violation);
    CHECK(tenon::repository<Secret>(db.tenant("nobody")).create({.name = "x"}).error().code ==
          tenon::errc::foreign_key_violation);
}

TEST_CASE("a tenant that is removed takes all its rows along and leaves the others'") {
    const auto db = open_database();
    writer acme(db, "acme", 100), umbrella(db, "umbrella", 101);
    const auto write = [&](writer& by) {
        static_cast<void>(by.create<Reaction>());
        static_cast<void>(by.create<StockMove>());
        static_cast<void>(by.create<Refund>());
        static_cast<void>(by.create<InvoiceLine>());
        static_cast<void>(by.create<TicketTag>());
        static_cast<void>(by.create<RunStep>());
        static_cast<void>(by.create<Grant>());
    };
    write(acme);
    write(umbrella);
    const auto everything = db.system("count");
    const auto rows = [&](const auto& scope) {
        std::vector<std::int64_t> counts;
        const auto count = [&]<class Model>(std::type_identity<Model>) {
            counts.push_back(tenon::repository<Model>(scope).count().value());
        };
        count(std::type_identity<User>{});
        count(std::type_identity<Team>{});
        count(std::type_identity<Task>{});
        count(std::type_identity<Comment>{});
        count(std::type_identity<Reaction>{});
        count(std::type_identity<Stock>{});
        count(std::type_identity<StockMove>{});
        count(std::type_identity<Payment>{});
        count(std::type_identity<Invoice>{});
        count(std::type_identity<Ticket>{});
        count(std::type_identity<TicketTag>{});
        count(std::type_identity<RunStep>{});
        return counts;
    };
    const auto before = rows(db.tenant("umbrella"));
    CHECK(before == rows(db.tenant("acme")));
    const auto removed = tenon::repository<Tenant>(everything).remove("acme");
    if (!removed) FAIL(to_string(removed.error()));
    CHECK(rows(db.tenant("acme")) == std::vector<std::int64_t>(before.size(), 0));
    CHECK(rows(db.tenant("umbrella")) == before);
    CHECK(rows(everything) == before);
}

} // namespace
} // namespace large
