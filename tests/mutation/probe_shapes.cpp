// Shapes: which rows belong together where rows of two tenants, or a tenant's and everybody's, have the same key.
#include "probe.hpp"

namespace {

struct Remark {
    std::string id;
    std::string tenantId;
    std::string noteId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Remark::noteId, &Note::id>);
};
struct RemarkId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Remark>;
};
struct NoteCard {
    std::optional<std::string> tenantId;
    std::vector<RemarkId> remarks;
    static constexpr auto tenon_shape = tenon::of<Note>;
};

} // namespace

int main() {
    auto db = tenon::sqlite::open<tenon::schema<Tenant, Note, Remark>>(":memory:").value();
    db.create_tables().value();
    const auto system = db.system("probe");
    for (const char* id : {"a", "b"}) tenon::repository<Tenant>(system).create({.id = id}).value();
    tenon::repository<Note>(system).create({.id = "both", .text = "2"}).value();
    tenon::repository<Note>(db.tenant("a")).create({.id = "both", .text = "1"}).value();
    for (const char* id : {"a", "b"}) tenon::repository<Remark>(db.tenant(id)).create({.id = id, .noteId = "both"}).value();

    const auto by_text = tenon::order_by(tenon::asc<&Note::text>); // everybody's is the last one
    const auto of_a = tenon::repository<Note>(db.tenant("a")).find_many(tenon::as<NoteCard>, by_text).value();
    expect(of_a[0].remarks.size() == 1 && of_a[1].remarks.empty(), "a tenant's rows hang on everybody's row with the same key");
    const auto all = tenon::repository<Note>(system).find_many(tenon::as<NoteCard>, by_text).value();
    expect(all[0].remarks.size() == 1 && all[0].remarks[0].id == "a", "rows hang on another tenant's row with the same key");
    expect(all[1].remarks.size() == 1 && all[1].remarks[0].id == "b", "a tenant's rows do not hang on everybody's row");
    std::puts("nothing escaped");
}
