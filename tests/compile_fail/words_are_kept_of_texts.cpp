// expect: tenon: text_search names a field that holds no text, and so no words: make it a std::string
// expect: IN_MODEL<Post>
// expect: &Post::level
#include "use.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::string title;
    int level = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title, &Post::level>);
#endif
};

int main() { use<Post>(); }
