// The large schema: tickets, conversations and knowledge.
#pragma once

#include <tenon/tenon.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/large_schema/work.hpp"

namespace large {

enum class channel_kind { mail, chat, phone, social, form };
enum class sentiment : std::int8_t { negative = -1, neutral = 0, positive = 1 };

struct Queue {
    std::string id;
    std::string tenantId;
    std::string name;
    int slaMinutes = 0;
    static constexpr auto tenon_model = tenon::table("select", tenon::unique<&Queue::name>);
};
struct Ticket {
    std::int64_t id = 0;
    std::string tenantId;
    std::string subject;
    std::string queueId;
    channel_kind channel = channel_kind::mail;
    std::optional<std::string> requesterId;
    std::optional<std::string> agentId;
    std::optional<std::int64_t> mergedInto;
    sentiment mood = sentiment::negative;
    tenon::timestamp openedAt;
    std::optional<tenon::timestamp> closedAt;
    tenon::json custom;
    static constexpr auto tenon_model = tenon::table(
        tenon::generated<&Ticket::id>(tenon::autoincrement),
        tenon::references<&Ticket::queueId, &Queue::id>(tenon::on_delete::restrict),
        tenon::references<&Ticket::requesterId, &Contact::id>, tenon::references<&Ticket::agentId, &User::id>,
        tenon::references<&Ticket::mergedInto, &Ticket::id>, tenon::index<&Ticket::queueId, &Ticket::closedAt>,
        tenon::created_at<&Ticket::openedAt>);
};
struct Message {
    std::string id;
    std::int64_t ticketId = 0;
    std::string body;
    bool internal = false;
    tenon::timestamp sentAt;
    std::optional<tenon::json> headers;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Message::ticketId>,
                     tenon::references<&Message::ticketId, &Ticket::id>(tenon::on_delete::cascade),
                     tenon::index<&Message::ticketId, &Message::sentAt>, tenon::created_at<&Message::sentAt>);
};
struct MessageFile {
    std::string id;
    std::string messageId;
    std::string name;
    tenon::blob bytes;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&MessageFile::messageId>,
                     tenon::references<&MessageFile::messageId, &Message::id>(tenon::on_delete::cascade));
};
struct Macro {
    std::string id;
    std::optional<std::string> tenantId;
    std::string name;
    tenon::json steps;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Macro::name>);
};
struct Tag {
    std::string id;
    std::optional<std::string> tenantId;
    std::string label;
    int color = 0;
    static constexpr auto tenon_model = tenon::table("default", tenon::unique<&Tag::label>);
};
struct TicketTag {
    std::int64_t ticketId = 0;
    std::string tagId;
    std::string tenantId;
    tenon::timestamp at;
    static constexpr auto tenon_model = tenon::table(
        tenon::primary_key<&TicketTag::ticketId, &TicketTag::tagId>,
        tenon::references<&TicketTag::ticketId, &Ticket::id>(tenon::on_delete::cascade),
        tenon::references<&TicketTag::tagId, &Tag::id>(tenon::on_delete::cascade), tenon::created_at<&TicketTag::at>);
};
struct Article {
    std::string id;
    std::string tenantId;
    std::string slug;
    std::string title;
    std::string body;
    locale_name language = locale_name::en;
    std::int64_t views = 0;
    bool published = false;
    std::optional<std::string> authorId;
    std::optional<std::string> nextId;
    static constexpr auto tenon_model = tenon::table(
        tenon::unique<&Article::slug, &Article::language>, tenon::references<&Article::authorId, &User::id>,
        tenon::references<&Article::nextId, &Article::id>, tenon::index<tenon::desc<&Article::views>>);
};
struct ArticleVote {
    std::string articleId;
    std::string voter;
    bool up = false;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&ArticleVote::articleId>, tenon::primary_key<&ArticleVote::articleId, &ArticleVote::voter>,
        tenon::references<&ArticleVote::articleId, &Article::id>(tenon::on_delete::cascade));
};
struct Survey {
    std::string id;
    std::string organisationId;
    std::string title;
    tenon::json questions;
    bool open = false;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_key<&Survey::organisationId>, tenon::unique<&Survey::title>);
};
struct SurveyAnswer {
    std::string id;
    std::string organisation_id;
    std::string surveyId;
    tenon::json answers;
    std::optional<std::int8_t> score;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_key<&SurveyAnswer::organisation_id>,
                     tenon::references<&SurveyAnswer::surveyId, &Survey::id>(tenon::on_delete::cascade));
};
struct Holiday {
    std::string countryCode;
    tenon::date day;
    std::string name;
    static constexpr auto tenon_model =
        tenon::table(tenon::shared, tenon::primary_key<&Holiday::countryCode, &Holiday::day>,
                     tenon::references<&Holiday::countryCode, &Country::code>(tenon::on_delete::cascade));
};

template <>
inline constexpr auto changed_field<Queue> = &Queue::slaMinutes;
template <>
inline constexpr auto changed_field<Ticket> = &Ticket::subject;
template <>
inline constexpr auto changed_field<Message> = &Message::internal;
template <>
inline constexpr auto changed_field<MessageFile> = &MessageFile::name;
template <>
inline constexpr auto changed_field<Macro> = &Macro::steps;
template <>
inline constexpr auto changed_field<Tag> = &Tag::color;
template <>
inline constexpr auto changed_field<TicketTag> = &TicketTag::at;
template <>
inline constexpr auto changed_field<Article> = &Article::views;
template <>
inline constexpr auto changed_field<ArticleVote> = &ArticleVote::up;
template <>
inline constexpr auto changed_field<Survey> = &Survey::open;
template <>
inline constexpr auto changed_field<SurveyAnswer> = &SurveyAnswer::score;
template <>
inline constexpr auto changed_field<Holiday> = &Holiday::name;

} // namespace large
