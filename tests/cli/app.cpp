// The program whose commands run.py tries: a schema, a seed, and one line of main. It has three more schemas: as it was once and as
// it will be, for sessions in which the models change, and one for sessions about tenants.
#include <tenon/app/cli.hpp>
#include <tenon/sqlite.hpp>
#if TENON_TEST_POSTGRES
#include <tenon/postgres.hpp>
#endif

#include <cstdint>
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

/// For what is done with the rows of tenants.
namespace office {
struct Firm {
    std::string id;
    std::string name;
    std::optional<std::int64_t> mostLetters;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_root<&Firm::id>, tenon::min_length<&Firm::name>(2), tenon::unique<&Firm::name>);
};
struct Letter {
    std::string id;
    std::string tenantId;
    std::string text;
    std::optional<std::string> answersId;
    std::optional<std::string> pin;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Letter::answersId, &Letter::id>, tenon::secret<&Letter::pin>,
                                                     tenon::quota<&Firm::mostLetters>);
};
} // namespace office

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
    if (models == "office") return tenon::cli<tenon::schema<office::Firm, office::Letter>>(argc, argv);
    return tenon::cli<tenon::schema<Team, later::Note>>(argc, argv);
}

int main(int argc, char** argv) {
    if (const char* models = std::getenv("MODELS")) return other_main(models, argc, argv);
    return tenon::cli<app>(argc, argv, {.seed = seed});
}
