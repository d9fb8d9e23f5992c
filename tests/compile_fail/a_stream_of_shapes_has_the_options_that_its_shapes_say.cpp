// expect: tenon: a stream reads relations behind the call that makes it: say their options in the shape, or use find_many
// expect: relation_options
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
using blog = tenon::schema<User, Post>;

int main() {
    const auto users = tenon::repository<User>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme"));
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::as<UserCard>, tenon::relation<&UserCard::posts>(tenon::take(2))).value();
#else
    users.stream(tenon::as<UserCard>, tenon::relation<&UserCard::posts>(tenon::take(2))).next();
#endif
}
