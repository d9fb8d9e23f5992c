// expect: tenon: rows are read as a struct that is no shape of the repository's model: say so in it, static constexpr auto tenon_shape = tenon::of<Model>, or use a shape of this model
// expect: UserName
#include "models.hpp"

struct UserName {
    std::string email;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_shape = tenon::of<User>;
#endif
};

int main() { tenon::repository<User>(acme()).find_many(tenon::as<UserName>).value(); }
