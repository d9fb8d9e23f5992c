// tenon/sql/expression/aggregate.hpp: what is computed over rows, and conditions on it.
//
//     todos.aggregate(tenon::count(), tenon::sum<&Todo::points>)
//     todos.group_by(tenon::by<&Todo::userId>, tenon::count(), tenon::having(tenon::sum<&Todo::points> > 10))
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values/decimal_codec.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/aggregate_function.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/expression/condition.hpp>
#include <tenon/sql/expression/field.hpp>
#include <tenon/sql/expression/operand.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::sql {

/// The base of all aggregates. One stands for a column in conditions and sort keys; it has `value_type`, what it is compared
/// with, `result_type`, what it gives, and `place`, that of its field. It has no state.
struct aggregate_tag {};
template <class T>
concept aggregate = std::is_base_of_v<aggregate_tag, std::remove_cvref_t<T>>;

/// count(*)
struct count_of_rows : aggregate_tag {
    using model = groups_of<void>;
    using value_type = std::int64_t;
    using result_type = std::int64_t;
    static constexpr std::size_t place = no_field;
    static constexpr bool may_overflow = false;

    static constexpr const column_info& info() noexcept { return counted; }
    template <class Context> static constexpr void write(text_writer& w) noexcept { w.write("count(*)"); }
    template <class Context> static constexpr void write_comparable(text_writer& w) noexcept { write<Context>(w); }

private:
    static constexpr column_info counted{.field = "count", .column = "count", .type = column_type::int64};
};

namespace detail {

constexpr bool is_number(column_type type) noexcept {
    return (type >= column_type::int8 && type <= column_type::float64) || type == column_type::decimal;
}
constexpr bool has_extremes(column_type type) noexcept {
    return type != column_type::boolean && type != column_type::bytes && type != column_type::json && type != column_type::list;
}

/// What a function gives for a column of `Field` values.
template <aggregate_function Function, class Field> consteval auto aggregate_value() {
    constexpr bool counts = Function == aggregate_function::count || Function == aggregate_function::count_distinct;
    constexpr bool averages = Function == aggregate_function::avg;
    constexpr bool adds = Function == aggregate_function::sum || averages;
    constexpr bool is_own = std::is_class_v<Field> && !std::same_as<Field, decimal>;
    constexpr bool number = is_number(codec<Field>::type) && !std::is_enum_v<Field> && !(averages && is_own);
    static_assert(!adds || number, "tenon: sum and avg compute with numbers: use them on integer, float, double or "
                                   "tenon::decimal fields");
    static_assert(counts || adds || has_extremes(codec<Field>::type),
                  "tenon: min and max compare values: use them on numbers, texts, times, UUIDs or enums, and not on bool, "
                  "bytes, JSON or lists");
    static_assert(Function != aggregate_function::count_distinct || codec<Field>::type != column_type::json,
                  "tenon: values of JSON have no equality that databases share: count and group by other fields");
    if constexpr (counts || (adds && integer_field<Field> && !averages)) return std::type_identity<std::int64_t>{};
    else if constexpr (adds && (integer_field<Field> || std::floating_point<Field>)) return std::type_identity<double>{};
    else return std::type_identity<Field>{};
}

} // namespace detail

/// A function over the values of a field, NULLs aside.
template <aggregate_function Function, auto Member, class Model = reflection::class_of<Member>>
struct aggregate_of : aggregate_tag {
    using model = groups_of<Model>;
    using value_type = typename decltype(detail::aggregate_value<Function, unwrapped_t<reflection::type_of<Member>>>())::type;
    static constexpr bool counts =
        Function == aggregate_function::count || Function == aggregate_function::count_distinct;
    using result_type = std::conditional_t<counts, value_type, std::optional<value_type>>;
    static constexpr std::size_t place = reflection::index_of<Member>;
    static constexpr bool may_overflow = Function == aggregate_function::sum || Function == aggregate_function::avg;

    static constexpr const column_info& info() noexcept { return computed; }
    template <class Context> static constexpr void write(text_writer& w) noexcept {
        Context::dialect::template aggregate<Context::leads_with_tenant>(
            w, Function, column_of<Member>.type, [&] { write_field<Context>(w, info_of<Model>(), place); });
    }
    /// With what makes values of its type comparable.
    template <class Context> static constexpr void write_comparable(text_writer& w) noexcept {
        write<Context>(w);
        Context::dialect::template comparable<Context::leads_with_tenant>(w, info().type);
    }

private:
    static constexpr column_info computed = [] {
        column_info column = column_of<Member>;
        column.type = codec<value_type>::type;
        column.nullable = !counts;
        return column;
    }();
};

