// expect: tenon: matches looks for words in a filter, and how is not known here: include <tenon/search.hpp>
#ifdef TENON_POSITIVE_TWIN
#include <tenon/search.hpp>
#endif

#include "use.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::string title;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title>);
};

int main() {
    const auto posts = use<Post>();
    static_cast<void>(posts.find_many(tenon::where(!tenon::matches<&Post::title>("whale"))));
}
