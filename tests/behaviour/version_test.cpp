// Rows that count their changes: every change is counted by its own statement, and one that expects another count is refused.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::all_rows;
using tenon::by;
using tenon::errc;
using tenon::field;
using tenon::if_version;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

struct Wiki {
    std::string id;
    std::string tenantId;
    std::string path;
    std::string text;
    std::int8_t revision = 0;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Wiki::path>, tenon::version<&Wiki::revision>);
    friend bool operator==(const Wiki&, const Wiki&) = default;
};
struct Draft {
    std::string id;
    std::string tenantId;
    std::string text;
    std::int64_t version = 0;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::version<&Draft::version>, tenon::soft_delete<&Draft::deletedAt>);
};
struct Notice {
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
    std::uint32_t version = 0;
    static constexpr auto tenon_model = tenon::table(tenon::version<&Notice::version>);
};
struct Attachment {
    std::string wikiId;
    int number = 0;
    std::string name;
    std::int64_t version = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Attachment::wikiId, &Attachment::number>, tenon::tenant_via<&Attachment::wikiId>,
                     tenon::references<&Attachment::wikiId, &Wiki::id>, tenon::version<&Attachment::version>);
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a version is 1 on create and one more after each change", "[version]", backends) {
    test_database<TestType, Tenant, Wiki> t;
    const auto wikis = repository<Wiki>(t.tenant("a"));
    const Wiki made = wikis.create({.path = "/", .revision = 9}).value();
    CHECK(made.revision == 1);
    CHECK(wikis.get(made.id).value() == made);

    CHECK(wikis.update(made.id, set<&Wiki::text>("x")).value().revision == 2);
    CHECK(wikis.update(by<&Wiki::path>("/"), set<&Wiki::text>("x")).value().revision == 3);
    CHECK(wikis.create_many({{.id = "2", .path = "/2"}, {.id = "3", .path = "/3", .revision = 7}}).value() == 2);
    CHECK(wikis.get("3").value().revision == 1);
    CHECK(wikis.update_many(where(field<&Wiki::path> != "/2"), set<&Wiki::text>("y")).value() == 2);
    CHECK(wikis.get(made.id).value().revision == 4);
    CHECK(wikis.get("2").value().revision == 1);
    CHECK(wikis.get("3").value().revision == 2);
    CHECK(wikis.update_many(all_rows, tenon::take(1), tenon::order_by(tenon::asc<&Wiki::path>), set<&Wiki::text>("z")).value() == 1);
    CHECK(wikis.get(made.id).value().revision == 5);

    const auto upsert = [&](const char* path) {
        return wikis.upsert({.path = path, .revision = 4}, tenon::on_conflict<&Wiki::path>, set<&Wiki::text>("w")).value().revision;
    };
    CHECK(upsert("/") == 6);
    CHECK(upsert("/new") == 1);
    CHECK(upsert("/new") == 2);
}

