// expect: tenon: a struct is read as rows and does not say of which model: add static constexpr auto tenon_shape = tenon::of<Model>
// expect: user
#include "models.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::userId, &User::id>);
};
struct UserName {
    std::string email;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_shape = tenon::of<User>;
#endif
};
struct PostCard {
    std::string id;
    UserName user;
    static constexpr auto tenon_shape = tenon::of<Post>;
};
using blog = tenon::schema<User, Post>;

int main() {
    tenon::repository<Post>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme")).find_many(tenon::as<PostCard>).value();
}
