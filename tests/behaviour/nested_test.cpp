// Rows that are created with those that belong to them, and linked by their keys: one transaction, one statement for each level.
#include <tenon/nested.hpp>

#include <chrono>
#include <cstdint>
#include <latch>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::as;
using tenon::asc;
using tenon::by;
using tenon::connect;
using tenon::connect_or_create;
using tenon::connect_only;
using tenon::disconnect;
using tenon::errc;
using tenon::field;
using tenon::order_by;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

struct Shop {
    std::string id;
    int mostParts = 1000;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Shop::id>);
};
struct Customer {
    std::string id;
    std::string tenantId;
    std::string email;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Customer::email>, tenon::email<&Customer::email>);
};
struct Order {
    std::string id;
    std::string tenantId;
    std::string title;
    std::optional<std::string> customerId;
    tenon::timestamp updatedAt;
    int version = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Order::customerId, &Customer::id>, tenon::updated_at<&Order::updatedAt>,
                     tenon::version<&Order::version>, tenon::audited);
};
/// Numbered by the database; may be of no order.
struct Line {
    std::int32_t number = 0;
    std::string tenantId;
    std::optional<std::string> orderId;
    std::string product;
    int pieces = 0;
    std::optional<std::string> code;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Line::number>, tenon::unique<&Line::code>, tenon::generated<&Line::number>(tenon::autoincrement),
                     tenon::references<&Line::orderId, &Order::id>, tenon::default_value<&Line::pieces>(1),
                     tenon::between<&Line::pieces>(1, 100));
};
/// Belongs to its tenant through a row that the database numbers.
struct Part {
    std::string id;
    std::int32_t line = 0;
    std::string name;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Part::line>, tenon::references<&Part::line, &Line::number>(tenon::on_delete::cascade));
};
/// One for each order.
struct Receipt {
    tenon::uuid id;
    std::string tenantId;
    std::string orderId;
    std::string text;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&Receipt::id>(tenon::uuid7), tenon::unique<&Receipt::orderId>,
                     tenon::references<&Receipt::orderId, &Order::id>, tenon::quota<&Shop::mostParts>);
};
/// A tenant's tags, and everybody's.
struct Tag {
    std::string id;
    std::optional<std::string> tenantId;
    std::optional<std::string> name;
    std::string colour;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::soft_delete<&Tag::deletedAt>, tenon::unique<&Tag::name>);
};
struct OrderTag {
    std::string tenantId;
    std::string orderId;
    std::string tagId;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&OrderTag::orderId, &OrderTag::tagId>,
                     tenon::references<&OrderTag::orderId, &Order::id>(tenon::on_delete::cascade),
                     tenon::references<&OrderTag::tagId, &Tag::id>);
};

struct PartName {
    std::string name;
    static constexpr auto tenon_shape = tenon::of<Part>;
};
struct NewLine {
    std::int32_t number = 0;
    std::string product;
    std::optional<int> pieces; // the model's default, where it says nothing
    std::vector<PartName> parts;
    static constexpr auto tenon_shape = tenon::of<Line>;
};
struct NewCustomer {
    std::string id;
    std::string email;
    static constexpr auto tenon_shape = tenon::of<Customer>;
};
struct ReceiptText {
    std::string text;
    static constexpr auto tenon_shape = tenon::of<Receipt>;
};
struct NewOrder {
    std::string id;
    std::string title;
    std::optional<std::string> customerId;
    tenon::timestamp updatedAt;
    int version = 0;
    std::optional<NewCustomer> customer;
    std::vector<NewLine> lines;
    std::optional<ReceiptText> receipt;
    std::vector<OrderTag> tags; // a model is the shape of all its fields
    static constexpr auto tenon_shape = tenon::of<Order>;
};

struct TagName {
    std::string id;
    std::optional<std::string> name;
    static constexpr auto tenon_shape = tenon::of<Tag>;
};
struct TagOfOrder {
    std::optional<TagName> tag;
    static constexpr auto tenon_shape = tenon::of<OrderTag>(connect_or_create<&TagOfOrder::tag>(by<&Tag::name>));
};
struct TaggedOrder {
    std::string id;
    std::optional<NewCustomer> customer;
    std::vector<TagOfOrder> tags;
    static constexpr auto tenon_shape = tenon::of<Order>(connect_or_create<&TaggedOrder::customer>(by<&Customer::email>));
};
struct NewShop {
    std::string id;
    std::vector<NewCustomer> customers;
    static constexpr auto tenon_shape = tenon::of<Shop>;
};
struct FirstCustomer {
    std::string email;
    std::optional<NewShop> shop;
    static constexpr auto tenon_shape = tenon::of<Customer>;
};
struct OrderOfTenant {
    std::string tenantId;
    std::optional<NewCustomer> customer;
    std::vector<Line> lines;
    static constexpr auto tenon_shape = tenon::of<Order>;
};

