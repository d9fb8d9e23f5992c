// expect: tenon: a shape counts rows that do not refer to rows of its model: name the field that does, tenon::count_of<&Other::field>, and declare tenon::references<…> for it
// expect: posts
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
struct UserCard {
    std::string email;
#ifdef TENON_POSITIVE_TWIN
    tenon::count_of<&Post::userId> posts;
#else
    tenon::count_of<&Post::id> posts;
#endif
    static constexpr auto tenon_shape = tenon::of<User>;
};
using blog = tenon::schema<User, Post>;

int main() {
    tenon::repository<User>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme")).find_many(tenon::as<UserCard>).value();
}
