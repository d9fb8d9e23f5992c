// expect: tenon: a relation of a shape takes where(…), order_by(…) and take(n): leave the others out
// expect: UserCard
#include "shape_models.hpp"

struct UserCard {
    std::string email;
    std::vector<PostId> posts;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_shape = tenon::of<User>(tenon::relation<&UserCard::posts>(tenon::take(2)));
#else
    static constexpr auto tenon_shape = tenon::of<User>(tenon::relation<&UserCard::posts>(tenon::skip(2)));
#endif
};

int main() {
    blog_rows<User>().find_many(tenon::as<UserCard>).value();
}
