// expect: tenon: a relation of a shape may have no row: put it in a std::optional
// expect: user
#include "models.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::optional<std::string> userId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::userId, &User::id>);
};
struct PostCard {
    std::string id;
#ifdef TENON_POSITIVE_TWIN
    std::optional<User> user;
#else
    User user;
#endif
    static constexpr auto tenon_shape = tenon::of<Post>;
};
using blog = tenon::schema<User, Post>;

int main() {
    tenon::repository<Post>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme")).find_many(tenon::as<PostCard>).value();
}
