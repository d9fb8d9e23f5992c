// tenon/sql/expression/field.hpp: fields in filters.
//
//     using tenon::field;
//     field<&User::level> >= 2 && field<&User::email>.ends_with("@acme.test", tenon::ignore_case)
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>
#include <tenon/model/reflection.hpp>
#include <tenon/sql/expression/condition.hpp>
#include <tenon/sql/expression/list_value.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

// The model is named besides, though the member tells it: GCC gives templates of an unnamed namespace's types internal
// linkage, but not those of members of such types alone, so that two files with models of the same name would meet.
template <auto Member, bool Fold = false, class Model = reflection::class_of<Member>> struct field_reference;

/// The word for tests that ignore case: `ignore_case(field<&User::email>) == "ANN@ACME.TEST"`, or as the last argument of
/// a text test.
struct ignore_case_word {
    template <auto Member> constexpr field_reference<Member, true> operator()(field_reference<Member>) const {
        static_assert(std::same_as<unwrapped_t<reflection::type_of<Member>>, std::string>,
                      "tenon: ignore_case was asked of a field that holds no text: leave it out");
        return {};
    }
};
inline constexpr ignore_case_word ignore_case{};

namespace sql::detail {

template <class T> inline constexpr bool is_text_like = std::convertible_to<const T&, std::string_view>;

} // namespace sql::detail