TEMPLATE_LIST_TEST_CASE("isolation 41: a change that expects another version is refused and changes nothing", "[version][isolation]", backends) {
    test_database<TestType, Tenant, Wiki, Attachment> t;
    const auto wikis = repository<Wiki>(t.tenant("a"));
    const auto others = repository<Wiki>(t.tenant("b"));
    const Wiki made = wikis.create({.path = "/", .text = "old"}).value();

    CHECK(wikis.update(made.id, if_version(made.revision), set<&Wiki::text>("new")).value().revision == 2);
    const auto stale = wikis.update(made.id, if_version(1), set<&Wiki::text>("lost"));
    REQUIRE(code_of(stale) == errc::stale_version);
    CHECK(stale.error().model == "Wiki");
    CHECK(code_of(wikis.update(by<&Wiki::path>("/"), if_version(3), set<&Wiki::text>("lost"))) == errc::stale_version);
    CHECK(code_of(wikis.update(made.id, if_version(1000), set<&Wiki::text>("lost"))) == errc::stale_version);
    CHECK(code_of(wikis.update(made.id, if_version(std::numeric_limits<std::uint64_t>::max()), set<&Wiki::text>("lost"))) ==
          errc::out_of_range);
    CHECK(code_of(wikis.remove(made.id, if_version(1))) == errc::stale_version);
    CHECK(wikis.get(made.id).value().text == "new");
    CHECK(wikis.get(made.id).value().revision == 2);

    // To another tenant the row is not there, whatever its version.
    const auto refused = others.update(made.id, if_version(2), set<&Wiki::text>("theirs"));
    const auto absent = others.update("nobody", if_version(2), set<&Wiki::text>("theirs"));
    REQUIRE(code_of(refused) == errc::not_found);
    CHECK(to_string(refused.error()) == to_string(absent.error()));
    CHECK(code_of(others.update(made.id, if_version(9), set<&Wiki::text>("theirs"))) == errc::not_found);
    CHECK(code_of(others.remove(made.id, if_version(9))) == errc::not_found);

    // Keys of several fields, below a parent.
    const auto attachments = repository<Attachment>(t.tenant("a"));
    attachments.create({.wikiId = made.id, .number = 1}).value();
    CHECK(attachments.update(made.id, 1, if_version(1), set<&Attachment::name>("x")).value().version == 2);
    CHECK(code_of(attachments.update(made.id, 1, if_version(1), set<&Attachment::name>("y"))) == errc::stale_version);
    CHECK(code_of(attachments.update(made.id, 2, if_version(1), set<&Attachment::name>("y"))) == errc::not_found);
    CHECK(attachments.remove(made.id, 1, if_version(2)).value().name == "x");

    CHECK(wikis.remove(made.id, if_version(2)).value().text == "new");
    CHECK(code_of(wikis.remove(made.id, if_version(2))) == errc::not_found);
    CHECK(code_of(wikis.update(made.id, if_version(2), set<&Wiki::text>("late"))) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("only one of two that read the same version changes the row", "[version]", backends) {
    test_database<TestType, Tenant, Draft> t;
    const auto drafts = repository<Draft>(t.tenant("a"));
    drafts.create({.id = "d", .text = "draft"}).value();
    const Draft ann = drafts.get("d").value();
    const Draft bob = drafts.get("d").value();
    CHECK(drafts.update("d", if_version(ann.version), set<&Draft::text>("of Ann")).has_value());
    CHECK(code_of(drafts.update("d", if_version(bob.version), set<&Draft::text>("of Bob"))) == errc::stale_version);
    CHECK(drafts.get("d").value().text == "of Ann");

    // A removal counts too, and a removed row is not there, whatever version is expected.
    CHECK(code_of(drafts.remove("d", if_version(1))) == errc::stale_version);
    CHECK(drafts.remove("d", if_version(2)).value().version == 3);
    CHECK(code_of(drafts.update("d", if_version(3), set<&Draft::text>("x"))) == errc::not_found);
    CHECK(code_of(drafts.update("d", if_version(1), set<&Draft::text>("x"))) == errc::not_found);
    CHECK(drafts.restore("d").value().version == 4);
    CHECK(code_of(drafts.update("d", if_version(3), set<&Draft::text>("x"))) == errc::stale_version);

    // In a transaction the answer does not undo what was done before.
    const auto done = t.tenant("a").transaction([&](auto& tx) -> tenon::result<std::string> {
        const auto inside = repository<Draft>(tx);
        inside.create({.id = "e"}).value();
        CHECK(code_of(inside.update("d", if_version(1), set<&Draft::text>("x"))) == errc::stale_version);
        return inside.get("e").value().id;
    });
    CHECK(done.value() == "e");
    CHECK(drafts.exists("e").value());
}

TEMPLATE_LIST_TEST_CASE("a row of everybody's, which a tenant does not write, is not found with a version either", "[version]",
                        backends) {
    test_database<TestType, Notice> t;
    repository<Notice>(t.system()).create({.id = "all", .text = "for all"}).value();
    const auto notices = repository<Notice>(t.tenant("a"));
    CHECK(notices.get("all").value().version == 1);
    CHECK(code_of(notices.update("all", if_version(1), set<&Notice::text>("mine"))) == errc::not_found);
    CHECK(code_of(notices.update("all", if_version(2), set<&Notice::text>("mine"))) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("a version that its field cannot hold is refused", "[version]", backends) {
    test_database<TestType, Tenant, Wiki> t;
    const auto wikis = repository<Wiki>(t.tenant("a"));
    const std::string id = wikis.create({.path = "/"}).value().id;
    for (int i = 1; i < 127; ++i) wikis.update(id, set<&Wiki::text>("x")).value();
    CHECK(wikis.get(id).value().revision == 127);
    CHECK(code_of(wikis.update(id, set<&Wiki::text>("y"))) == errc::out_of_range);
    CHECK(wikis.get(id).value().text == "x");
}
