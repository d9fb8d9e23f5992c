// What a server says is changed on its way, at random but the same each time: bytes, whole messages, what is in them. The library
// answers rightly, wrongly where the server seems to say so, or with a typed error; it ends, touches no memory but its own, and
// works when the server does.
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "integration/postgres/support.hpp"
#include "support/gate.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TENON_TEST_FINDS_LEAKS 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define TENON_TEST_FINDS_LEAKS 1
#endif
#ifdef TENON_TEST_FINDS_LEAKS
#include <sanitizer/lsan_interface.h>
#endif

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;
using tenon::field;

namespace {

enum class hue { red, green };

/// A value of each kind that is read in a way of its own.
struct Sample {
    std::int64_t id = 0;
    std::string tenantId;
    std::string text;
    std::optional<std::string> note;
    int number = 0;
    double real = 0;
    bool flag = false;
    tenon::blob bytes;
    tenon::timestamp at{};
    tenon::date day{};
    tenon::uuid key{};
    tenon::decimal price;
    tenon::json data;
    hue colour = hue::red;
    std::vector<int> numbers;
    std::vector<std::string> words;
    std::vector<tenon::decimal> prices;
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Sample::id>(tenon::autoincrement), tenon::unique<&Sample::text>);
};
using samples = tenon::schema<Sample>;

struct Counted {
    std::int64_t rows = 0;
    std::optional<std::string> least;
};

