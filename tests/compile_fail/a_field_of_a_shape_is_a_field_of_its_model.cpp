// expect: tenon: a shape has a field that its model has not: name it as the model's field
// expect: nickName
#include "models.hpp"

struct UserName {
#ifdef TENON_POSITIVE_TWIN
    std::optional<std::string> nickname;
#else
    std::optional<std::string> nickName;
#endif
    static constexpr auto tenon_shape = tenon::of<User>;
};

int main() { tenon::repository<User>(acme()).find_many(tenon::as<UserName>).value(); }
