// Many rows at once, rows that may be there already, and changes of many rows.
#include <cstdio>
#include <string>
#include <vector>

#include "support/open.hpp"

struct Product {
    std::string id;
    std::string tenantId;
    std::string code;
    int stock = 0;
    double price = 0;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Product::code>);
};
using app = tenon::schema<Product>;

using tenon::field;

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    auto products = tenon::repository<Product>(db.tenant("acme"));
    const auto count = [&] { return static_cast<int>(products.count().value()); };
    const auto number = [](tenon::result<std::int64_t> rows) { return static_cast<int>(rows.value()); };

    std::vector<Product> delivery{{.code = "tea", .stock = 10, .price = 4}, {.code = "mug", .stock = 3, .price = 8}};
    std::printf("created %d\n", number(products.create_many(delivery)));

    // All or nothing: one of these is there already.
    delivery = {{.code = "pot", .stock = 1, .price = 30}, {.code = "tea", .stock = 5, .price = 4}};
    const auto refused = products.create_many(delivery);
    std::printf("%s\nstill %d\n", to_string(refused.error()).c_str(), count());
    std::printf("created %d, the rest was there\n", number(products.create_many(delivery, tenon::skip_duplicates)));

    // Create it, or change the one that is there: one statement, nothing comes in between.
    for (const int pieces : {5, 5}) {
        const auto cup = products
                             .upsert({.code = "cup", .stock = pieces, .price = 6}, tenon::on_conflict<&Product::code>,
                                     tenon::increment<&Product::stock>(pieces))
                             .value();
        std::printf("cups: %d\n", cup.stock);
    }

    // Computed by the database: no change of anybody else gets lost.
    std::printf("changed %d\n", number(products.update_many(tenon::where(field<&Product::price> < 10),
                                                            tenon::multiply<&Product::price>(1.5),
                                                            tenon::decrement<&Product::stock>(1))));
    const auto tea = products.get(tenon::by<&Product::code>("tea")).value();
    std::printf("tea: %.2f, %d left\n", tea.price, tea.stock);

    // The two cheapest; and everything, which has to be said aloud.
    std::printf("removed %d\n",
                number(products.remove_many(tenon::where(field<&Product::price> > 0),
                                            tenon::order_by(tenon::asc<&Product::price>), tenon::take(2))));
    std::printf("removed %d\n", number(products.remove_many(tenon::all_rows)));
}
