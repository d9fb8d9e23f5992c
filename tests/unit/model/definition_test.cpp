// What attributes and types say of a model, as constant data.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using tenon::column_of;
using tenon::column_type;
using tenon::generator;
using tenon::info_of;
using tenon::tenancy_kind;

enum class state { open, closed };

/// Nothing said.
struct Plain {
    std::string id;
    std::string tenantId;
    std::optional<int> level;
    state now = state::open;
    std::vector<std::int64_t> numbers;
};
struct Customer {
    std::string id;
    std::string tenantId;
    std::string email;
    std::string first;
    std::string last;
    std::string password;
    int score = 0;
    std::optional<std::string> referrerId;
    tenon::timestamp made;
    tenon::timestamp touched;
    static constexpr auto tenon_model = tenon::table(
        "customers", tenon::in_schema("crm"), tenon::column<&Customer::email>("e-mail"),
        tenon::unique<&Customer::email>, tenon::unique<&Customer::tenantId, &Customer::first, &Customer::last>,
        tenon::index<&Customer::last, tenon::desc<&Customer::score>>, tenon::secret<&Customer::password>,
        tenon::references<&Customer::referrerId, &Customer::id>(tenon::on_delete::cascade, tenon::on_update::restrict),
        tenon::default_value<&Customer::score>(5), tenon::created_at<&Customer::made>,
        tenon::updated_at<&Customer::touched>);
};
struct Kept {
    std::string id;
    std::string tenantId;
    int revision = 0;
    std::optional<tenon::timestamp> goneAt;
    static constexpr auto tenon_model = tenon::table(tenon::soft_delete<&Kept::goneAt>, tenon::version<&Kept::revision>);
};
struct Composite {
    std::string tenantId;
    int a = 0;
    int b = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Composite::tenantId, &Composite::b, &Composite::a>);
};
struct Foreign {
    std::string key;
    std::string organisation;
};
struct Shared {
    std::string id;
    std::optional<std::string> tenantId;
};
struct Root {
    std::string code;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Root::code>(tenon::on_delete::cascade));
};
struct Child {
    tenon::uuid id;
    std::string customerId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Child::customerId>, tenon::references<&Child::customerId, &Customer::id>,
                     tenon::generated<&Child::id>(tenon::uuid7));
};
struct Grandchild {
    std::int64_t id = 0;
    tenon::uuid childId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Grandchild::childId>, tenon::references<&Grandchild::childId, &Child::id>,
                     tenon::generated<&Grandchild::id>(tenon::autoincrement));
};
struct Owned {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned);
};
struct Everybodys {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::shared);
};

} // namespace

template <>
inline constexpr auto tenon::model<Foreign> =
    tenon::table("foreigners", tenon::primary_key<&Foreign::key>, tenon::tenant_key<&Foreign::organisation>);

