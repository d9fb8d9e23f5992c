// expect: tenon: a relation of a shape takes where(…), order_by(…) and take(n): leave the others out
// expect: UserCard
#include "models.hpp"

#include <vector>

struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::userId, &User::id>, tenon::soft_delete<&Post::deletedAt>);
};
struct PostId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Post>;
};
struct UserCard {
    std::string email;
    std::vector<PostId> posts;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_shape = tenon::of<User>(tenon::relation<&UserCard::posts>(tenon::take(2)));
#else
    static constexpr auto tenon_shape = tenon::of<User>(tenon::relation<&UserCard::posts>(tenon::with_deleted));
#endif
};
using blog = tenon::schema<User, Post>;

int main() {
    tenon::repository<User>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme")).find_many(tenon::as<UserCard>).value();
}
