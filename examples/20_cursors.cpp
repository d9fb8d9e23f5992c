// Cursors: page after page, forwards and backwards, while rows come and go.
#include <cstdio>
#include <optional>
#include <string>

#include "support/open.hpp"

struct Player {
    std::string id;
    std::string tenantId;
    std::string name;
    std::optional<int> score;
    static constexpr auto tenon_model = tenon::table(tenon::index<tenon::desc<&Player::score>>);
};
using app = tenon::schema<Player>;

template <class Page>
void show(const char* what, const Page& page) {
    std::printf("%-12s", what);
    for (const Player& player : page.items)
        std::printf(" %s", player.name.c_str());
    std::printf(", of %d%s%s\n", static_cast<int>(page.total), page.previous ? ", some before" : "", page.next ? ", some behind" : "");
}

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    auto players = tenon::repository<Player>(db.tenant("acme"));
    players
        .create_many({{.id = "1", .name = "Ann", .score = 7},
                      {.id = "2", .name = "Bob"},
                      {.id = "3", .name = "Cy", .score = 9},
                      {.id = "4", .name = "Dee", .score = 7},
                      {.id = "5", .name = "Eve", .score = 5}})
        .value();

    using tenon::after, tenon::before, tenon::take;
    const auto best_first = tenon::order_by(tenon::desc<&Player::score>);
    const auto first = players.page(best_first, take(2)).value();
    show("first", first);
    players.create({.id = "6", .name = "Flo", .score = 8}).value(); // nobody is shown twice for that
    const auto second = players.page(best_first, take(2), after(first.next)).value();
    show("second", second);
    show("third", players.page(best_first, take(2), after(second.next)).value());
    show("back", players.page(best_first, take(2), before(second.previous)).value());
    show("the last two", players.page(best_first, take(2), before(std::nullopt)).value());

    // Without the number of all rows, which has to be counted: the cost of a page is that of its rows.
    auto rows = players.find_many(best_first, take(3)).value();
    while (!rows.empty()) {
        for (const Player& player : rows)
            std::printf("%s ", player.name.c_str());
        const std::string cursor = players.cursor_of(rows.back(), best_first).value();
        rows = players.find_many(best_first, take(3), after(cursor)).value();
    }
    std::puts("and that is all");

    const auto others = tenon::repository<Player>(db.tenant("other"));
    std::printf("of another tenant: %s\n", to_string(others.find_many(best_first, after(first.next)).error()).c_str());
}
