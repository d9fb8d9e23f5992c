// Queries with random conditions, orders and pages over rows of every type that has an order, against what C++ finds among the
// same rows. The values of a field are few, and stand in their order: so the model compares places in a list, and knows nothing of
// how databases compare.
#include <rapidcheck.h>

#include <tenon/dynamic.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::asc;
using tenon::desc;
using tenon::errc;
using tenon::field;
using tenon::order_by;
using tenon::repository;
using tenon::skip;
using tenon::take;
using tenon::where;

namespace {

enum class hue { none, Red, green };

/// Words of SQL as names, a key of two fields, removed rows that are kept.
struct Select {
    std::string group_;
    int where = 0;
    std::string from;
    std::optional<std::string> order;
    std::optional<bool> null_;
    std::optional<std::int64_t> limit;
    double user = 0;
    std::optional<tenon::decimal> table;
    std::optional<tenon::timestamp> timestamp;
    std::optional<tenon::date> date;
    hue values = hue::none;
    std::optional<tenon::uuid> id;
    std::optional<tenon::timestamp> deleted;
    std::int64_t version = 0;
    static constexpr auto tenon_model =
        tenon::table("select", tenon::tenant_key<&Select::group_>, tenon::primary_key<&Select::from, &Select::where>, tenon::column<&Select::group_>("group"),
                     tenon::column<&Select::null_>("null"), tenon::column<&Select::user>("a \"quoted\" name"), tenon::soft_delete<&Select::deleted>,
                     tenon::version<&Select::version>);
};

/// A field with its values, from the least to the greatest, as texts.
struct column {
    const char* name;
    bool nullable;
    std::vector<std::string> values;
};
enum place : std::size_t { from_, where_, order_, null_, limit_, user_, table_, timestamp_, date_, values_, id_, width };
const std::array<column, width> columns{{
    {"from", false, {"", " ", "%", "A", "Z", "_", "a", "aB", "ab", "z\\", "é", "\U0001F600"}},
    {"where", false, {"-2147483648", "-1", "0", "1", "2147483647"}},
    {"order", true, {"", "%", "A_b", "Ab", "NULL", "a%b", "a'b", "ab\"", "É", "é", "\uffff", "\U0001F600"}},
    {"null_", true, {"false", "true"}},
    {"limit", true, {"-9223372036854775808", "-9223372036854775807", "-1", "0", "1", "9223372036854775806", "9223372036854775807"}},
    {"user", false, {"-1.7976931348623157e308", "-1", "-4.9406564584124654e-324", "0", "4.9406564584124654e-324", "2.2250738585072014e-308", "0.1",
                     "0.10000000000000002", "9007199254740993", "1.7976931348623157e308"}},
    {"table", true, {"-100000000000000000000000000000.5", "-10", "-9", "-1.05", "-1.005", "0", "0.000000000000000000000000000001", "0.1", "1",
                     "1.000000000000000000000000000001", "9", "10", "99999999999999999999999999999"}},
    {"timestamp", true, {"0001-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z", "2024-02-29T12:00:00.001Z", "9999-12-31T23:59:59.999Z"}},
    {"date", true, {"0001-01-01", "1582-10-10", "1969-12-31", "1970-01-01", "9999-12-31"}},
    {"values", false, {"Red", "green", "none"}}, // by their names
    {"id", true, {"00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001", "7fffffff-ffff-ffff-ffff-ffffffffffff",
                  "80000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"}},
}};

/// A row: places in the lists above; -1 is NULL.
struct drawn {
    std::array<int, width> at{};
    bool removed = false;
    friend bool operator==(const drawn&, const drawn&) = default;
};
std::ostream& operator<<(std::ostream& out, const drawn& row) {
    for (const int at : row.at) out << at << ' ';
    return out << (row.removed ? "removed" : "");
}
using rows = std::vector<drawn>;

std::optional<std::string> text_of(const drawn& row, std::size_t at) {
    return row.at[at] < 0 ? std::nullopt : std::optional(columns[at].values[static_cast<std::size_t>(row.at[at])]);
}
Select row_of(const drawn& row) {
    const auto value = [&](std::size_t at, auto parse) {
        const auto text = text_of(row, at);
        return text ? std::optional(parse(*text)) : std::nullopt;
    };
    return {.where = std::stoi(*text_of(row, where_)),
            .from = *text_of(row, from_),
            .order = text_of(row, order_),
            .null_ = value(null_, [](const std::string& text) { return text == "true"; }),
            .limit = value(limit_, [](const std::string& text) { return static_cast<std::int64_t>(std::stoll(text)); }),
            .user = std::strtod(text_of(row, user_)->c_str(), nullptr),
            .table = value(table_, [](const std::string& text) { return *tenon::decimal::parse(text); }),
            .timestamp = value(timestamp_, [](const std::string& text) { return *tenon::parse_timestamp(text); }),
            .date = value(date_, [](const std::string& text) { return *tenon::parse_date(text); }),
            .values = std::array{hue::Red, hue::green, hue::none}[static_cast<std::size_t>(row.at[values_])],
            .id = value(id_, [](const std::string& text) { return *tenon::parse_uuid(text); }),
            .deleted = row.removed ? std::optional(tenon::timestamp{}) : std::nullopt};
}
/// The row that was written, if this is it in every field.
drawn found_as(const Select& row, const rows& all) {
    for (const drawn& each : all) {
        const Select made = row_of(each);
        if (made.from != row.from || made.where != row.where) continue;
        RC_ASSERT((made.order == row.order && made.null_ == row.null_ && made.limit == row.limit && made.user == row.user && made.table == row.table &&
                   made.timestamp == row.timestamp && made.date == row.date && made.values == row.values && made.id == row.id &&
                   made.deleted == row.deleted && row.group_ == "a"));
        return each;
    }
    RC_FAIL("a row that nobody wrote");
}
template <class Rows> rows found_as(const Rows& found, const rows& all) {
    rows made;
    for (const auto& row : found) made.push_back(found_as(row, all));
    return made;
}

enum class truth { no, unknown, yes };
truth operator!(truth a) { return a == truth::unknown ? a : a == truth::yes ? truth::no : truth::yes; }
truth truth_of(bool value) { return value ? truth::yes : truth::no; }

/// A condition, or a group of them.
struct node {
    enum class kind { leaf, all, any, none } what = kind::leaf;
    std::size_t at = 0;
    std::string op{};
    std::vector<int> places{}; ///< of the values that it compares with
    std::string text{};        ///< of what looks into texts
    bool ignores_case = false;
    std::vector<node> children{};
};
std::ostream& operator<<(std::ostream& out, const node& n) {
    if (n.what == node::kind::leaf) {
        out << columns[n.at].name << ' ' << n.op << (n.ignores_case ? " ignoring case " : " ") << n.text;
        for (const int at : n.places) out << ' ' << columns[n.at].values[static_cast<std::size_t>(at)];
        return out;
    }
    out << (n.what == node::kind::all ? "all(" : n.what == node::kind::any ? "any(" : "none(");
    for (const node& child : n.children) out << child << "; ";
    return out << ")";
}

std::string folded(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_capital = (text[i] >= 'A' && text[i] <= 'Z') || (text[i] == '\x89' && text[i - 1] == '\xc3'); // É
        if (is_capital) text[i] = static_cast<char>(text[i] + 32);
    }
    return text;
}
truth leaf_holds(const node& n, const drawn& row) {
    const int own = row.at[n.at];
    if (n.op == "is_null") return truth_of((own < 0) == (n.text == "true"));
    if (n.op == "in" || n.op == "not_in") {
        if (n.places.empty()) return truth_of(n.op == "not_in");
        if (own < 0) return truth::unknown;
        return truth_of((std::find(n.places.begin(), n.places.end(), own) != n.places.end()) == (n.op == "in"));
    }
    if (own < 0) return truth::unknown;
    if (n.places.empty()) {
        const auto spelled = [&](const std::string& text) { return n.ignores_case ? folded(text) : text; };
        const std::string text = spelled(*text_of(row, n.at)), part = spelled(n.text);
        return truth_of(n.op == "contains"      ? text.find(part) != text.npos
                        : n.op == "starts_with" ? text.starts_with(part)
                        : n.op == "ends_with"   ? text.ends_with(part)
                                                : text == part);
    }
    const int given = n.places[0];
    return truth_of(n.op == "eq"    ? own == given
                    : n.op == "ne"  ? own != given
                    : n.op == "lt"  ? own < given
                    : n.op == "lte" ? own <= given
                    : n.op == "gt"  ? own > given
                                    : own >= given);
}
truth holds(const node& n, const drawn& row) {
    if (n.what == node::kind::leaf) return leaf_holds(n, row);
    truth worst = truth::yes, best = truth::no;
    for (const node& child : n.children) {
        const truth each = holds(child, row);
        worst = std::min(worst, each);
        best = std::max(best, each);
    }
    return n.what == node::kind::all ? worst : n.what == node::kind::any ? best : !best;
}
rows those(const rows& all, const node& condition, truth wanted = truth::yes) {
    rows found;
    for (const drawn& row : all)
        if (!row.removed && holds(condition, row) == wanted) found.push_back(row);
    return found;
}

