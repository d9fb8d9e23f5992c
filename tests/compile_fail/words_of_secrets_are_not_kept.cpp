// expect: tenon: text_search names a secret field, whose words would be kept in clear text: leave it out
// expect: IN_MODEL<Post>
// expect: &Post::notes
#include "use.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::string title;
    std::string notes;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title>, tenon::secret<&Post::notes>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Post::title, &Post::notes>, tenon::secret<&Post::notes>);
#endif
};

int main() { use<Post>(); }
