// Several statements, all or none of them.
#include <cstdio>
#include <stdexcept>
#include <string>

#include "support/open.hpp"

struct Account {
    std::string id;
    std::string tenantId;
    int balance = 0;
};
using app = tenon::schema<Account>;

// Works on any scope: a tenant's, or one inside a transaction.
tenon::result<void> transfer(const auto& scope, const char* from, const char* to, int amount) {
    return scope.transaction([&](auto& tx) -> tenon::result<void> {
        auto accounts = tenon::repository<Account>(tx);
        auto payer = accounts.update(from, tenon::decrement<&Account::balance>(amount));
        if (!payer) return tenon::fail(payer.error());
        if (payer->balance < 0) return tenon::fail(tenon::errc::validation_failed); // an error rolls back
        auto payee = accounts.update(to, tenon::increment<&Account::balance>(amount));
        if (!payee) return tenon::fail(payee.error());
        return {};
    });
}

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    auto acme = db.tenant("acme");
    auto accounts = tenon::repository<Account>(acme);
    accounts.create_many({{.id = "ann", .balance = 100}, {.id = "bob"}}).value();
    const auto show = [&](const char* what, const std::string& how) {
        std::printf("%-18s %-18s ann %d, bob %d\n", what, how.c_str(), accounts.get("ann").value().balance,
                    accounts.get("bob").value().balance);
    };
    const auto told = [](const tenon::result<void>& done) {
        return done ? std::string("done") : std::string(to_string(done.error().code));
    };

    show("30 to bob", told(transfer(acme, "ann", "bob", 30)));
    show("300 to bob", told(transfer(acme, "ann", "bob", 300)));
    show("30 to nobody", told(transfer(acme, "ann", "eve", 30)));

    try { // so does an exception, which goes on to the caller
        acme.transaction([&](auto& tx) {
            tenon::repository<Account>(tx).update("ann", tenon::set<&Account::balance>(0)).value();
            throw std::runtime_error("an exception");
        });
    } catch (const std::runtime_error& e) { show(e.what(), "rolled back"); }

    // A transaction inside another one is a savepoint: it can fail alone.
    acme.transaction([&](auto& tx) -> tenon::result<void> {
            (void)transfer(tx, "ann", "bob", 300); // too much: undone, and nothing else
            return transfer(tx, "ann", "bob", 10);
        })
        .value();
    show("one of two", "done");

    // One transaction across tenants starts from a system scope.
    db.system("move an account")
        .transaction([&](auto& tx) -> tenon::result<void> {
            auto moved = tenon::repository<Account>(tx.tenant("acme")).remove("bob");
            if (!moved) return tenon::fail(moved.error());
            moved->tenantId.clear(); // the new scope gives it its own
            auto made = tenon::repository<Account>(tx.tenant("globex")).create(*moved);
            if (!made) return tenon::fail(made.error());
            return {};
        })
        .value();
    std::printf("bob is at globex with %d\n",
                tenon::repository<Account>(db.tenant("globex")).get("bob").value().balance);

    // A repository of a transaction is of no use after its end.
    auto late = acme.transaction([](auto& tx) { return tenon::repository<Account>(tx); });
    std::printf("afterwards: %s\n", std::string(to_string(late.value().count().error().code)).c_str());
}