Sample sample(const std::string& text) {
    return {.text = text,
            .note = "a note",
            .number = -7,
            .real = 0.5,
            .flag = true,
            .bytes = tenon::blob(40, std::byte{7}),
            .at = tenon::timestamp(1'700'000'000'123ms),
            .day = tenon::date(std::chrono::days(20'000)),
            .price = *tenon::decimal::parse("-12345678.90001"),
            .data = *tenon::json::parse(R"({"a": [1, 2.5, null]})"),
            .colour = hue::green,
            .numbers = {1, -2, 3},
            .words = {"one", "", "\"three\""},
            .prices = {*tenon::decimal::parse("0.01"), 7}};
}

/// Changes what a server says.
class liar {
public:
    explicit liar(std::uint32_t seed) : random_(seed) {}

    std::string operator()(std::string_view said) {
        std::vector<std::string> messages = split(said);
        if (messages.empty() || draw(4) == 0) return garble(std::string(said));
        std::string& one = messages[draw(messages.size())];
        switch (draw(9)) {
        case 0: one[0] = kinds[draw(kinds.size())]; break;
        case 1: one = message(one[0], one.substr(5, draw(one.size()))); break; // cut short, and says so
        case 2: one += one; break;
        case 3: one.clear(); break;
        case 4: one = message(one[0], noise(draw(40))); break;
        case 5: one.insert(draw(2) == 0 ? 0 : one.size(), message(kinds[draw(kinds.size())], noise(draw(40)))); break;
        case 6: one.insert(0, message('E', std::string("SERROR") + '\0' + "C" + noise(5) + '\0' + "Mno" + '\0' + '\0')); break;
        case 7: drop_columns(messages); break;
        default: change_value(one); break;
        }
        std::string all;
        for (const std::string& each : messages) all += each;
        return all;
    }

private:
    static constexpr std::string_view kinds = "TDCEZSNAGHWVtnsI123Kdc";

    std::size_t draw(std::size_t count) { return count == 0 ? 0 : random_() % count; }
    char byte() { return static_cast<char>(draw(3) == 0 ? 0 : draw(256)); }
    std::string noise(std::size_t size) {
        std::string made(size, '\0');
        for (char& each : made) each = byte();
        return made;
    }
    std::string garble(std::string bytes) {
        for (std::size_t i = draw(3) + 1; i-- > 0;) bytes[draw(bytes.size())] = byte();
        return bytes;
    }

    static std::size_t number(std::string_view bytes, std::size_t size) {
        std::size_t value = 0;
        for (std::size_t i = 0; i < size; ++i) value = value << 8U | static_cast<unsigned char>(bytes[i]);
        return value;
    }
    static std::string big_endian(std::size_t value, std::size_t size) {
        std::string made(size, '\0');
        for (std::size_t i = size; i-- > 0; value >>= 8U) made[i] = static_cast<char>(value & 0xffU);
        return made;
    }
    static std::string message(char kind, const std::string& body) { return kind + big_endian(body.size() + 4, 4) + body; }

    /// Whole messages; none where these bytes end within one.
    static std::vector<std::string> split(std::string_view said) {
        std::vector<std::string> found;
        while (said.size() >= 5 && number(said.substr(1), 4) + 1 <= said.size()) {
            const std::size_t size = number(said.substr(1), 4) + 1;
            found.emplace_back(said.substr(0, size));
            said.remove_prefix(size);
        }
        return said.empty() ? found : std::vector<std::string>();
    }
    /// The columns of a row, or of its description, behind their number.
    static std::vector<std::string> parts(const std::string& from) {
        std::vector<std::string> found;
        std::string_view rest = std::string_view(from).substr(7);
        while (!rest.empty()) {
            std::size_t size = rest.find('\0') + 19;
            if (from[0] == 'D') size = 4 + (rest[0] == '\xff' ? 0 : number(rest, 4));
            found.emplace_back(rest.substr(0, size));
            rest.remove_prefix(size);
        }
        return found;
    }
    static std::string joined(char kind, const std::vector<std::string>& columns) {
        std::string body = big_endian(columns.size(), 2);
        for (const std::string& each : columns) body += each;
        return message(kind, body);
    }
    /// All rows have fewer, or more of them, and their description says so.
    void drop_columns(std::vector<std::string>& messages) {
        const std::size_t wanted = draw(24);
        for (std::string& each : messages) {
            if (each[0] != 'T' && each[0] != 'D') continue;
            auto columns = parts(each);
            if (!columns.empty()) columns.resize(wanted, std::string(columns.back()));
            each = joined(each[0], columns);
        }
    }
    /// One value is another of any length, or NULL; or a column has another type.
    void change_value(std::string& of) {
        if (of[0] != 'T' && of[0] != 'D') return;
        auto columns = parts(of);
        if (columns.empty()) return;
        std::string& one = columns[draw(columns.size())];
        constexpr std::uint16_t types[] = {16, 17, 20, 21, 23, 25, 114, 700, 701, 1043, 1082, 1114, 1184, 1700, 2950, 3802, 1007, 1009, 1231};
        if (of[0] == 'T') one.replace(one.find('\0') + 7, 4, big_endian(types[draw(std::size(types))], 4));
        else if (draw(5) == 0) one = "\xff\xff\xff\xff";
        else if (draw(2) == 0 && one.size() > 4) one[4 + draw(one.size() - 4)] = byte();
        else {
            const std::string value = noise(draw(30));
            one = big_endian(value.size(), 4) + value;
        }
        of = joined(of[0], columns);
    }

    std::mt19937 random_;
};

/// What programs do with rows. Each ends in an answer.
template <class Database> errc act(const Database& db, std::size_t which, const std::string& fresh) {
    const auto acme = db.tenant("acme");
    const auto held = tenon::repository<Sample>(acme);
    switch (which % 14) {
    case 0: return code_of(held.find_many());
    case 1: return code_of(held.find_first(tenon::where(field<&Sample::text> == "first")));
    case 2: return code_of(held.page(tenon::take(2)));
    case 3: return code_of(held.create(sample(fresh)));
    case 4: return code_of(held.create_many(std::vector<Sample>{sample(fresh + "a"), sample(fresh + "b"), sample(fresh + "c")}));
    case 5: return code_of(held.update_many(tenon::where(field<&Sample::text> == "first"), tenon::set<&Sample::number>(3)));
    case 6: return code_of(held.upsert(sample("first"), tenon::on_conflict<&Sample::text>, tenon::set<&Sample::note>(std::nullopt)));
    case 7: return code_of(acme.query(tenon::as<Counted>, R"(SELECT count(*) AS rows, min(note) AS least FROM "Sample")"));
    case 8: return code_of(db.system("look").query(tenon::as<Sample>, R"(SELECT * FROM "Sample")"));
    case 9: return code_of(acme.execute(R"(UPDATE "Sample" SET number = 4 WHERE text = ?)", "first"));
    case 10:
        return code_of(acme.transaction([&](auto& tx) -> tenon::result<void> {
            const auto inside = tenon::repository<Sample>(tx);
            if (auto made = inside.create(sample(fresh)); !made) return tenon::fail(made.error());
            if (auto read = inside.count(); !read) return tenon::fail(read.error());
            return {};
        }));
    case 11: {
        const auto together = acme.batch([&](auto& each) { return tenon::repository<Sample>(each).find_many(); },
                                         [&](auto& each) { return tenon::repository<Sample>(each).create(sample(fresh)); },
                                         [&](auto& each) { return tenon::repository<Sample>(each).count(); });
        return code_of(std::get<2>(together));
    }
    case 12: {
        errc told = errc::ok;
        for (auto& row : held.stream())
            if (!row) told = row.error().code;
        return told;
    }
    default: return code_of(held.aggregate(tenon::count(), tenon::sum<&Sample::price>, tenon::max<&Sample::at>));
    }
}

/// libpq forgets the rows that it has, when a COPY is announced in their midst (getCopyStart of its fe-protocol3.c).
class leaks_of_libpq {
public:
#ifdef TENON_TEST_FINDS_LEAKS
    leaks_of_libpq() { __lsan_disable(); }
    ~leaks_of_libpq() { __lsan_enable(); }
#else
    leaks_of_libpq() {}
    ~leaks_of_libpq() {}
#endif
    leaks_of_libpq(const leaks_of_libpq&) = delete;
    leaks_of_libpq& operator=(const leaks_of_libpq&) = delete;
};

void require_survived(tenon::postgres::prepare_mode mode, std::uint32_t seed, int rounds) {
    const tables<samples> place({.native_enums = true});
    support::gate gate;
    const auto db = tenon::postgres::open<samples>(gate.through(place.url()), {.connections = 2,
                                                                               .pool_timeout = 3s,
                                                                               .prepare = mode,
                                                                               .connect_timeout = 2s,
                                                                               .statement_timeout = 60ms,
                                                                               .network_grace = 20ms})
                        .value();
    const auto held = tenon::repository<Sample>(db.tenant("acme"));
    held.create(sample("first")).value();
    liar lies(seed);
    std::mt19937 choose(seed);
    int told = 0, failed = 0;
    for (int round = 0; round < rounds; ++round) {
        INFO("round " << round);
        if (choose() % 8 == 0) gate.cut_all(); // then what a new connection begins with is changed too
        gate.change_answer_after(choose() % 3, [&](std::string_view said) { return lies(said); });
        const errc answered = [&] {
            const leaks_of_libpq ignored;
            return act(db, choose(), "r" + std::to_string(round));
        }();
        told += gate.will_change() ? 0 : 1;
        failed += answered == errc::ok ? 0 : 1;
        gate.mend();
        gate.cut_all(); // the server seems to have said anything
        REQUIRE(eventually([&] { return held.exists(tenon::by<&Sample::text>("first")).value_or(false); }));
    }
    CHECK(told > rounds / 2);
    CHECK(failed > rounds / 8);
    held.remove_many(tenon::where(field<&Sample::text> != "first")).value();
    const auto kept = held.find_many().value();
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].prices == sample("").prices);
    CHECK(kept[0].words == sample("").words);
}

} // namespace

TEST_CASE("whatever a server's answers are changed to, there is an answer, and the library works when the server does", "[hostile]") {
    if (no_server()) return;
    require_survived(tenon::postgres::prepare_mode::named, 1, 150);
    require_survived(tenon::postgres::prepare_mode::off, 2, 50);
}
