// expect: tenon: a field of a shape has another type than the model's: use the model's type, in a std::optional where the model has one
// expect: nickname
#include "models.hpp"

struct UserName {
#ifdef TENON_POSITIVE_TWIN
    std::optional<std::string> nickname;
#else
    std::string nickname;
#endif
    static constexpr auto tenon_shape = tenon::of<User>;
};

int main() { tenon::repository<User>(acme()).find_many(tenon::as<UserName>).value(); }