template <class Backend> struct shop : test_database<Backend, Shop, Customer, Order, Line, Part, Receipt, Tag, OrderTag, tenon::audit_entry> {
    shop() {
        repository<Shop>(this->system()).create_many({{.id = "a"}, {.id = "b"}}).value();
        this->forget();
    }
    /// The statements on rows since `forget`, whatever transactions they are in.
    std::size_t on_rows() const {
        std::size_t count = 0;
        for (const auto& each : this->statements()) count += each.model.empty() ? 0 : 1;
        return count;
    }
    template <class Model> std::int64_t count(const char* tenant) const { return repository<Model>(this->tenant(tenant)).count().value(); }
    auto orders(const char* tenant = "a") const { return repository<Order>(this->tenant(tenant)); }
    auto lines(const char* tenant = "a") const { return repository<Line>(this->tenant(tenant)); }
    auto tags(const char* tenant = "a") const { return repository<Tag>(this->tenant(tenant)); }
    strings tags_of(const std::string& order, const char* tenant = "a") const {
        return sorted<&OrderTag::tagId>(repository<OrderTag>(this->tenant(tenant)).find_many(where(field<&OrderTag::orderId> == order)).value());
    }
};

/// The word that gives an order tags by their names.
template <class... Rows> auto tagged(const Rows&... rows) { return connect_or_create<&OrderTag::orderId, &OrderTag::tagId>(by<&Tag::name>, rows...); }
auto lines_by_code(const std::vector<Line>& lines) { return connect_or_create<&Line::orderId>(by<&Line::code>, lines); }

NewOrder order_of(std::size_t lines) {
    NewOrder made{.title = "May"};
    for (std::size_t i = 0; i < lines; ++i)
        made.lines.push_back({.product = "product " + std::to_string(i), .parts = {{"left"}, {"right"}}});
    return made;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a row is created with the rows of its relations, at any depth, and comes back with what was filled in", "[nested]", backends) {
    shop<TestType> t;
    const auto made = t.orders()
                          .create(NewOrder{.title = "May",
                                           .customer = NewCustomer{.email = "ann@acme.test"},
                                           .lines = {{.product = "cup", .pieces = 6, .parts = {{"handle"}, {"bowl"}}}, {.product = "plate"}},
                                           .receipt = ReceiptText{"paid"}})
                          .value();
    CHECK(made.id.size() == 25);
    CHECK(made.version == 1);
    CHECK(made.updatedAt != tenon::timestamp());
    REQUIRE(made.customer);
    CHECK(made.customer->id.size() == 25);
    CHECK(made.customerId == made.customer->id);
    REQUIRE(made.lines.size() == 2);
    CHECK(made.lines[0].number != 0);
    CHECK(made.lines[0].number < made.lines[1].number);
    CHECK(made.lines[1].pieces == 1);

    const auto read = t.orders().get(as<NewOrder>, made.id).value();
    CHECK(read.updatedAt == made.updatedAt);
    CHECK(read.customer.value().email == "ann@acme.test");
    CHECK(read.receipt.value().text == "paid");
    REQUIRE(read.lines.size() == 2);
    CHECK(read.lines[0].number == made.lines[0].number);
    CHECK(read.lines[0].product == "cup");
    CHECK(read.lines[0].pieces == 6);
    CHECK(sorted<&PartName::name>(read.lines[0].parts) == strings{"bowl", "handle"});
    CHECK(read.lines[1].parts.empty());
    CHECK(t.lines().get(made.lines[1].number).value().tenantId == "a");
    CHECK(t.template count<Order>("b") + t.template count<Line>("b") + t.template count<Part>("b") == 0);
    CHECK(repository<tenon::audit_entry>(t.tenant("a")).count().value() == 1); // of the order, which is audited
}

TEMPLATE_LIST_TEST_CASE("there is one statement for each level, however many rows it has", "[nested]", backends) {
    shop<TestType> t;
    for (const std::size_t lines : {std::size_t{1}, std::size_t{250}}) { // PostgreSQL sends some hundred at a time
        t.forget();
        const auto made = t.orders().create(order_of(lines)).value();
        CHECK(t.on_rows() == 3); // the order, its lines, their parts
        const auto read = t.orders().get(as<NewOrder>, made.id).value();
        REQUIRE(read.lines.size() == lines);
        // Each line has the number that the database gave to it, and its own parts.
        std::size_t same = 0;
        for (std::size_t i = 0; i < lines; ++i)
            for (const auto& line : made.lines)
                if (line.number == read.lines[i].number) same += line.product == read.lines[i].product && read.lines[i].parts.size() == 2;
        CHECK(same == lines);
    }
    t.forget();
    t.orders().create(order_of(0)).value();
    CHECK(t.on_rows() == 1);
    t.forget();
    CHECK(t.orders().create_many(std::vector<NewOrder>(20, order_of(3))).value() == 20);
    CHECK(t.on_rows() == 3);
    CHECK(t.template count<Part>("a") == 2 * (1 + 250 + 20 * 3));
    t.forget();
    CHECK(t.orders().create_many(std::vector<NewOrder>()).value() == 0);
    CHECK(t.statements().empty());
}