/// A field of a model in a filter. Made by `field<&Model::member>`; has no state.
///
/// Comparisons take a value of the field's type, or another field. With a std::optional or std::nullopt, `==` and `!=`
/// treat NULL as a value; all other comparisons with NULL do not hold, as in SQL.
/// Values given by name are borrowed: the filter must not outlive them.
template <auto Member, bool Fold, class Model> struct field_reference {
    using model = Model;
    using field_type = reflection::type_of<Member>;
    using value_type = unwrapped_t<field_type>;

    /// The field is NULL.
    constexpr auto is_null() const {
        static_assert(is_optional_v<field_type>,
                      "tenon: is_null was asked of a field that is never NULL: make it a std::optional, or leave the test out");
        return sql::bare_condition<model, sql::null_shape<column, false>>{};
    }
    /// The field is not NULL.
    constexpr auto is_not_null() const {
        static_assert(is_optional_v<field_type>,
                      "tenon: is_null was asked of a field that is never NULL: make it a std::optional, or leave the test out");
        return sql::bare_condition<model, sql::null_shape<column, true>>{};
    }

    /// The field is one of `values`: a std::vector, std::array, std::span or a braced list, of any length. None of an
    /// empty list.
    template <class Range> constexpr auto in(Range&& values) const { return member_of_list<false>(std::forward<Range>(values)); }
    constexpr auto in(std::initializer_list<value_type> values) const {
        return list<false>(sql::detail::owned_list<value_type, value_type>(values));
    }
    /// The field is none of `values`. All rows for an empty list; for any other, not those where it is NULL.
    template <class Range> constexpr auto not_in(Range&& values) const { return member_of_list<true>(std::forward<Range>(values)); }
    constexpr auto not_in(std::initializer_list<value_type> values) const {
        return list<true>(sql::detail::owned_list<value_type, value_type>(values));
    }

    /// low <= field <= high.
    template <class Low, class High> constexpr auto between(Low&& low, High&& high) const {
        constexpr bool comparable = sql::comparable_with<value_type, std::remove_cvref_t<Low>> &&
                                    sql::comparable_with<value_type, std::remove_cvref_t<High>>;
        static_assert(comparable,
                      "tenon: a field is compared with a value of another type: give a value of the field's type");
        if constexpr (comparable) {
            auto first = sql::keep_comparand<value_type>(std::forward<Low>(low));
            auto second = sql::keep_comparand<value_type>(std::forward<High>(high));
            return sql::range_condition<column, sql::between_shape<column, Fold>, decltype(first), decltype(second)>{
                {}, std::move(first), std::move(second)};
        } else return refused{};
    }

    /// The text has `part` somewhere in it. `%` and `_` in it are characters like any other.
    template <class Text> constexpr auto contains(Text&& part) const { return text<sql::text_test::contains, Fold>(std::forward<Text>(part)); }
    template <class Text> constexpr auto contains(Text&& part, ignore_case_word) const { return text<sql::text_test::contains, true>(std::forward<Text>(part)); }
    /// The text begins with `part`. Without ignore_case it can use an index.
    template <class Text> constexpr auto starts_with(Text&& part) const { return text<sql::text_test::starts_with, Fold>(std::forward<Text>(part)); }
    template <class Text> constexpr auto starts_with(Text&& part, ignore_case_word) const { return text<sql::text_test::starts_with, true>(std::forward<Text>(part)); }
    /// The text ends with `part`.
    template <class Text> constexpr auto ends_with(Text&& part) const { return text<sql::text_test::ends_with, Fold>(std::forward<Text>(part)); }
    template <class Text> constexpr auto ends_with(Text&& part, ignore_case_word) const { return text<sql::text_test::ends_with, true>(std::forward<Text>(part)); }
    /// The text matches a pattern: `%` stands for any text, `_` for any character, and a backslash before one of these
    /// takes it as it is.
    template <class Text> constexpr auto like(Text&& pattern) const { return text<sql::text_test::like, Fold>(std::forward<Text>(pattern)); }
    template <class Text> constexpr auto like(Text&& pattern, ignore_case_word) const { return text<sql::text_test::like, true>(std::forward<Text>(pattern)); }

    /// Whether the field can be compared with a `Value`: of its type, or NULL where it may be NULL.
    template <class Value>
    static constexpr bool takes = std::same_as<Value, std::nullopt_t> ? is_optional_v<field_type>
                                  : is_optional_v<Value> ? std::same_as<unwrapped_t<Value>, value_type>
                                                         : sql::comparable_with<value_type, Value>;

    template <sql::comparison Op, class Given> static constexpr auto compare(Given&& given) {
        using value = std::remove_cvref_t<Given>;
        if constexpr (std::same_as<value, std::nullopt_t> || is_optional_v<value>)
            static_assert(Op == sql::comparison::equal || Op == sql::comparison::not_equal,
                          "tenon: NULL has no order: compare with == or != only");
        if constexpr (std::same_as<value, std::nullopt_t>)
            return sql::bare_condition<model, sql::null_shape<column, Op != sql::comparison::equal>>{};
        else if constexpr (is_optional_v<value>) {
            constexpr auto same = Op == sql::comparison::equal ? sql::comparison::same : sql::comparison::different;
            return compared<same, std::optional<value_type>>{{}, std::forward<Given>(given)};
        } else return compared<Op, sql::comparand_t<value_type, Given>>{{}, sql::keep_comparand<value_type>(std::forward<Given>(given))};
    }

    /// Says why the field cannot be compared with a `Value`.
    template <class Value> static constexpr sql::refused_condition refuse() {
        constexpr bool is_null = std::same_as<Value, std::nullopt_t>;
        static_assert(!is_null, "tenon: a field that is never NULL is compared with NULL: make it a std::optional, or leave "
                                "the comparison out");
        static_assert(is_null || takes<Value>,
                      "tenon: a field is compared with a value of another type: give a value of the field's type");
        return {};
    }

    template <sql::comparison Op, auto Other, bool OtherFold>
    static constexpr auto compare_fields(field_reference<Other, OtherFold>) {
        using other = field_reference<Other, OtherFold>;
        static_assert(std::same_as<typename other::model, model>,
                      "tenon: a filter joins fields of two models: use the fields of the repository's model only");
        static_assert(!std::same_as<typename other::model, model> || std::same_as<typename other::value_type, value_type>,
                      "tenon: two fields of different types are compared: compare fields of one type");
        return sql::bare_condition<model, sql::comparison_shape<column, Op, typename other::column>>{};
    }

private:
    using column = sql::member_column<Member, Fold>;
    using refused = sql::bare_condition<model, sql::no_condition>; // where an error has been told
    template <auto Other, bool OtherFold, class OtherModel> friend struct field_reference;

    template <sql::comparison Op, class Kept>
    using compared =
        sql::value_condition<column, sql::comparison_shape<column, Op, sql::parameter_operand<Fold>>, Kept>;

    template <sql::text_test Test, bool Ignore, class Text> static constexpr auto text(Text&& given) {
        constexpr bool of_text = std::same_as<value_type, std::string>;
        constexpr bool with_text = sql::detail::is_text_like<std::remove_cvref_t<Text>>;
        static_assert(of_text,
                      "tenon: a text test was asked of a field that holds no text: use it on std::string fields only");
        static_assert(!of_text || with_text,
                      "tenon: a field is compared with a value of another type: give a value of the field's type");
        if constexpr (of_text && with_text) {
            return sql::value_condition<column, sql::text_shape<sql::member_column<Member, Ignore>, Test, Ignore>,
                                        sql::kept_t<std::string, Text>>{{}, sql::keep<std::string>(std::forward<Text>(given))};
        } else return refused{};
    }

    template <bool Negated, class List> static constexpr auto list(List values) {
        static_assert(!Fold, "tenon: in and not_in compare exactly: leave ignore_case out");
        return sql::value_condition<column, sql::list_shape<column, Negated>, List>{{}, std::move(values)};
    }

    template <bool Negated, class Range> static constexpr auto member_of_list(Range&& values) {
        static_assert(std::ranges::range<Range>, "tenon: in and not_in take a list of values: give a std::vector, a std::array "
                                                 "or values in braces");
        if constexpr (std::ranges::range<Range>) return member_of_range<Negated>(std::forward<Range>(values));
        else return refused{};
    }

    template <bool Negated, class Range> static constexpr auto member_of_range(Range&& values) {
        using element = std::remove_cvref_t<std::ranges::range_value_t<Range>>;
        constexpr bool comparable = std::same_as<element, value_type> || sql::comparable_with<value_type, element>;
        static_assert(comparable,
                      "tenon: a field is compared with a value of another type: give a list of the field's type");
        if constexpr (!comparable) return refused{};
        else if constexpr (std::same_as<element, value_type> && std::ranges::contiguous_range<Range> &&
                      (std::is_lvalue_reference_v<Range> || std::ranges::borrowed_range<Range>) &&
                      !sql::detail::encodes_by_copy<value_type>)
            return list<Negated>(sql::detail::borrowed_list<value_type>(
                std::span<const value_type>(std::ranges::data(values), std::ranges::size(values))));
        else return list<Negated>(sql::detail::owned_list<value_type, element>(std::forward<Range>(values)));
    }
};

