// Quotas and the trail for a role that owns no table, and what two transactions that meet may add.
#include <future>

#include "integration/postgres/support.hpp"

using namespace postgres_tests;
using tenon::errc;

namespace {

struct Customer {
    std::string id;
    int mostFiles = 0;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Customer::id>);
};
struct File {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Customer::mostFiles>, tenon::audited);
};
using files_app = tenon::schema<Customer, File, tenon::audit_entry>;

template <class Database> void make_customer(const Database& db, int most) {
    tenon::repository<Customer>(db.system("sign-up")).create({.id = "acme", .mostFiles = most}).value();
}

} // namespace

TEST_CASE("a role that owns no table is bound by quotas, and leaves a trail", "[quota][audit]") {
    if (no_server()) return;
    const tables<files_app> place;
    const auto db = place.open();
    make_customer(db, 1);
    const auto files = tenon::repository<File>(db.tenant("acme"));
    files.create({.id = "1"}).value();
    CHECK(files.create({.id = "2"}).error().code == errc::quota_exceeded);
    CHECK(tenon::repository<tenon::audit_entry>(db.tenant("acme")).count().value() == 1);
    CHECK(tenon::repository<tenon::audit_entry>(db.tenant("globex")).count().value() == 0);
}

TEST_CASE("transactions that add rows of one tenant wait for each other, and together keep to the quota", "[quota]") {
    if (no_server()) return;
    const tables<files_app> place;
    const auto db = place.open();
    make_customer(db, 1);
    std::promise<void> added, begun;
    auto first = std::async(std::launch::async, [&] {
        return db.tenant("acme").transaction([&](auto& tx) -> tenon::result<void> {
            const auto made = tenon::repository<File>(tx).create({.id = "1"});
            added.set_value();
            begun.get_future().wait();
            std::this_thread::sleep_for(std::chrono::milliseconds(200)); // the other one counts meanwhile, or waits
            return made ? tenon::result<void>() : tenon::fail(made.error());
        });
    });
    added.get_future().wait();
    auto second = std::async(std::launch::async, [&] {
        begun.set_value();
        return tenon::repository<File>(db.tenant("acme")).create({.id = "2"});
    });
    CHECK(first.get());
    CHECK(code_of(second.get()) == errc::quota_exceeded);
    CHECK(tenon::repository<File>(db.tenant("acme")).count().value() == 1);
}
