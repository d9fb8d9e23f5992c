// Text search: the words that somebody typed, in texts whose words the database keeps; the best rows first.
#include <tenon/search.hpp>

#include <cstdio>
#include <string>
#include <string_view>

#include "support/open.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::string title;
    std::string body;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title, &Post::body>);
};
using app = tenon::schema<Post>;

using tenon::where;

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    const auto posts = tenon::repository<Post>(db.tenant("acme"));
    posts
        .create_many({{.id = "1", .title = "Blue whale", .body = "The blue whale is the largest animal that ever lived."},
                      {.id = "2", .title = "Whaling ships", .body = "A ship that looked for whales: blue, grey, and white."},
                      {.id = "3", .title = "Songs", .body = "Whale song, slowed down, over blue noise."},
                      {.id = "4", .title = "Café Océan", .body = "Open till 22:30. Write to table@ocean.example."}})
        .value();
    tenon::repository<Post>(db.tenant("globex")).create({.id = "5", .title = "Blue whale of globex"}).value();

    // What a handler of GET /posts?q=… does.
    const auto answer = [&](std::string_view typed) {
        const auto page = posts.page(where(tenon::matches<&Post::title, &Post::body>(typed)),
                                     tenon::order_by(tenon::by_rank<&Post::title, &Post::body>(typed)), tenon::take(3));
        if (!page) return void(std::printf("%-14s %s\n", std::string(typed).c_str(), page.error().message.c_str()));
        std::printf("%-14s %lld:", std::string(typed).c_str(), static_cast<long long>(page->total));
        for (const Post& post : page->items) std::printf(" %s,", post.title.c_str());
        std::printf("\n");
    };
    answer("blue whale");     // both words, anywhere
    answer("\"blue whale\""); // side by side
    answer("wha* -ship");     // words that begin so, without this one
    answer("CAFÉ");           // letters have no case; an accent is a part of its letter
    answer("ocean.example");  // what separates words means nothing
    answer("c1 : OR NEAR(");  // and there is no other syntax
    answer("-blue");          // no word that is wanted

    // A condition like any other.
    const auto quiet = posts.count(where(!tenon::matches<&Post::body>("song") && tenon::matches<&Post::title>("blue")));
    std::printf("%lld\n", static_cast<long long>(quiet.value()));
}
