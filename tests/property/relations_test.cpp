// Shapes, filters and orders by related rows over random rows, against what C++ finds among the same rows: keys of several fields,
// trees, two references to one model, links with more in them, everybody's rows, removed ones, and another tenant with the same keys.
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::as;
using tenon::asc;
using tenon::decimal;
using tenon::desc;
using tenon::field;
using tenon::order_by;
using tenon::related;
using tenon::relation;
using tenon::repository;
using tenon::take;
using tenon::where;

namespace {

enum class role { reader, writer };

/// A tenant's, or everybody's. Half of a reference upwards is none.
struct Group {
    std::string region;
    int number = 0;
    std::optional<std::string> owner;
    std::optional<std::string> upRegion;
    std::optional<int> upNumber;
    std::optional<std::string> label;
    std::optional<tenon::timestamp> gone;
    static constexpr auto tenon_model =
        tenon::table("group", tenon::tenant_key<&Group::owner>, tenon::primary_key<&Group::region, &Group::number>,
                     tenon::references<&Group::upRegion, &Group::region, &Group::upNumber, &Group::number>, tenon::soft_delete<&Group::gone>);
};
struct Person {
    int key = 0;
    std::string tenantId;
    std::string name;
    std::optional<int> boss;
    static constexpr auto tenon_model =
        tenon::table("user", tenon::primary_key<&Person::key>, tenon::references<&Person::boss, &Person::key>(tenon::on_delete::set_null));
};
struct Paper {
    std::string slug;
    std::string tenantId;
    std::optional<std::string> region;
    std::optional<int> number;
    int author = 0;
    std::optional<int> editor;
    std::optional<decimal> rating;
    std::optional<tenon::timestamp> gone;
    static constexpr auto tenon_model =
        tenon::table("select", tenon::primary_key<&Paper::slug>, tenon::references<&Paper::region, &Group::region, &Paper::number, &Group::number>,
                     tenon::references<&Paper::author, &Person::key>(tenon::on_delete::cascade),
                     tenon::references<&Paper::editor, &Person::key>(tenon::on_delete::set_null), tenon::soft_delete<&Paper::gone>);
};
struct Page {
    std::string paper;
    std::int64_t place = 0;
    std::optional<decimal> price;
    static constexpr auto tenon_model = tenon::table("where", tenon::primary_key<&Page::paper, &Page::place>, tenon::tenant_via<&Page::paper>,
                                                     tenon::references<&Page::paper, &Paper::slug>(tenon::on_delete::cascade));
};
struct Share {
    std::string paper;
    int person = 0;
    std::string tenantId;
    role held = role::reader;
    static constexpr auto tenon_model = tenon::table("desc", tenon::column<&Share::held>("as"), tenon::primary_key<&Share::paper, &Share::person>,
                                                     tenon::references<&Share::paper, &Paper::slug>(tenon::on_delete::cascade),
                                                     tenon::references<&Share::person, &Person::key>(tenon::on_delete::cascade));
};

struct GroupName {
    std::string region;
    int number = 0;
    static constexpr auto tenon_shape = tenon::of<Group>;
};
struct GroupCard {
    std::string region;
    int number = 0;
    std::optional<GroupName> up;
    std::vector<GroupName> below;
    tenon::count_of<&Paper::region> papers;
    static constexpr auto tenon_shape =
        tenon::of<Group>(tenon::via<&GroupCard::up, &Group::upNumber>, tenon::via<&GroupCard::below, &Group::upRegion>);
};
struct PersonName {
    std::string name;
    static constexpr auto tenon_shape = tenon::of<Person>;
};
struct ShareCard {
    role held = role::reader;
    PersonName person;
    static constexpr auto tenon_shape = tenon::of<Share>;
};
struct PagePrice {
    std::int64_t place = 0;
    std::optional<decimal> price;
    static constexpr auto tenon_shape = tenon::of<Page>;
};
struct PaperCard {
    std::string slug;
    std::optional<GroupCard> group;
    PersonName author;
    std::vector<PagePrice> pages; // the two dearest
    std::vector<ShareCard> shares;
    tenon::count_of<&Page::paper> free;
    static constexpr auto tenon_shape =
        tenon::of<Paper>(tenon::via<&PaperCard::author, &Paper::author>, relation<&PaperCard::pages>(order_by(desc<&Page::price>), take(2)),
                         relation<&PaperCard::free>(where(field<&Page::price>.is_null())));
};
struct PersonCard {
    std::string name;
    std::vector<PaperCard> papers; // the two best
    std::vector<PersonName> staff;
    std::optional<PersonName> chief;
    tenon::count_of<&Paper::editor> edited;
    static constexpr auto tenon_shape =
        tenon::of<Person>(tenon::via<&PersonCard::papers, &Paper::author>, tenon::via<&PersonCard::staff, &Person::boss>, tenon::via<&PersonCard::chief, &Person::boss>,
                          relation<&PersonCard::papers>(where(field<&Paper::rating> >= 0 || field<&Paper::rating>.is_null()),
                                                        order_by(desc<&Paper::rating>, asc<&Paper::slug>), take(2)));
};

std::size_t below(std::size_t count) { return *rc::gen::resize(100, rc::gen::inRange<std::size_t>(0, count)); }
template <class Values> const auto& one_of(const Values& values) { return values[below(std::size(values))]; }
const std::array<std::string, 6> names{"", "a", "A", "é", "x'y", "\\"};
const std::array<const char*, 5> numbers{"-1", "0", "9", "10", "0.000000000000000000000000000001"};
std::optional<decimal> drawn_number() { return below(4) == 0 ? std::nullopt : decimal::parse(one_of(numbers)); }
std::optional<tenon::timestamp> drawn_removal() { return below(4) == 0 ? std::optional(tenon::timestamp{}) : std::nullopt; }

struct world {
    std::vector<Group> groups{};
    std::vector<Person> people{};
    std::vector<Paper> papers{};
    std::vector<Page> pages{};
    std::vector<Share> shares{};
};
std::vector<Group> drawn_groups(int first) {
    std::vector<Group> made;
    for (std::size_t i = 0, count = below(6); i < count; ++i) {
        Group group{.region = names[i % 3], .number = first + static_cast<int>(i / 3), .gone = drawn_removal()};
        if (below(3) != 0) group.label = one_of(names);
        if (below(2) != 0) group.upRegion = "nowhere";
        if (!made.empty() && below(3) != 0) {
            const Group& up = one_of(made);
            group.upRegion = up.region;
            group.upNumber = up.number;
        }
        made.push_back(group);
    }
    return made;
}
world drawn_world() {
    world made{.groups = drawn_groups(0)};
    for (int i = 0, count = static_cast<int>(below(5)); i < count; ++i) {
        Person person{.key = i - 2, .name = one_of(names)};
        if (!made.people.empty() && below(3) != 0) person.boss = one_of(made.people).key;
        made.people.push_back(person);
    }
    for (std::size_t i = 0, count = made.people.empty() ? 0 : below(8); i < count; ++i) {
        Paper paper{.slug = std::string(1, static_cast<char>('a' + i)), .author = one_of(made.people).key, .rating = drawn_number(), .gone = drawn_removal()};
        if (below(2) != 0) paper.editor = one_of(made.people).key;
        if (!made.groups.empty() && below(3) != 0) {
            const Group& group = one_of(made.groups);
            paper.region = group.region;
            paper.number = group.number;
        }
        for (std::size_t place = 0, pages = below(4); place < pages; ++place)
            made.pages.push_back({paper.slug, place == 0 ? std::numeric_limits<std::int64_t>::min() : static_cast<std::int64_t>(place), drawn_number()});
        for (const Person& person : made.people)
            if (below(2) == 0) made.shares.push_back({.paper = paper.slug, .person = person.key, .held = below(2) == 0 ? role::writer : role::reader});
        made.papers.push_back(paper);
    }
    return made;
}
template <class Scope> void write(const Scope& scope, const world& all) {
    repository<Group>(scope).create_many(all.groups).value();
    repository<Person>(scope).create_many(all.people).value();
    repository<Paper>(scope).create_many(all.papers).value();
    repository<Page>(scope).create_many(all.pages).value();
    repository<Share>(scope).create_many(all.shares).value();
}
template <class Scope> void clear(const Scope& system) {
    repository<Person>(system).remove_many(tenon::all_rows).value(); // with papers, pages and shares
    repository<Group>(system).remove_many(tenon::all_rows, tenon::for_good).value();
}

/// NULL is less than all numbers.
int compared(const std::optional<decimal>& a, const std::optional<decimal>& b) { return a < b ? -1 : b < a ? 1 : 0; }

/// The rows of a kind that are chosen, in an order.
template <class Row>
std::vector<Row> chosen(const std::vector<Row>& all, const std::function<bool(const Row&)>& is, const std::function<bool(const Row&, const Row&)>& less) {
    std::vector<Row> found;
    std::copy_if(all.begin(), all.end(), std::back_inserter(found), is);
    std::sort(found.begin(), found.end(), less);
    return found;
}

// What a card says, as a text.
std::string told(const std::optional<decimal>& number) { return number ? number->text() : "-"; }
std::string told(const PersonName& name) { return name.name; }
std::string told(const GroupName& name) { return name.region + "/" + std::to_string(name.number); }
std::string told(const PagePrice& page) { return std::to_string(page.place) + ":" + told(page.price); }
std::string told(const ShareCard& share) { return std::string(tenon::enum_name(share.held)) + " " + share.person.name; }
std::string rows_of(std::int64_t count) { return std::to_string(count); }
std::string told(const GroupCard& group);
std::string told(const PaperCard& paper);
template <class Card> std::string told(const std::optional<Card>& card) { return card ? told(*card) : "-"; }
template <class Card> std::string told(const std::vector<Card>& cards) {
    std::string all = "[";
    for (const Card& card : cards) all += told(card) + "|";
    return all + "]";
}
std::string told(const GroupCard& group) {
    return told(GroupName{group.region, group.number}) + " up " + told(group.up) + " below " + told(group.below) + " papers " + rows_of(group.papers);
}
std::string told(const PaperCard& paper) {
    return paper.slug + " in " + told(paper.group) + " by " + told(paper.author) + told(paper.pages) + told(paper.shares) + " free " + rows_of(paper.free);
}
std::string told(const PersonCard& person) {
    return person.name + told(person.papers) + told(person.staff) + told(person.chief) + " edited " + rows_of(person.edited);
}

/// What C++ finds.
struct model {
    const world& all; ///< the groups are everybody's too
    bool with_removed = false;

