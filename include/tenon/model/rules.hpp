// tenon/model/rules.hpp: asks the rules of a model about a row, or about a value that a field is to get. All of them are
// asked, so that everything that is wrong is told at once.
//
//     broken_rules broken;
//     ask_rules(user, broken); // broken.fields, broken.sentences
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

/// What did not hold. Free of the values themselves.
struct broken_rules {
    std::vector<std::string> fields; ///< each once, in the order of the rules
    std::string sentences;           ///< "email must be an e-mail address; level must be between 0 and 9"

    bool empty() const noexcept { return sentences.empty(); }

    TENON_COLD void add(std::string_view what, const std::string& sentence) {
        if (!sentences.empty()) sentences += "; ";
        sentences.append(what).append(what.empty() ? "" : " ").append(sentence);
    }
    TENON_COLD void add_field(std::string_view field) {
        if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.emplace_back(field);
    }
};

namespace detail {

template <class Model, class Indexes> struct rules_of;
/// The attributes of a model that are rules, by their places among all of them.
template <class Model, std::size_t... I> struct rules_of<Model, std::index_sequence<I...>> {
    using types = typename decltype(model<Model>.attributes)::types;
    template <std::size_t Place> using type = std::tuple_element_t<Place, types>;

    template <std::size_t Place> static constexpr const auto& at() {
        return static_cast<const kept_attribute<Place, type<Place>>&>(model<Model>.attributes).value;
    }

    static constexpr bool any = ((is_field_rule<type<I>> || is_row_rule<type<I>>::value) || ...);

    template <auto Member, std::size_t Place> static consteval bool is_about() {
        if constexpr (is_field_rule<type<Place>>) return reflection::index_of<type<Place>::member> == reflection::index_of<Member>;
        else return false;
    }
    /// Whether a field has a rule of its own.
    template <auto Member> static constexpr bool has_rule = (is_about<Member, I>() || ...);

    /// Whether a row rule looks at one of these fields; one that names none looks at all.
    template <auto... Members> static consteval bool looked_at() { return (looks_at<I, Members...>() || ...); }

    template <std::size_t Place, class Value> static bool holds(const Value& value) {
        if constexpr (requires { at<Place>().holds(value); }) return at<Place>().holds(value);
        else {
            constexpr std::string_view text = at<Place>().text;
            return pattern<fixed_string<text.size()>(text)>.matches(value);
        }
    }

    template <std::size_t Place, class Field> static void ask_about(const Field& field, broken_rules& broken) {
        if constexpr (is_optional_v<Field>) {
            if (field) ask_about<Place>(*field, broken);
        } else if (!holds<Place>(field)) [[unlikely]] {
            const std::string_view name = column_of<type<Place>::member>.field;
            broken.add(name, at<Place>().sentence());
            broken.add_field(name);
        }
    }
    template <std::size_t Place> static void ask_about_row(const Model& row, broken_rules& broken) {
        if constexpr (is_field_rule<type<Place>>) ask_about<Place>(row.*type<Place>::member, broken);
        else if constexpr (is_row_rule<type<Place>>::value) {
            if (at<Place>().function(row)) return;
            add_row_rule(at<Place>().what, typename type<Place>::members{}, broken);
        }
    }
    static void ask_all(const Model& row, broken_rules& broken) { (ask_about_row<I>(row, broken), ...); }
    template <auto... Members> static void ask_changed(const Model& row, broken_rules& broken) {
        [[maybe_unused]] const auto ask = [&]<std::size_t Place>(std::integral_constant<std::size_t, Place>) {
            if constexpr (looks_at<Place, Members...>() || (is_about<Members, Place>() || ...)) ask_about_row<Place>(row, broken);
        };
        (ask(std::integral_constant<std::size_t, I>{}), ...);
    }

    template <auto Member, class Value> static void ask_value(const Value& value, broken_rules& broken) {
        [[maybe_unused]] const auto ask = [&]<std::size_t Place>(std::integral_constant<std::size_t, Place>) {
            if constexpr (is_about<Member, Place>()) ask_about<Place>(value, broken);
        };
        (ask(std::integral_constant<std::size_t, I>{}), ...);
    }

private:
    template <std::size_t Place, auto... Members> static consteval bool looks_at() {
        if constexpr (is_row_rule<type<Place>>::value) return meets<Members...>(typename type<Place>::members{});
        else return false;
    }
    template <auto... Members, auto... Seen> static consteval bool meets(member_list<Seen...>) {
        const auto is_seen = []([[maybe_unused]] std::size_t place) { return ((reflection::index_of<Seen> == place) || ...); };
        return sizeof...(Seen) == 0 || (is_seen(reflection::index_of<Members>) || ...);
    }
    template <auto... Members>
    TENON_COLD static void add_row_rule(const char* what, member_list<Members...>, broken_rules& broken) {
        std::string names;
        ((names.append(names.empty() ? "" : " and ").append(column_of<Members>.field)), ...);
        broken.add(names, what);
        (broken.add_field(column_of<Members>.field), ...);
    }
};

template <class Model> using rules = rules_of<Model, std::make_index_sequence<attribute_count<Model>>>;

} // namespace detail

/// Whether a model has rules.
template <class Model> inline constexpr bool has_rules = detail::rules<Model>::any;

/// Asks all rules about a row.
template <class Model> void ask_rules(const Model& row, broken_rules& broken) { detail::rules<Model>::ask_all(row, broken); }

/// Asks about a row after a change of these fields: their own rules, and those over the row that look at one of them.
template <class Model, auto... Members> void ask_rules_after_change(const Model& row, broken_rules& broken) {
    detail::rules<Model>::template ask_changed<Members...>(row, broken);
}

/// Asks the rules of a field about a value that it is to get: of the field's type, or what `rule_value` makes of it.
template <auto Member, class Value> void ask_rules_of(const Value& value, broken_rules& broken) {
    detail::rules<reflection::class_of<Member>>::template ask_value<Member>(value, broken);
}

/// Whether a change of these fields can break a rule that only the whole row can be asked about.
template <class Model, auto... Members>
inline constexpr bool changes_need_whole_row = detail::rules<Model>::template looked_at<Members...>();

/// Whether a field has a rule of its own.
template <auto Member> inline constexpr bool has_rule = detail::rules<reflection::class_of<Member>>::template has_rule<Member>;

} // namespace tenon::inline TENON_ABI
