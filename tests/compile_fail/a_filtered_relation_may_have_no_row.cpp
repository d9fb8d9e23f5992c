// expect: tenon: a required relation of a shape is filtered, and may have no row then: put it in a std::optional
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
#ifdef TENON_POSITIVE_TWIN
    std::optional<UserName> user;
#else
    UserName user;
#endif
    static constexpr auto tenon_shape = tenon::of<Post>(tenon::relation<&PostCard::user>(tenon::where(tenon::field<&User::level> > 2)));
};
using blog = tenon::schema<User, Post>;

int main() {
    tenon::repository<Post>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme")).find_many(tenon::as<PostCard>).value();
}