void add(tenon::sql::dynamic_conditions& into, tenon::sql::dynamic_node& group, const node& n, std::size_t depth) {
    using kind = tenon::sql::dynamic_node::kind;
    if (n.what == node::kind::leaf) {
        std::vector<std::string_view> values;
        for (const int at : n.places) values.push_back(columns[n.at].values[static_cast<std::size_t>(at)]);
        if (n.places.empty() && n.op != "in" && n.op != "not_in") values.push_back(n.text);
        return into.add(group, columns[n.at].name, n.op, values, n.ignores_case);
    }
    const kind what = n.what == node::kind::all ? kind::all : n.what == node::kind::any ? kind::any : kind::none;
    tenon::sql::dynamic_node* const made = into.add_group(group, what, depth);
    for (const node& child : n.children) add(into, *made, child, depth + 1);
}
tenon::dynamic_filter<Select> filter_of(const node& n) {
    tenon::dynamic_filter<Select> made;
    add(made.conditions(), made.conditions().root(), n, 1);
    if (const auto checked = made.check(); !checked) RC_FAIL(checked.error().message);
    return made;
}

/// Rows are compared by these, from the most important one on, and then by their primary key.
struct key {
    std::size_t at = 0;
    bool descending = false;
    std::optional<bool> nulls_last{};
};
using keys = std::vector<key>;
rows sorted_by(rows given, keys by) {
    const bool last_descending = !by.empty() && by.back().descending;
    by.push_back({from_, last_descending});
    by.push_back({where_, last_descending});
    std::sort(given.begin(), given.end(), [&](const drawn& a, const drawn& b) {
        for (const key& each : by) {
            const int left = a.at[each.at], right = b.at[each.at];
            if (left == right) continue;
            if (left < 0 || right < 0) return (left < 0) != each.nulls_last.value_or(each.descending);
            return (left < right) != each.descending;
        }
        return false;
    });
    return given;
}
rows part(const rows& given, std::int64_t skipped, std::int64_t taken) {
    const auto size = static_cast<std::int64_t>(given.size());
    const auto begin = given.begin() + std::min(skipped, size);
    return rows(begin, begin + std::min(taken, given.end() - begin));
}
tenon::dynamic_sort<Select> sort_of(const keys& by) {
    tenon::dynamic_sort<Select> made;
    for (const key& each : by) made.add((each.descending ? "-" : "") + std::string(columns[each.at].name));
    return made;
}