/// `field<&User::email>`: a field in a filter.
template <auto Member> inline constexpr field_reference<Member> field{};

namespace sql::detail {
template <class T> struct is_field_reference : std::false_type {};
template <auto Member, bool Fold> struct is_field_reference<field_reference<Member, Fold>> : std::true_type {};
template <class T>
concept no_field_reference = !is_field_reference<std::remove_cvref_t<T>>::value;

/// A value that the field may be compared with.
template <class T, auto Member>
concept value_for = no_field_reference<T> && field_reference<Member>::template takes<std::remove_cvref_t<T>>;
/// Any other value. The comparisons of these say what is wrong, and only when they are called: their type is known without
/// a look inside, for the standard's comparisons of std::optional ask whether its value can be compared.
template <class T, auto Member>
concept no_value_for = no_field_reference<T> && !value_for<T, Member>;

template <class Value> constexpr refused_condition refuse_value_first() {
    static_assert(!no_field_reference<Value>, "tenon: a value stands before the field or aggregate that it is compared with: "
                                              "write the value last, as field<&User::level> >= 2");
    return {};
}
} // namespace sql::detail

template <auto M, bool F, sql::detail::value_for<M> V> constexpr auto operator==(field_reference<M, F>, V&& v) { return field_reference<M, F>::template compare<sql::comparison::equal>(std::forward<V>(v)); }
template <auto M, bool F, sql::detail::value_for<M> V> constexpr auto operator!=(field_reference<M, F>, V&& v) { return field_reference<M, F>::template compare<sql::comparison::not_equal>(std::forward<V>(v)); }
template <auto M, bool F, sql::detail::value_for<M> V> constexpr auto operator<(field_reference<M, F>, V&& v) { return field_reference<M, F>::template compare<sql::comparison::less>(std::forward<V>(v)); }
template <auto M, bool F, sql::detail::value_for<M> V> constexpr auto operator<=(field_reference<M, F>, V&& v) { return field_reference<M, F>::template compare<sql::comparison::less_equal>(std::forward<V>(v)); }
template <auto M, bool F, sql::detail::value_for<M> V> constexpr auto operator>(field_reference<M, F>, V&& v) { return field_reference<M, F>::template compare<sql::comparison::greater>(std::forward<V>(v)); }
template <auto M, bool F, sql::detail::value_for<M> V> constexpr auto operator>=(field_reference<M, F>, V&& v) { return field_reference<M, F>::template compare<sql::comparison::greater_equal>(std::forward<V>(v)); }

