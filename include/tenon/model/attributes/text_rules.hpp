// tenon/model/attributes/text_rules.hpp: rules over texts: lengths, patterns and well-known forms.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/text_forms.hpp>
#include <tenon/core/utf8.hpp>
#include <tenon/core/values/json.hpp>
#include <tenon/model/attributes/rules.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

namespace sql {
/// The base of what says a rule in a model and stands for a condition in a filter: so && || ! are found there (expression/condition.hpp).
struct filter_word {};
} // namespace sql

namespace detail {
/// "at least 2 characters", "at most 1 character"
TENON_RARE std::string so_many_characters(std::string_view bound, std::size_t count) {
    return std::string(bound).append(" ").append(std::to_string(count)).append(count == 1 ? " character" : " characters");
}
} // namespace detail

template <auto Member> struct min_length_rule : checked_rule<Member> {
    std::size_t least;
    constexpr bool holds(std::string_view text) const noexcept { return count_code_points(text) >= least; }
    TENON_COLD std::string sentence() const { return "must have " + detail::so_many_characters("at least", least); }
    template <class Data> constexpr void describe(Data& data) const { checked_rule<Member>::describe_check(data, "min_length"); }
};
template <auto Member> struct max_length_rule : checked_rule<Member> {
    std::size_t most;
    constexpr bool holds(std::string_view text) const noexcept {
        return text.size() <= most || count_code_points(text) <= most;
    }
    TENON_COLD std::string sentence() const { return "must have " + detail::so_many_characters("at most", most); }
    template <class Data> constexpr void describe(Data& data) const { checked_rule<Member>::describe_check(data, "max_length"); }
};
/// In a model a rule, over one field; in a filter the words that are looked for, in any of the fields.
template <auto First, auto... Rest> struct matches_rule : field_rule<First>, sql::filter_word {
    using searched = detail::member_list<First, Rest...>;
    std::string_view text; ///< the pattern, compiled where it is asked; or the words
    TENON_COLD std::string sentence() const { return "must match " + std::string(text); }
};
/// Words that are known only when the program runs. No rule.
template <auto... Members> struct matched_words : sql::filter_word {
    using searched = detail::member_list<Members...>;
    std::string text;
};
/// A text that has a form: `Holds` says whether.
template <auto Member, bool (*Holds)(std::string_view) noexcept> struct form_rule : field_rule<Member> {
    const char* what;
    constexpr bool holds(std::string_view text) const noexcept { return Holds(text); }
    TENON_COLD std::string sentence() const { return std::string("must be ") + what; }
};

template <auto Member> struct min_length_word {
    constexpr min_length_rule<Member> operator()(std::size_t least) const { return {{}, least}; }
};
/// `min_length<&T::name>(2)`: a text has at least so many characters: Unicode code points, as `char_length` in SQL.
template <auto Member> inline constexpr min_length_word<Member> min_length{};

template <auto Member> struct max_length_word {
    constexpr max_length_rule<Member> operator()(std::size_t most) const { return {{}, most}; }
};
/// `max_length<&T::name>(80)`: at most so many.
template <auto Member> inline constexpr max_length_word<Member> max_length{};

template <auto First, auto... Rest> struct matches_word {
    /// `text` must be a string literal.
    constexpr matches_rule<First, Rest...> operator()(const char* text) const { return {{}, {}, text}; }
    /// In a filter. The text may be gone afterwards.
    matched_words<First, Rest...> operator()(std::string_view typed) const { return {{}, std::string(typed)}; }
};
/// `matches<&T::slug>("[a-z0-9-]+")` in a model: the whole text is of a pattern; its dialect: tenon/core/pattern.hpp.
/// `matches<&T::title, &T::body>("\"blue whale\" song* -ship")` in a filter: rows with these words in any of the texts, which the
/// model's `text_search` names; behind tenon/search.hpp.
template <auto First, auto... Rest> inline constexpr matches_word<First, Rest...> matches{};

/// An e-mail address, as a browser takes it: see `is_email`.
template <auto Member> inline constexpr form_rule<Member, &is_email> email{{}, "an e-mail address"};
/// A version of Semantic Versioning 2.0.0: see `is_semver`.
template <auto Member> inline constexpr form_rule<Member, &is_semver> semver{{}, "a semantic version, as 1.2.3"};
/// A text that is one JSON value. (`tenon::json` is a type of field that holds nothing else.)
template <auto Member> inline constexpr form_rule<Member, &is_valid_json> json_text{{}, "JSON"};

} // namespace tenon::inline TENON_ABI
