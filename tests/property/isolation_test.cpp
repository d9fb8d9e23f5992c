// Non-interference: whatever other tenants do, with ids and values that collide on purpose, a tenant observes what it
// would observe alone. Random operations are run against the database and against one small model in memory for each
// tenant, which knows of no other.
#include <rapidcheck.h>

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

struct Person {
    std::string id;
    std::string tenantId;
    std::string email;
    int level = 0;
    std::optional<std::string> bossId;
    static constexpr auto tenon_model = tenon::table(
        tenon::unique<&Person::email>, tenon::references<&Person::bossId, &Person::id>(tenon::on_delete::set_null));
};
struct Badge {
    std::string id;
    std::string personId;
    int hits = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Badge::personId>,
                     tenon::references<&Badge::personId, &Person::id>(tenon::on_delete::cascade));
};

enum class kind {
    create,
    create_two,
    create_two_skipping,
    get,
    get_by_email,
    update_level,
    update_email,
    update_boss,
    increment,
    update_many,
    update_some,
    upsert,
    remove,
    remove_many,
    remove_some,
    find,
    count,
    create_badge,
    move_badge,
    hit_badges,
    remove_badge,
    list_badges,
    undone,
    last
};

/// All numbers are small, so that operations meet each other.
struct operation {
    int tenant = 0;
    kind what = kind::create;
    int id = 0;
    int other = 0;
    int email = 0;
    int level = 0;
};
std::ostream& operator<<(std::ostream& out, const operation& o) {
    return out << "tenant " << o.tenant << " kind " << static_cast<int>(o.what) << " id " << o.id << " other "
               << o.other << " email " << o.email << " level " << o.level;
}

const char* const tenants[] = {"a", "A", "a "};
const int levels[] = {0, 1, 2, std::numeric_limits<int>::max()};

std::string text(int number) { return std::to_string(number); }
std::optional<std::string> boss(const operation& o) {
    return o.other == 0 ? std::nullopt : std::optional<std::string>(text(o.other));
}
Person person(const operation& o) {
    return {.id = text(o.id), .email = text(o.email), .level = levels[o.level], .bossId = boss(o)};
}
Person second_person(const operation& o) {
    return {.id = text(o.other + 1), .email = text(o.email + 1), .level = levels[o.level], .bossId = text(o.id)};
}

std::string told(errc code) { return std::string(to_string(code)); }
std::string told(const Person& p) { return p.id + ":" + p.email + ":" + text(p.level) + ":" + p.bossId.value_or("-"); }
std::string told(const Badge& b) { return b.id + ":" + b.personId + ":" + text(b.hits); }
template <class Rows>
std::string told_all(const Rows& rows) {
    std::string all = "[";
    for (const auto& row : rows)
        all += told(row) + " ";
    return all + "]";
}
template <class Result>
    requires tenon::is_result_v<Result>
std::string told(const Result& result) {
    if (!result) return told(result.error().code);
    if constexpr (std::is_integral_v<typename Result::value_type>)
        return std::to_string(*result);
    else if constexpr (requires { result->begin(); })
        return told_all(*result);
    else
        return told(*result);
}