TEMPLATE_LIST_TEST_CASE("rows that say their number keep it beside those that the database numbers", "[nested]", backends) {
    shop<TestType> t;
    const auto made = t.orders().create(NewOrder{.lines = {{.product = "first"}, {.number = 700, .product = "said"}, {.product = "last"}}}).value();
    CHECK(made.lines[1].number == 700);
    CHECK(made.lines[0].number != 0);
    CHECK(made.lines[0].number < made.lines[2].number);
    for (const auto& line : made.lines) CHECK(t.lines().get(line.number).value().product == line.product);
}

TEMPLATE_LIST_TEST_CASE("a failure at any level undoes all of them, and names its model", "[nested]", backends) {
    shop<TestType> t;
    repository<Customer>(t.tenant("a")).create({.email = "ann@acme.test"}).value();
    const auto is_refused = [&](const NewOrder& given, errc code, const std::string& model, const std::string& fieldname) {
        const auto made = t.orders().create(given);
        REQUIRE_FALSE(made);
        CHECK(made.error().code == code);
        CHECK(made.error().model == model);
        CHECK(made.error().fields == (fieldname.empty() ? strings{} : strings{fieldname}));
        CHECK(t.template count<Order>("a") + t.template count<Line>("a") + t.template count<Receipt>("a") == 0);
        return made.error().message;
    };
    const std::string told = is_refused({.lines = {{.product = "cup"}, {.product = "plate", .pieces = 101}}}, errc::validation_failed, "Line", "pieces");
    CHECK(told.find("Row 2") != told.npos);
    is_refused({.customer = NewCustomer{.email = "nobody"}}, errc::validation_failed, "Customer", "email");
    is_refused({.customer = NewCustomer{.email = "ann@acme.test"}, .lines = {{.product = "cup"}}}, errc::unique_violation, "Customer", "email");
    // Where the statement tests references by itself, it does not say which of two.
    is_refused({.lines = {{.product = "cup"}}, .tags = {{.tagId = "nowhere"}}}, errc::foreign_key_violation, "OrderTag",
               t.leads_with_tenant ? "tagId" : "");
    // A row that names another one than that with which it is created.
    is_refused({.tags = {{.orderId = "another"}}}, errc::invalid_value, "OrderTag", "orderId");
    is_refused({.customerId = "another", .customer = NewCustomer{.email = "bob@acme.test"}}, errc::invalid_value, "Order", "customerId");
    CHECK(t.template count<Customer>("a") == 1);
    // Quotas are the database's.
    repository<Shop>(t.system()).update("a", set<&Shop::mostParts>(0)).value();
    CHECK(code_of(t.orders().create(NewOrder{.receipt = ReceiptText{"paid"}})) == errc::quota_exceeded);
    CHECK(t.template count<Order>("a") == 0);
}

TEMPLATE_LIST_TEST_CASE("nested writes are part of the transaction that they are in", "[nested]", backends) {
    shop<TestType> t;
    const auto undone = t.tenant("a").transaction([&](auto& tx) -> tenon::result<int> {
        const auto orders = repository<Order>(tx);
        const auto made = orders.create(order_of(2)).value();
        CHECK_FALSE(orders.create(NewOrder{.id = made.id, .lines = {{.product = "cup"}}}));
        CHECK(repository<Line>(tx).count().value() == 2); // what failed is undone, and nothing else
        return tenon::fail(errc::cancelled);
    });
    CHECK(code_of(undone) == errc::cancelled);
    CHECK(t.template count<Order>("a") + t.template count<Line>("a") + t.template count<Part>("a") == 0);
}

