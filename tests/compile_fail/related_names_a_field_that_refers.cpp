// expect: tenon: related<…> names a field that refers to no other row: declare tenon::references<…> for it, or name the field that does
// expect: Post::userId
#include "models.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::userId, &User::id>);
#endif
};
using blog = tenon::schema<User, Post>;

int main() {
    auto posts = tenon::repository<Post>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme"));
    posts.find_many(tenon::where(tenon::related<&Post::userId>.is(tenon::field<&User::level> == 1))).value();
}
