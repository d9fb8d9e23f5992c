// References of several fields, to the own model, in circles, and to rows that may be everybody's.
#include <optional>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

struct Folder {
    std::string id;
    std::string tenantId;
    std::optional<std::string> parentId;
    std::optional<std::string> linkId;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Folder::parentId, &Folder::id>(tenon::on_delete::cascade),
                     tenon::references<&Folder::linkId, &Folder::id>);
};

struct Room {
    std::string building;
    int number = 0;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Room::building, &Room::number>);
};
struct Meeting {
    std::string id;
    std::string tenantId;
    std::optional<std::string> building;
    std::optional<int> room;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Meeting::building, &Room::building, &Meeting::room, &Room::number>(
            tenon::on_delete::set_null));
};

struct Egg;
struct Hen {
    std::string id;
    std::string tenantId;
    std::optional<std::string> eggId;
};
struct Egg {
    std::string id;
    std::string tenantId;
    std::string henId;
};

struct Label {
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
};
struct Letter {
    std::string id;
    std::string tenantId;
    std::optional<std::string> labelId;
    std::optional<std::string> stampId;
    std::optional<std::string> sealId;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Letter::labelId, &Label::id>,
                     tenon::references<&Letter::stampId, &Label::id>(tenon::on_delete::cascade),
                     tenon::references<&Letter::sealId, &Label::id>(tenon::on_delete::restrict));
};

} // namespace

template <>
inline constexpr auto tenon::model<Hen> =
    tenon::table(tenon::references<&Hen::eggId, &Egg::id>(tenon::on_delete::set_null));
template <>
inline constexpr auto tenon::model<Egg> =
    tenon::table(tenon::references<&Egg::henId, &Hen::id>(tenon::on_delete::cascade));

