// Models whose rows are written together, and a database of them.
#pragma once

#include <tenon/sqlite.hpp>

#include <string>
#include <vector>

struct Order {
    std::string id;
    std::string tenantId;
    std::string title;
};
struct Line {
    std::string id;
    std::string tenantId;
    std::string orderId;
    std::string product;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Line::orderId, &Order::id>);
};
struct Note {
    std::string id;
    std::string tenantId;
    std::optional<std::string> orderId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Note::orderId, &Order::id>);
};
struct Tag {
    std::string id;
    std::string tenantId;
    std::string name;
    std::string colour;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Tag::name>);
};
struct OrderTag {
    std::string id;
    std::string tenantId;
    std::string orderId;
    std::string tagId;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&OrderTag::orderId, &OrderTag::tagId>,
                                                     tenon::references<&OrderTag::orderId, &Order::id>,
                                                     tenon::references<&OrderTag::tagId, &Tag::id>);
};
struct Sticker {
    std::string id;
    std::string tenantId;
    std::string orderId;
    std::string tagId;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Sticker::orderId, &Order::id>, tenon::references<&Sticker::tagId, &Tag::id>);
};
struct NewLine {
    std::string product;
    static constexpr auto tenon_shape = tenon::of<Line>;
};
struct NewOrder {
    std::string title;
    std::vector<NewLine> lines;
    static constexpr auto tenon_shape = tenon::of<Order>;
};
using app = tenon::schema<Order, Line, Note, Tag, OrderTag, Sticker>;

inline auto orders() { return tenon::repository<Order>(tenon::sqlite::open<app>(":memory:").value().tenant("acme")); }
inline auto all_orders() { return tenon::repository<Order>(tenon::sqlite::open<app>(":memory:").value().system("compile-fail cases")); }
