// In every way that a verb offers, in both layouts.
#include "probe.hpp"

namespace {

using tenon::field;

template <class Schema> void probe() {
    std::string last;
    tenon::sqlite::options options;
    options.hooks.on_statement = [&](const tenon::statement_event& event) {
        if (!event.model.empty()) last = event.text;
    };
    auto db = tenon::sqlite::open<Schema>(":memory:", options).value();
    db.create_tables().value();
    auto system = db.system("probe");
    for (const char* id : {"a", "b"}) tenon::repository<Tenant>(system).create({.id = id, .name = id}).value();

    auto a = db.tenant("a"), b = db.tenant("b");
    auto users_a = tenon::repository<User>(a), users_b = tenon::repository<User>(b);
    auto theirs = users_b.create({.email = "b@b", .level = 1}).value();
    auto own = users_a.create({.email = "a@a", .level = 1}).value();
    auto session_b = tenon::repository<Session>(b).create({.userId = theirs.id}).value();
    auto sessions_a = tenon::repository<Session>(a);

    expect(!tenon::repository<User>(db.tenant("")).count(), "a scope without a tenant");
    expect(!*users_a.find_unique(theirs.id), "find_unique");
    expect(!*users_a.find_unique(tenon::by<&User::email>("b@b")), "find_unique by a unique");
    expect(users_a.count().value() == 1, "count");
    expect(users_a.aggregate(tenon::count()).value().get(tenon::count()) == 1, "aggregate");
    expect(users_a.group_by(tenon::by<&User::tenantId>).value().size() == 1, "group_by");
    expect(users_a.find_many(tenon::distinct<&User::email>)->size() == 1, "distinct");
    expect(users_a.find_many(tenon::where(field<&User::level> == 1 || field<&User::level> == 2))->size() == 1, "OR");
    expect(!users_a.exists(theirs.id).value(), "exists");
    expect(!users_a.update(theirs.id, tenon::set<&User::level>(9)), "update");
    expect(users_a.update_many(tenon::all_rows, tenon::set<&User::level>(2)).value() == 1, "update_many");
    expect(users_a.update_many(tenon::where(field<&User::level> >= 0), tenon::take(9), tenon::set<&User::level>(3))
                   .value() == 1,
           "update_many with a limit");
    expect(count_of(last, "\"tenantId\" = ?1") == 2, "the outer or the inner part of a limited update");
    expect(!users_a.remove(theirs.id), "remove");
    expect(users_b.get(theirs.id).value().level == 1, "the other tenant's row was changed");
    users_a.upsert({.email = "b@b", .level = 7}, tenon::on_conflict<&User::email>, tenon::set<&User::level>(8));
    expect(users_b.get(theirs.id).value().level == 1, "upsert");
    expect(users_a.create({.tenantId = "b", .email = "x@x"}).error().code == tenon::errc::tenant_mismatch, "create");
    expect(users_a.create_many({{.tenantId = "b", .email = "x@x"}}).error().code == tenon::errc::tenant_mismatch,
           "create_many");
    expect(tenon::repository<Tenant>(a).count().value() == 1, "the root");
    expect(!tenon::repository<Tenant>(a).update("b", tenon::set<&Tenant::name>("x")), "update of the root");

    expect(!*sessions_a.find_unique(session_b.id), "find_unique through a parent");
    expect(sessions_a.count().value() == 0, "count through a parent");
    expect(!sessions_a.update(session_b.id, tenon::increment<&Session::hits>(1)), "update through a parent");
    expect(!sessions_a.create({.userId = theirs.id}), "create under another tenant's parent");
    expect(sessions_a.remove_many(tenon::all_rows).value() == 0, "remove_many through a parent");

    const auto of_theirs = users_b.cursor_of(theirs).value(), of_own = users_a.cursor_of(own).value();
    auto forged = of_own;
    forged[forged.size() - 5] = forged[forged.size() - 5] == 'A' ? 'B' : 'A';
    expect(users_a.find_many(tenon::after(of_own)).has_value(), "an own cursor");
    expect(!users_a.find_many(tenon::after(of_theirs)), "another tenant's cursor");
    expect(!users_a.find_many(tenon::after(forged)), "a forged cursor");
    expect(!users_a.find_many(tenon::where(field<&User::level> >= 0), tenon::after(of_own)), "another query's cursor");

    const auto posts_a = tenon::repository<Post>(a);
    expect(!posts_a.create({.userId = theirs.id}), "a reference to another tenant's row");
    const auto post_a = posts_a.create({.userId = own.id}).value();
    expect(!posts_a.update(post_a.id, tenon::set<&Post::userId>(theirs.id)), "a new reference to another tenant's row");
    expect(users_a.count(tenon::where(tenon::related<&Post::userId>.some())).value() == 1, "related rows");
    expect(count_of(last, "\"tenantId\" = ?1") == 2, "the tenant of related rows");
    posts_a.remove(post_a.id).value();

    const auto session_a = sessions_a.create({.userId = own.id}).value();
    expect(!sessions_a.update(session_a.id, tenon::set<&Session::userId>(theirs.id)), "a new parent of another tenant");
    sessions_a.remove(session_a.id).value();

    const auto pages = tenon::repository<Page>(a);
    const auto page = pages.create({}).value();
    expect(pages.remove(page.id).value().version == 2, "a change was not counted");
    expect(!*pages.find_unique(page.id), "a removed row was read");
    expect(!pages.remove(page.id), "a removed row was removed");

    auto notes_a = tenon::repository<Note>(a);
    tenon::repository<Note>(b).create({.text = "theirs"}).value();
    tenon::repository<Note>(system).create({.text = "for all"}).value();
    expect(notes_a.count().value() == 1, "rows without a tenant");
    expect(notes_a.update_many(tenon::all_rows, tenon::set<&Note::text>("mine")).value() == 0, "a shared row was changed");
    expect(users_a.remove_many(tenon::all_rows).has_value(), "remove_many");
    expect(users_b.count().value() == 1, "remove_many");
}

/// Only the layout that leads with the tenant keeps references within it.
void probe_references() {
    auto db = tenon::sqlite::open<first>(":memory:").value();
    db.create_tables().value();
    for (const char* id : {"a", "b"}) tenon::repository<Tenant>(db.system("probe")).create({.id = id}).value();
    auto theirs = tenon::repository<User>(db.tenant("b")).create({.email = "b@b"}).value();
    auto own = tenon::repository<User>(db.tenant("a")).create({.email = "b@b"});
    expect(own.has_value(), "a unique constraint tells of another tenant's value");
    expect(!tenon::repository<Post>(db.tenant("a")).create({.userId = theirs.id}), "a reference to another tenant's row");
    const auto with_posts = tenon::where(tenon::related<&Post::userId>.some());
    tenon::repository<Post>(db.tenant("b")).create({.userId = theirs.id}).value();
    tenon::repository<User>(db.tenant("a")).create({.id = theirs.id, .email = "same key"}).value();
    expect(tenon::repository<User>(db.tenant("a")).count(with_posts).value() == 0, "rows related to another tenant's of the same key");
    expect(tenon::repository<User>(db.system("probe")).count(with_posts).value() == 1, "rows related across tenants in a system scope");
    expect(!tenon::repository<User>(db.tenant("unknown")).create({.email = "x"}), "an unknown tenant");
}

} // namespace

int main() {
    probe<first>();
    probe<prisma>();
    probe_references();
    std::puts("nothing escaped");
}