TEMPLATE_LIST_TEST_CASE("a tree of rows of one model goes with its top", "[reference]", backends) {
    test_database<TestType, Tenant, Folder> t;
    const auto folders = repository<Folder>(t.tenant("a"));
    const auto others = repository<Folder>(t.tenant("b"));
    folders.create({.id = "top"}).value();
    std::string parent = "top";
    for (int depth = 0; depth < 50; ++depth)
        parent = folders.create({.parentId = parent}).value().id;
    folders.create({.id = "self", .parentId = "self", .linkId = "top"}).value();
    others.create({.id = "theirs"}).value();
    CHECK(folders.count().value() == 52);

    CHECK(folders.remove("top").value().id == "top");
    CHECK(folders.count().value() == 1);
    CHECK(folders.get("self").value().linkId == std::nullopt);
    CHECK(folders.get("self").value().tenantId == "a");
    CHECK(folders.remove("self").value().id == "self");
    CHECK(others.count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("a tree does not reach into another tenant", "[reference]", backends) {
    test_database<TestType, Tenant, Folder> t;
    repository<Folder>(t.tenant("b")).create({.id = "theirs"}).value();
    const auto folders = repository<Folder>(t.tenant("a"));
    CHECK(code_of(folders.create({.parentId = "theirs"})) == errc::foreign_key_violation);
    CHECK(code_of(folders.create({.linkId = "theirs"})) == errc::foreign_key_violation);
}

TEMPLATE_LIST_TEST_CASE("a reference of several fields holds for all of them together", "[reference]", backends) {
    test_database<TestType, Tenant, Room, Meeting> t;
    const auto rooms = repository<Room>(t.tenant("a"));
    const auto meetings = repository<Meeting>(t.tenant("a"));
    rooms.create_many({{.building = "x", .number = 1}, {.building = "y", .number = 2}}).value();
    CHECK(meetings.create({.id = "1", .building = "x", .room = 1}).value().room == 1);
    const auto mixed = meetings.create({.building = "x", .room = 2});
    REQUIRE(code_of(mixed) == errc::foreign_key_violation);
    CHECK(mixed.error().fields == strings{"building", "room"});
    CHECK(code_of(meetings.update("1", set<&Meeting::room>(2))) == errc::foreign_key_violation);
    CHECK(meetings.create({.id = "2", .building = "nowhere"}).value().room ==
          std::nullopt); // not whole, so no reference
    CHECK(meetings.update("1", set<&Meeting::building>("y"), set<&Meeting::room>(2)).value().building == "y");

    CHECK(rooms.remove("y", 2).value().number == 2);
    const Meeting left = meetings.get("1").value();
    CHECK(left.building == std::nullopt);
    CHECK(left.room == std::nullopt);
    CHECK(left.tenantId == "a");
}

TEMPLATE_LIST_TEST_CASE("a reference of several fields stays inside the tenant", "[reference]", tenant_first_backends) {
    test_database<TestType, Tenant, Room, Meeting> t;
    repository<Room>(t.tenant("b")).create({.building = "x", .number = 1}).value();
    CHECK(code_of(repository<Meeting>(t.tenant("a")).create({.building = "x", .room = 1})) ==
          errc::foreign_key_violation);
    repository<Room>(t.tenant("a")).create({.building = "x", .number = 1}).value();
    const Meeting own = repository<Meeting>(t.tenant("a")).create({.building = "x", .room = 1}).value();
    repository<Room>(t.tenant("b")).remove("x", 1).value();
    CHECK(repository<Meeting>(t.tenant("a")).get(own.id).value().room == 1);
}

TEMPLATE_LIST_TEST_CASE("models that refer to each other", "[reference]", backends) {
    test_database<TestType, Tenant, Hen, Egg> t;
    const auto hens = repository<Hen>(t.tenant("a"));
    const auto eggs = repository<Egg>(t.tenant("a"));
    CHECK(code_of(hens.create({.eggId = "none"})) == errc::foreign_key_violation);
    hens.create({.id = "hen"}).value();
    eggs.create({.id = "egg", .henId = "hen"}).value();
    CHECK(hens.update("hen", set<&Hen::eggId>("egg")).value().eggId == "egg");
    CHECK(eggs.remove("egg").value().henId == "hen");
    CHECK(hens.get("hen").value().eggId == std::nullopt);
    eggs.create({.id = "egg", .henId = "hen"}).value();
    hens.update("hen", set<&Hen::eggId>("egg")).value();
    CHECK(hens.remove("hen").value().id == "hen");
    CHECK(eggs.count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("a reference reaches own rows and rows of nobody, and no other tenant's", "[reference]",
                        tenant_first_backends) {
    test_database<TestType, Tenant, Label, Letter> t;
    const auto all = repository<Label>(t.system());
    all.create({.id = "all"}).value();
    const auto labels = repository<Label>(t.tenant("a"));
    labels.create({.id = "own"}).value();
    repository<Label>(t.tenant("b")).create({.id = "theirs"}).value();
    const auto letters = repository<Letter>(t.tenant("a"));
    CHECK(code_of(letters.create({.labelId = "theirs"})) == errc::foreign_key_violation);
    const auto missing = letters.create({.labelId = "none"});
    REQUIRE(code_of(missing) == errc::foreign_key_violation);
    CHECK(missing.error().model == "Letter");
    CHECK(missing.error().fields == strings{"labelId"});

    CHECK(letters.create({.id = "1", .labelId = "own"}).value().labelId == "own");
    CHECK(letters.create({.id = "2", .labelId = "all"}).value().labelId == "all");
    CHECK(code_of(letters.update("1", set<&Letter::labelId>("theirs"))) == errc::foreign_key_violation);
    CHECK(letters.update("1", set<&Letter::stampId>("all"), set<&Letter::sealId>("own")).value().stampId == "all");

    // Removals: of an own row within the tenant, of everybody's in every tenant.
    CHECK(code_of(labels.remove("own")) == errc::relation_violation);
    const auto letters_b = repository<Letter>(t.tenant("b"));
    letters_b.create({.id = "3", .labelId = "all", .sealId = "theirs"}).value();
    CHECK(all.remove(tenon::in_tenant("a"), "own").error().code == errc::relation_violation);
    CHECK(all.remove_many(where(field<&Label::id> == "all")).value() == 1);
    CHECK(sorted<&Letter::id>(letters.find_many().value()) == strings{"2"}); // the first one went with its stamp
    CHECK(letters.get("2").value().labelId == std::nullopt);
    CHECK(letters_b.get("3").value().labelId == std::nullopt);
    CHECK(letters_b.get("3").value().tenantId == "b");
    CHECK(labels.remove("own").value().id == "own");
    CHECK(letters_b.get("3").value().sealId == "theirs");
}
