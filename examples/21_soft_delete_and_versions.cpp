// Rows that are kept when they are removed, and rows that count their changes.
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "support/open.hpp"

struct Page {
    std::string id;
    std::string tenantId;
    std::string path;
    std::string text;
    std::int64_t version = 0;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Page::path>, tenon::version<&Page::version>, tenon::soft_delete<&Page::deletedAt>);
};
using app = tenon::schema<Page>;

template <class Result>
void show(const char* what, const Result& page) {
    if (page) std::printf("%s: version %d, \"%s\"\n", what, static_cast<int>(page->version), page->text.c_str());
    else std::printf("%s: %s\n", what, std::string(to_string(page.error().code)).c_str());
}

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    auto pages = tenon::repository<Page>(db.tenant("acme"));
    pages.create({.id = "p1", .path = "/home", .text = "Hello"}).value();

    // Ann and Bob have read the same page. Only one of them changes it.
    const auto ann = pages.get("p1").value();
    const auto bob = pages.get("p1").value();
    show("Ann", pages.update(ann.id, tenon::if_version(ann.version), tenon::set<&Page::text>("Hello, says Ann")));
    show("Bob", pages.update(bob.id, tenon::if_version(bob.version), tenon::set<&Page::text>("Hello, says Bob")));

    // The row stays, and nobody finds it who does not ask for it.
    pages.remove("p1").value();
    show("removed", pages.get("p1"));
    show("asked for", pages.get("p1", tenon::with_deleted));
    const auto count = [&](const auto&... options) { return static_cast<int>(pages.count(options...).value()); };
    std::printf("%d, with the removed %d, of them only %d\n", count(), count(tenon::with_deleted), count(tenon::only_deleted));

    // Its path is free for another one; as long as that is there it cannot come back.
    pages.create({.id = "p2", .path = "/home", .text = "Welcome"}).value();
    show("restored", pages.restore("p1"));
    pages.remove("p2", tenon::for_good).value();
    show("restored", pages.restore("p1"));
}
