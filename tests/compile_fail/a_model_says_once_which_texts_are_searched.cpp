// expect: tenon: a model says twice which of its texts are searched: name all of them in one text_search<…>
// expect: IN_MODEL<Post>
#include "use.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::string title;
    std::string body;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title, &Post::body>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title>, tenon::text_search<&Post::body>);
#endif
};

int main() { use<Post>(); }
