// The files beside the history: how each migration stands, and what stands in the way of applying the pending ones.
#include <tenon/migration/state.hpp>

#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"

using tenon::errc;
using namespace tenon::migration;

namespace {

migration_folder folder_of(const std::vector<std::string>& names) {
    migration_folder folder{"migrations", {}};
    for (const auto& name : names) folder.migrations.push_back({name, "migrations/" + name, "script of " + name, tenon::sha256_hex("script of " + name), std::nullopt});
    return folder;
}

history_row row_of(const std::string& name, bool finished, bool rolled_back) {
    history_row row;
    row.id = name;
    row.name = name;
    row.checksum = tenon::sha256_hex("script of " + name);
    if (finished) row.finished = tenon::timestamp{};
    if (rolled_back) row.rolled_back = tenon::timestamp{};
    return row;
}

std::string told(const std::vector<migration_state>& states) {
    std::string text;
    for (const auto& each : states) text.append(text.empty() ? "" : " ").append(each.name).append(":").append(to_string(each.standing));
    return text;
}

} // namespace

TEST_CASE("a migration without a row is pending, with one it is as that says") {
    const auto folder = folder_of({"1", "2", "3", "4"});
    const auto states = states_of(folder, {row_of("1", true, false), row_of("2", true, true), row_of("3", false, false)});
    CHECK(told(states) == "1:applied 2:rolled_back 3:unfinished 4:pending");
    CHECK(states[1].is_pending());
    CHECK(states[3].is_pending());
    CHECK(states[0].is_applied());
    CHECK_FALSE(states[2].is_applied());
    CHECK(states[0].files == &folder.migrations[0]);
}

TEST_CASE("of several rows the one that counts is the one that is applied, or else the one that is unfinished") {
    const auto folder = folder_of({"1"});
    CHECK(told(states_of(folder, {row_of("1", false, true), row_of("1", true, false)})) == "1:applied");
    CHECK(told(states_of(folder, {row_of("1", true, false), row_of("1", false, true)})) == "1:applied");
    CHECK(told(states_of(folder, {row_of("1", false, false), row_of("1", true, true)})) == "1:unfinished");
    CHECK(told(states_of(folder, {row_of("1", true, true), row_of("1", false, true)})) == "1:rolled_back");
}

TEST_CASE("an applied migration without files is missing, or unknown when it is newer than all files") {
    const auto folder = folder_of({"2"});
    CHECK(told(states_of(folder, {row_of("1", true, false), row_of("2", true, false), row_of("3", true, false)})) == "1:missing 2:applied 3:unknown");
    CHECK(told(states_of(folder, {row_of("3", true, true)})) == "2:pending"); // undone and removed
    CHECK(told(states_of(folder_of({}), {row_of("1", true, false)})) == "1:unknown");
}

TEST_CASE("an applied migration whose file differs is edited") {
    const auto folder = folder_of({"1"});
    auto row = row_of("1", true, false);
    row.checksum = "other";
    CHECK(told(states_of(folder, {row})) == "1:edited");
}

TEST_CASE("what does not fit is an obstacle that names all that it is true of") {
    const auto folder = folder_of({"2", "3"});
    CHECK(obstacle(states_of(folder, {row_of("2", true, false)})) == nullptr);
    auto edited = row_of("2", true, false);
    edited.checksum.clear();
    auto why = obstacle(states_of(folder, {edited}));
    REQUIRE(why);
    CHECK(why->code == errc::migration_edited);
    why = obstacle(states_of(folder, {edited, row_of("0", true, false), row_of("1", true, false)}));
    REQUIRE(why);
    CHECK(why->code == errc::migration_missing);
    CHECK(why->message.starts_with("0, 1: "));
    why = obstacle(states_of(folder, {row_of("0", true, false), row_of("4", true, false)}));
    REQUIRE(why);
    CHECK(why->code == errc::migration_unknown);
    auto half = row_of("3", false, false);
    why = obstacle(states_of(folder, {row_of("4", true, false), half}));
    REQUIRE(why);
    CHECK(why->code == errc::migration_unfinished);
    CHECK(why->message.starts_with("3: "));
}