/// `aggregate Op given`: a condition on groups.
template <comparison Op, aggregate Left, class Given> constexpr auto compare_aggregate(Given&& given) {
    using value = std::remove_cvref_t<Given>;
    if constexpr (aggregate<value>) {
        constexpr bool same = std::same_as<typename Left::value_type, typename value::value_type>;
        check_joined<typename Left::model, typename value::model>();
        static_assert(same, "tenon: two aggregates of different types are compared: compare aggregates of one type");
        if constexpr (same)
            return bare_condition<joined_model<typename Left::model, typename value::model>,
                                  comparison_shape<Left, Op, value>>{};
        else return refused_condition{};
    } else {
        constexpr bool comparable = comparable_with<typename Left::value_type, value>;
        static_assert(comparable, "tenon: an aggregate is compared with a value of another type: give a value of its type");
        if constexpr (comparable) {
            using kept = kept_t<typename Left::value_type, Given>;
            return value_condition<Left, comparison_shape<Left, Op, parameter_operand<>>, kept>{
                {}, keep<typename Left::value_type>(std::forward<Given>(given))};
        } else return refused_condition{};
    }
}

/// Values, and other aggregates. Between an aggregate and a field it is the field that says what is wrong.
template <class V>
concept comparable_operand = detail::no_field_reference<V>;

template <aggregate A, comparable_operand V> constexpr auto operator==(A, V&& v) { return compare_aggregate<comparison::equal, A>(std::forward<V>(v)); }
template <aggregate A, comparable_operand V> constexpr auto operator!=(A, V&& v) { return compare_aggregate<comparison::not_equal, A>(std::forward<V>(v)); }
template <aggregate A, comparable_operand V> constexpr auto operator<(A, V&& v) { return compare_aggregate<comparison::less, A>(std::forward<V>(v)); }
template <aggregate A, comparable_operand V> constexpr auto operator<=(A, V&& v) { return compare_aggregate<comparison::less_equal, A>(std::forward<V>(v)); }
template <aggregate A, comparable_operand V> constexpr auto operator>(A, V&& v) { return compare_aggregate<comparison::greater, A>(std::forward<V>(v)); }
template <aggregate A, comparable_operand V> constexpr auto operator>=(A, V&& v) { return compare_aggregate<comparison::greater_equal, A>(std::forward<V>(v)); }

template <class V>
concept no_aggregate = comparable_operand<V> && !aggregate<V>;
template <no_aggregate V, aggregate A> constexpr refused_condition operator==(V&&, A) { return detail::refuse_value_first<V>(); }
template <no_aggregate V, aggregate A> constexpr refused_condition operator!=(V&&, A) { return detail::refuse_value_first<V>(); }
template <no_aggregate V, aggregate A> constexpr refused_condition operator<(V&&, A) { return detail::refuse_value_first<V>(); }
template <no_aggregate V, aggregate A> constexpr refused_condition operator<=(V&&, A) { return detail::refuse_value_first<V>(); }
template <no_aggregate V, aggregate A> constexpr refused_condition operator>(V&&, A) { return detail::refuse_value_first<V>(); }
template <no_aggregate V, aggregate A> constexpr refused_condition operator>=(V&&, A) { return detail::refuse_value_first<V>(); }

} // namespace tenon::inline TENON_ABI::sql

namespace tenon::inline TENON_ABI {

/// `count()`: how many rows there are. Never NULL.
constexpr sql::count_of_rows count() noexcept { return {}; }

/// `count_values<&Todo::due>`: in how many rows the field is not NULL.
template <auto Member> inline constexpr sql::aggregate_of<sql::aggregate_function::count, Member> count_values{};
/// `count_distinct<&Todo::userId>`: how many different values the field has; NULL is none.
template <auto Member> inline constexpr sql::aggregate_of<sql::aggregate_function::count_distinct, Member> count_distinct{};

/// `sum<&Todo::points>`. Of integers a std::int64_t, of float and double a double, of other numbers their own type; NULL where
/// no value is. Integers and decimals are added exactly, in any order of the rows: a sum of integers beyond 64 bits is
/// errc::out_of_range. So is one of real numbers that overflows.
template <auto Member> inline constexpr sql::aggregate_of<sql::aggregate_function::sum, Member> sum{};

/// `avg<&Todo::points>`. Of integers, float and double a double; NULL where no value is. Of integers it is their exact sum as a
/// double, whatever its size, divided by their number: the same on every database. Of decimals a decimal with up to 30 digits
/// behind the point, the last one rounded, a half away from zero.
template <auto Member> inline constexpr sql::aggregate_of<sql::aggregate_function::avg, Member> avg{};

/// `min<&Todo::due>`: the least value, in the order in which rows are sorted; NULL where no value is.
template <auto Member> inline constexpr sql::aggregate_of<sql::aggregate_function::min, Member> min{};
/// `max<&Todo::due>`: the greatest value.
template <auto Member> inline constexpr sql::aggregate_of<sql::aggregate_function::max, Member> max{};

} // namespace tenon::inline TENON_ABI
