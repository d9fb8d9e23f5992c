// The error vocabulary: the enum's comments, the messages, Prisma's codes and the HTTP numbers are one table.
#include <tenon/core/errc.hpp>
#include <tenon/core/error.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "support/catch.hpp"

using tenon::errc;

namespace {

std::string header_text() {
    const auto header = std::filesystem::path(__FILE__).parent_path() / "../../../include/tenon/core/errc.hpp";
    std::ifstream file(header);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The enumerators of the header in their order, each with the sentence of its comment.
std::vector<std::pair<std::string, std::string>> documented() {
    const std::string text = header_text();
    const auto begin = text.find("enum class errc");
    const std::string body = text.substr(begin, text.find("};", begin) - begin);
    const std::regex line(R"(\n\s+(\w+)(?: = 0)?,\s+///< ([^\n]+))");
    std::vector<std::pair<std::string, std::string>> found;
    for (std::sregex_iterator at(body.begin(), body.end(), line), end; at != end; ++at)
        found.emplace_back((*at)[1], (*at)[2]);
    return found;
}

} // namespace

TEST_CASE("each error code's message is the sentence of its comment in the header") {
    const auto found = documented();
    REQUIRE(found.size() == tenon::errc_table.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto code = static_cast<errc>(i);
        CHECK(found[i].first == tenon::to_string(code));
        CHECK(found[i].second == tenon::message(code));
        CHECK(tenon::info(code).code == code);
    }
}

TEST_CASE("each message is one sentence that ends in what to do") {
    for (const auto& info : tenon::errc_table) {
        INFO(info.name);
        REQUIRE_FALSE(info.message.empty());
        CHECK(info.message.back() == '.');
        CHECK(info.message.find(". ") == std::string_view::npos);
        const auto colon = info.message.find(": ");
        REQUIRE(colon != std::string_view::npos);
        CHECK(colon + 2 < info.message.size() - 1);
    }
}

TEST_CASE("names and messages are different for each code") {
    std::set<std::string_view> names, messages;
    for (const auto& info : tenon::errc_table) {
        CHECK(names.insert(info.name).second);
        CHECK(messages.insert(info.message).second);
    }
}

TEST_CASE("error codes have Prisma's codes and the usual HTTP numbers") {
    struct row {
        const char* prisma;
        int http;
    };
    const std::map<errc, row> table{
        {errc::ok, {"", 200}},
        {errc::not_found, {"P2025", 404}},
        {errc::unique_violation, {"P2002", 409}},
        {errc::foreign_key_violation, {"P2003", 409}},
        {errc::relation_violation, {"P2014", 409}},
        {errc::not_null_violation, {"P2011", 422}},
        {errc::check_violation, {"P2004", 422}},
        {errc::validation_failed, {"", 422}},
        {errc::operation_refused, {"", 409}},
        {errc::invalid_value, {"P2006", 422}},
        {errc::out_of_range, {"P2020", 422}},
        {errc::too_long, {"P2000", 422}},
        {errc::invalid_tenant, {"P1010", 403}},
        {errc::tenant_mismatch, {"P1010", 403}},
        {errc::permission_denied, {"P1010", 403}},
        {errc::stale_version, {"", 409}},
        {errc::serialization_conflict, {"P2034", 409}},
        {errc::deadlock, {"P2034", 409}},
        {errc::transaction_closed, {"P2028", 500}},
        {errc::busy, {"P1008", 503}},
        {errc::pool_timeout, {"P2024", 503}},
        {errc::timeout, {"P1008", 504}},
        {errc::cancelled, {"P1008", 503}},
        {errc::connection_failed, {"P1001", 503}},
        {errc::authentication_failed, {"P1000", 503}},
        {errc::connection_lost, {"P1017", 503}},
        {errc::commit_unknown, {"P1017", 503}},
        {errc::missing_table, {"P2021", 500}},
        {errc::missing_column, {"P2022", 500}},
        {errc::schema_mismatch, {"P2023", 500}},
        {errc::read_only, {"", 500}},
        {errc::disk_full, {"", 507}},
        {errc::corrupt, {"", 500}},
        {errc::out_of_memory, {"", 500}},
        {errc::quota_exceeded, {"", 507}},
        {errc::unsupported, {"", 501}},
        {errc::invalid_sql, {"P2010", 400}},
        {errc::migration_invalid, {"", 500}},
        {errc::migration_file_missing, {"P3015", 500}},
        {errc::migration_wrong_database, {"P3019", 500}},
        {errc::migration_edited, {"", 500}},
        {errc::migration_missing, {"", 500}},
        {errc::migration_unknown, {"", 500}},
        {errc::migration_unfinished, {"P3009", 500}},
        {errc::migration_failed, {"P3018", 500}},
        {errc::migration_not_found, {"P3017", 500}},
        {errc::migration_applied, {"P3008", 500}},
        {errc::migration_not_applied, {"P3012", 500}},
        {errc::migration_pending, {"", 503}},
        {errc::migration_not_empty, {"P3005", 500}},
        {errc::migration_refused, {"", 500}},
        {errc::migration_blocked, {"", 500}},
        {errc::migration_drift, {"", 500}},
    };
    CHECK(table.size() == tenon::errc_table.size());
    for (const auto& [code, wanted] : table) {
        INFO(tenon::to_string(code));
        CHECK(tenon::prisma_code(code) == wanted.prisma);
        CHECK(tenon::http_status(code) == wanted.http);
    }
}

TEST_CASE("an error code is a std::error_code of the category tenon") {
    const std::error_code code = errc::not_found;
    CHECK(code == errc::not_found);
    CHECK(code != errc::busy);
    CHECK(code.category().name() == std::string("tenon"));
    CHECK(code.message() == tenon::message(errc::not_found));
    CHECK_FALSE(std::error_code(errc::ok));
    CHECK(tenon::error_category().message(250) == "Unknown error.");
}

TEST_CASE("an error says whether to try again, and what it spoils") {
    const auto with = [](errc code) { return tenon::make_error(code); };
    for (const auto& info : tenon::errc_table) {
        INFO(info.name);
        const auto e = with(info.code);
        const bool conflict = info.code == errc::serialization_conflict || info.code == errc::deadlock;
        CHECK(e.is_retryable() == (conflict || info.code == errc::busy));
        if (e.poisons_connection()) CHECK(e.poisons_transaction());
    }
    for (const errc code : {errc::unique_violation, errc::busy, errc::not_found, errc::invalid_value, errc::read_only})
        CHECK_FALSE(with(code).poisons_transaction());
    for (const errc code : {errc::disk_full, errc::cancelled, errc::out_of_memory, errc::deadlock}) {
        CHECK(with(code).poisons_transaction());
        CHECK_FALSE(with(code).poisons_connection());
    }
    for (const errc code : {errc::connection_lost, errc::commit_unknown, errc::corrupt})
        CHECK(with(code).poisons_connection());
}

TEST_CASE("an error as one line has code, model, fields and message, and nothing that the server said") {
    auto e = tenon::make_error(errc::unique_violation, "email");
    e.model = "User";
    e.fields = {"email", "level"};
    e.server_text = "hunter2";
    CHECK(to_string(e) == "tenon: unique_violation in User (email, level): email: " +
                              std::string(tenon::message(errc::unique_violation)));
    CHECK(to_string(tenon::make_error(errc::busy)) == "tenon: busy: " + std::string(tenon::message(errc::busy)));
}
