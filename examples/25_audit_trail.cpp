// A trail of what changed, written by the database in the same transaction.
#include <cstdio>
#include <string>

#include "support/open.hpp"

struct Contract {
    std::string id;
    std::string tenantId;
    std::string title;
    int price = 0;
    std::string pin;
    static constexpr auto tenon_model = tenon::table(tenon::audited, tenon::secret<&Contract::pin>);
};
using app = tenon::schema<Contract, tenon::audit_entry>;

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    const auto acme = db.tenant("acme");
    auto contracts = tenon::repository<Contract>(acme);
    contracts.create({.id = "c1", .title = "Lease", .price = 900, .pin = "1234"}).value();
    contracts.update("c1", tenon::set<&Contract::price>(950)).value();
    (void)acme.transaction([](auto& tx) -> tenon::result<void> {
        tenon::repository<Contract>(tx).remove("c1").value();
        return tenon::fail(tenon::errc::cancelled); // undone, and nothing of it stays in the trail
    });

    using tenon::audit_entry;
    const auto trail = tenon::repository<audit_entry>(acme)
                           .find_many(tenon::where(tenon::field<&audit_entry::model> == "Contract"),
                                      tenon::order_by(tenon::asc<&audit_entry::id>))
                           .value();
    for (const auto& entry : trail) {
        std::printf("%s of %s\n", std::string(tenon::enum_name(entry.action)).c_str(), entry.key.text().c_str());
        if (entry.before) std::printf("  was %s\n", entry.before->text().c_str());
        if (entry.after) std::printf("  is  %s\n", entry.after->text().c_str());
    }
    std::printf("another tenant sees %d entries\n", static_cast<int>(tenon::repository<audit_entry>(db.tenant("globex")).count().value()));
    const auto cleared = tenon::repository<audit_entry>(db.system("kept for a year")).remove_many(tenon::all_rows);
    std::printf("cleared %d\n", static_cast<int>(cleared.value()));
}