/// What one tenant is, alone.
class world {
public:
    std::string run(const operation& o) {
        const std::string id = text(o.id);
        const int level = levels[o.level];
        switch (o.what) {
        case kind::create: return told_of(create(person(o)), person(o));
        case kind::create_two: return all_or_nothing(o, false);
        case kind::create_two_skipping: return all_or_nothing(o, true);
        case kind::get: return people_.contains(id) ? told(people_[id]) : told(errc::not_found);
        case kind::get_by_email: {
            const Person* found = by_email(text(o.email));
            return found != nullptr ? told(*found) : told(errc::not_found);
        }
        case kind::update_level:
            return change(id, [&](Person& p) {
                p.level = level;
                return errc::ok;
            });
        case kind::update_email:
            return change(id, [&](Person& p) {
                const Person* holder = by_email(text(o.email));
                if (holder != nullptr && holder->id != p.id) return errc::unique_violation;
                p.email = text(o.email);
                return errc::ok;
            });
        case kind::update_boss:
            return change(id, [&](Person& p) {
                if (boss(o) && !people_.contains(*boss(o))) return errc::foreign_key_violation;
                p.bossId = boss(o);
                return errc::ok;
            });
        case kind::increment: return change(id, [&](Person& p) { return add(p, level); });
        case kind::update_many: {
            const auto before = people_;
            int count = 0;
            for (auto& [key, p] : people_)
                if (p.level == level || p.email == text(o.email)) {
                    ++count;
                    if (add(p, 1) != errc::ok) {
                        people_ = before;
                        return told(errc::out_of_range);
                    }
                }
            return text(count);
        }
        case kind::update_some: {
            const auto chosen = first_by_level(o.other);
            for (const std::string& key : chosen)
                people_[key].level = level;
            return text(static_cast<int>(chosen.size()));
        }
        case kind::upsert: {
            Person fresh = person(o);
            fresh.id = "n" + text(number_++);
            fresh.bossId.reset();
            if (const Person* held = by_email(fresh.email)) {
                people_[held->id].level = 5;
                return told(people_[held->id]);
            }
            return told_of(create(fresh), fresh);
        }
        case kind::remove: {
            if (!people_.contains(id)) return told(errc::not_found);
            const std::string gone = told(people_[id]);
            erase(id);
            return gone;
        }
        case kind::remove_many: {
            std::vector<std::string> gone;
            for (const auto& [key, p] : people_)
                if (p.level == level) gone.push_back(key);
            for (const std::string& key : gone)
                erase(key);
            return text(static_cast<int>(gone.size()));
        }
        case kind::remove_some: {
            const auto chosen = first_by_level(1);
            for (const std::string& key : chosen)
                erase(key);
            return text(static_cast<int>(chosen.size()));
        }
        case kind::find: {
            std::vector<Person> found;
            for (const auto& [key, p] : people_)
                if (p.level >= level || p.email == text(o.email) || p.bossId == boss(o)) found.push_back(p);
            return told_all(found);
        }
        case kind::count: return text(static_cast<int>(people_.size())) + (people_.contains(id) ? "+" : "-");
        case kind::create_badge: {
            const Badge badge{.id = id, .personId = text(o.other)};
            if (badges_.contains(id)) return told(errc::unique_violation);
            if (!people_.contains(badge.personId)) return told(errc::foreign_key_violation);
            badges_[id] = badge;
            return told(badge);
        }
        case kind::move_badge:
            if (!badges_.contains(id)) return told(errc::not_found);
            if (!people_.contains(text(o.other))) return told(errc::foreign_key_violation);
            badges_[id].personId = text(o.other);
            return told(badges_[id]);
        case kind::hit_badges: {
            int count = 0;
            for (auto& [key, badge] : badges_)
                if (badge.personId != text(o.other)) {
                    ++badge.hits;
                    ++count;
                }
            return text(count);
        }
        case kind::remove_badge: return text(static_cast<int>(badges_.erase(id)));
        case kind::list_badges: {
            std::vector<Badge> all;
            for (const auto& [key, badge] : badges_)
                all.push_back(badge);
            return told_all(all);
        }
        case kind::undone: return "undone " + world(*this).run(inner(o));
        case kind::last: break;
        }
        return {};
    }

