// The program whose commands run.py tries: a schema, a seed, and one line of main. It has two more schemas, as it was once
// and as it will be, for sessions in which the models change.
#include <tenon/app/cli.hpp>
#include <tenon/sqlite.hpp>
#if TENON_TEST_POSTGRES
#include <tenon/postgres.hpp>
#endif

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
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

namespace later {
struct Note {
    std::string id;
    std::string tenantId;
    std::string text;
    std::optional<std::string> title;
    static constexpr auto tenon_model = tenon::table(tenon::index<&Note::title>);
};
} // namespace later

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

int other_main(std::string_view models, int argc, char** argv) {
    if (models == "earlier") return tenon::cli<tenon::schema<Team>>(argc, argv);
    return tenon::cli<tenon::schema<Team, later::Note>>(argc, argv);
}

int main(int argc, char** argv) {
    if (const char* models = std::getenv("MODELS")) return other_main(models, argc, argv);
    return tenon::cli<app>(argc, argv, {.seed = seed});
}
