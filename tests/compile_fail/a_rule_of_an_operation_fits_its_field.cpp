// expect: tenon: a rule for texts names a field that holds none
#include "models.hpp"

struct promote {
    std::string email;
    int levels = 1;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_operation = tenon::operation("promote", tenon::min_length<&promote::email>(1));
#else
    static constexpr auto tenon_operation = tenon::operation("promote", tenon::min_length<&promote::levels>(1));
#endif
    auto operator()(auto& tx) const -> tenon::result<bool> { return tenon::repository<User>(tx).exists(); }
};

int main() {
    auto db = tenon::sqlite::open<app>(":memory:").value();
    const auto done = tenon::perform(db.tenant("acme"), promote{.email = "ann"});
    static_cast<void>(done);
}