    /// What is done and rolled back again.
    static operation inner(operation o) {
        o.what = static_cast<kind>((o.other + o.email * 5) % static_cast<int>(kind::undone));
        // What is rolled back is not counted.
        if (o.what == kind::upsert) o.what = kind::remove_many;
        return o;
    }

private:
    const Person* by_email(const std::string& email) const {
        for (const auto& [key, p] : people_)
            if (p.email == email) return &p;
        return nullptr;
    }
    errc create(const Person& p) {
        if (people_.contains(p.id) || by_email(p.email) != nullptr) return errc::unique_violation;
        if (p.bossId && *p.bossId != p.id && !people_.contains(*p.bossId)) return errc::foreign_key_violation;
        people_[p.id] = p;
        return errc::ok;
    }
    std::string told_of(errc code, const Person& p) const { return code == errc::ok ? told(p) : told(code); }
    std::string all_or_nothing(const operation& o, bool skips) {
        const auto before = people_;
        int count = 0;
        for (const Person& p : {person(o), second_person(o)}) {
            const errc code = create(p);
            if (code == errc::ok)
                ++count;
            else if (!skips || code != errc::unique_violation) {
                people_ = before;
                return told(code);
            }
        }
        return text(count);
    }
    template <class Change>
    std::string change(const std::string& id, Change by) {
        if (!people_.contains(id)) return told(errc::not_found);
        const errc code = by(people_[id]);
        return code == errc::ok ? told(people_[id]) : told(code);
    }
    static errc add(Person& p, int number) {
        const std::int64_t sum = std::int64_t{p.level} + number;
        if (sum > std::numeric_limits<int>::max()) return errc::out_of_range;
        p.level = static_cast<int>(sum);
        return errc::ok;
    }
    /// The ids of the first rows by level, the highest first, then by id downwards.
    std::vector<std::string> first_by_level(int count) const {
        std::vector<const Person*> rows;
        for (const auto& [key, p] : people_)
            rows.push_back(&p);
        std::sort(rows.begin(), rows.end(), [](const Person* x, const Person* y) {
            return std::pair(x->level, x->id) > std::pair(y->level, y->id);
        });
        std::vector<std::string> ids;
        for (std::size_t i = 0; i < rows.size() && i < static_cast<std::size_t>(count); ++i)
            ids.push_back(rows[i]->id);
        return ids;
    }
    void erase(const std::string& id) {
        people_.erase(id);
        std::erase_if(badges_, [&](const auto& held) { return held.second.personId == id; });
        for (auto& [key, p] : people_)
            if (p.bossId == id) p.bossId.reset();
    }

    std::map<std::string, Person> people_;
    std::map<std::string, Badge> badges_;
    int number_ = 0;
};

/// The same operations by the library. `number` counts the tenant's upserts.
template <class Scope>
std::string run(const Scope& scope, const operation& o, int& number) {
    const auto people = repository<Person>(scope);
    const auto badges = repository<Badge>(scope);
    const std::string id = text(o.id);
    const int level = levels[o.level];
    const auto by_level = tenon::order_by(tenon::desc<&Person::level>);
    switch (o.what) {
    case kind::create: return told(people.create(person(o)));
    case kind::create_two: return told(people.create_many({person(o), second_person(o)}));
    case kind::create_two_skipping:
        return told(people.create_many({person(o), second_person(o)}, tenon::skip_duplicates));
    case kind::get: return told(people.get(id));
    case kind::get_by_email: return told(people.get(tenon::by<&Person::email>(text(o.email))));
    case kind::update_level: return told(people.update(id, set<&Person::level>(level)));
    case kind::update_email: return told(people.update(id, set<&Person::email>(text(o.email))));
    case kind::update_boss: return told(people.update(id, set<&Person::bossId>(boss(o))));
    case kind::increment: return told(people.update(id, tenon::increment<&Person::level>(level)));
    case kind::update_many:
        return told(people.update_many(where(field<&Person::level> == level || field<&Person::email> == text(o.email)),
                                       tenon::increment<&Person::level>(1)));
    case kind::update_some:
        return told(people.update_many(tenon::all_rows, by_level, tenon::take(o.other), set<&Person::level>(level)));
    case kind::upsert:
        return told(people.upsert({.id = "n" + text(number++), .email = text(o.email), .level = level},
                                  tenon::on_conflict<&Person::email>, set<&Person::level>(5)));
    case kind::remove: return told(people.remove(id));
    case kind::remove_many: return told(people.remove_many(where(field<&Person::level> == level)));
    case kind::remove_some: return told(people.remove_many(tenon::all_rows, by_level, tenon::take(1)));
    case kind::find:
        return told(people.find_many(where(field<&Person::level> >= level || field<&Person::email> == text(o.email) ||
                                           field<&Person::bossId> == boss(o)),
                                     tenon::order_by(tenon::asc<&Person::id>)));
    case kind::count: return told(people.count()) + (people.exists(id).value() ? "+" : "-");
    case kind::create_badge: return told(badges.create({.id = id, .personId = text(o.other)}));
    case kind::move_badge: return told(badges.update(id, set<&Badge::personId>(text(o.other))));
    case kind::hit_badges:
        return told(
            badges.update_many(where(field<&Badge::personId> != text(o.other)), tenon::increment<&Badge::hits>(1)));
    case kind::remove_badge: return told(badges.remove_many(where(field<&Badge::id> == id)));
    case kind::list_badges: return told(badges.find_many(tenon::order_by(tenon::asc<&Badge::id>)));
    default: return {};
    }
}