TEMPLATE_LIST_TEST_CASE("rows are connected with a row by their keys, and disconnected from it", "[nested]", backends) {
    shop<TestType> t;
    const auto first = t.orders().create(order_of(3)).value(), second = t.orders().create(order_of(1)).value();
    const auto numbers = each<&NewLine::number>(first.lines);
    const auto lines_of = [&](const NewOrder& order) {
        return sorted<&Line::number>(t.lines().find_many(where(field<&Line::orderId> == order.id)).value());
    };
    t.forget();
    const auto changed = t.orders().update(second.id, set<&Order::title>("June"), connect<&Line::orderId>(numbers[0], numbers[1], numbers[0])).value();
    CHECK(changed.title == "June");
    CHECK(changed.version == 2);
    CHECK(t.on_rows() == 2);
    CHECK(lines_of(first) == std::vector{numbers[2]});
    CHECK(lines_of(second).size() == 3);
    // Again: nothing changes. Keys may be a range.
    CHECK(t.orders().update(second.id, connect<&Line::orderId>(std::vector<std::int32_t>{numbers[0]})).value().id == second.id);
    CHECK(lines_of(second).size() == 3);
    t.forget();
    t.orders().update(second.id, tenon::if_version(2), disconnect<&Line::orderId>(numbers[0], second.lines[0].number)).value();
    CHECK(t.on_rows() == 2);
    CHECK(lines_of(second) == std::vector{numbers[1]});
    CHECK_FALSE(t.lines().get(numbers[0]).value().orderId);
    t.orders().update(second.id, connect_only<&Line::orderId>(numbers[0], numbers[2])).value();
    CHECK(lines_of(second) == std::vector{numbers[0], numbers[2]});
    CHECK(lines_of(first).empty());
    t.orders().update(second.id, connect_only<&Line::orderId>()).value();
    CHECK(lines_of(second).empty());
    // A new row too, whether it is a shape or the model.
    const auto third = t.orders().create(NewOrder{.title = "July", .lines = {{.product = "cup"}}}, connect<&Line::orderId>(numbers[0])).value();
    CHECK(lines_of(third).size() == 2);
    CHECK(t.orders().create({.id = "o4", .title = "August"}, connect<&Line::orderId>(numbers[0])).value().version == 1);
    CHECK(t.lines().get(numbers[0]).value().orderId == "o4");
}

TEMPLATE_LIST_TEST_CASE("what is not there is not connected, and nothing else of that update is done", "[nested]", backends) {
    shop<TestType> t;
    const auto first = t.orders().create(order_of(1)).value(), second = t.orders().create(order_of(1)).value();
    const auto is_not_found = [&](const auto& answer, const std::string& model) {
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == errc::not_found);
        CHECK(answer.error().model == model);
        CHECK(t.orders().get(first.id).value().title == "May");
        CHECK(t.lines().get(second.lines[0].number).value().orderId == second.id);
    };
    is_not_found(t.orders().update(first.id, set<&Order::title>("x"), connect<&Line::orderId>(second.lines[0].number, 999)), "Line");
    is_not_found(t.orders().update(first.id, connect<&Line::orderId>(std::int64_t{1} << 40)), "Line");
    is_not_found(t.orders().update(first.id, set<&Order::title>("x"), disconnect<&Line::orderId>(second.lines[0].number)), "Line");
    is_not_found(t.orders().update("nowhere", connect<&Line::orderId>(second.lines[0].number)), "Order");
    is_not_found(t.orders().update(first.id, connect<&OrderTag::orderId, &OrderTag::tagId>("nowhere")), "Tag");
    is_not_found(t.orders().update(first.id, disconnect<&OrderTag::orderId, &OrderTag::tagId>("nowhere")), "Tag");
    is_not_found(t.orders().create({.title = "x"}, connect<&Line::orderId>(second.lines[0].number, 999)), "Line");
    CHECK(t.template count<Order>("a") == 2);
    CHECK(code_of(t.orders().update(first.id, tenon::if_version(9), connect<&Line::orderId>(second.lines[0].number))) == errc::stale_version);
    CHECK(t.lines().get(second.lines[0].number).value().orderId == second.id);
}

