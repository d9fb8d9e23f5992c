// expect: tenon: text_search names no field, or more than three: name the one, two or three texts that are searched
// expect: IN_MODEL<Post>
#include "use.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::string title;
    std::string lead;
    std::string body;
    std::string notes;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title, &Post::lead, &Post::body>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title, &Post::lead, &Post::body, &Post::notes>);
#endif
};

int main() { use<Post>(); }
