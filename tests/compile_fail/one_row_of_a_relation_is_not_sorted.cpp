// expect: tenon: order_by and take are for relations of many rows, in a std::vector: leave them out
// expect: PostCard
#include "shape_models.hpp"

struct PostCard {
    std::string id;
    UserName user;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_shape = tenon::of<Post>;
#else
    static constexpr auto tenon_shape = tenon::of<Post>(tenon::relation<&PostCard::user>(tenon::order_by(tenon::asc<&User::email>)));
#endif
};

int main() {
    blog_rows<Post>().find_many(tenon::as<PostCard>).value();
}