std::size_t below(std::size_t count) { return *rc::gen::resize(100, rc::gen::inRange<std::size_t>(0, count)); }
int drawn_place(std::size_t at) { return static_cast<int>(below(columns[at].values.size())); }

rows drawn_rows() {
    rows made;
    for (std::size_t count = below(25); count > 0; --count) {
        drawn row;
        for (std::size_t at = 0; at < width; ++at) row.at[at] = columns[at].nullable && below(4) == 0 ? -1 : drawn_place(at);
        row.removed = below(6) == 0;
        const auto has_its_key = [&](const drawn& other) { return other.at[from_] == row.at[from_] && other.at[where_] == row.at[where_]; };
        if (std::none_of(made.begin(), made.end(), has_its_key)) made.push_back(row);
    }
    return made;
}
node drawn_node(int depth) {
    node made;
    if (const std::size_t kind = depth > 0 ? below(6) : 0; kind >= 3) {
        made.what = static_cast<node::kind>(kind - 2);
        for (std::size_t count = below(4) + (made.what == node::kind::any ? 0 : 1); count > 0; --count) made.children.push_back(drawn_node(depth - 1));
        return made;
    }
    made.at = below(width);
    const bool is_text = made.at == from_ || made.at == order_;
    switch (below(is_text ? 6 : 4)) {
    case 0:
        if (columns[made.at].nullable) return made.op = "is_null", made.text = below(2) == 0 ? "true" : "false", made;
        [[fallthrough]];
    case 1:
        made.op = below(2) == 0 ? "in" : "not_in";
        for (std::size_t count = below(4); count > 0; --count) made.places.push_back(drawn_place(made.at));
        return made;
    case 2:
    case 3:
        made.op = std::array{"eq", "ne", "lt", "lte", "gt", "gte"}[below(made.at == null_ || made.at == values_ ? 2 : 6)];
        made.places = {drawn_place(made.at)};
        return made;
    default:
        made.op = std::array{"contains", "starts_with", "ends_with", "eq"}[below(4)];
        made.text = std::array{"", "a", "B", "b", "%", "_", "\\", "'", "\"", "é", "É", "A_B", "\U0001F600", "éa"}[below(14)];
        made.ignores_case = made.op == "eq" || below(2) == 0;
        return made;
    }
}
keys drawn_keys() {
    keys made;
    for (std::size_t count = below(4); count > 0; --count) {
        const key each{below(width), below(2) == 0};
        if (std::none_of(made.begin(), made.end(), [&](const key& other) { return other.at == each.at; })) made.push_back(each);
    }
    return made;
}