TEMPLATE_LIST_TEST_CASE("rows are connected through a link model once, however often it is said", "[nested]", backends) {
    shop<TestType> t;
    repository<Tag>(t.system()).create({.id = "new", .name = "everybody's"}).value();
    repository<Tag>(t.tenant("a")).create_many({{.id = "red"}, {.id = "big"}}).value();
    const auto order = t.orders().create(NewOrder{.tags = {{.tagId = "red"}}}).value();
    CHECK(order.tags.at(0).orderId == order.id);
    const auto tags = [](const auto&... keys) { return connect<&OrderTag::orderId, &OrderTag::tagId>(keys...); };
    t.forget();
    t.orders().update(order.id, tags("red", "big", "new")).value();
    CHECK(t.on_rows() == 3);
    t.orders().update(order.id, tags(strings{"red", "big"})).value();
    CHECK(t.tags_of(order.id) == strings{"big", "new", "red"});
    t.orders().update(order.id, disconnect<&OrderTag::orderId, &OrderTag::tagId>("new", "big")).value();
    CHECK(t.tags_of(order.id) == strings{"red"});
    t.orders().update(order.id, connect_only<&OrderTag::orderId, &OrderTag::tagId>("new")).value();
    CHECK(t.tags_of(order.id) == strings{"new"});
    CHECK(t.tags_of(t.orders().create({.title = "x"}, tags("big")).value().id) == strings{"big"});
    if (TestType::layout::leads_with_tenant) { // a key that both a tenant's row and everybody's have is one
        repository<Tag>(t.system()).create({.id = "big"}).value();
        CHECK(code_of(t.orders().update(order.id, tags("big", "nowhere"))) == errc::not_found);
        CHECK(t.tags_of(order.id) == strings{"new"});
        t.orders().update(order.id, tags("big")).value();
        CHECK(t.tags_of(order.id) == strings{"big", "new"});
    }
    repository<Tag>(t.tenant("a")).remove("red").value(); // kept, and found no more
    CHECK(code_of(t.orders().update(order.id, tags("red"))) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("rows are connected by a unique, and created where it does not find them, in so many statements however many", "[nested]", backends) {
    shop<TestType> t;
    t.tags().create({.id = "red", .name = "red", .colour = "#f00"}).value();
    t.forget();
    const auto order = t.orders().create({.title = "x"}, tagged(Tag{.name = "red", .colour = "other"}, Tag{.name = "big"}, Tag{.name = "big"})).value();
    CHECK(t.on_rows() == 4); // the order, tags that are there, those that are not, the links
    const auto big = t.tags().get(by<&Tag::name>("big")).value();
    CHECK(big.id.size() == 25);
    CHECK(t.tags_of(order.id) == (big.id < "red" ? strings{big.id, "red"} : strings{"red", big.id}));
    CHECK(t.tags().get("red").value().colour == "#f00"); // stays as it is
    t.forget();
    t.orders().update(order.id, connect_or_create<&OrderTag::orderId, &OrderTag::tagId>(by<&Tag::name>, {{.name = "big"}, {.name = "red"}})).value();
    CHECK(t.on_rows() == 3); // all are there, and linked
    CHECK(t.tags().count().value() == 2);
    std::vector<Tag> many(300);
    for (std::size_t i = 0; i < many.size(); ++i) many[i].name = "tag " + std::to_string(i);
    t.forget();
    t.orders().update(order.id, set<&Order::title>("y"), tagged(many)).value();
    CHECK(t.on_rows() == 4);
    CHECK(t.tags_of(order.id).size() == 302);
    t.orders().update(order.id, tagged(std::vector<Tag>())).value();
    CHECK(t.tags_of(order.id).size() == 302);
    // Everybody's tag is there too; but a tenant's own is nearer.
    repository<Tag>(t.system()).create_many({{.id = "new", .name = "new"}, {.id = "old", .name = t.leads_with_tenant ? "red" : "old"}}).value();
    CHECK(t.tags_of(t.orders().create({.title = "x"}, tagged(Tag{.name = "red"}, Tag{.name = "new"})).value().id) == strings{"new", "red"});
    CHECK(t.tags().count().value() == 304);
}

TEMPLATE_LIST_TEST_CASE("rows that refer are connected by a unique, or created so", "[nested]", backends) {
    shop<TestType> t;
    const auto other = t.orders().create({.id = "o1", .title = "x"}, lines_by_code({{.product = "cup", .code = "c"}})).value();
    const auto cup = t.lines().get(by<&Line::code>("c")).value();
    CHECK(cup.orderId == other.id);
    CHECK(cup.pieces == 1);
    const auto order = t.orders().create({.id = "o2", .title = "x"}).value();
    t.forget();
    // What is wrong with a row that is there already is of no interest.
    const auto wanted = lines_by_code({{.product = "plate", .code = "p"}, {.product = "new cup", .pieces = 500, .code = "c"}});
    t.orders().update(order.id, wanted).value();
    CHECK(t.on_rows() == 5); // the order, lines that are there, those that are not, their numbers, the lines that were there
    const auto lines = t.lines().find_many(where(field<&Line::orderId> == order.id), order_by(asc<&Line::number>)).value();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].number == cup.number);
    CHECK(lines[0].product == "cup");
    CHECK(lines[1].product == "plate");
    t.forget();
    t.orders().update(order.id, wanted).value();
    CHECK(t.on_rows() == 2); // nothing changes

    const auto is_refused = [&](const std::vector<Line>& given, errc code, const strings& fields) {
        const auto made = t.orders().update(order.id, set<&Order::title>("y"), lines_by_code(given));
        REQUIRE_FALSE(made);
        CHECK(made.error().code == code);
        CHECK(made.error().model == "Line");
        CHECK(made.error().fields == fields);
        CHECK(t.orders().get(order.id).value().title == "x");
        CHECK(t.lines().count().value() == 2);
        return made.error().message;
    };
    is_refused({{.product = "new"}}, errc::invalid_value, {"code"});
    is_refused({{.orderId = other.id, .code = "c"}}, errc::invalid_value, {"orderId"});
    CHECK(is_refused({{.code = "c"}, {.pieces = 101, .code = "new"}}, errc::validation_failed, {"pieces"}).find("Row 2") != std::string::npos);
    is_refused({{.number = cup.number, .code = "new"}}, errc::unique_violation, {"number"});
    CHECK(code_of(t.orders().update(order.id, connect_or_create<&Line::orderId>(by<&Line::number>, Line{.product = "new"}))) == errc::invalid_value);
    t.orders().update(order.id, connect_or_create<&Line::orderId>(by<&Line::number>, Line{.number = 700, .product = "new"})).value();
    CHECK(t.lines().get(700).value().orderId == order.id);
    // Rows that have their tenant through the row to which they refer.
    const auto parts = [](const char* name) { return connect_or_create<&Part::line>(by<&Part::id>, Part{.id = "handle", .name = name}); };
    t.lines().update(700, parts("first")).value();
    t.lines().update(cup.number, parts("second")).value();
    const auto handle = repository<Part>(t.tenant("a")).get("handle").value();
    CHECK(handle.line == cup.number);
    CHECK(handle.name == "first");
    CHECK(code_of(t.lines("b").update(t.lines("b").create({.product = "x"}).value().number, parts("theirs"))) ==
          (TestType::layout::leads_with_tenant ? errc::ok : errc::unique_violation));
    CHECK(repository<Part>(t.tenant("a")).get("handle").value().name == "first");
}

