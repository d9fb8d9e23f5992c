// expect: tenon: operation() was given something that is no rule
#include "models.hpp"

struct promote {
    std::string email;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_operation = tenon::operation("promote", tenon::email<&promote::email>);
#else
    static constexpr auto tenon_operation = tenon::operation("promote", tenon::unique<&promote::email>);
#endif
    auto operator()(auto& tx) const -> tenon::result<bool> { return tenon::repository<User>(tx).exists(); }
};

int main() {
    auto db = tenon::sqlite::open<app>(":memory:").value();
    const auto done = tenon::perform(db.tenant("acme"), promote{.email = "ann"});
    static_cast<void>(done);
}
