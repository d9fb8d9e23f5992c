// expect: tenon: a relation of a shape follows no reference: declare tenon::references<…> between the two models; one row that refers to this one needs a unique reference, many rows a std::vector
// expect: posts
#include "models.hpp"

#include <vector>

struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::userId, &User::id>);
#endif
};
struct UserCard {
    std::string email;
    std::vector<Post> posts;
    static constexpr auto tenon_shape = tenon::of<User>;
};
using blog = tenon::schema<User, Post>;

int main() {
    tenon::repository<User>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme")).find_many(tenon::as<UserCard>).value();
}
