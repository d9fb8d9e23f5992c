// expect: tenon: a count of a shape is one text: leave when(…) and filters from outside out of its condition
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
using blog = tenon::schema<User, Post>;

int main() {
    const auto users = tenon::repository<User>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme"));
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::as<UserCard>, tenon::relation<&UserCard::count>(tenon::where(tenon::field<&Post::id> != "x"))).value();
#else
    users.find_many(tenon::as<UserCard>, tenon::relation<&UserCard::count>(tenon::where(tenon::when(true, tenon::field<&Post::id> != "x")))).value();
#endif
}
