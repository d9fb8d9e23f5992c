// expect: tenon: a cursor is a place in an order by fields that the program knows: leave after and before out, or sort by keys
#include <tenon/search.hpp>

#include "use.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::string title;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title>);
};

int main() {
    const auto posts = use<Post>();
    const auto by_rank = tenon::order_by(tenon::by_rank<&Post::title>("blue whale"));
#ifdef TENON_POSITIVE_TWIN
    static_cast<void>(posts.find_many(by_rank, tenon::take(3)));
#else
    static_cast<void>(posts.find_many(by_rank, tenon::take(3), tenon::after(std::nullopt)));
#endif
}
