// expect: tenon: a read has options for a field that is no relation and no count of its shape or of those below it, or options for one twice: tenon::relation<&Shape::field>(…) names one, once
// expect: UserPosts
#include "shape_models.hpp"

struct OtherPosts {
    std::vector<PostId> posts;
    static constexpr auto tenon_shape = tenon::of<User>;
};

int main() {
    const auto users = blog_rows<User>();
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::as<UserPosts>, tenon::relation<&UserPosts::posts>(tenon::take(2))).value();
#else
    users.find_many(tenon::as<UserPosts>, tenon::relation<&OtherPosts::posts>(tenon::take(2))).value();
#endif
}
