// The words of texts: what is found, by whom, and in which order. The same on every database.
#include <tenon/search.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;

namespace {

struct Author {
    std::string id;
    std::string tenantId;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Author::name>, tenon::matches<&Author::name>("[A-Za-z ]+"));
};
struct Post {
    std::string id;
    std::string tenantId;
    std::string authorId;
    std::string title;
    std::optional<std::string> body;
    int level = 0;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::text_search<&Post::title, &Post::body>, tenon::soft_delete<&Post::deletedAt>,
                     tenon::references<&Post::authorId, &Author::id>(tenon::on_delete::cascade));
};
struct Notice { // of a tenant, or everybody's
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Notice::text>);
};
struct Line { // of its post's tenant, and numbered by the database
    std::int64_t number = 0;
    std::string postId;
    std::string text;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Line::number>, tenon::generated<&Line::number>(tenon::autoincrement), tenon::tenant_via<&Line::postId>,
                     tenon::references<&Line::postId, &Post::id>(tenon::on_delete::cascade), tenon::text_search<&Line::text>);
};
struct PostCard {
    std::string id;
    std::string title;
    std::optional<Author> author;
    static constexpr auto tenon_shape = tenon::of<Post>;
};

using ids = std::vector<std::string>;

template <class Rows> ids ids_of(const Rows& rows) {
    ids found;
    for (const auto& row : rows) found.push_back(row.id);
    return found;
}

constexpr auto in_post = tenon::matches<&Post::title, &Post::body>;
constexpr auto ranked = tenon::by_rank<&Post::title, &Post::body>;

template <class Backend> struct posts_database : test_database<Backend, Author, Post, Notice, Line> {
    posts_database() {
        for (const char* tenant : {"a", "b"}) {
            repository<Author>(this->tenant(tenant)).create({.id = ann(tenant), .name = "Ann of the Sea"}).value();
            repository<Author>(this->tenant(tenant)).create({.id = std::string("ben of ") + tenant, .name = "Ben"}).value();
        }
    }
    static std::string ann(const char* tenant) { return std::string("ann of ") + tenant; }
    auto posts(const char* tenant = "a") { return repository<Post>(this->tenant(tenant)); }
    void add(const std::string& id, std::string title, std::optional<std::string> body = {}, const char* tenant = "a") {
        posts(tenant).create({.id = id, .authorId = ann(tenant), .title = std::move(title), .body = std::move(body)}).value();
    }
    ids found(std::string_view typed, const char* tenant = "a") {
        return ids_of(posts(tenant).find_many(tenon::where(in_post(typed)), tenon::order_by(tenon::asc<&Post::id>)).value());
    }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a search finds words, phrases and beginnings of words", "[search]", backends) {
    posts_database<TestType> t;
    t.add("1", "Blue whale", "The blue whale sings at night.");
    t.add("2", "Ships", "A ship is no whale; a whale-song is none of a ship.");
    t.add("3", "Blue", std::nullopt);
    t.add("4", "Notes", "whale, blue");
    CHECK(t.found("whale") == ids{"1", "2", "4"});
    CHECK(t.found("  WHALE\tblue ") == ids{"1", "4"});
    CHECK(t.found("\"blue whale\"") == ids{"1"});
    CHECK(t.found("\"whale song\"") == ids{"2"});
    CHECK(t.found("whale-song") == ids{"2"});
    CHECK(t.found("whale -ship") == ids{"1", "4"});
    CHECK(t.found("-\"blue whale\" blue") == ids{"3", "4"});
    CHECK(t.found("sin* wha*") == ids{"1"});
    CHECK(t.found("whale-so*") == ids{"2"});
    CHECK(t.found("\"a whale so\"*") == ids{"2"});
    CHECK(t.found("whal").empty());
    CHECK(t.found("whale -wha*").empty());
    CHECK(t.found("\"whale the\"").empty()); // from one text to the next
    CHECK(t.found("\"whale the").empty());
    CHECK(t.found("ships sings").empty());
    CHECK(t.found("blue night") == ids{"1"});
    CHECK(ids_of(t.posts().find_many(tenon::where(tenon::matches<&Post::title>("whale"))).value()) == ids{"1"});
}

