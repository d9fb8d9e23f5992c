// Order, take, skip, and pages that know how many there are.
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

template <class Players>
void show(const char* what, const Players& players) {
    std::printf("%-22s", what);
    for (const Player& player : players)
        std::printf(" %s", player.name.c_str());
    std::puts("");
}

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    auto players = tenon::repository<Player>(db.tenant("acme"));
    players
        .create_many({{.id = "1", .name = "Ann", .score = 7},
                      {.id = "2", .name = "Bob"},
                      {.id = "3", .name = "Cy", .score = 9},
                      {.id = "4", .name = "Dee", .score = 7}})
        .value();

    using tenon::asc, tenon::desc, tenon::order_by, tenon::skip, tenon::take;
    // Equal scores are in the order of the primary key: so pages are stable.
    show("best first", players.find_many(order_by(desc<&Player::score>)).value());
    show("worst first", players.find_many(order_by(asc<&Player::score>)).value());
    show("worst first, NULL last", players.find_many(order_by(asc<&Player::score>.nulls_last())).value());
    show("two keys", players.find_many(order_by(desc<&Player::score>, desc<&Player::name>)).value());
    show("the second and third", players.find_many(order_by(desc<&Player::score>), skip(1), take(2)).value());

    const auto best = players.find_first(order_by(desc<&Player::score>)).value();
    std::printf("the best: %s\n", best->name.c_str());

    for (int from = 0; from < 4; from += 3) {
        const auto page = players.page(order_by(asc<&Player::name>), skip(from), take(3)).value();
        std::printf("page: %zu of %d, %s\n", page.items.size(), static_cast<int>(page.total),
                    page.has_more ? "more follow" : "the last");
    }
    std::printf("take(-1): %s\n", to_string(players.find_many(take(-1)).error()).c_str());
}