    template <class Row> bool is_there(const Row& row) const { return with_removed || !row.gone; }
    static bool less_group(const Group& a, const Group& b) { return std::pair(a.region, a.number) < std::pair(b.region, b.number); }
    const Group* group_at(const std::optional<std::string>& region, const std::optional<int>& number) const {
        const auto is_it = [&](const Group& group) { return group.region == region && group.number == number && is_there(group); };
        const auto found = std::find_if(all.groups.begin(), all.groups.end(), is_it);
        return found == all.groups.end() ? nullptr : &*found;
    }
    const Person& person_at(int key) const {
        return *std::find_if(all.people.begin(), all.people.end(), [&](const Person& person) { return person.key == key; });
    }
    std::int64_t papers_that(const std::function<bool(const Paper&)>& are) const {
        return std::count_if(all.papers.begin(), all.papers.end(), [&](const Paper& paper) { return is_there(paper) && are(paper); });
    }

    GroupCard card(const Group& group) const {
        GroupCard made{.region = group.region, .number = group.number};
        if (const Group* up = group_at(group.upRegion, group.upNumber)) made.up = {up->region, up->number};
        const auto is_lower = [&](const Group& low) { return is_there(low) && low.upRegion == group.region && low.upNumber == group.number; };
        for (const Group& low : chosen<Group>(all.groups, is_lower, less_group)) made.below.push_back({low.region, low.number});
        made.papers = decltype(made.papers)(papers_that([&](const Paper& paper) { return paper.region == group.region && paper.number == group.number; }));
        return made;
    }
    PaperCard card(const Paper& paper) const {
        PaperCard made{.slug = paper.slug, .author = {person_at(paper.author).name}};
        if (const Group* group = group_at(paper.region, paper.number)) made.group = card(*group);
        const auto is_of = [&](const auto& row) { return row.paper == paper.slug; };
        const auto dearest = chosen<Page>(all.pages, is_of, [](const Page& a, const Page& b) {
            const int order = compared(a.price, b.price);
            return order != 0 ? order > 0 : a.place > b.place;
        });
        for (std::size_t i = 0; i < std::min<std::size_t>(2, dearest.size()); ++i) made.pages.push_back({dearest[i].place, dearest[i].price});
        made.free = decltype(made.free)(std::count_if(dearest.begin(), dearest.end(), [](const Page& page) { return !page.price; }));
        for (const Share& share : chosen<Share>(all.shares, is_of, [](const Share& a, const Share& b) { return a.person < b.person; }))
            made.shares.push_back({share.held, {person_at(share.person).name}});
        return made;
    }
    PersonCard card(const Person& person) const {
        PersonCard made{.name = person.name};
        const auto is_shown = [&](const Paper& paper) { return is_there(paper) && paper.author == person.key && (!paper.rating || *paper.rating >= decimal(0)); };
        const auto best = chosen<Paper>(all.papers, is_shown, [](const Paper& a, const Paper& b) {
            const int order = compared(a.rating, b.rating);
            return order != 0 ? order > 0 : a.slug < b.slug;
        });
        for (std::size_t i = 0; i < std::min<std::size_t>(2, best.size()); ++i) made.papers.push_back(card(best[i]));
        for (const Person& other : all.people) // whose keys count upwards
            if (other.boss == person.key) made.staff.push_back({other.name});
        if (person.boss) made.chief = {person_at(*person.boss).name};
        made.edited = decltype(made.edited)(papers_that([&](const Paper& paper) { return paper.editor == person.key; }));
        return made;
    }
};

/// All people, and all papers page by page, with what hangs on them.
template <class Scope, class... Options> void check_cards(const Scope& scope, const model& expected, const Options&... options) {
    std::string people, papers, found;
    for (const Person& person : chosen<Person>(expected.all.people, [](const Person&) { return true; }, [](const Person& a, const Person& b) {
             return a.name != b.name ? a.name > b.name : a.key > b.key;
         }))
        people += told(expected.card(person)) + "\n";
    for (const auto& paper : chosen<Paper>(expected.all.papers, [&](const Paper& each) { return expected.is_there(each); }, [](const Paper& a, const Paper& b) {
             const int order = compared(a.rating, b.rating);
             return order != 0 ? order > 0 : a.slug > b.slug;
         }))
        papers += told(expected.card(paper)) + "\n";
    if constexpr (sizeof...(Options) == 0) {
        for (auto& person : repository<Person>(scope).stream(as<PersonCard>, order_by(desc<&Person::name>))) found += told(person.value()) + "\n";
        RC_ASSERT(found == people);
    }
    found.clear();
    std::optional<std::string> cursor;
    do {
        const auto page = repository<Paper>(scope).page(as<PaperCard>, order_by(desc<&Paper::rating>), take(2), tenon::after(cursor), options...).value();
        for (const PaperCard& paper : page.items) found += told(paper) + "\n";
        cursor = page.next;
    } while (cursor);
    RC_ASSERT(found == papers);
}

template <class Scope> void check_filters(const Scope& scope, const model& known) {
    const auto people = repository<Person>(scope);
    const auto check = [&](const auto& condition, const std::function<bool(const Person&)>& is) {
        std::vector<int> expected;
        for (const Person& person : known.all.people)
            if (is(person)) expected.push_back(person.key);
        RC_ASSERT(each<&Person::key>(people.find_many(where(condition), order_by(asc<&Person::key>)).value()) == expected);
    };
    const auto writes = [&](const Person& person, const std::function<bool(const Paper&)>& are) {
        return known.papers_that([&](const Paper& paper) { return paper.author == person.key && are(paper); }) != 0;
    };
    const auto has_dear_page = [&](const Paper& paper) {
        return std::any_of(known.all.pages.begin(), known.all.pages.end(), [&](const Page& page) { return page.paper == paper.slug && page.price > decimal(5); });
    };
    constexpr auto papers = related<&Paper::author>;
    check(papers.some(related<&Page::paper>.some(field<&Page::price> > 5)), [&](const Person& person) { return writes(person, has_dear_page); });
    check(papers.every(related<&Page::paper>.none(field<&Page::price> > 5)), [&](const Person& person) { return !writes(person, has_dear_page); });
    check(papers.every(field<&Paper::rating> >= 0),
          [&](const Person& person) { return !writes(person, [](const Paper& paper) { return !paper.rating || *paper.rating < decimal(0); }); });
    check(!related<&Paper::editor>.some(), [&](const Person& person) { return known.papers_that([&](const Paper& paper) { return paper.editor == person.key; }) == 0; });
    check(related<&Person::boss>.is(related<&Person::boss>.is_not(field<&Person::name> == "a")), [&](const Person& person) {
        if (!person.boss) return false;
        const auto above = known.person_at(*person.boss).boss;
        return !above || known.person_at(*above).name != "a";
    });
    check(papers.some(related<&Paper::number>.is(field<&Group::label>.is_null() || related<&Group::upNumber>.is(field<&Group::number> >= 0))), [&](const Person& person) {
        return writes(person, [&](const Paper& paper) {
            const Group* group = known.group_at(paper.region, paper.number);
            return group != nullptr && (!group->label || known.group_at(group->upRegion, group->upNumber) != nullptr);
        });
    });
    check(related<&Share::person>.some(field<&Share::held> == role::writer && related<&Share::paper>.is(field<&Paper::rating>.is_null())), [&](const Person& person) {
        return std::any_of(known.all.shares.begin(), known.all.shares.end(), [&](const Share& share) {
            return share.person == person.key && share.held == role::writer &&
                   known.papers_that([&](const Paper& paper) { return paper.slug == share.paper && !paper.rating; }) != 0;
        });
    });
    const auto busiest = chosen<Person>(known.all.people, [](const Person&) { return true; }, [&](const Person& a, const Person& b) {
        const auto papers_of = [&](const Person& person) { return known.papers_that([&](const Paper& paper) { return paper.author == person.key; }); };
        return papers_of(a) != papers_of(b) ? papers_of(a) > papers_of(b) : a.key < b.key;
    });
    RC_ASSERT(each<&Person::key>(people.find_many(order_by(papers.most(), asc<&Person::key>)).value()) == each<&Person::key>(busiest));
}

using tested = std::tuple<sqlite_in_memory
#if TENON_TEST_POSTGRES
                          ,
                          postgres_tenant_first
#endif
                          >;

} // namespace

TEMPLATE_LIST_TEST_CASE("what hangs on rows is what C++ finds, in shapes, filters and orders", "[shape][related][property]", tested) {
    test_database<TestType, Tenant, Group, Person, Paper, Page, Share> t;
    CHECK(rc::check([&] {
        clear(t.system());
        const std::vector<Group> everybodys = drawn_groups(1000);
        repository<Group>(t.system()).create_many(everybodys).value();
        world own = drawn_world();
        write(t.tenant("a"), own);
        write(t.tenant("b"), drawn_world()); // with the same keys
        own.groups.insert(own.groups.end(), everybodys.begin(), everybodys.end());
        check_cards(t.tenant("a"), {own});
        check_cards(t.tenant("a"), {own, true}, tenon::with_deleted);
        check_filters(t.tenant("a"), {own});
    }));
}
