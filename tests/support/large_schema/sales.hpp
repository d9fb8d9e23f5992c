// The large schema: leads, deals, orders and goods.
#pragma once

#include <tenon/tenon.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/large_schema/billing.hpp"

namespace large {

enum class deal_stage { lead, qualified, proposal, negotiation, won, lost };
enum class stock_move { in, out, transfer, correction };

struct Account {
    std::string id;
    std::string tenantId;
    std::string name;
    std::optional<std::string> industry;
    std::optional<std::string> parentId;
    std::optional<std::string> ownerId;
    std::int64_t revenue = 0;
    int employees = 0;
    std::optional<std::string> website;
    float score = 0;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Account::parentId, &Account::id>,
                                                     tenon::references<&Account::ownerId, &User::id>,
                                                     tenon::unique<&Account::name>, tenon::index<&Account::ownerId>);
};
struct Contact {
    std::string id;
    std::string tenantId;
    std::optional<std::string> accountId;
    std::string firstName;
    std::string lastName;
    std::optional<std::string> email;
    std::optional<std::string> phone;
    std::optional<tenon::date> birthday;
    bool optedIn = false;
    tenon::blob vcard;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Contact::accountId, &Account::id>(tenon::on_delete::cascade),
                     tenon::index<&Contact::lastName, &Contact::firstName>, tenon::unique<&Contact::email>);
};
struct Deal {
    std::string id;
    std::string tenantId;
    std::string accountId;
    std::optional<std::string> contactId;
    std::optional<std::string> ownerId;
    std::string title;
    deal_stage stage = deal_stage::lead;
    tenon::decimal amount;
    double probability = 0;
    std::optional<tenon::date> closesOn;
    std::int64_t version = 0;
    std::optional<std::string> lostReason;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Deal::accountId, &Account::id>(tenon::on_delete::restrict),
                     tenon::references<&Deal::contactId, &Contact::id>,
                     tenon::references<&Deal::ownerId, &User::id>(tenon::on_delete::set_null),
                     tenon::index<&Deal::stage, tenon::desc<&Deal::amount>>);
};
struct Order {
    std::string id;
    std::string tenantId;
    int number = 0;
    std::string customerId;
    std::optional<std::string> dealId;
    tenon::timestamp placedAt;
    std::optional<tenon::timestamp> shippedAt;
    std::string state;
    tenon::decimal total;
    double weight = 0;
    bool gift = false;
    std::string address1;
    std::optional<std::string> address2;
    std::string city;
    std::string zip;
    std::string countryCode;
    std::optional<std::string> phone;
    std::string email;
    std::string channel;
    std::optional<std::string> ip;
    std::string currencyCode;
    double rate = 0;
    std::optional<tenon::decimal> discount;
    std::optional<std::string> note;
    tenon::json attributes;
    tenon::timestamp createdAt;
    tenon::timestamp updatedAt;
    static constexpr auto tenon_model = tenon::table(
        "order", tenon::unique<&Order::number>,
        tenon::unique<&Order::customerId, &Order::placedAt, &Order::channel, &Order::email, &Order::zip>,
        tenon::references<&Order::customerId, &Customer::id>(tenon::on_delete::restrict),
        tenon::references<&Order::dealId, &Deal::id>, tenon::references<&Order::countryCode, &Country::code>,
        tenon::references<&Order::currencyCode, &Currency::code>, tenon::created_at<&Order::createdAt>,
        tenon::updated_at<&Order::updatedAt>);
};
struct OrderLine {
    std::string orderId;
    int line = 0;
    std::string sku;
    int quantity = 0;
    tenon::decimal price;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&OrderLine::orderId>, tenon::primary_key<&OrderLine::orderId, &OrderLine::line>,
        tenon::references<&OrderLine::orderId, &Order::id>(tenon::on_delete::cascade), tenon::index<&OrderLine::sku>);
};
struct Product {
    std::string id;
    std::string tenantId;
    std::string sku;
    std::string name;
    std::optional<std::string> categoryId;
    tenon::decimal price;
    std::optional<float> weight;
    bool active = false;
    tenon::json attributes;
    std::vector<std::string> images;
};
struct Category {
    std::string id;
    std::optional<std::string> tenantId;
    std::string name;
    std::optional<std::string> parentId;
    int position = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Category::name>, tenon::references<&Category::parentId, &Category::id>);
};
struct Warehouse {
    std::string code;
    std::string tenantId;
    std::string name;
    double latitude = 0;
    double longitude = 0;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Warehouse::code>);
};
struct Stock {
    std::string warehouseCode;
    std::string productId;
    std::string tenantId;
    std::int64_t amount = 0;
    std::int64_t reserved = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Stock::warehouseCode, &Stock::productId>,
                     tenon::references<&Stock::warehouseCode, &Warehouse::code>(tenon::on_delete::cascade),
                     tenon::references<&Stock::productId, &Product::id>(tenon::on_delete::cascade));
};
struct StockMove {
    std::int64_t id = 0;
    std::string tenantId;
    std::string warehouseCode;
    std::string productId;
    stock_move kind = stock_move::in;
    std::int64_t amount = 0;
    tenon::timestamp at;
    static constexpr auto tenon_model = tenon::table(
        tenon::generated<&StockMove::id>(tenon::autoincrement),
        tenon::references<&StockMove::warehouseCode, &Stock::warehouseCode, &StockMove::productId, &Stock::productId>(
            tenon::on_delete::cascade),
        tenon::created_at<&StockMove::at>, tenon::index<&StockMove::kind>);
};
struct PriceList {
    std::string id;
    std::optional<std::string> tenantId;
    std::string name;
    std::optional<tenon::timestamp> validFrom;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&PriceList::name>);
};
struct Price {
    std::string listId;
    std::string sku;
    tenon::decimal amount;
    int minimum = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Price::listId>, tenon::primary_key<&Price::listId, &Price::sku>,
                     tenon::references<&Price::listId, &PriceList::id>(tenon::on_delete::cascade));
};
struct Carrier {
    std::string id;
    std::string name;
    std::optional<std::string> tracking;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::unique<&Carrier::name>);
};
struct Shipment {
    std::string id;
    std::string tenantId;
    std::string orderId;
    std::optional<std::string> carrierId;
    std::int16_t parcels = 0;
    std::optional<tenon::date> sentOn;
    std::optional<tenon::blob> label;
    static constexpr auto tenon_model = tenon::table(
        tenon::references<&Shipment::orderId, &Order::id>(tenon::on_delete::cascade),
        tenon::references<&Shipment::carrierId, &Carrier::id>, tenon::unique<&Shipment::orderId, &Shipment::sentOn>);
};

} // namespace large