/// What reads finds the rows of a condition, in an order, and a part of them.
template <class Selects> void check_reads(const Selects& selects, const rows& all, const node& condition) {
    const auto filter = filter_of(condition);
    const keys by = drawn_keys();
    const rows expected = sorted_by(those(all, condition), by);
    const auto count = static_cast<std::int64_t>(expected.size());
    const auto skipped = static_cast<std::int64_t>(below(5)), taken = static_cast<std::int64_t>(below(6));
    RC_ASSERT(found_as(selects.find_many(where(filter), order_by(sort_of(by))).value(), all) == expected);
    const auto page = selects.page(where(filter), order_by(sort_of(by)), skip(skipped), take(taken)).value();
    RC_ASSERT(found_as(page.items, all) == part(expected, skipped, taken));
    RC_ASSERT(page.total == count);
    RC_ASSERT(page.has_more == (skipped + taken < count));
    RC_ASSERT(selects.count(where(filter)).value() == count);
    RC_ASSERT(selects.exists(where(filter)).value() == (count != 0));

    // Negated, and joined with a condition of the compiler's.
    const int least = drawn_place(limit_);
    rows others = those(all, condition, truth::no);
    std::erase_if(others, [&](const drawn& row) { return row.at[limit_] < least; });
    const std::int64_t value = std::stoll(columns[limit_].values[static_cast<std::size_t>(least)]);
    RC_ASSERT(found_as(selects.find_many(where(!filter && field<&Select::limit> >= value), take(100)).value(), all) == sorted_by(others, {}));
}

