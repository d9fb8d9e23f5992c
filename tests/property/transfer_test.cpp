// Files that were damaged at random: what is imported is all of the file, or nothing, and nobody else's rows change.
#include <rapidcheck.h>

#include <tenon/transfer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::repository;
namespace transfer = tenon::transfer;

namespace {

struct Crew {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Crew::id>);
};
struct Sailor {
    std::string id;
    std::string tenantId;
    std::string name;
    std::optional<std::string> mateId;
    std::int32_t age = 0;
    std::vector<std::string> tattoos;
    tenon::blob mark;
    tenon::timestamp bornAt{};
    static constexpr auto tenon_model = tenon::table(tenon::references<&Sailor::mateId, &Sailor::id>, tenon::between<&Sailor::age>(0, 150));
};
/// A sailor's.
struct Watch {
    std::int64_t id = 0;
    std::string sailorId;
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Watch::id>(tenon::autoincrement), tenon::tenant_via<&Watch::sailorId>,
                                                     tenon::references<&Watch::sailorId, &Sailor::id>);
};

template <class Database> std::string exported(const Database& db, const std::string& tenant) {
    std::ostringstream file;
    transfer::export_rows(db, {.tenant = tenant, .with_secrets = true}, transfer::lines_to(file)).value();
    return file.str();
}

std::size_t place_in(const std::string& text) { return text.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, text.size()); }

/// The lines with their ends.
std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
        lines.back() += c;
        if (c == '\n') lines.emplace_back();
    }
    return lines;
}
std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line;
    return text;
}

void damage(std::string& text) {
    static const std::vector<std::string> pieces = {"\"", "{", "}", "[", "]", ",", ":", "null", "-1", "1e999", "99999999999999999999", "\\u0000", "\\ud800", "\xff", "\n",
                                                    "\"acme\"", "\"beta\"", "\"model\":\"Watch\",", "\"tenant\":\"beta\",", "\"id\":\"s1beta\",", "true"};
    const std::size_t at = place_in(text);
    switch (*rc::gen::inRange(0, 7)) {
    case 0: text.resize(at); break;
    case 1: text.erase(at, *rc::gen::inRange<std::size_t>(1, 40)); break;
    case 2: text.insert(at, *rc::gen::elementOf(pieces)); break;
    case 3:
        if (!text.empty()) text[at] = static_cast<char>(*rc::gen::inRange(0, 256));
        break;
    default: {
        auto lines = lines_of(text);
        const auto one = *rc::gen::inRange<std::size_t>(0, lines.size()), other = *rc::gen::inRange<std::size_t>(0, lines.size());
        switch (*rc::gen::inRange(0, 3)) {
        case 0: std::swap(lines[one], lines[other]); break;
        case 1: lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(one), lines[other]); break;
        default: lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(one));
        }
        text = joined(lines);
    }
    }
}

} // namespace

TEMPLATE_TEST_CASE("of a damaged file all is imported or nothing, and nobody else's rows change", "[transfer][property]", support::sqlite_in_memory,
                   support::sqlite_as_prisma) {
    TestType backend;
    const auto db = backend.template open<tenon::schema<Crew, Sailor, Watch, typename TestType::layout>>({});
    db.create_tables().value();
    for (const std::string tenant : {"acme", "beta"}) {
        repository<Crew>(db.tenant(tenant)).create({.id = tenant, .name = "Crew"}).value();
        auto sailors = repository<Sailor>(db.tenant(tenant));
        for (const std::string number : {"2", "1", "3"}) {
            Sailor one{.id = "s" + number + tenant, .name = "Jack", .age = 20};
            if (number == "1") one.mateId = "s2" + tenant;
            one.tattoos = {"anchor", "a \"rose\""};
            one.mark = {std::byte{1}, std::byte{255}};
            sailors.create(one).value();
        }
        repository<Watch>(db.tenant(tenant)).create({.sailorId = "s1" + tenant}).value();
    }
    const std::string file = exported(db, "acme"), others = exported(db, "beta");
    bool held = rc::check([&] {
        std::string damaged = file;
        for (int times = *rc::gen::inRange(1, 4); times > 0; --times) damage(damaged);
        std::istringstream in(damaged);
        const auto done = transfer::import_rows(db, in, {.file = "damaged.jsonl", .tenant = "copy"});
        std::int64_t there = 0;
        for (const auto& each : {repository<Crew>(db.tenant("copy")).count(), repository<Sailor>(db.tenant("copy")).count(), repository<Watch>(db.tenant("copy")).count()})
            there += each.value();
        if (done) RC_ASSERT(there == static_cast<std::int64_t>(done->rows));
        else {
            RC_ASSERT(there == 0);
            RC_ASSERT(done.error().message.starts_with("damaged.jsonl, line "));
        }
        repository<Watch>(db.tenant("copy")).remove_many(tenon::all_rows).value();
        repository<Sailor>(db.tenant("copy")).update_many(tenon::all_rows, tenon::set<&Sailor::mateId>(std::nullopt)).value();
        repository<Sailor>(db.tenant("copy")).remove_many(tenon::all_rows).value();
        repository<Crew>(db.tenant("copy")).remove_many(tenon::all_rows).value();
        RC_ASSERT(exported(db, "acme") == file);
        RC_ASSERT(exported(db, "beta") == others);
    });
    CHECK(held);
}
