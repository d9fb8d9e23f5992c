// expect: tenon: a required relation of a shape is filtered, and may have no row then: put it in a std::optional
// expect: PostCard
#include "shape_models.hpp"

struct PostCard {
    std::string id;
#ifdef TENON_POSITIVE_TWIN
    std::optional<UserName> user;
#else
    UserName user;
#endif
    static constexpr auto tenon_shape = tenon::of<Post>(tenon::relation<&PostCard::user>(tenon::where(tenon::field<&User::level> > 2)));
};

int main() {
    blog_rows<Post>().find_many(tenon::as<PostCard>).value();
}
