// tenon/nested.hpp: rows of several models that are written together: a row created with its children, connect, disconnect
// and connect_or_create.
//
//     #include <tenon/nested.hpp>
//     #include <tenon/sqlite.hpp>
//
//     struct NewLine  { std::string product; int pieces; static constexpr auto tenon_shape = tenon::of<Line>; };
//     struct NewOrder { std::string id, title; std::vector<NewLine> lines; static constexpr auto tenon_shape = tenon::of<Order>; };
//     const auto made = orders.create(NewOrder{.title = "May", .lines = {{"cup", 6}, {"plate", 6}}}).value();  // with its id
//     orders.update(made.id, tenon::connect<&Line::orderId>("l1", "l2"));
//     orders.update(made.id, tenon::connect_or_create<&OrderTag::orderId, &OrderTag::tagId>(tenon::by<&Tag::name>, {{.name = "gift"}}));
//
// A header of its own, for not every file of a program needs it.
#pragma once

#include <tenon/repository/nested_writes.hpp>
#include <tenon/tenon.hpp>