TEMPLATE_LIST_TEST_CASE("a removed row is not connected, and what is in the way of a row that is created is told", "[nested]", backends) {
    shop<TestType> t;
    t.tags().create_many({{.id = "red", .name = "red"}, {.id = "big", .name = "big"}}).value();
    t.tags().remove("red").value();
    const auto order = t.orders().create({.title = "x"}).value();
    const auto red = t.orders().update(order.id, tagged(Tag{.name = "red"}));
    if (TestType::layout::leads_with_tenant) CHECK(t.tags_of(order.id) == strings{t.tags().get(by<&Tag::name>("red")).value().id});
    else { // there removed rows keep their uniques
        CHECK(code_of(red) == errc::unique_violation);
        CHECK(red.error().fields == strings{"name"});
        t.orders().update(order.id, tagged(Tag{.name = "red again"})).value();
    }
    CHECK(t.tags().get("red", tenon::with_deleted).value().deletedAt);
    CHECK(t.tags().count().value() == 2);
    const auto is_refused = [&](const auto& answer) {
        CHECK(code_of(answer) == errc::unique_violation);
        CHECK(answer.error().model == "Tag");
        CHECK(answer.error().fields == strings{"id"});
        CHECK(t.tags().count().value() == 2);
    };
    is_refused(t.orders().update(order.id, tagged(Tag{.name = "new"}, Tag{.id = "red", .name = "blue"})));
    is_refused(t.orders().update(order.id, tagged(Tag{.id = "big", .name = "blue"})));
    is_refused(t.orders().update(order.id, connect_or_create<&OrderTag::orderId, &OrderTag::tagId>(by<&Tag::id>, Tag{.id = "red"})));
    // A key that is left out is a new one.
    t.orders().update(order.id, connect_or_create<&OrderTag::orderId, &OrderTag::tagId>(by<&Tag::id>, Tag{.id = "big"}, Tag{.colour = "a"}, Tag{.colour = "b"})).value();
    CHECK(t.tags_of(order.id).size() == 4);
}

TEMPLATE_LIST_TEST_CASE("a row that somebody else creates meanwhile is connected", "[nested]", backends) {
    shop<TestType> t;
    const auto order = t.orders().create({.title = "x"}).value();
    std::latch created(1);
    std::thread other([&] {
        t.tenant("a").transaction([&](auto& tx) -> tenon::result<int> {
            repository<Tag>(tx).create({.id = "red", .name = "red"}).value();
            created.count_down();
            std::this_thread::sleep_for(std::chrono::milliseconds(200)); // while it is not to be seen yet
            return 0;
        }).value();
    });
    created.wait();
    const auto tagged_order = t.orders().update(order.id, tagged(Tag{.name = "red"}, Tag{.id = "big", .name = "big"}));
    other.join();
    REQUIRE(tagged_order);
    CHECK(t.tags_of(order.id) == strings{"big", "red"});
}

