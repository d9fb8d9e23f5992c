// expect: tenon: a stream reads relations behind the call that makes it: say their options in the shape, or use find_many
// expect: relation_options
#include "shape_models.hpp"

int main() {
    const auto users = blog_rows<User>();
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::as<UserPosts>, tenon::relation<&UserPosts::posts>(tenon::take(2))).value();
#else
    users.stream(tenon::as<UserPosts>, tenon::relation<&UserPosts::posts>(tenon::take(2))).next();
#endif
}