template <auto A, bool F, auto B, bool G> constexpr auto operator==(field_reference<A, F>, field_reference<B, G> b) { return field_reference<A, F>::template compare_fields<sql::comparison::equal>(b); }
template <auto A, bool F, auto B, bool G> constexpr auto operator!=(field_reference<A, F>, field_reference<B, G> b) { return field_reference<A, F>::template compare_fields<sql::comparison::not_equal>(b); }
template <auto A, bool F, auto B, bool G> constexpr auto operator<(field_reference<A, F>, field_reference<B, G> b) { return field_reference<A, F>::template compare_fields<sql::comparison::less>(b); }
template <auto A, bool F, auto B, bool G> constexpr auto operator<=(field_reference<A, F>, field_reference<B, G> b) { return field_reference<A, F>::template compare_fields<sql::comparison::less_equal>(b); }
template <auto A, bool F, auto B, bool G> constexpr auto operator>(field_reference<A, F>, field_reference<B, G> b) { return field_reference<A, F>::template compare_fields<sql::comparison::greater>(b); }
template <auto A, bool F, auto B, bool G> constexpr auto operator>=(field_reference<A, F>, field_reference<B, G> b) { return field_reference<A, F>::template compare_fields<sql::comparison::greater_equal>(b); }

template <auto M, bool F, sql::detail::no_value_for<M> V> constexpr sql::refused_condition operator==(field_reference<M, F>, V&&) { return field_reference<M, F>::template refuse<std::remove_cvref_t<V>>(); }
template <auto M, bool F, sql::detail::no_value_for<M> V> constexpr sql::refused_condition operator!=(field_reference<M, F>, V&&) { return field_reference<M, F>::template refuse<std::remove_cvref_t<V>>(); }
template <auto M, bool F, sql::detail::no_value_for<M> V> constexpr sql::refused_condition operator<(field_reference<M, F>, V&&) { return field_reference<M, F>::template refuse<std::remove_cvref_t<V>>(); }
template <auto M, bool F, sql::detail::no_value_for<M> V> constexpr sql::refused_condition operator<=(field_reference<M, F>, V&&) { return field_reference<M, F>::template refuse<std::remove_cvref_t<V>>(); }
template <auto M, bool F, sql::detail::no_value_for<M> V> constexpr sql::refused_condition operator>(field_reference<M, F>, V&&) { return field_reference<M, F>::template refuse<std::remove_cvref_t<V>>(); }
template <auto M, bool F, sql::detail::no_value_for<M> V> constexpr sql::refused_condition operator>=(field_reference<M, F>, V&&) { return field_reference<M, F>::template refuse<std::remove_cvref_t<V>>(); }

template <sql::detail::no_field_reference V, auto M, bool F> constexpr sql::refused_condition operator==(V&&, field_reference<M, F>) { return sql::detail::refuse_value_first<V>(); }
template <sql::detail::no_field_reference V, auto M, bool F> constexpr sql::refused_condition operator!=(V&&, field_reference<M, F>) { return sql::detail::refuse_value_first<V>(); }
template <sql::detail::no_field_reference V, auto M, bool F> constexpr sql::refused_condition operator<(V&&, field_reference<M, F>) { return sql::detail::refuse_value_first<V>(); }
template <sql::detail::no_field_reference V, auto M, bool F> constexpr sql::refused_condition operator<=(V&&, field_reference<M, F>) { return sql::detail::refuse_value_first<V>(); }
template <sql::detail::no_field_reference V, auto M, bool F> constexpr sql::refused_condition operator>(V&&, field_reference<M, F>) { return sql::detail::refuse_value_first<V>(); }
template <sql::detail::no_field_reference V, auto M, bool F> constexpr sql::refused_condition operator>=(V&&, field_reference<M, F>) { return sql::detail::refuse_value_first<V>(); }

} // namespace tenon::inline TENON_ABI
