// expect: tenon: a count of a shape is one text: leave when(…) and filters from outside out of its condition
// expect: UserPosts
#include "shape_models.hpp"

int main() {
    const auto users = blog_rows<User>();
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::as<UserPosts>, tenon::relation<&UserPosts::count>(tenon::where(tenon::field<&Post::id> != "x"))).value();
#else
    users.find_many(tenon::as<UserPosts>, tenon::relation<&UserPosts::count>(tenon::where(tenon::when(true, tenon::field<&Post::id> != "x")))).value();
#endif
}
