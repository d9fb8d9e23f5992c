// expect: tenon: a relation of a shape could follow several references: name the field, tenon::of<Model>(tenon::via<&Shape::relation, &Other::field>)
// expect: posts
#include "models.hpp"

#include <vector>

struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
    std::string editorId;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Post::userId, &User::id>, tenon::references<&Post::editorId, &User::id>);
};
struct UserCard {
    std::string email;
    std::vector<Post> posts;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_shape = tenon::of<User>(tenon::via<&UserCard::posts, &Post::editorId>);
#else
    static constexpr auto tenon_shape = tenon::of<User>;
#endif
};
using blog = tenon::schema<User, Post>;

int main() {
    tenon::repository<User>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme")).find_many(tenon::as<UserCard>).value();
}