template <class Database>
std::string run_on(const Database& t, const operation& o, int& number) {
    const auto scope = t.tenant(tenants[o.tenant]);
    if (o.what != kind::undone) return run(scope, o, number);
    std::string seen;
    const auto undone = scope.transaction([&](auto& tx) -> tenon::result<void> {
        seen = "undone " + run(tx, world::inner(o), number);
        return tenon::fail(errc::validation_failed);
    });
    return code_of(undone) == errc::validation_failed ? seen : told(code_of(undone));
}

/// Everything that a tenant can see.
template <class Database>
std::string everything(const Database& t, const char* tenant) {
    return told(repository<Person>(t.tenant(tenant)).find_many(tenon::order_by(tenon::asc<&Person::id>))) +
           told(repository<Badge>(t.tenant(tenant)).find_many(tenon::order_by(tenon::asc<&Badge::id>)));
}

template <class Backend>
class three_tenants : public test_database<Backend, Tenant, Person, Badge> {
public:
    three_tenants() : test_database<Backend, Tenant, Person, Badge>({tenants[0], tenants[1], tenants[2]}) {}
};

} // namespace

template <>
struct rc::Arbitrary<operation> {
    static Gen<operation> arbitrary() {
        return gen::build<operation>(
            gen::set(&operation::tenant, gen::inRange(0, 3)),
            gen::set(&operation::what, gen::map(gen::inRange(0, static_cast<int>(kind::last)),
                                                [](int number) { return static_cast<kind>(number); })),
            gen::set(&operation::id, gen::inRange(1, 4)), gen::set(&operation::other, gen::inRange(0, 4)),
            gen::set(&operation::email, gen::inRange(0, 4)), gen::set(&operation::level, gen::inRange(0, 4)));
    }
};

TEMPLATE_LIST_TEST_CASE("each tenant observes what a model of that tenant alone says", "[property]",
                        tenant_first_backends) {
    CHECK(rc::check("observations equal those of models that know one tenant",
                    [](const std::vector<operation>& operations) {
                        const three_tenants<TestType> t;
                        world worlds[3];
                        int numbers[3] = {0, 0, 0};
                        for (const operation& o : operations) {
                            const std::string expected = worlds[o.tenant].run(o);
                            const std::string observed = run_on(t, o, numbers[o.tenant]);
                            if (observed != expected) RC_LOG() << o << "\n";
                            RC_ASSERT(observed == expected);
                        }
                    }));
}

TEMPLATE_LIST_TEST_CASE("a tenant observes the same with and without the others", "[property]", tenant_first_backends) {
    CHECK(rc::check("observations do not depend on other tenants", [](const std::vector<operation>& operations) {
        const three_tenants<TestType> together;
        const three_tenants<TestType> alone;
        int numbers[3] = {0, 0, 0};
        int number = 0;
        for (const operation& o : operations) {
            const std::string observed = run_on(together, o, numbers[o.tenant]);
            if (o.tenant == 0) RC_ASSERT(observed == run_on(alone, o, number));
        }
        RC_ASSERT(everything(together, tenants[0]) == everything(alone, tenants[0]));
        RC_ASSERT(everything(alone, tenants[1]) == "[][]");
        RC_ASSERT(everything(alone, tenants[2]) == "[][]");
    }));
}
