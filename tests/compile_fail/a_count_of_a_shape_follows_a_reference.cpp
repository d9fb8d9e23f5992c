// expect: tenon: a shape counts rows that do not refer to rows of its model: name the field that does, tenon::count_of<&Other::field>, and declare tenon::references<…> for it
// expect: posts
#include "shape_models.hpp"

struct UserCard {
    std::string email;
#ifdef TENON_POSITIVE_TWIN
    tenon::count_of<&Post::userId> posts;
#else
    tenon::count_of<&Post::id> posts;
#endif
    static constexpr auto tenon_shape = tenon::of<User>;
};

int main() {
    blog_rows<User>().find_many(tenon::as<UserCard>).value();
}
