// Rows that are written and linked together, looked up by keys of several fields, counted for quotas, sorted by related rows.
#include <tenon/nested.hpp>

#include "probe.hpp"

#include <tuple>
#include <vector>

namespace {

using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::where;

struct Firm {
    std::string id;
    int mostMembers = 0;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Firm::id>);
};
struct Member {
    std::string id;
    std::string tenantId;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Firm::mostMembers>);
};
struct Room {
    std::string house;
    int number = 0;
    std::string tenantId;
    std::optional<std::string> memberId;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Room::house, &Room::number>, tenon::references<&Room::memberId, &Member::id>);
};
struct Tag {
    std::string id;
    std::optional<std::string> tenantId;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Tag::name>);
};
struct MemberTag {
    std::string memberId;
    std::string tagId;
    std::string tenantId;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&MemberTag::memberId, &MemberTag::tagId>,
                     tenon::references<&MemberTag::memberId, &Member::id>, tenon::references<&MemberTag::tagId, &Tag::id>);
};
struct NewRoom {
    std::string house;
    int number = 0;
    std::string tenantId;
    static constexpr auto tenon_shape = tenon::of<Room>;
};
struct NewMember {
    std::string tenantId;
    std::string name;
    std::vector<NewRoom> rooms;
    static constexpr auto tenon_shape = tenon::of<Member>;
};

errc code_of(const auto& result) { return result ? errc::ok : result.error().code; }

template <class... Layout> void probe() {
    using schema = tenon::schema<Layout..., Firm, Member, Room, Tag, MemberTag>;
    std::string last;
    tenon::sqlite::options options;
    options.hooks.on_statement = [&](const tenon::statement_event& event) {
        if (!event.model.empty()) last = event.text;
    };
    const auto db = tenon::sqlite::open<schema>(":memory:", options).value();
    db.create_tables().value();
    const auto system = db.system("probe");
    const auto a = db.tenant("a"), b = db.tenant("b");
    const auto firms = repository<Firm>(system);
    firms.create_many({{.id = "a", .mostMembers = 2}, {.id = "b", .mostMembers = 1}}).value();

    const auto members_a = repository<Member>(a), members_b = repository<Member>(b);
    members_b.create({.name = "ben"}).value();
    expect(code_of(members_b.create({.name = "bo"})) == errc::quota_exceeded, "another tenant's quota");
    const auto ann = members_a.create({.name = "ann"}).value(), amy = members_a.create({.name = "amy"}).value_or(Member());
    expect(!amy.id.empty(), "rows of another tenant count for a quota");
    firms.update("a", tenon::set<&Firm::mostMembers>(9)).value();

    expect(code_of(members_a.create(NewMember{.rooms = {{.house = "new", .number = 1, .tenantId = "b"}}})) == errc::tenant_mismatch,
           "a nested create in another tenant");
    expect(code_of(repository<Member>(system).create(NewMember{.tenantId = "a", .rooms = {{.house = "new", .number = 1, .tenantId = "b"}}})) ==
               errc::tenant_mismatch,
           "a nested create in two tenants, from a system scope");
    expect(members_a.create(NewMember{.rooms = {{.house = "new", .number = 1}}}).value().rooms[0].tenantId == "a", "a nested create");

    const auto rooms_a = repository<Room>(a), rooms_b = repository<Room>(b);
    for (const char* house : {"east", "west"})
        for (const int number : {1, 2}) {
            rooms_a.create({.house = house, .number = number}).value();
            if constexpr (schema::layout::leads_with_tenant) rooms_b.create({.house = house, .number = number}).value();
        }
    rooms_b.create({.house = "theirs", .number = 1}).value();
    expect(code_of(members_a.update(ann.id, tenon::connect<&Room::memberId>(std::tuple("theirs", 1)))) == errc::not_found,
           "another tenant's row was linked");
    members_a.update(ann.id, tenon::connect<&Room::memberId>(std::tuple("east", 1), std::tuple("west", 2))).value();
    expect(rooms_a.count(where(field<&Room::memberId> == ann.id)).value() == 2, "parts of two keys name a row");
    expect(rooms_b.count(where(field<&Room::memberId>.is_not_null())).value() == 0, "another tenant's row of the same key was linked");

    const auto tags_a = repository<Tag>(a);
    const auto links = repository<MemberTag>(a);
    tags_a.create({.id = "own", .tenantId = "a", .name = "own"}).value();
    repository<Tag>(b).create({.id = "theirs", .tenantId = "b", .name = "theirs"}).value();
    const auto tagged = [](const char* tag) { return tenon::connect<&MemberTag::memberId, &MemberTag::tagId>(tag); };
    expect(code_of(members_a.update(ann.id, tagged("theirs"))) == errc::not_found, "another tenant's row was linked by a link model");
    members_a.update(ann.id, tagged("own")).value();
    members_a.update(amy.id, tagged("own")).value();
    members_a.update(ann.id, tenon::disconnect<&MemberTag::memberId, &MemberTag::tagId>("own")).value();
    expect(links.count(where(field<&MemberTag::memberId> == amy.id)).value() == 1, "another row's link was removed");

    const auto found_or_created = [&](const Tag& tag) {
        return code_of(members_a.update(ann.id, tenon::connect_or_create<&MemberTag::memberId, &MemberTag::tagId>(tenon::by<&Tag::name>, {tag})));
    };
    expect(found_or_created({.tenantId = "b", .name = "own"}) == errc::tenant_mismatch, "connect_or_create of another tenant's row");
    if constexpr (schema::layout::leads_with_tenant) {
        repository<Tag>(system).create({.id = "everybody's", .name = "both"}).value();
        tags_a.create({.id = "mine", .tenantId = "a", .name = "both"}).value();
        expect(found_or_created({.name = "both"}) == errc::ok, "connect_or_create");
        expect(links.exists(std::string(ann.id), "mine").value(), "everybody's row was nearer than the tenant's own");
    }

    rooms_a.find_many(tenon::order_by(tenon::related<&Room::memberId>.asc(field<&Member::name>))).value();
    expect(count_of(last, "\"tenantId\" = ?1") == 2, "the tenant of a row that others are sorted by");
    members_a.find_many(tenon::order_by(tenon::related<&Room::memberId>.most())).value();
    expect(count_of(last, "\"tenantId\" = ?1") == 2, "the tenant of rows that others are sorted by");
}

} // namespace

int main() {
    probe<>();
    probe<tenon::layout::prisma>();
    std::puts("nothing escaped");
}