// In a circle one of the models is described when all of them are there.
template <>
inline constexpr auto tenon::model<large::Product> =
    tenon::table(tenon::unique<&large::Product::sku>,
                 tenon::references<&large::Product::categoryId, &large::Category::id>(tenon::on_delete::restrict),
                 tenon::index<&large::Product::active, &large::Product::name>);

namespace large {

template <>
inline constexpr auto changed_field<Account> = &Account::employees;
template <>
inline constexpr auto changed_field<Contact> = &Contact::phone;
template <>
inline constexpr auto changed_field<Deal> = &Deal::version;
template <>
inline constexpr auto changed_field<Order> = &Order::rate;
template <>
inline constexpr auto changed_field<OrderLine> = &OrderLine::quantity;
template <>
inline constexpr auto changed_field<Product> = &Product::name;
template <>
inline constexpr auto changed_field<Category> = &Category::position;
template <>
inline constexpr auto changed_field<Warehouse> = &Warehouse::name;
template <>
inline constexpr auto changed_field<Stock> = &Stock::reserved;
template <>
inline constexpr auto changed_field<StockMove> = &StockMove::amount;
template <>
inline constexpr auto changed_field<PriceList> = &PriceList::validFrom;
template <>
inline constexpr auto changed_field<Price> = &Price::minimum;
template <>
inline constexpr auto changed_field<Carrier> = &Carrier::tracking;
template <>
inline constexpr auto changed_field<Shipment> = &Shipment::parcels;

} // namespace large