namespace {

TEST_CASE("a struct with id and tenantId needs no words") {
    constexpr auto& info = info_of<Plain>();
    STATIC_REQUIRE(info.model == "Plain");
    STATIC_REQUIRE(info.table == "Plain");
    STATIC_REQUIRE(info.columns.size() == 5);
    STATIC_REQUIRE(info.tenancy.kind == tenancy_kind::tenant);
    STATIC_REQUIRE(info.tenancy.field == 1);
    STATIC_REQUIRE(info.tenant_column() == "tenantId");
    CHECK(info.primary_key_fields() == std::vector<std::string_view>{"id"});
    STATIC_REQUIRE(info.columns[0].generated == generator::cuid);
    STATIC_REQUIRE(info.uniques.empty());
    STATIC_REQUIRE(info.indexes.empty());
    STATIC_REQUIRE(info.references.empty());
}

TEST_CASE("types say what columns are") {
    STATIC_REQUIRE(column_of<&Plain::level>.type == column_type::int32);
    STATIC_REQUIRE(column_of<&Plain::level>.nullable);
    STATIC_REQUIRE_FALSE(column_of<&Plain::id>.nullable);
    STATIC_REQUIRE(column_of<&Plain::now>.type == column_type::enumeration);
    STATIC_REQUIRE(column_of<&Plain::now>.enumerators.size() == 2);
    STATIC_REQUIRE(column_of<&Plain::now>.enumerators[1] == "closed");
    STATIC_REQUIRE(column_of<&Plain::numbers>.type == column_type::list);
    STATIC_REQUIRE(column_of<&Plain::numbers>.element == column_type::int64);
    STATIC_REQUIRE(column_of<&Child::id>.type == column_type::uuid);
}

TEST_CASE("a model knows which field counts its changes and which holds when a row was removed") {
    constexpr auto& info = info_of<Kept>();
    STATIC_REQUIRE(info.version == 2);
    STATIC_REQUIRE(info.columns[2].generated == generator::version);
    STATIC_REQUIRE(info.soft_delete == 3);
    STATIC_REQUIRE(info_of<Customer>().version == tenon::no_field);
    STATIC_REQUIRE(info_of<Customer>().soft_delete == tenon::no_field);
}

TEST_CASE("words beside the struct say the rest") {
    constexpr auto& info = info_of<Customer>();
    STATIC_REQUIRE(info.table == "customers");
    STATIC_REQUIRE(info.schema == "crm");
    STATIC_REQUIRE(column_of<&Customer::email>.field == "email");
    STATIC_REQUIRE(column_of<&Customer::email>.column == "e-mail");
    STATIC_REQUIRE(column_of<&Customer::password>.secret);
    STATIC_REQUIRE_FALSE(column_of<&Customer::email>.secret);
    STATIC_REQUIRE(column_of<&Customer::score>.has_default);
    STATIC_REQUIRE(column_of<&Customer::made>.generated == generator::created_at);
    STATIC_REQUIRE(column_of<&Customer::touched>.generated == generator::updated_at);
    STATIC_REQUIRE(info.find_field("email") == &column_of<&Customer::email>);
    STATIC_REQUIRE(info.find_field("e-mail") == nullptr);
    STATIC_REQUIRE(info.find_column("e-mail") == &column_of<&Customer::email>);
}

TEST_CASE("uniques and indexes keep the order of their fields; the tenant may be said or not") {
    constexpr auto& info = info_of<Customer>();
    STATIC_REQUIRE(info.uniques.size() == 2);
    CHECK(info.field_names(info.uniques[0].fields) == std::vector<std::string_view>{"email"});
    CHECK(info.field_names(info.uniques[1].fields) == std::vector<std::string_view>{"tenantId", "first", "last"});
    CHECK(info.field_names(info.without_tenant(info.uniques[1].fields)) ==
          std::vector<std::string_view>{"first", "last"});
    STATIC_REQUIRE(info.indexes.size() == 1);
    CHECK(info.field_names(info.indexes[0].fields) == std::vector<std::string_view>{"last", "score"});
    STATIC_REQUIRE_FALSE(info.indexes[0].is_descending(0));
    STATIC_REQUIRE(info.indexes[0].is_descending(1));
    STATIC_REQUIRE_FALSE(info.indexes[0].partial);
}

TEST_CASE("a reference knows its target and what happens on removal") {
    constexpr auto& info = info_of<Customer>();
    REQUIRE(info.references.size() == 1);
    const auto& reference = info.references[0];
    CHECK(&reference.target() == &info);
    CHECK(info.field_names(reference.fields) == std::vector<std::string_view>{"referrerId"});
    CHECK(info.field_names(reference.target_fields) == std::vector<std::string_view>{"id"});
    CHECK(reference.on_delete == tenon::on_delete::cascade);
    CHECK(reference.on_update == tenon::on_update::restrict);
}

TEST_CASE("a primary key of several fields keeps their order, without the tenant for programs") {
    constexpr auto& info = info_of<Composite>();
    CHECK(info.primary_key_fields() == std::vector<std::string_view>{"b", "a"});
    CHECK(info.field_names(info.declared_primary_key) == std::vector<std::string_view>{"tenantId", "b", "a"});
}

TEST_CASE("a struct that is not ours to change is described outside of it") {
    constexpr auto& info = info_of<Foreign>();
    STATIC_REQUIRE(info.table == "foreigners");
    STATIC_REQUIRE(info.model == "Foreign");
    STATIC_REQUIRE(info.tenant_column() == "organisation");
    CHECK(info.primary_key_fields() == std::vector<std::string_view>{"key"});
    STATIC_REQUIRE(info.columns[0].generated == generator::none);
}

TEST_CASE("each kind of tenancy is known by its word or by the type of the field") {
    STATIC_REQUIRE(info_of<Shared>().tenancy.kind == tenancy_kind::tenant_or_shared);
    STATIC_REQUIRE(info_of<Root>().tenancy.kind == tenancy_kind::root);
    STATIC_REQUIRE(info_of<Root>().tenancy.root_deletion == tenon::on_delete::cascade);
    STATIC_REQUIRE(info_of<Child>().tenancy.kind == tenancy_kind::via_parent);
    STATIC_REQUIRE(info_of<Owned>().tenancy.kind == tenancy_kind::owned);
    STATIC_REQUIRE(info_of<Everybodys>().tenancy.kind == tenancy_kind::shared);
    STATIC_REQUIRE(info_of<Child>().tenancy.is_hidden());
    STATIC_REQUIRE(info_of<Child>().tenancy.has_tenant());
    STATIC_REQUIRE_FALSE(info_of<Child>().tenancy.has_field());
    STATIC_REQUIRE_FALSE(info_of<Everybodys>().tenancy.has_tenant());
    STATIC_REQUIRE_FALSE(info_of<Root>().tenancy.has_tenant());
    STATIC_REQUIRE(info_of<Owned>().tenant_column() == "tenantId");
    STATIC_REQUIRE(info_of<Root>().tenant_column() == "code");
    CHECK(info_of<Root>().primary_key_fields() == std::vector<std::string_view>{"code"});
}

TEST_CASE("a parent is found through the reference that starts at its field, chains too") {
    STATIC_REQUIRE(std::is_same_v<tenon::parent_of<Child>, Customer>);
    STATIC_REQUIRE(std::is_same_v<tenon::parent_of<Grandchild>, Child>);
    STATIC_REQUIRE(std::is_same_v<tenon::parent_of<tenon::parent_of<Grandchild>>, Customer>);
    STATIC_REQUIRE(info_of<Child>().columns[0].generated == generator::uuid7);
    STATIC_REQUIRE(info_of<Grandchild>().columns[0].generated == generator::autoincrement);
}

TEST_CASE("a schema is described at run time, in the order of its models, whatever the place of its layout") {
    using first = tenon::schema<Root, Customer, Child, Everybodys>;
    using prisma = tenon::schema<Root, tenon::layout::prisma, Customer, Child>;
    constexpr auto info = first::info();
    STATIC_REQUIRE(info.leads_with_tenant);
    STATIC_REQUIRE_FALSE(prisma::info().leads_with_tenant);
    STATIC_REQUIRE(std::is_same_v<prisma::layout, tenon::layout::prisma>);
    STATIC_REQUIRE(info.models.size() == 4);
    STATIC_REQUIRE(prisma::info().models.size() == 3);
    STATIC_REQUIRE(info.models[1] == &info_of<Customer>());
    CHECK(info.find("Customer") == &info_of<Customer>());
    CHECK(info.find("customers") == nullptr);
    CHECK(info.find_table("customers") == &info_of<Customer>());
    CHECK(info.find_table("Customer") == nullptr);
    CHECK(info.root() == &info_of<Root>());
    STATIC_REQUIRE(first::has<Child>);
    STATIC_REQUIRE_FALSE(first::has<Plain>);
    CHECK(tenon::schema<Plain>::info().root() == nullptr);
}

} // namespace

namespace {
struct Renamed {
    std::string id;
    std::string tenantId;
    std::string mail;
    static constexpr auto tenon_model =
        tenon::table("people", tenon::renamed_from("users"), tenon::renamed_from<&Renamed::mail>("e-mail"));
};
} // namespace

TEST_CASE("a table and a column can say what they were called before") {
    CHECK(info_of<Renamed>().table == "people");
    CHECK(info_of<Renamed>().renamed_from == "users");
    CHECK(column_of<&Renamed::mail>.column == "mail");
    CHECK(column_of<&Renamed::mail>.renamed_from == "e-mail");
    CHECK(column_of<&Renamed::id>.renamed_from.empty());
    CHECK(info_of<Plain>().renamed_from.empty());
}
