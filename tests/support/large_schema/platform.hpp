// The large schema: automation, integration and what operations need.
#pragma once

#include <tenon/tenon.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/large_schema/support.hpp"

namespace large {

enum class job_state { queued, running, done, failed };
enum class severity { debug, info, notice, warning, error, critical, alert };

struct Workflow {
    std::string id;
    std::string tenantId;
    std::string name;
    tenon::json config;
    bool enabled = false;
    std::string ownerId;
    static constexpr auto tenon_model = tenon::table(
        tenon::references<&Workflow::ownerId, &User::id>(tenon::on_delete::cascade), tenon::unique<&Workflow::name>);
};
struct Trigger {
    std::string id;
    std::string workflowId;
    std::string event;
    std::optional<tenon::json> filter;
    static constexpr auto tenon_model =
        tenon::table("trigger", tenon::tenant_via<&Trigger::workflowId>,
                     tenon::references<&Trigger::workflowId, &Workflow::id>(tenon::on_delete::cascade));
};
struct Action {
    std::string workflowId;
    int position = 0;
    std::string kind;
    tenon::json arguments;
    std::uint8_t retries = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Action::workflowId>, tenon::primary_key<&Action::workflowId, &Action::position>,
                     tenon::references<&Action::workflowId, &Workflow::id>(tenon::on_delete::cascade));
};
struct Run {
    tenon::uuid id;
    std::string tenantId;
    std::string workflowId;
    job_state state = job_state::queued;
    tenon::timestamp startedAt;
    std::optional<tenon::timestamp> endedAt;
    std::optional<std::string> error;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&Run::id>(tenon::uuid7),
                     tenon::references<&Run::workflowId, &Workflow::id>(tenon::on_delete::cascade),
                     tenon::index<&Run::workflowId, tenon::desc<&Run::startedAt>>, tenon::created_at<&Run::startedAt>);
};
struct RunStep {
    tenon::uuid runId;
    int position = 0;
    tenon::json output;
    double took = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&RunStep::runId>, tenon::primary_key<&RunStep::runId, &RunStep::position>,
                     tenon::references<&RunStep::runId, &Run::id>(tenon::on_delete::cascade));
};
struct Webhook {
    std::string id;
    std::string tenantId;
    std::string url;
    std::vector<std::string> events;
    std::string secret;
    int failures = 0;
    static constexpr auto tenon_model = tenon::table(tenon::secret<&Webhook::secret>, tenon::unique<&Webhook::url>);
};
struct Delivery {
    std::int64_t id = 0;
    std::string webhookId;
    std::int16_t status = 0;
    tenon::timestamp at;
    tenon::blob body;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Delivery::webhookId>, tenon::generated<&Delivery::id>(tenon::autoincrement),
                     tenon::references<&Delivery::webhookId, &Webhook::id>(tenon::on_delete::cascade),
                     tenon::created_at<&Delivery::at>);
};
struct Integration {
    std::string id;
    std::string tenantId;
    std::string provider;
    tenon::json settings;
    std::optional<std::string> connectedById;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Integration::provider>, tenon::references<&Integration::connectedById, &User::id>);
};
struct Secret {
    std::string id;
    std::string name;
    tenon::blob bytes;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_owned, tenon::secret<&Secret::bytes>, tenon::unique<&Secret::name>);
};
struct AuditEntry {
    std::int64_t id = 0;
    tenon::timestamp at;
    std::string actor;
    std::string what;
    severity level = severity::debug;
    tenon::json details;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_owned, tenon::generated<&AuditEntry::id>(tenon::autoincrement),
                     tenon::index<tenon::desc<&AuditEntry::at>>, tenon::created_at<&AuditEntry::at>);
};
struct FeatureFlag {
    std::string key;
    std::optional<std::string> tenantId;
    bool enabled = false;
    float rollout = 0;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&FeatureFlag::key>);
};
struct Metric {
    std::string name;
    tenon::date day;
    std::string tenantId;
    double value = 0;
    std::int64_t samples = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Metric::tenantId, &Metric::name, &Metric::day>);
};
struct Dashboard {
    std::string id;
    std::string tenantId;
    std::string title;
    tenon::json layout;
    std::optional<std::string> ownerId;
    bool shared = false;
    bool default_ = false;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Dashboard::ownerId, &User::id>, tenon::column<&Dashboard::default_>("default"));
};
struct Widget {
    std::string id;
    std::string dashboardId;
    std::string kind;
    std::int8_t x = 0;
    std::int8_t y = 0;
    std::string query;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Widget::dashboardId>,
                     tenon::references<&Widget::dashboardId, &Dashboard::id>(tenon::on_delete::cascade));
};
struct Locale {
    locale_name tag = locale_name::en;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::primary_key<&Locale::tag>);
};
struct Import {
    std::string id;
    std::string tenantId;
    std::string fileName;
    std::int64_t rows = 0;
    job_state state = job_state::queued;
    std::optional<std::string> error;
    std::optional<std::string> template_;
    static constexpr auto tenon_model =
        tenon::table(tenon::column<&Import::template_>("template"),
                     tenon::references<&Import::template_, &Template::id>(tenon::on_delete::restrict));
};
struct Export {
    std::string id;
    std::string tenant_id;
    std::string fileName;
    std::optional<tenon::timestamp> finishedAt;
    static constexpr auto tenon_model = tenon::table("export", tenon::tenant_key<&Export::tenant_id>);
};
struct Quota {
    std::string tenantId;
    std::string resource;
    std::int64_t used = 0;
    std::int64_t allowed = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Quota::resource>, tenon::index<&Quota::tenantId, &Quota::used>);
};

template <>
inline constexpr auto changed_field<Workflow> = &Workflow::enabled;
template <>
inline constexpr auto changed_field<Trigger> = &Trigger::event;
template <>
inline constexpr auto changed_field<Action> = &Action::retries;
template <>
inline constexpr auto changed_field<Run> = &Run::error;
template <>
inline constexpr auto changed_field<RunStep> = &RunStep::took;
template <>
inline constexpr auto changed_field<Webhook> = &Webhook::failures;
template <>
inline constexpr auto changed_field<Delivery> = &Delivery::status;
template <>
inline constexpr auto changed_field<Integration> = &Integration::settings;
template <>
inline constexpr auto changed_field<Secret> = &Secret::name;
template <>
inline constexpr auto changed_field<AuditEntry> = &AuditEntry::what;
template <>
inline constexpr auto changed_field<FeatureFlag> = &FeatureFlag::rollout;
template <>
inline constexpr auto changed_field<Metric> = &Metric::samples;
template <>
inline constexpr auto changed_field<Dashboard> = &Dashboard::shared;
template <>
inline constexpr auto changed_field<Widget> = &Widget::query;
template <>
inline constexpr auto changed_field<Locale> = &Locale::name;
template <>
inline constexpr auto changed_field<Import> = &Import::rows;
template <>
inline constexpr auto changed_field<Export> = &Export::finishedAt;
template <>
inline constexpr auto changed_field<Quota> = &Quota::used;

} // namespace large
