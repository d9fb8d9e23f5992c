// By SQL of its own.
#include "probe.hpp"

namespace {

/// What a raw text gives.
struct Text {
    std::string text;
};

template <class Schema> void probe() {
    auto db = tenon::sqlite::open<Schema>(":memory:").value();
    db.create_tables().value();
    auto system = db.system("probe");
    for (const char* id : {"a", "b"}) {
        tenon::repository<Tenant>(system).create({.id = id, .name = id}).value();
        tenon::repository<User>(db.tenant(id)).create({.email = id}).value();
        tenon::repository<Note>(db.tenant(id)).create({.text = id}).value();
    }
    tenon::repository<Note>(system).create({.text = "for all"}).value();
    const auto a = db.tenant("a");
    const auto rows = [&](const char* text) { return a.query(tenon::as<Text>, text); };
    for (const char* text : {"SELECT tenantId AS text FROM User", "SELECT coalesce(tenantId, '') AS text FROM Note"}) {
        const auto given = rows(text).value();
        expect(!given.empty(), text);
        for (const Text& row : given) expect(row.text == "a" || row.text.empty(), text);
    }
    for (const char* text :
         {"SELECT email AS text FROM main.User", "SELECT '' || count(*) AS text FROM main.User", "SELECT '' || total_changes() AS text",
          "WITH tenon_x AS (SELECT 'x' AS text) SELECT text FROM tenon_x", "WITH dbstat AS (SELECT 'x' AS text) SELECT text FROM dbstat"})
        expect(!rows(text), text);
}

} // namespace

int main() {
    probe<first>();
    probe<prisma>();
    std::puts("nothing escaped");
}
