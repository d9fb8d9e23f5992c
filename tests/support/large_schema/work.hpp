// The large schema: projects, tasks, time and documents.
#pragma once

#include <tenon/tenon.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/large_schema/sales.hpp"

namespace large {

enum class task_state { backlog, todo, doing, review, done };
enum class priority { none, low, medium, high, urgent };

struct Project {
    std::string id;
    std::string tenantId;
    std::string key;
    std::string name;
    std::optional<std::string> leadId;
    bool archived = false;
    std::optional<tenon::decimal> budget;
    std::optional<tenon::date> startsOn;
    tenon::json settings;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Project::key>, tenon::references<&Project::leadId, &User::id>,
                     tenon::index<&Project::name>(tenon::where(tenon::field<&Project::archived> == false)));
};
struct Milestone {
    std::string id;
    std::string tenantId;
    std::string projectId;
    std::string title;
    std::optional<tenon::date> dueOn;
    bool done = false;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Milestone::projectId, &Project::id>(tenon::on_delete::cascade),
                     tenon::unique<&Milestone::projectId, &Milestone::title>);
};
struct Task {
    std::string id;
    std::string tenantId;
    std::string projectId;
    int number = 0;
    std::string title;
    std::string text;
    task_state state = task_state::backlog;
    large::priority priority = large::priority::none;
    std::optional<std::string> assigneeId;
    std::string reporterId;
    std::optional<std::string> parentId;
    std::optional<std::string> milestoneId;
    std::optional<double> estimate;
    std::optional<tenon::date> dueOn;
    std::optional<tenon::timestamp> startedAt;
    std::optional<tenon::timestamp> doneAt;
    double position = 0;
    std::vector<std::string> labels;
    tenon::timestamp createdAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Task::projectId, &Task::number>,
                     tenon::references<&Task::projectId, &Project::id>(tenon::on_delete::cascade),
                     tenon::references<&Task::assigneeId, &User::id>,
                     tenon::references<&Task::reporterId, &User::id>(tenon::on_delete::restrict),
                     tenon::references<&Task::parentId, &Task::id>(tenon::on_delete::cascade),
                     tenon::references<&Task::milestoneId, &Milestone::id>,
                     tenon::index<&Task::assigneeId, &Task::state, tenon::desc<&Task::dueOn>>,
                     tenon::index<tenon::desc<&Task::position>>, tenon::created_at<&Task::createdAt>);
};
struct TaskLink {
    std::string fromId;
    std::string toId;
    std::string tenantId;
    std::string kind;
    int weight = 0;
    static constexpr int kinds = 4;
    [[nodiscard]] bool is_loop() const { return fromId == toId; }
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&TaskLink::fromId, &TaskLink::toId, &TaskLink::kind>,
                     tenon::references<&TaskLink::fromId, &Task::id>(tenon::on_delete::cascade),
                     tenon::references<&TaskLink::toId, &Task::id>(tenon::on_delete::cascade));
};
struct Comment {
    std::string id;
    std::string taskId;
    std::string authorId;
    std::string text;
    std::optional<tenon::timestamp> editedAt;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Comment::taskId>, tenon::references<&Comment::taskId, &Task::id>(tenon::on_delete::cascade),
        tenon::references<&Comment::authorId, &User::id>);
};
struct Reaction {
    std::string commentId;
    std::string userId;
    std::string emoji;
    tenon::timestamp at;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Reaction::commentId>,
        tenon::primary_key<&Reaction::commentId, &Reaction::userId, &Reaction::emoji>,
        tenon::references<&Reaction::commentId, &Comment::id>(tenon::on_delete::cascade),
        tenon::references<&Reaction::userId, &User::id>(tenon::on_delete::cascade), tenon::created_at<&Reaction::at>);
};
struct Attachment {
    std::string id;
    std::string commentId;
    std::string name;
    std::int64_t size = 0;
    tenon::blob bytes;
    std::string checksum;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Attachment::commentId>,
                     tenon::references<&Attachment::commentId, &Comment::id>(tenon::on_delete::cascade),
                     tenon::index<&Attachment::checksum>);
};
struct TimeEntry {
    std::string id;
    std::string tenantId;
    std::string taskId;
    std::string userId;
    std::int16_t minutes = 0;
    tenon::date day;
    bool billable = false;
    std::optional<std::string> note;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&TimeEntry::taskId, &Task::id>(tenon::on_delete::cascade),
                     tenon::references<&TimeEntry::userId, &User::id>(tenon::on_delete::cascade),
                     tenon::index<&TimeEntry::userId, &TimeEntry::day>);
};
struct Board {
    std::string id;
    std::string tenantId;
    std::string projectId;
    std::string name;
    std::vector<std::string> columns;
    std::optional<tenon::json> swimlanes;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Board::projectId, &Project::id>(tenon::on_delete::cascade),
                     tenon::unique<&Board::projectId, &Board::name>);
};
struct Sprint {
    std::string id;
    std::string tenantId;
    std::string boardId;
    int number = 0;
    std::optional<std::string> goal;
    float velocity = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Sprint::boardId, &Board::id>(tenon::on_delete::cascade),
                     tenon::unique<&Sprint::boardId, &Sprint::number>);
};
struct Document {
    std::string id;
    std::string tenantId;
    std::optional<std::string> folderId;
    std::string title;
    std::string body;
    int version = 0;
    bool locked = false;
    std::string ownerId;
};
struct Folder {
    std::string id;
    std::string tenantId;
    std::optional<std::string> parentId;
    std::string name;
    std::optional<std::string> pinnedId;
    static constexpr auto tenon_model = tenon::table(
        tenon::references<&Folder::parentId, &Folder::id>(tenon::on_delete::cascade),
        tenon::references<&Folder::pinnedId, &Document::id>, tenon::unique<&Folder::parentId, &Folder::name>);
};
struct Revision {
    std::string documentId;
    int version = 0;
    std::optional<std::string> authorId;
    tenon::blob diff;
    tenon::timestamp at;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Revision::documentId>, tenon::primary_key<&Revision::documentId, &Revision::version>,
        tenon::references<&Revision::documentId, &Document::id>(tenon::on_delete::cascade),
        tenon::references<&Revision::authorId, &User::id>, tenon::created_at<&Revision::at>);
};
struct Template {
    std::string id;
    std::optional<std::string> tenantId;
    std::string name;
    std::string body;
    locale_name language = locale_name::en;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Template::name, &Template::language>);
};
struct Checklist {
    std::string id;
    std::string title;
    bool done = false;
    std::vector<std::string> items;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned, tenon::index<&Checklist::done>);
};

} // namespace large

