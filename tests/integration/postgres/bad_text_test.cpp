// Texts that PostgreSQL cannot hold are refused before anything is sent.
#include <vector>

#include "integration/postgres/support.hpp"
#include "support/gate.hpp"

using namespace postgres_tests;
using tenon::errc;
using tenon::field;
using tenon::set;
using tenon::where;
using strings = std::vector<std::string>;

namespace {

struct Thing {
    std::string id;
    std::string tenantId;
    std::string text;
    std::optional<std::string> note;
    std::vector<std::string> tags;
    tenon::blob bytes;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Thing::text>);
};
using things = tenon::schema<Thing>;

} // namespace

TEST_CASE("a text with a NUL or that is not UTF-8 is refused wherever it stands, and nothing is sent") {
    if (no_server()) return;
    const tables<things> place;
    support::gate gate;
    const auto db = tenon::postgres::open<things>(gate.through(place.url())).value();
    const auto rows = tenon::repository<Thing>(db.tenant("acme"));
    rows.create({.id = "a"}).value();
    const int before = gate.round_trips();
    for (const std::string& bad :
         {std::string("a\0b", 3), std::string("\0", 1), std::string("\xff"), std::string("\xc0\x80"),
          std::string("\xed\xa0\x80"), std::string("ends in the middle \xe2\x82")}) {
        CHECK(rows.create({.text = bad}).error().fields == strings{"text"});
        CHECK(code_of(rows.create({.note = bad})) == errc::invalid_value);
        CHECK(code_of(rows.create({.id = bad})) == errc::invalid_value);
        CHECK(code_of(rows.create({.tags = {"good", bad}})) == errc::invalid_value);
        CHECK(code_of(rows.update("a", set<&Thing::text>(bad))) == errc::invalid_value);
        CHECK(code_of(rows.update("a", set<&Thing::tags>(strings{bad}))) == errc::invalid_value);
        CHECK(code_of(rows.upsert({.text = bad}, tenon::on_conflict<&Thing::text>, set<&Thing::note>("x"))) ==
              errc::invalid_value);
        CHECK(code_of(rows.upsert({.text = ""}, tenon::on_conflict<&Thing::text>, set<&Thing::note>(bad))) ==
              errc::invalid_value);
        CHECK(code_of(rows.find_unique(tenon::by<&Thing::text>(bad))) == errc::invalid_value);
        CHECK(code_of(rows.find_many(where(field<&Thing::text> == bad))) == errc::invalid_value);
        CHECK(code_of(rows.find_many(where(field<&Thing::text>.in(strings{"good", bad})))) == errc::invalid_value);
        CHECK(code_of(rows.find_many(where(field<&Thing::text>.contains(bad)))) == errc::invalid_value);
        CHECK(code_of(rows.get(bad)) == errc::invalid_value);
        CHECK(code_of(rows.remove(bad)) == errc::invalid_value);
        CHECK(code_of(tenon::repository<Thing>(db.tenant(bad)).count()) == errc::invalid_tenant);
    }
    CHECK(gate.round_trips() == before);
    CHECK(rows.count().value() == 1);
    CHECK(rows.update("a", set<&Thing::text>("good")).has_value());
}

TEST_CASE("a text that is refused inside a transaction leaves it as it was, and rows in bulk are refused as a whole") {
    if (no_server()) return;
    const tables<things> place;
    const auto db = place.open();
    const std::string bad("a\0b", 3);
    db.tenant("acme")
        .transaction([&](auto& tx) {
            const auto rows = tenon::repository<Thing>(tx);
            rows.create({.text = "1"}).value();
            CHECK(code_of(rows.create({.text = bad})) == errc::invalid_value);
            rows.create({.text = "2"}).value();
        })
        .value();
    const auto rows = tenon::repository<Thing>(db.tenant("acme"));
    std::vector<Thing> many(300);
    for (std::size_t i = 0; i < many.size(); ++i)
        many[i].text = "many " + std::to_string(i);
    many[250].note = bad;
    const auto refused = rows.create_many(many);
    CHECK(code_of(refused) == errc::invalid_value);
    CHECK(refused.error().fields == strings{"note"});
    CHECK(rows.count().value() == 2);
    many[250].note.reset();
    CHECK(rows.create_many(many).value() == 300);
}

TEST_CASE("bytes may be any, and every text of Unicode but NUL comes back") {
    if (no_server()) return;
    const tables<things> place;
    const auto rows = tenon::repository<Thing>(place.open().tenant("acme"));
    tenon::blob bytes;
    for (int i = 0; i < 512; ++i)
        bytes.push_back(static_cast<std::byte>(i & 255));
    const std::string text =
        "\x01\x7f \xc2\x80 \xe2\x82\xac \xef\xbf\xbf \xf4\x8f\xbf\xbf \xcc\x81 $1 '' \\ \" ?1 ; --";
    rows.create({.id = "a", .text = text, .note = "", .tags = {text, ""}, .bytes = bytes}).value();
    const auto found = rows.find_unique(tenon::by<&Thing::text>(text)).value().value();
    CHECK(found.text == text);
    CHECK(found.note == "");
    CHECK(found.tags == strings{text, ""});
    CHECK(found.bytes == bytes);
}
