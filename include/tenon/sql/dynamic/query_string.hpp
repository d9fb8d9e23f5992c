// tenon/sql/dynamic/query_string.hpp: filter, order and page out of the query string of a URL.
//
//     auto asked = tenon::query_string<User>("filter.level[gte]=2&sort=-level,email&page=2&limit=20");
//     if (!asked) return tenon::fail(asked.error()); // every problem at once
//     users.page(tenon::where(asked->filter), tenon::order_by(asked->sort), tenon::take(asked->limit), tenon::skip(asked->skip()));
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/read_number.hpp>
#include <tenon/core/result.hpp>
#include <tenon/sql/dynamic/filter.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI {

/// What a query string may ask for.
struct query_string_limits {
    std::int64_t limit = 20;       ///< rows of a page where it says nothing; no more than most_rows
    std::int64_t most_rows = 100;  ///< of a page
    std::int64_t most_pages = 10'000;
    dynamic_limits filter{};
};

template <class Model> struct dynamic_query {
    dynamic_filter<Model> filter;
    dynamic_sort<Model> sort;
    std::int64_t page = 1;
    std::int64_t limit = 20; ///< rows of a page

    std::int64_t skip() const noexcept { return (page - 1) * limit; }
};

namespace sql {

/// What a query string says, cut into its parts. Knows no model.
struct query_string_parts {
    dynamic_conditions& conditions;
    dynamic_sort_keys& sort;
    std::int64_t& page;
    std::int64_t& limit;
};

namespace detail {

/// `%41` is A and `+` a space. std::nullopt: a percent sign without two digits.
TENON_RARE std::optional<std::string> percent_decoded(std::string_view text) {
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    std::string made;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') made += ' ';
        else if (text[i] != '%') made += text[i];
        else {
            const int high = i + 2 < text.size() ? digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            made += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return made;
}

/// Reads one query string. Each thing may be said once, but for conditions.
class query_string_reader {
public:
    query_string_reader(const query_string_parts& into, const query_string_limits& limits) : into_(&into), limits_(&limits) {}

    TENON_COLD void read(std::string_view text) {
        while (!text.empty() && !stopped_) {
            const std::string_view pair = text.substr(0, text.find('&'));
            text.remove_prefix(std::min(text.size(), pair.size() + 1));
            if (pair.empty()) continue;
            const std::size_t equals = std::min(pair.find('='), pair.size());
            const auto name = percent_decoded(pair.substr(0, equals));
            const auto value = percent_decoded(pair.substr(std::min(pair.size(), equals + 1)));
            if (!name || !value) problems().add("the query string", "has a % that is none of a character");
            else if (++pairs_ > limits_->filter.conditions + 10) {
                stopped_ = true;
                problems().add_too_much("the query string", "has too many parts");
            } else read(*name, *value);
        }
    }

private:
    dynamic_problems& problems() const noexcept { return into_->conditions.problems(); }

    void read(const std::string& name, std::string_view value) {
        constexpr std::string_view beginning = "filter.";
        if (name.starts_with(beginning)) return read_condition(std::string_view(name).substr(beginning.size()), value);
        if (name == "sort") return once(said_[0], name) ? read_sort(value) : void();
        if (name == "page") return once(said_[1], name) ? read_count(name, value, limits_->most_pages, into_->page) : void();
        if (name == "limit") return once(said_[2], name) ? read_count(name, value, limits_->most_rows, into_->limit) : void();
        problems().add(name, "is no part of a query");
    }
    /// `level[gte]`, or `level` for equality.
    void read_condition(std::string_view name, std::string_view value) {
        const std::size_t bracket = name.find('[');
        if (bracket == name.npos) return add_text(into_->conditions, name, "eq", value);
        if (!name.ends_with(']')) return problems().add(name, "has a bracket that is not closed");
        add_text(into_->conditions, name.substr(0, bracket), name.substr(bracket + 1, name.size() - bracket - 2), value);
    }
    void read_sort(std::string_view keys) {
        while (!keys.empty()) {
            const std::string_view key = keys.substr(0, keys.find(','));
            into_->sort.add(key);
            if (into_->sort.problems().code() == errc::too_long) return;
            keys.remove_prefix(std::min(keys.size(), key.size() + 1));
        }
    }
    void read_count(std::string_view name, std::string_view value, std::int64_t most, std::int64_t& out) {
        std::int64_t number = 0;
        const errc wrong = read_number(value, number);
        if (wrong == errc::invalid_value) return problems().add(name, "is no number");
        if (wrong != errc::ok || number < 1 || number > most) return problems().add(name, "is out of range: 1 to " + std::to_string(most));
        out = number;
    }
    bool once(bool& said, std::string_view name) {
        if (std::exchange(said, true)) problems().add(name, "is said twice");
        return true;
    }

    const query_string_parts* into_;
    const query_string_limits* limits_;
    std::array<bool, 3> said_{};
    std::size_t pairs_ = 0;
    bool stopped_ = false;
};

} // namespace detail

/// Reads all of it; what is wrong stays with the conditions and the sort keys.
TENON_RARE void read_query_string(std::string_view text, const query_string_limits& limits, const query_string_parts& into) {
    detail::query_string_reader(into, limits).read(text);
}

} // namespace sql

/// Reads `filter.field[operator]=value`, `filter.field=value`, `sort=-field,field`, `page=2`, `limit=20`; percent signs decoded, a
/// leading question mark left out. Errors, with every problem at once: validation_failed; too_long, where it asks for more than the
/// limits.
template <class Model> result<dynamic_query<Model>> query_string(std::string_view text, const query_string_limits& limits = {}) {
    if (text.starts_with('?')) text.remove_prefix(1);
    dynamic_query<Model> asked{dynamic_filter<Model>(limits.filter), dynamic_sort<Model>(limits.filter), 1, std::min(limits.limit, limits.most_rows)};
    sql::read_query_string(text, limits, {asked.filter.conditions(), asked.sort.keys(), asked.page, asked.limit});
    sql::dynamic_problems all = asked.filter.conditions().problems();
    all.add(asked.sort.keys().problems());
    if (!all.empty()) return fail(all.tell(info_of<Model>().model));
    return asked;
}

} // namespace tenon::inline TENON_ABI