// In a circle one of the models is described when all of them are there.
template <>
inline constexpr auto tenon::model<large::Document> =
    tenon::table(tenon::references<&large::Document::folderId, &large::Folder::id>(tenon::on_delete::cascade),
                 tenon::references<&large::Document::ownerId, &large::User::id>, tenon::index<&large::Document::title>);

namespace large {

template <>
inline constexpr auto changed_field<Project> = &Project::settings;
template <>
inline constexpr auto changed_field<Milestone> = &Milestone::done;
template <>
inline constexpr auto changed_field<Task> = &Task::position;
template <>
inline constexpr auto changed_field<TaskLink> = &TaskLink::weight;
template <>
inline constexpr auto changed_field<Comment> = &Comment::text;
template <>
inline constexpr auto changed_field<Reaction> = &Reaction::at;
template <>
inline constexpr auto changed_field<Attachment> = &Attachment::size;
template <>
inline constexpr auto changed_field<TimeEntry> = &TimeEntry::minutes;
template <>
inline constexpr auto changed_field<Board> = &Board::columns;
template <>
inline constexpr auto changed_field<Sprint> = &Sprint::goal;
template <>
inline constexpr auto changed_field<Document> = &Document::version;
template <>
inline constexpr auto changed_field<Folder> = &Folder::name;
template <>
inline constexpr auto changed_field<Revision> = &Revision::diff;
template <>
inline constexpr auto changed_field<Template> = &Template::body;
template <>
inline constexpr auto changed_field<Checklist> = &Checklist::done;

} // namespace large
