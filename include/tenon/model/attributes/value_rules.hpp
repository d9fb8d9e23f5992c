// tenon/model/attributes/value_rules.hpp: rules over values: one of some, or between two.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/codec.hpp>
#include <tenon/core/enum_names.hpp>
#include <tenon/core/values/date.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/model/attributes/rules.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

/// What a rule compares: text as a view, integers and real numbers at their widest; enums and times as they are.
template <class Value>
using rule_value = std::conditional_t<
    std::same_as<Value, std::string>, std::string_view,
    std::conditional_t<std::integral<Value> || std::is_void_v<Value>, std::int64_t,
                       std::conditional_t<std::floating_point<Value>, double, Value>>>;

namespace detail {

/// The type of a field without its optional; void of what is no field, which has been or will be refused.
template <auto Member> struct ruled_field {
    using type = void;
};
template <class Model, class Field, Field Model::*Member> struct ruled_field<Member> {
    using type = unwrapped_t<Field>;
};

/// Whether a rule over fields of type `Field` can be given a `Given`.
template <class Field, class Given>
concept rule_argument =
    (std::same_as<Field, std::string> && std::convertible_to<Given, std::string_view>) ||
    (std::integral<Field> && !std::same_as<Field, bool> && std::integral<Given> && !std::same_as<Given, bool>) ||
    (std::floating_point<Field> && std::is_arithmetic_v<Given> && !std::same_as<Given, bool>) ||
    (!std::is_arithmetic_v<Field> && std::same_as<Field, Given>);

/// A value as the field would hold it; of one that does not fit, another one.
template <class Field, class Given> constexpr rule_value<Field> to_rule_value(const Given& given) {
    return rule_value<Field>(static_cast<std::conditional_t<std::same_as<Field, std::string>, std::string_view, Field>>(given));
}
template <class Field, class Given> constexpr bool fits_field(const Given& given) {
    if constexpr (std::integral<Field> && std::integral<Given>) return std::in_range<Field>(given);
    else return true;
}

} // namespace detail

/// What is wrong with the arguments of a rule; told by the check of the model.
enum class rule_arguments : std::uint8_t { sound, none, other_type, out_of_range, backwards };

template <auto Member, std::size_t Size> struct one_of_rule : checked_rule<Member> {
    using value = rule_value<typename detail::ruled_field<Member>::type>;
    std::array<value, Size> values;
    rule_arguments arguments;
    constexpr bool holds(const value& held) const { return std::find(values.begin(), values.end(), held) != values.end(); }
    TENON_COLD std::string sentence() const {
        std::string text = "must be one of";
        for (const value& each : values) {
            text += &each == values.data() ? " " : ", ";
            if constexpr (std::same_as<value, std::string_view>) text += each;
            else if constexpr (std::same_as<value, std::int64_t>) text += std::to_string(each);
            else text += enum_name(each);
        }
        return text;
    }
    template <class Data> constexpr void describe(Data& data) const { checked_rule<Member>::describe_check(data, "one_of"); }
};
template <auto Member> struct one_of_word {
    using field = typename detail::ruled_field<Member>::type;
    template <class... Given> constexpr auto operator()(const Given&... given) const {
        if constexpr (sizeof...(Given) == 0) return one_of_rule<Member, 1>{{}, {}, rule_arguments::none};
        else if constexpr ((detail::rule_argument<field, std::decay_t<Given>> && ...))
            return one_of_rule<Member, sizeof...(Given)>{
                {}, {detail::to_rule_value<field>(given)...},
                (detail::fits_field<field>(given) && ...) ? rule_arguments::sound : rule_arguments::out_of_range};
        else return one_of_rule<Member, 1>{{}, {}, rule_arguments::other_type};
    }
};
/// `one_of<&T::role>("admin", "user")`: a text, an integer or an enumerator is one of these.
template <auto Member> inline constexpr one_of_word<Member> one_of{};

template <auto Member> struct between_rule : checked_rule<Member> {
    using value = rule_value<typename detail::ruled_field<Member>::type>;
    value low;
    value high;
    rule_arguments arguments;
    constexpr bool holds(const value& held) const { return low <= held && held <= high; }
    TENON_COLD std::string sentence() const { return "must be between " + spelled(low) + " and " + spelled(high); }
    template <class Data> constexpr void describe(Data& data) const { checked_rule<Member>::describe_check(data, "between"); }

private:
    static std::string spelled(const value& each) {
        if constexpr (std::floating_point<value>) {
            std::array<char, 32> text{};
            return {text.data(), std::to_chars(text.data(), text.data() + text.size(), each).ptr};
        } else if constexpr (std::integral<value>) return std::to_string(each);
        else return tenon::to_string(each);
    }
};
template <auto Member> struct between_word {
    using field = typename detail::ruled_field<Member>::type;
    template <class Low, class High> constexpr between_rule<Member> operator()(const Low& low, const High& high) const {
        if constexpr (detail::rule_argument<field, Low> && detail::rule_argument<field, High>) {
            const auto least = detail::to_rule_value<field>(low), most = detail::to_rule_value<field>(high);
            const bool fits = detail::fits_field<field>(low) && detail::fits_field<field>(high);
            return {{}, least, most,
                    !fits ? rule_arguments::out_of_range : most < least ? rule_arguments::backwards : rule_arguments::sound};
        } else return {{}, {}, {}, rule_arguments::other_type};
    }
};
/// `between<&T::level>(0, 9)`: a number, a timestamp or a date is one of these or lies between them.
template <auto Member> inline constexpr between_word<Member> between{};

} // namespace tenon::inline TENON_ABI
