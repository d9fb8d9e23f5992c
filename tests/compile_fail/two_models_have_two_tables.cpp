// expect: tenon: two models have one table
// expect: IN_MODEL<User>
// expect: AND_MODEL<old::User>
#include "use.hpp"

struct User {
    std::string id;
    std::string tenantId;
    std::string name;
};
namespace old {
struct User {
    std::string id;
    std::string tenantId;
};
} // namespace old

int main() {
#ifdef TENON_POSITIVE_TWIN
    use<User>();
#else
    use<User, old::User>();
#endif
}
