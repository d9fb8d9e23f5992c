// expect: tenon: only rows that are read are sorted by rank, and not such that are told apart: sort by keys
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
#ifdef TENON_POSITIVE_TWIN
    static_cast<void>(posts.group_by(tenon::by<&Post::title>, tenon::count(), tenon::order_by(tenon::asc<&Post::title>)));
#else
    static_cast<void>(posts.group_by(tenon::by<&Post::title>, tenon::count(), tenon::order_by(tenon::by_rank<&Post::title>("blue whale"))));
#endif
}
