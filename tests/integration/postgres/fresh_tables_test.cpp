// Tables that the server has no statistics of yet: all indexes of a tenant's table look alike to its planner then.
#include "integration/postgres/support.hpp"

using namespace postgres_tests;

namespace {

/// Rows so wide that the server thinks of a tenant's rows, before it has counted them, as of one.
struct Article {
    std::string id;
    std::string tenantId;
    std::string name;
    std::string version;
    std::string maker;
    std::string area;
    std::string title;
    std::string body;
    std::string note;
    int level = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Article::name, &Article::version>, tenon::index<&Article::level>, tenon::index<&Article::maker>);
};
struct Comment {
    std::string id;
    std::string tenantId;
    std::string articleId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Comment::articleId, &Article::id>);
};
using journal = tenon::schema<Article, Comment>;

} // namespace

TEST_CASE("a fresh table is read by its primary key, and so are the targets of references") {
    if (no_server()) return;
    const tables<journal> made;
    const auto db = made.open();
    // What a transaction has done is counted for itself. All in one, so that no statistics come between.
    const auto done = db.tenant("acme").transaction([](auto& tx) -> tenon::result<void> {
        const auto articles = tenon::repository<Article>(tx);
        const auto comments = tenon::repository<Comment>(tx);
        const held on(tx);
        const auto scans = [&](const std::string& index) {
            return std::stoi(on.ask("SELECT pg_stat_get_xact_numscans('public.\"" + index + "\"'::regclass)"));
        };
        constexpr int rows = 20; // after a few runs the server keeps a plan for good
        for (int i = 0; i < rows; ++i) {
            const std::string id = std::to_string(i);
            if (auto written = articles.create({.id = id, .name = id, .maker = "one", .level = 1}); !written) return tenon::fail(written.error());
            if (auto written = comments.create({.articleId = id}); !written) return tenon::fail(written.error());
        }
        const int checked = scans("Article_pkey");
        CHECK(checked >= rows);
        for (int i = 0; i < rows; ++i) CHECK(articles.find_unique(std::to_string(i)).value().has_value());
        CHECK(scans("Article_pkey") == checked + rows);
        for (const char* other : {"Article_tenantId_level_idx", "Article_tenantId_maker_idx", "Article_tenantId_name_version_key"}) {
            INFO(other);
            CHECK(scans(other) == 0);
        }
        return {};
    });
    if (!done) FAIL(to_string(done.error()));
}
