// The large schema: plans, subscriptions, invoices and money.
#pragma once

#include <tenon/tenon.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/large_schema/identity.hpp"

namespace large {

enum class invoice_state { draft, open, paid, voided, uncollectible };
enum class billing_interval { day, week, month, quarter, year };

struct Currency {
    std::string code;
    std::string name;
    std::uint8_t digits = 0;
    std::optional<std::string> symbol;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::primary_key<&Currency::code>);
};
struct Country {
    std::string code;
    std::string name;
    std::string currencyCode;
    bool euMember = false;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::primary_key<&Country::code>,
                                                     tenon::references<&Country::currencyCode, &Currency::code>);
};
struct Plan {
    std::string id;
    std::optional<std::string> tenantId;
    std::string key;
    std::string name;
    billing_interval interval = billing_interval::day;
    tenon::decimal price;
    std::vector<std::string> features;
    int tier = 0;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Plan::key>, tenon::index<&Plan::tier>);
};
struct Subscription {
    std::string id;
    std::string tenantId;
    std::string planId;
    std::string ownerEmail;
    tenon::date startedOn;
    std::optional<tenon::date> endsOn;
    std::uint32_t quantity = 0;
    bool autoRenew = false;
    static constexpr auto tenon_model = tenon::table(
        tenon::references<&Subscription::planId, &Plan::id>(tenon::on_delete::restrict),
        tenon::references<&Subscription::ownerEmail, &User::email>, tenon::index<&Subscription::startedOn>);
};
struct Customer {
    std::string id;
    std::string tenantId;
    std::string name;
    std::optional<std::string> email;
    std::optional<std::string> taxNumber;
    std::string countryCode;
    tenon::decimal balance;
    std::int64_t creditLimit = 0;
    std::vector<std::string> tags;
    bool active = false;
    std::optional<std::string> note;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Customer::taxNumber>, tenon::references<&Customer::countryCode, &Country::code>,
                     tenon::index<tenon::desc<&Customer::balance>>, tenon::index<&Customer::active, &Customer::name>);
};
struct Invoice {
    std::int64_t number = 0;
    std::string tenantId;
    std::string customerId;
    invoice_state state = invoice_state::draft;
    tenon::date issuedOn;
    std::optional<tenon::date> dueOn;
    tenon::decimal total;
    double taxRate = 0;
    std::string currencyCode;
    std::optional<std::string> memo;
    static constexpr auto tenon_model = tenon::table(
        tenon::primary_key<&Invoice::number>,
        tenon::references<&Invoice::customerId, &Customer::id>(tenon::on_delete::restrict),
        tenon::references<&Invoice::currencyCode, &Currency::code>,
        tenon::unique<&Invoice::customerId, &Invoice::issuedOn, &Invoice::state, &Invoice::total, &Invoice::taxRate>,
        tenon::index<&Invoice::state, tenon::desc<&Invoice::issuedOn>>);
};
struct InvoiceLine {
    std::int64_t invoiceNumber = 0;
    int position = 0;
    std::string tenantId;
    std::string text;
    double quantity = 0;
    tenon::decimal unitPrice;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&InvoiceLine::invoiceNumber, &InvoiceLine::position>,
                     tenon::references<&InvoiceLine::invoiceNumber, &Invoice::number>(tenon::on_delete::cascade));
};
struct Payment {
    std::int64_t id = 0;
    std::string tenantId;
    std::optional<std::int64_t> invoiceNumber;
    tenon::decimal amount;
    tenon::timestamp receivedAt;
    std::string method;
    std::optional<std::string> reference;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&Payment::id>(tenon::autoincrement),
                     tenon::references<&Payment::invoiceNumber, &Invoice::number>, tenon::index<&Payment::receivedAt>,
                     tenon::unique<&Payment::reference>);
};
struct Refund {
    std::string id;
    std::int64_t paymentId = 0;
    tenon::decimal amount;
    std::string reason;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Refund::paymentId>,
                     tenon::references<&Refund::paymentId, &Payment::id>(tenon::on_delete::cascade));
};
struct Coupon {
    std::string code;
    std::optional<std::string> tenantId;
    std::optional<std::string> tenantId_;
    float percent = 0;
    std::optional<int> maxUses;
    bool usedUp = false;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Coupon::code>, tenon::column<&Coupon::tenantId_>("legacy_tenant"));
};
struct TaxRule {
    std::string id;
    std::optional<std::string> tenantId;
    std::string countryCode;
    double rate = 0;
    tenon::date validFrom;
    std::optional<tenon::date> validTo;
    static constexpr auto tenon_model = tenon::table(tenon::references<&TaxRule::countryCode, &Country::code>,
                                                     tenon::unique<&TaxRule::countryCode, &TaxRule::validFrom>);
};
struct Ledger {
    tenon::uuid id;
    std::string tenantId;
    std::string name;
    tenon::timestamp openedAt;
    bool frozen = false;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&Ledger::id>(tenon::uuid7), tenon::unique<&Ledger::name>,
                     tenon::created_at<&Ledger::openedAt>);
};
struct LedgerEntry {
    tenon::uuid id;
    std::string tenantId;
    tenon::uuid ledgerId;
    tenon::decimal debit;
    tenon::decimal credit;
    tenon::date bookedOn;
    std::optional<tenon::uuid> reversalOf;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&LedgerEntry::id>(tenon::uuid7),
                     tenon::references<&LedgerEntry::ledgerId, &Ledger::id>(tenon::on_delete::cascade),
                     tenon::references<&LedgerEntry::reversalOf, &LedgerEntry::id>,
                     tenon::index<&LedgerEntry::ledgerId, tenon::desc<&LedgerEntry::bookedOn>>);
};

template <>
inline constexpr auto changed_field<Currency> = &Currency::name;
template <>
inline constexpr auto changed_field<Country> = &Country::name;
template <>
inline constexpr auto changed_field<Plan> = &Plan::tier;
template <>
inline constexpr auto changed_field<Subscription> = &Subscription::quantity;
template <>
inline constexpr auto changed_field<Customer> = &Customer::note;
template <>
inline constexpr auto changed_field<Invoice> = &Invoice::memo;
template <>
inline constexpr auto changed_field<InvoiceLine> = &InvoiceLine::quantity;
template <>
inline constexpr auto changed_field<Payment> = &Payment::method;
template <>
inline constexpr auto changed_field<Refund> = &Refund::reason;
template <>
inline constexpr auto changed_field<Coupon> = &Coupon::percent;
template <>
inline constexpr auto changed_field<TaxRule> = &TaxRule::rate;
template <>
inline constexpr auto changed_field<Ledger> = &Ledger::frozen;
template <>
inline constexpr auto changed_field<LedgerEntry> = &LedgerEntry::bookedOn;

} // namespace large
