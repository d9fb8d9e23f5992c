// expect: tenon: perform was given a struct that describes no operation: write static constexpr auto tenon_operation = tenon::operation("name", rules…) in it
#include "models.hpp"

struct promote {
    std::string email;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_operation = tenon::operation("promote");
#endif
    auto operator()(auto& tx) const -> tenon::result<bool> { return tenon::repository<User>(tx).exists(); }
};

int main() {
    auto db = tenon::sqlite::open<app>(":memory:").value();
    const auto done = tenon::perform(db.tenant("acme"), promote{.email = "ann"});
    static_cast<void>(done);
}
