// Rows that are written together: a row with those that belong to it, and links between rows, in one call and one transaction.
#include <tenon/nested.hpp>

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "support/open.hpp"

struct Order {
    std::string id, tenantId, title;
};
struct Line {
    std::int64_t number = 0;
    std::string tenantId;
    std::optional<std::string> orderId;
    std::string product;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Line::number>, tenon::generated<&Line::number>(tenon::autoincrement),
                                                     tenon::references<&Line::orderId, &Order::id>);
};
struct Part {
    std::string id;
    std::int64_t line = 0;
    std::string name;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Part::line>, tenon::references<&Part::line, &Line::number>(tenon::on_delete::cascade));
};
struct Tag {
    std::string id, tenantId, name;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Tag::name>);
};
struct OrderTag {
    std::string tenantId, orderId, tagId;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&OrderTag::orderId, &OrderTag::tagId>,
                                                     tenon::references<&OrderTag::orderId, &Order::id>(tenon::on_delete::cascade),
                                                     tenon::references<&OrderTag::tagId, &Tag::id>(tenon::on_delete::cascade));
};
using app = tenon::schema<Order, Line, Part, Tag, OrderTag>;

// A shape says what to write, as it says what to read.
struct NewPart {
    std::string name;
    static constexpr auto tenon_shape = tenon::of<Part>;
};
struct NewLine {
    std::int64_t number = 0;
    std::string product;
    std::vector<NewPart> parts;
    static constexpr auto tenon_shape = tenon::of<Line>;
};
struct NewOrder {
    std::string id, title;
    std::vector<NewLine> lines;
    std::vector<OrderTag> tags; // a model is the shape of all its fields
    static constexpr auto tenon_shape = tenon::of<Order>;
};

// And of which rows it is to look whether they are there.
struct TagOfOrder {
    Tag tag;
    static constexpr auto tenon_shape = tenon::of<OrderTag>(tenon::connect_or_create<&TagOfOrder::tag>(tenon::by<&Tag::name>));
};
struct TaggedOrder {
    std::string title;
    std::vector<TagOfOrder> tags;
    static constexpr auto tenon_shape = tenon::of<Order>;
};

int main() {
    int statements = 0;
    auto db = example::open<app>({.on_statement = [&](const tenon::statement_event& event) { statements += event.model.empty() ? 0 : 1; }}).value();
    db.create_tables().value();
    const auto acme = db.tenant("acme");
    const auto orders = tenon::repository<Order>(acme);
    tenon::repository<Tag>(acme).create_many({{.id = "urgent", .name = "Urgent"}, {.id = "gift", .name = "Gift"}}).value();

    statements = 0;
    const auto made = orders
                          .create(NewOrder{.title = "May",
                                           .lines = {{.product = "pot", .parts = {{"lid"}, {"handle"}}}, {.product = "cup", .parts = {{"saucer"}}}},
                                           .tags = {{.tagId = "urgent"}}})
                          .value();
    std::printf("%d statements: order, lines, parts, tags\n", statements); // however many rows there are
    for (const auto& line : made.lines) std::printf("line %d: %s, parts: %zu\n", static_cast<int>(line.number), line.product.c_str(), line.parts.size());

    // Rows that are there are linked by their keys.
    const auto june = orders.create({.id = "june", .title = "June"}, tenon::connect<&Line::orderId>(made.lines[1].number)).value();
    statements = 0;
    orders.update(june.id, tenon::set<&Order::title>("June, in part"), tenon::disconnect<&Line::orderId>(made.lines[1].number),
                  tenon::connect<&OrderTag::orderId, &OrderTag::tagId>("gift", "urgent")).value(); // through a link model
    std::printf("%d statements: the order, its line, the tags, the links\n", statements);
    orders.update(june.id, tenon::connect_only<&OrderTag::orderId, &OrderTag::tagId>("gift")).value(); // and no others

    // Or by a unique, and created where it finds none.
    statements = 0;
    orders.update(june.id, tenon::connect_or_create<&OrderTag::orderId, &OrderTag::tagId>(
                               tenon::by<&Tag::name>, {{.name = "Gift"}, {.name = "Fragile"}, {.name = "Heavy"}})).value();
    std::printf("%d statements: the order, tags that are there, those that are not, the links\n", statements);
    const auto tagged = orders.create(TaggedOrder{.title = "August", .tags = {{{.name = "Gift"}}, {{.name = "Fragile"}}}}).value();
    std::printf("%s: %s\n", tagged.title.c_str(), tagged.tags[0].tag.id.c_str());

    // All of it, or nothing.
    const auto refused = orders.create(NewOrder{.title = "July", .lines = {{.product = "pan"}}, .tags = {{.tagId = "nowhere"}}});
    std::printf("%s\n", tenon::to_string(refused.error()).c_str());
    std::printf("orders: %d, lines: %d\n", static_cast<int>(orders.count().value()), static_cast<int>(tenon::repository<Line>(acme).count().value()));

    // Another tenant's rows are not found.
    const auto others = tenon::repository<Order>(db.tenant("globex"));
    const auto theirs = others.create({.title = "x"}, tenon::connect<&Line::orderId>(made.lines[0].number));
    std::printf("%s\n", tenon::to_string(theirs.error()).c_str());
}
