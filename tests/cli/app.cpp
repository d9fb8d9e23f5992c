// The program whose commands run.py tries: a schema, a seed, and one line of main.
#include <tenon/app/cli.hpp>
#include <tenon/sqlite.hpp>
#if TENON_TEST_POSTGRES
#include <tenon/postgres.hpp>
#endif

#include <string>
#include <vector>

namespace {

struct Team {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Team::id>);
};
struct Note {
    std::string id;
    std::string tenantId;
    std::string text;
};
using app = tenon::schema<Team, Note>;

constexpr auto seed = [](auto& tx) -> tenon::result<void> {
    for (const char* id : {"acme", "beta"}) {
        auto scope = tx.tenant(id);
        const Team team{.id = id, .name = id};
        const auto made = tenon::repository<Team>(scope).create_many(std::vector{team}, tenon::skip_duplicates);
        if (!made) return tenon::fail(made.error());
    }
    return {};
};

} // namespace

int main(int argc, char** argv) { return tenon::cli<app>(argc, argv, {.seed = seed}); }
