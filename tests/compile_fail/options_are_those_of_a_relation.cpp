// expect: tenon: a shape has options for a field that is no relation and no count of it, or options for one twice: tenon::relation<&Shape::field>(…) names one, once
// expect: UserCard
#include "shape_models.hpp"

struct UserCard {
    std::string email;
    std::vector<PostId> posts;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_shape = tenon::of<User>(tenon::relation<&UserCard::posts>(tenon::take(2)));
#else
    static constexpr auto tenon_shape = tenon::of<User>(tenon::relation<&UserCard::email>(tenon::take(2)));
#endif
};

int main() {
    blog_rows<User>().find_many(tenon::as<UserCard>).value();
}
