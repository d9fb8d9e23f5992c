// expect: tenon: words are looked for in a field whose words are not kept: add tenon::text_search<&Model::field> to the model
#include <tenon/search.hpp>

#include "use.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::string title;
    std::string body;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title>);
};

int main() {
    const auto posts = use<Post>();
#ifdef TENON_POSITIVE_TWIN
    static_cast<void>(posts.find_many(tenon::where(tenon::matches<&Post::title>("blue whale"))));
#else
    static_cast<void>(posts.find_many(tenon::where(tenon::matches<&Post::body>("blue whale"))));
#endif
}