TEMPLATE_LIST_TEST_CASE("a shape says of which relations the rows may be there already", "[nested]", backends) {
    shop<TestType> t;
    t.tags().create({.id = "red", .name = "red"}).value();
    t.forget();
    const TaggedOrder given{.customer = NewCustomer{.email = "ann@acme.test"}, .tags = {{TagName{.name = "red"}}, {TagName{.name = "big"}}}};
    const auto made = t.orders().create(given).value();
    CHECK(t.on_rows() == 6); // customers and tags: those that are there, and those that are not; orders, and links
    REQUIRE(made.tags.size() == 2);
    CHECK(made.tags[0].tag.value().id == "red");
    CHECK(made.tags[1].tag.value().id == t.tags().get(by<&Tag::name>("big")).value().id);
    t.forget();
    CHECK(t.orders().create_many(std::vector(20, given)).value() == 20);
    CHECK(t.on_rows() == 4);
    CHECK(t.template count<Customer>("a") == 1);
    CHECK(t.template count<Tag>("a") == 2);
    CHECK(t.template count<OrderTag>("a") == 42);
    const auto read = t.orders().get(as<TaggedOrder>, made.id).value();
    CHECK(read.customer.value().id == made.customer.value().id);
    CHECK(read.tags.size() == 2);
    t.orders().create(TaggedOrder{}).value();
    CHECK(code_of(t.orders().create(TaggedOrder{.customer = NewCustomer{.email = "nobody"}})) == errc::validation_failed);
    CHECK(code_of(t.orders().create(TaggedOrder{.tags = {{TagName{}}}})) == errc::invalid_value);
    CHECK(t.template count<Order>("a") == 22);
}

TEMPLATE_LIST_TEST_CASE("from a system scope rows have the tenant of the row with which they are created", "[nested]", backends) {
    shop<TestType> t;
    const auto orders = repository<Order>(t.system());
    const auto made = orders.create(OrderOfTenant{"b", NewCustomer{.email = "bob@b.test"}, {{.product = "cup"}}}).value();
    CHECK(made.lines.at(0).tenantId == "b");
    CHECK(t.template count<Customer>("b") == 1);
    CHECK(t.template count<Line>("b") == 1);
    CHECK(code_of(orders.create(OrderOfTenant{})) == errc::invalid_tenant);
    CHECK(code_of(orders.create(OrderOfTenant{"b", {}, {{.tenantId = "a", .product = "cup"}}})) == errc::tenant_mismatch);
    const auto free = t.lines("b").create({.product = "plate"}).value();
    orders.update(tenon::in_tenant("b"), made.lines[0].orderId.value(), connect<&Line::orderId>(free.number)).value();
    CHECK(t.lines("b").get(free.number).value().orderId == made.lines[0].orderId);
    orders.update(tenon::in_tenant("b"), made.lines[0].orderId.value(), tagged(Tag{.name = "red"})).value();
    CHECK(t.tags("b").get(by<&Tag::name>("red")).value().tenantId == "b");
}

TEMPLATE_LIST_TEST_CASE("a tenant is created with its first rows", "[nested]", backends) {
    shop<TestType> t;
    const auto shops = repository<Shop>(t.system());
    shops.create(NewShop{.id = "c", .customers = {{.email = "cy@c.test"}, {.email = "dee@c.test"}}}).value();
    CHECK(t.template count<Customer>("c") == 2);
    const auto first = repository<Customer>(t.system()).create(FirstCustomer{"eve@d.test", NewShop{.customers = {{.email = "flo@d.test"}}}}).value();
    CHECK(first.shop.value().id.size() == 25);
    CHECK(repository<Customer>(t.tenant(first.shop->id)).count().value() == 2);
    // In a tenant's scope its own row is what there is.
    CHECK(code_of(repository<Shop>(t.tenant("a")).create(NewShop{.id = "e"})) == errc::tenant_mismatch);
}