/// Cursors walk through all rows of a condition, and begin anywhere.
template <class Selects> void check_walk(const Selects& selects, const rows& all, const node& condition) {
    const auto filter = filter_of(condition);
    const auto by = order_by(desc<&Select::table>.nulls_first(), asc<&Select::order>.nulls_last(), desc<&Select::timestamp>, asc<&Select::values>);
    const rows expected = sorted_by(those(all, condition), {{table_, true, false}, {order_, false, true}, {timestamp_, true}, {values_, false}});
    rows walked;
    std::optional<std::string> cursor;
    do {
        const auto page = selects.page(where(filter), by, take(3), tenon::after(cursor)).value();
        const rows items = found_as(page.items, all);
        walked.insert(walked.end(), items.begin(), items.end());
        cursor = page.next;
    } while (cursor);
    RC_ASSERT(walked == expected);
    if (walked.empty()) return;
    const std::size_t at = below(walked.size());
    const std::string cut = selects.cursor_of(row_of(walked[at]), where(filter), by).value();
    RC_ASSERT(found_as(selects.find_many(where(filter), by, tenon::before(cut)).value(), all) == part(walked, 0, static_cast<std::int64_t>(at)));
}

/// What changes rows, or removes them, does it with those of the condition, and with the first of them. All of it is undone.
template <class Scope> void check_changes(const Scope& scope, const rows& all, const node& condition) {
    const auto filter = filter_of(condition);
    const auto count = static_cast<std::int64_t>(those(all, condition).size());
    const auto taken = static_cast<std::int64_t>(below(6));
    const auto undone = scope.transaction([&](auto& tx) -> tenon::result<void> {
        const auto selects = repository<Select>(tx);
        const auto changed = selects.update_many(where(filter), order_by(desc<&Select::user>), take(taken), tenon::set<&Select::limit>(5)).value();
        RC_ASSERT(changed == std::min(taken, count));
        const auto now = selects.find_many(where(field<&Select::limit> == 5 && field<&Select::version> == 2), order_by(desc<&Select::user>)).value();
        const rows first = part(sorted_by(those(all, condition), {{user_, true}}), 0, taken);
        RC_ASSERT(now.size() == first.size());
        for (std::size_t i = 0; i < now.size(); ++i) RC_ASSERT((now[i].from == row_of(first[i]).from && now[i].where == row_of(first[i]).where));
        return tenon::fail(errc::cancelled);
    });
    RC_ASSERT(code_of(undone) == errc::cancelled);
    const auto restored = scope.transaction([&](auto& tx) -> tenon::result<void> {
        const auto selects = repository<Select>(tx);
        RC_ASSERT(selects.remove_many(where(filter)).value() == count);
        RC_ASSERT(selects.count(where(filter)).value() == 0);
        return tenon::fail(errc::cancelled);
    });
    RC_ASSERT(code_of(restored) == errc::cancelled);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("queries find the rows that C++ finds, in its order", "[dynamic][cursor][property]", tenant_first_backends) {
    test_database<TestType, Tenant, Select> t;
    const auto scope = t.tenant("a");
    const auto selects = repository<Select>(scope);
    repository<Select>(t.tenant("b")).create_many({row_of({}), row_of({.at = {1, 1, 1}})}).value(); // nobody meets them
    CHECK(rc::check([&] {
        const rows all = drawn_rows();
        std::vector<Select> made;
        for (const drawn& row : all) made.push_back(row_of(row));
        selects.remove_many(tenon::all_rows, tenon::for_good).value();
        RC_ASSERT(selects.create_many(made).value() == static_cast<std::int64_t>(all.size()));
        for (int turn = 0; turn < 3; ++turn) {
            const node condition = drawn_node(3);
            RC_LOG() << condition << '\n';
            check_reads(selects, all, condition);
            check_walk(selects, all, condition);
            check_changes(scope, all, condition);
        }
    }));
}
