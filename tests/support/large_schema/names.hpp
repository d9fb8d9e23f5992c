// The large schema: the names of its models, so that a part of them can be used without the others.
#pragma once

#include <tenon/model/schema.hpp>

namespace large {

struct Tenant;
struct User;
struct Profile;
struct Team;
struct TeamMember;
struct Credential;
struct Session;
struct SessionEvent;
struct ApiKey;
struct Preference;
struct Role;
struct Grant;
struct Invitation;
struct Currency;
struct Country;
struct Plan;
struct Subscription;
struct Customer;
struct Invoice;
struct InvoiceLine;
struct Payment;
struct Refund;
struct Coupon;
struct TaxRule;
struct Ledger;
struct LedgerEntry;
struct Account;
struct Contact;
struct Deal;
struct Order;
struct OrderLine;
struct Product;
struct Category;
struct Warehouse;
struct Stock;
struct StockMove;
struct PriceList;
struct Price;
struct Carrier;
struct Shipment;
struct Project;
struct Milestone;
struct Task;
struct TaskLink;
struct Comment;
struct Reaction;
struct Attachment;
struct TimeEntry;
struct Board;
struct Sprint;
struct Document;
struct Folder;
struct Revision;
struct Template;
struct Checklist;
struct Queue;
struct Ticket;
struct Message;
struct MessageFile;
struct Macro;
struct Tag;
struct TicketTag;
struct Article;
struct ArticleVote;
struct Survey;
struct SurveyAnswer;
struct Holiday;
struct Workflow;
struct Trigger;
struct Action;
struct Run;
struct RunStep;
struct Webhook;
struct Delivery;
struct Integration;
struct Secret;
struct AuditEntry;
struct FeatureFlag;
struct Metric;
struct Dashboard;
struct Widget;
struct Locale;
struct Import;
struct Export;
struct Quota;

/// The field that tests change: of any type, in no key, and no reference.
template <class Model>
inline constexpr auto changed_field = nullptr;

using identity_models = tenon::detail::type_list<Tenant, User, Profile, Team, TeamMember, Credential, Session,
                                                 SessionEvent, ApiKey, Preference, Role, Grant, Invitation>;
using billing_models = tenon::detail::type_list<Currency, Country, Plan, Subscription, Customer, Invoice, InvoiceLine,
                                                Payment, Refund, Coupon, TaxRule, Ledger, LedgerEntry>;
using sales_models = tenon::detail::type_list<Account, Contact, Deal, Order, OrderLine, Product, Category, Warehouse,
                                              Stock, StockMove, PriceList, Price, Carrier, Shipment>;
using work_models = tenon::detail::type_list<Project, Milestone, Task, TaskLink, Comment, Reaction, Attachment,
                                             TimeEntry, Board, Sprint, Document, Folder, Revision, Template, Checklist>;
using support_models = tenon::detail::type_list<Queue, Ticket, Message, MessageFile, Macro, Tag, TicketTag, Article,
                                                ArticleVote, Survey, SurveyAnswer, Holiday>;
using platform_models =
    tenon::detail::type_list<Workflow, Trigger, Action, Run, RunStep, Webhook, Delivery, Integration, Secret,
                             AuditEntry, FeatureFlag, Metric, Dashboard, Widget, Locale, Import, Export, Quota>;

using app = tenon::schema<
    Tenant, User, Profile, Team, TeamMember, Credential, Session, SessionEvent, ApiKey, Preference, Role, Grant,
    Invitation, Currency, Country, Plan, Subscription, Customer, Invoice, InvoiceLine, Payment, Refund, Coupon, TaxRule,
    Ledger, LedgerEntry, Account, Contact, Deal, Order, OrderLine, Product, Category, Warehouse, Stock, StockMove,
    PriceList, Price, Carrier, Shipment, Project, Milestone, Task, TaskLink, Comment, Reaction, Attachment, TimeEntry,
    Board, Sprint, Document, Folder, Revision, Template, Checklist, Queue, Ticket, Message, MessageFile, Macro, Tag,
    TicketTag, Article, ArticleVote, Survey, SurveyAnswer, Holiday, Workflow, Trigger, Action, Run, RunStep, Webhook,
    Delivery, Integration, Secret, AuditEntry, FeatureFlag, Metric, Dashboard, Widget, Locale, Import, Export, Quota>;

} // namespace large
