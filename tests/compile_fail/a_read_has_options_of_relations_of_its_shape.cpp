// expect: tenon: a read has options for a field that is no relation and no count of its shape or of those below it, or options for one twice: tenon::relation<&Shape::field>(…) names one, once
// expect: UserCard
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
struct UserCard {
    std::string email;
    std::vector<PostId> posts;
    tenon::count_of<&Post::userId> count;
    static constexpr auto tenon_shape = tenon::of<User>;
};
struct UserPosts {
    std::vector<PostId> posts;
    static constexpr auto tenon_shape = tenon::of<User>;
};
using blog = tenon::schema<User, Post>;

int main() {
    const auto users = tenon::repository<User>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme"));
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::as<UserCard>, tenon::relation<&UserCard::posts>(tenon::take(2))).value();
#else
    users.find_many(tenon::as<UserCard>, tenon::relation<&UserPosts::posts>(tenon::take(2))).value();
#endif
}
