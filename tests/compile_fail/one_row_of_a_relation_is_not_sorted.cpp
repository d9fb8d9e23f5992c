// expect: tenon: order_by and take are for relations of many rows, in a std::vector: leave them out
// expect: PostCard
#include "models.hpp"

#include <vector>

struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::userId, &User::id>);
};
struct PostId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Post>;
};
struct UserName {
    std::string email;
    static constexpr auto tenon_shape = tenon::of<User>;
};
struct PostCard {
    std::string id;
    UserName user;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_shape = tenon::of<Post>;
#else
    static constexpr auto tenon_shape = tenon::of<Post>(tenon::relation<&PostCard::user>(tenon::order_by(tenon::asc<&User::email>)));
#endif
};
using blog = tenon::schema<User, Post>;

int main() {
    tenon::repository<Post>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme")).find_many(tenon::as<PostCard>).value();
}
