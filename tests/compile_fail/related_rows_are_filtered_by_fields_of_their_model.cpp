// expect: tenon: a filter of related rows names fields of another model than theirs: some, every and none are about the rows that refer, is and is_not about the row that is referred to
// expect: Post::userId
#include "models.hpp"

struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::userId, &User::id>);
};
using blog = tenon::schema<User, Post>;

int main() {
    auto posts = tenon::repository<Post>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme"));
#ifdef TENON_POSITIVE_TWIN
    posts.find_many(tenon::where(tenon::related<&Post::userId>.is(tenon::field<&User::level> == 1))).value();
#else
    posts.find_many(tenon::where(tenon::related<&Post::userId>.some(tenon::field<&User::level> == 1))).value();
#endif
}