TEMPLATE_LIST_TEST_CASE("isolation 38: nothing is created under, or connected with, another tenant's row", "[nested][isolation]", backends) {
    shop<TestType> t;
    const auto theirs = t.orders("b").create(NewOrder{.id = "b-order", .customer = NewCustomer{.id = "b-customer", .email = "bob@b.test"}, .lines = {{.product = "secret of b"}}}).value();
    repository<Tag>(t.tenant("b")).create({.id = "b-tag"}).value();
    t.orders("b").update("b-order", connect<&OrderTag::orderId, &OrderTag::tagId>("b-tag")).value();
    const auto own = t.orders().create(NewOrder{.id = "a-order", .lines = {{.product = "cup"}}}).value();
    const std::int32_t line = theirs.lines[0].number;

    // Whether the row is another tenant's or nobody's cannot be told from the answer.
    const auto both_fail = [&](const auto& of_b, const auto& of_nobody) {
        REQUIRE_FALSE(of_b);
        REQUIRE_FALSE(of_nobody);
        CHECK(of_b.error().code == of_nobody.error().code);
        CHECK(of_b.error().message == of_nobody.error().message);
        CHECK(of_b.error().model == of_nobody.error().model);
        CHECK(of_b.error().fields == of_nobody.error().fields);
        return of_b.error().code;
    };
    const auto a = t.orders();
    CHECK(both_fail(a.update("a-order", connect<&Line::orderId>(line)), a.update("a-order", connect<&Line::orderId>(99'999))) == errc::not_found);
    CHECK(both_fail(a.update("a-order", disconnect<&Line::orderId>(line)), a.update("a-order", disconnect<&Line::orderId>(99'999))) == errc::not_found);
    CHECK(both_fail(a.update("b-order", connect<&Line::orderId>(own.lines[0].number)), a.update("nobody", connect<&Line::orderId>(own.lines[0].number))) == errc::not_found);
    const auto tags = [](const auto&... keys) { return connect<&OrderTag::orderId, &OrderTag::tagId>(keys...); };
    CHECK(both_fail(a.update("a-order", tags("b-tag")), a.update("a-order", tags("nobody"))) == errc::not_found);
    CHECK(both_fail(a.update("a-order", disconnect<&OrderTag::orderId, &OrderTag::tagId>("b-tag")),
                    a.update("a-order", disconnect<&OrderTag::orderId, &OrderTag::tagId>("nobody"))) == errc::not_found);
    CHECK(both_fail(a.create({.title = "x"}, connect<&Line::orderId>(line)), a.create({.title = "x"}, connect<&Line::orderId>(99'999))) == errc::not_found);
    CHECK(both_fail(a.create(NewOrder{.customerId = "b-customer"}), a.create(NewOrder{.customerId = "nobody"})) == errc::foreign_key_violation);
    CHECK(both_fail(a.create(NewOrder{.tags = {{.tagId = "b-tag"}}}), a.create(NewOrder{.tags = {{.tagId = "nobody"}}})) == errc::foreign_key_violation);
    // Rows cannot name their tenant, and what replaces all others replaces own ones only.
    CHECK(code_of(a.create(NewOrder{.tags = {{.tenantId = "b", .tagId = "b-tag"}}})) == errc::tenant_mismatch);
    a.update("a-order", connect_only<&Line::orderId>()).value();
    a.update("a-order", connect_only<&OrderTag::orderId, &OrderTag::tagId>()).value();

    // A name that another tenant has, too, is looked for among own rows: its row is not connected.
    t.tags("b").update("b-tag", set<&Tag::name>("red")).value();
    t.lines("b").update(line, set<&Line::code>("l")).value();
    const auto tagged_order = a.update("a-order", tagged(Tag{.name = "red"}));
    const auto with_line = a.update("a-order", lines_by_code({{.code = "l"}}));
    const auto as_shape = a.create(TaggedOrder{.id = "a-tagged", .tags = {{TagName{.name = "red"}}}});
    if (TestType::layout::leads_with_tenant) {
        CHECK(t.tags_of("a-order") == strings{t.tags().get(by<&Tag::name>("red")).value().id});
        CHECK(t.tags_of("a-tagged") == t.tags_of("a-order"));
        CHECK(t.lines().get(by<&Line::code>("l")).value().orderId == "a-order");
        CHECK(t.tags().count().value() == 1);
        a.remove("a-tagged").value();
        a.update("a-order", connect_only<&OrderTag::orderId, &OrderTag::tagId>()).value();
    } else { // there a name is taken for all tenants, as for create
        CHECK(code_of(tagged_order) == errc::unique_violation);
        CHECK(code_of(with_line) == errc::unique_violation);
        CHECK(code_of(as_shape) == errc::unique_violation);
    }
    CHECK(code_of(a.update("a-order", tagged(Tag{.tenantId = "b", .name = "red"}))) == errc::tenant_mismatch);
    CHECK(code_of(a.update("a-order", connect_or_create<&OrderTag::orderId, &OrderTag::tagId>(by<&Tag::id>, Tag{.id = "b-tag"}))) ==
          (TestType::layout::leads_with_tenant ? errc::ok : errc::unique_violation));
    a.update("a-order", connect_only<&OrderTag::orderId, &OrderTag::tagId>()).value();

    CHECK(t.lines("b").get(line).value().orderId == "b-order");
    CHECK(t.tags_of("b-order", "b") == strings{"b-tag"});
    CHECK(t.template count<Order>("a") == 1);
    CHECK(t.template count<OrderTag>("a") == 0);
    CHECK(code_of(t.orders("").create(NewOrder{.title = "x"})) == errc::invalid_tenant);
    CHECK(code_of(t.orders("").update("a-order", connect<&Line::orderId>(line))) == errc::invalid_tenant);
    CHECK(code_of(t.orders("").update("a-order", tagged(Tag{.name = "red"}))) == errc::invalid_tenant);
}