TEMPLATE_LIST_TEST_CASE("matches is a rule in a model, and looks for words in a filter", "[search]", backends) {
    posts_database<TestType> t;
    const auto authors = repository<Author>(t.tenant("a"));
    const auto refused = authors.create({.id = "carl", .name = "Carl <of the Sea>"});
    CHECK(code_of(refused) == errc::validation_failed);
    CHECK(refused.error().message.find("name must match [A-Za-z ]+") == 0);
    CHECK(ids_of(authors.find_many(tenon::where(tenon::matches<&Author::name>("of the <sea>"))).value()) == ids{posts_database<TestType>::ann("a")});
    const auto typed = [] { // the text itself is gone
        const std::string text = "ANN and others of the deep blue sea";
        return tenon::matches<&Author::name>(std::string_view(text).substr(0, 3));
    }();
    CHECK(authors.count(tenon::where(typed)).value() == 1);
    CHECK(authors.count(tenon::where(!typed && field<&Author::name> == "Ben")).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("what is typed has no syntax but that of a search", "[search]", backends) {
    posts_database<TestType> t;
    t.add("1", "and or not near", "x' \" * ( ) : ^ { } & | ! <-> \\ % _");
    for (const char* typed : {"AND OR NOT NEAR", "not(near)", "title:and", "{and} : or", "and & or", "and | zebra", "!and", "'and", "and\\", "^and", "and:A",
                              "and:*", "and <-> or", "c1 : and", "a' OR 1=1 --", "tenon_tenant : t61", "\" and", "and\"or\"not", "x", "\"x\" *"}) {
        INFO(typed);
        const auto found = t.posts().find_many(tenon::where(in_post(typed)), tenon::order_by(ranked(typed)));
        REQUIRE(found.has_value());
        const std::string_view text = typed;
        const bool has_others = text.find("title") != text.npos || text.find("zebra") != text.npos || text.find("c1") != text.npos ||
                                text.find("OR 1") != text.npos || text.find("tenon") != text.npos || text == "and:A";
        CHECK(found->size() == (has_others ? 0 : 1));
    }
}

TEMPLATE_LIST_TEST_CASE("a search without words, or with too many, is refused before anything is asked", "[search]", backends) {
    posts_database<TestType> t;
    std::string many = "a", long_one(1025, 'a');
    for (int i = 0; i < 64; ++i) many += " a";
    for (const std::string& typed : {std::string(), std::string(" \t"), std::string("-blue"), std::string("* & ( \"\""), std::string("— … «»"),
                                     many, long_one, std::string("blue \xff")}) {
        const auto searched = t.posts().find_many(tenon::where(in_post(typed)));
        REQUIRE(code_of(searched) == errc::invalid_value);
        CHECK(searched.error().fields == std::vector<std::string>{"title"});
        CHECK(code_of(t.posts().find_many(tenon::order_by(ranked(typed)))) == errc::invalid_value);
    }
    CHECK(t.posts().count(tenon::where(in_post(many.substr(2)))).value() == 0);
}

TEMPLATE_LIST_TEST_CASE("words are the same on every database", "[search]", backends) {
    posts_database<TestType> t;
    const std::map<std::string, std::string> texts{
        {"accents", "Café Ünïcode naïve"},
        {"address", "Write to ann@acme.test or see https://acme.test/a/b?c=d#e"},
        {"apart", "cafe\xcc\x81s"},
        {"chinese", "蓝鲸 唱歌"},
        {"cyrillic", "Синий КИТ поёт"},
        {"greek", "Ὀδυσσεύς ΟΔΟΣ"},
        {"hindi", "नीली व्हेल"},
        {"letters", "straße STRASSE ﬁn"},
        {"markup", "<!-- seen --> <b>bold</b> &amp; &lt;"},
        {"number", "3.14 -42 1e5 2e55vpnl 0x1F v1.2.3 1,000"},
        {"path", "/usr/local/lib snake_case kebab-case camelCase"},
        {"price", "€5 ½ x² № ５"},
        {"signs", "“quoted” – it’s … 100%"},
    };
    for (const auto& [id, text] : texts) t.add(id, text);
    const std::pair<const char*, ids> asked[]{
        {"CAFÉ", {"accents"}}, {"cafe", {}}, {"ünïCODE", {"accents"}}, {"naive", {}},
        {"acme", {"address"}}, {"ann@acme.test", {"address"}}, {"https", {"address"}}, {"e", {"address"}}, {"tes*", {"address"}},
        {"cafe\xcc\x81s", {"apart"}}, {"蓝鲸", {"chinese"}}, {"蓝", {}}, {"唱*", {"chinese"}},
        {"кит", {"cyrillic"}}, {"ПОЁТ", {"cyrillic"}}, {"οδος", {"greek"}}, {"ΟΔΟΣ", {"greek"}}, {"ὈΔΥΣΣΕΎΣ", {"greek"}},
        {"नीली", {"hindi"}}, {"strasse", {"letters"}}, {"STRAße", {"letters"}}, {"fin", {}},
        {"seen", {"markup"}}, {"b", {"address", "markup"}}, {"amp", {"markup"}}, {"lt", {"markup"}},
        {"3.14", {"number"}}, {"14", {"number"}}, {"42", {"number"}}, {"1e5", {"number"}}, {"2e55vpnl", {"number"}}, {"2e55", {}},
        {"2e5*", {"number"}}, {"0x1f", {"number"}}, {"v1", {"number"}}, {"000", {"number"}}, {"5", {"price"}},
        {"usr", {"path"}}, {"usr/local", {"path"}}, {"snake", {"path"}}, {"snake_case", {"path"}}, {"kebab-case", {"path"}}, {"case", {"path"}},
        {"camelcase", {"path"}}, {"x", {"price"}}, {"½", {}}, {"５", {"price"}},
        {"quoted", {"signs"}}, {"it’s", {"signs"}}, {"it", {"signs"}}, {"s", {"signs"}}, {"100%", {"signs"}}, {"“it’s …”", {"signs"}}};
    for (const auto& [typed, wanted] : asked) {
        INFO(typed);
        if (std::string_view(typed) == "½") CHECK(code_of(t.posts().count(tenon::where(in_post(typed)))) == errc::invalid_value);
        else CHECK(t.found(typed) == wanted);
    }
}

TEMPLATE_LIST_TEST_CASE("what was changed, removed or restored is found as it is now", "[search]", backends) {
    posts_database<TestType> t;
    t.add("1", "Blue whale");
    t.add("2", "Blue ship");
    t.posts().update("1", tenon::set<&Post::title>("Red whale"), tenon::set<&Post::body>("of the north")).value();
    CHECK(t.found("blue") == ids{"2"});
    CHECK(t.found("north whale") == ids{"1"});
    t.posts().update_many(tenon::where(in_post("whale")), tenon::set<&Post::body>(std::nullopt)).value();
    CHECK(t.found("north").empty());
    t.posts().update("1", tenon::set<&Post::level>(3)).value();
    CHECK(t.found("red") == ids{"1"});

    t.posts().remove("1").value();
    CHECK(t.found("red").empty());
    CHECK(t.posts().count(tenon::where(in_post("red")), tenon::with_deleted).value() == 1);
    t.posts().restore("1").value();
    CHECK(t.found("red") == ids{"1"});
    t.posts().remove_many(tenon::where(in_post("red")), tenon::for_good).value();
    CHECK(t.posts().count(tenon::where(in_post("red")), tenon::with_deleted).value() == 0);

    t.posts().create_many({{.id = "3", .authorId = "ben of a", .title = "Green whale"}, {.id = "4", .authorId = "ann of a", .title = "Green ship"}}).value();
    t.posts().upsert({.id = "3", .authorId = "ben of a", .title = "x"}, tenon::on_conflict<&Post::id>, tenon::set<&Post::title>("Grey whale")).value();
    CHECK(t.found("green") == ids{"4"});
    CHECK(t.found("grey") == ids{"3"});
    repository<Author>(t.tenant("a")).remove("ben of a").value(); // and all of his
    CHECK(t.found("grey").empty());
    t.add("3", "Grey", std::nullopt);
    CHECK(t.found("grey") == ids{"3"});

    auto undone = t.tenant("a").transaction([&](auto& tx) -> tenon::result<void> {
        repository<Post>(tx).create({.id = "5", .authorId = "ann of a", .title = "Gold"}).value();
        CHECK(repository<Post>(tx).count(tenon::where(in_post("gold"))).value() == 1);
        return tenon::fail(tenon::make_error(errc::not_found));
    });
    CHECK(!undone.has_value());
    CHECK(t.found("gold").empty());
}

TEMPLATE_LIST_TEST_CASE("a search is a condition like any other", "[search]", backends) {
    posts_database<TestType> t;
    t.add("1", "Blue whale");
    t.add("2", "Blue ship");
    t.add("3", "Red ship");
    const auto blue = [] { return in_post("blue"); };
    const auto find = [&](auto condition) { return ids_of(t.posts().find_many(tenon::where(condition), tenon::order_by(tenon::asc<&Post::id>)).value()); };
    CHECK(find(!blue()) == ids{"3"});
    CHECK(find(blue() && !in_post("ship")) == ids{"1"});
    CHECK(find(field<&Post::id> == "3" || in_post("whale")) == ids{"1", "3"});
    CHECK(find(tenon::when(false, blue()) && in_post("ship")) == ids{"2", "3"});
    CHECK(find(tenon::related<&Post::authorId>.is(tenon::matches<&Author::name>("sea"))) == ids{"1", "2", "3"});
    const auto authors = repository<Author>(t.tenant("a"));
    CHECK(ids_of(authors.find_many(tenon::where(tenon::related<&Post::authorId>.some(in_post("red ship")))).value()) == ids{"ann of a"});
    CHECK(authors.count(tenon::where(tenon::related<&Post::authorId>.every(in_post("blue")))).value() == 1); // ben has none
    CHECK(t.posts().exists(tenon::where(blue())).value());

    t.forget();
    const auto page = t.posts().page(tenon::where(in_post("ship")), tenon::order_by(ranked("ship")), tenon::take(1)).value();
    CHECK(t.statements().size() == 1);
    CHECK(ids_of(page.items) == ids{"2"});
    CHECK(page.total == 2);
    CHECK(page.has_more);
    CHECK(!page.next);
    const auto cards = t.posts().find_many(tenon::as<PostCard>, tenon::where(in_post("whale")), tenon::order_by(ranked("whale"))).value();
    REQUIRE(ids_of(cards) == ids{"1"});
    CHECK(cards[0].author->name == "Ann of the Sea");
    const auto cards_page = t.posts().page(tenon::as<PostCard>, tenon::where(in_post("ship")), tenon::order_by(ranked("red")), tenon::take(1), tenon::skip(1)).value();
    CHECK(ids_of(cards_page.items) == ids{"2"});
    CHECK(cards_page.total == 2);
    CHECK(!cards_page.has_more);
    CHECK(t.posts().find_first(tenon::where(in_post("ship")), tenon::order_by(ranked("red"))).value()->id == "3");
    CHECK(t.posts().aggregate(tenon::where(blue()), tenon::max<&Post::level>).value().get(tenon::max<&Post::level>) == 0);
}

TEMPLATE_LIST_TEST_CASE("rows are sorted by how often they have the words, and how long they are", "[search]", backends) {
    posts_database<TestType> t;
    t.add("1", "whale", "one whale among many other animals of the cold sea");
    t.add("2", "whale", "whale whale whale");
    t.add("3", "whale");
    t.add("4", "sea", "the whalers of the sea");
    t.add("5", "whale");
    const auto sorted = [&](auto key) { return ids_of(t.posts().find_many(tenon::order_by(key), tenon::take(5)).value()); };
    CHECK(sorted(ranked("whale")) == ids{"3", "5", "2", "1", "4"});
    CHECK(sorted(tenon::by_rank<&Post::body>("whale")) == ids{"2", "1", "3", "4", "5"});
    CHECK(sorted(ranked("\"sea whale\" -none")) == ids{"3", "5", "1", "2", "4"});
    CHECK(sorted(ranked("whaler*")) == ids{"4", "1", "2", "3", "5"});
}

TEMPLATE_LIST_TEST_CASE("ranks are those of every other database", "[search]", backends) {
    posts_database<TestType> t;
    posts_database<sqlite_in_memory> other;
    const char* const words[] = {"whale", "whaler", "ship", "sea", "blue", "\u00c9t\u00e9", "wave", "42"};
    unsigned random = 7;
    const auto next = [&](unsigned below) {
        random = random * 1664525U + 1013904223U;
        return (random >> 16U) % below;
    };
    for (int row = 0; row < 40; ++row) {
        std::string title, body;
        for (unsigned i = next(4); i != 0; --i) title += std::string(words[next(8)]) + " ";
        for (unsigned i = next(12); i != 0; --i) body += std::string(words[next(8)]) + ", ";
        t.add(std::to_string(row), title, body);
        other.add(std::to_string(row), title, body);
    }
    for (const char* typed : {"whale", "wha* sea", "\"ship sea\" blue", "\u00e9t\u00e9 42 wave", "w* whale whaler"}) {
        const auto of = [&](auto& in) { return ids_of(in.posts().find_many(tenon::order_by(ranked(typed)), tenon::take(40)).value()); };
        CHECK(of(t) == of(other));
    }
}

TEMPLATE_LIST_TEST_CASE("isolation 25: a search finds the tenant's own rows, in the order that they have without those of others",
                        "[search][isolation]", backends) {
    posts_database<TestType> t;
    t.add("1", "whale whale ship");
    t.add("2", "ship ship ship whale");
    t.add("3", "whale ship sea");
    const auto of_a = [&](const char* typed) {
        return ids_of(t.posts().find_many(tenon::where(in_post(typed)), tenon::order_by(ranked(typed))).value());
    };
    const ids whale_first = of_a("whale ship"), ship_first = of_a("ship"), begins = of_a("w* s*");
    CHECK(whale_first.size() == 3);
    for (int i = 0; i < 40; ++i) t.add("b" + std::to_string(i), i % 2 == 0 ? "whale" : "whale whale whale sea", "ship", "b");
    CHECK(of_a("whale ship") == whale_first);
    CHECK(of_a("ship") == ship_first);
    CHECK(of_a("w* s*") == begins);
    CHECK(t.found("whale", "b").size() == 40);
    CHECK(t.posts().count(tenon::where(in_post("whale"))).value() == 3);
    t.add(TestType::layout::leads_with_tenant ? "1" : "b of 1", "whale of b", "secret", "b"); // the same key, where it may be
    CHECK(t.found("secret").empty());
    CHECK(t.found("secret", "b").size() == 1);
    t.posts("b").remove_many(tenon::where(in_post("whale")), tenon::for_good).value();
    CHECK(of_a("whale ship") == whale_first);
    CHECK(repository<Post>(t.system()).count(tenon::where(in_post("whale"))).value() == 3);
    CHECK(t.posts().update_many(tenon::where(!in_post("sea")), tenon::set<&Post::level>(1)).value() == 2);
}

TEMPLATE_LIST_TEST_CASE("words of everybody's rows, and of rows that have their tenant from their parent", "[search]", backends) {
    posts_database<TestType> t;
    const auto notices = repository<Notice>(t.system());
    notices.create({.id = "all", .text = "Harbour closed"}).value();
    notices.create({.id = "of a", .tenantId = "a", .text = "Harbour open"}).value();
    notices.create({.id = "of b", .tenantId = "b", .text = "Harbour open"}).value();
    const auto seen = [&](auto scope) {
        return ids_of(repository<Notice>(scope).find_many(tenon::where(tenon::matches<&Notice::text>("harbour")), tenon::order_by(tenon::asc<&Notice::id>)).value());
    };
    CHECK(seen(t.tenant("a")) == ids{"all", "of a"});
    CHECK(seen(t.tenant("b")) == ids{"all", "of b"});
    CHECK(seen(t.system()) == ids{"all", "of a", "of b"});

    t.add("1", "Post");
    t.add("2", "Post", {}, "b");
    const auto lines = repository<Line>(t.tenant("a"));
    const auto line = lines.create({.postId = "1", .text = "first words"}).value();
    repository<Line>(t.tenant("b")).create({.postId = "2", .text = "first words"}).value();
    const auto found = lines.find_many(tenon::where(tenon::matches<&Line::text>("words"))).value();
    REQUIRE(found.size() == 1);
    CHECK(found[0].number == line.number);
    lines.update(line.number, tenon::set<&Line::text>("last")).value();
    CHECK(lines.count(tenon::where(tenon::matches<&Line::text>("words"))).value() == 0);
    t.posts().remove("1", tenon::for_good).value();
    CHECK(lines.count(tenon::where(tenon::matches<&Line::text>("last"))).value() == 0);
    CHECK(repository<Line>(t.tenant("b")).count(tenon::where(tenon::matches<&Line::text>("words"))).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("isolation 45: raw SQL of a tenant does not reach the words of others", "[search][raw][isolation]", backends) {
    posts_database<TestType> t;
    t.add("1", "whale", "of b", "b");
    struct Found {
        std::string id;
    };
    for (const char* text : {"SELECT \"id\" FROM \"tenon_searched_Post\"", "SELECT \"id\" FROM main.\"tenon_searched_Post\"",
                             "SELECT 'x' AS \"id\" FROM \"tenon_search_Post\" WHERE \"tenon_search_Post\" MATCH 'whale'",
                             "SELECT 'x' AS \"id\" FROM \"tenon_search_Post_data\"", "SELECT 'x' AS \"id\" FROM main.\"tenon_search_Post\"('whale')",
                             "WITH \"tenon_search_Post\" AS (SELECT 1) SELECT 'x' AS \"id\" FROM \"tenon_search_Post_idx\""}) {
        INFO(text);
        const auto read = t.tenant("a").query(tenon::as<Found>, text);
        CHECK(!read.has_value());
    }
}
