// tenon/driver/binder.hpp: from values of C++ types to the parameters of a statement.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/model/info.hpp>
#include <tenon/sql/expression/list_value.hpp>
#include <tenon/sql/expression/operand.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tenon::inline TENON_ABI::driver {

/// A list as the elements that it has, for databases with columns of lists.
template <class Statement, class Element> errc bind_elements(Statement& to, int index, const std::vector<Element>& values) {
    if constexpr (sql::detail::encodes_by_copy<Element> || std::same_as<Element, bool>) {
        const sql::detail::owned_list<Element, Element> held(values);
        return to.bind_array(index, held.view());
    } else return to.bind_array(index, make_list_view<Element>(values));
}

/// Binds a value of any type that a column is compared with or holds. errc::ok, or why not.
template <class Statement, class T> errc bind_value(Statement& to, int index, const column_info& of, const T& value) {
    if constexpr (std::is_same_v<T, sql::integer_operand>) {
        return value.fits ? to.bind(index, column_type::int64, value.value) : errc::out_of_range;
    } else if constexpr (requires { T::is_borrowed; }) {
        return bind_value(to, index, of, *value.value);
    } else if constexpr (is_optional_v<T>) {
        return value ? bind_value(to, index, of, *value) : to.bind_null(index, of);
    } else if constexpr (requires { { value.view() } -> std::same_as<const list_view&>; }) {
        return to.bind_list(index, value.view());
    } else if constexpr (std::is_same_v<T, std::string_view>) {
        return to.bind(index, column_type::text, value);
    } else {
        if (const errc refused = check_value(value); refused != errc::ok) return refused;
        if constexpr (codec<T>::type == column_type::list && requires(const list_view& list) { to.bind_array(1, list); })
            return bind_elements(to, index, value);
        else return to.bind(index, codec<T>::type, codec<T>::encode(value));
    }
}

/// Binds values one after the other, and stops at the first that is refused: then `code` says why, and `column` whose
/// value it was.
template <class Statement> struct binder {
    Statement& statement;
    int index = 0;
    errc code = errc::ok;
    const column_info* column = nullptr;

    /// The scope's tenant. Its text was checked when the scope was made.
    bool tenant(std::string_view id) { return keep(statement.bind_tenant(++index, id), nullptr); }

    /// A number of rows.
    bool rows(std::int64_t count) { return keep(statement.bind(++index, column_type::int64, count), nullptr); }

    /// Nothing is to be bound: `why`.
    bool refuse(errc why) { return keep(why, nullptr); }

    /// A value in the type in which it travels, and a list of such. Borrowed.
    template <class Value> bool wire(const column_info& of, const Value& value) { return keep(statement.bind(++index, of.type, value), &of); }
    bool list(const column_info& of, const list_view& values) { return keep(statement.bind_list(++index, values), &of); }

    /// A value that is compared with a column.
    template <class T> bool operator()(const column_info& of, const T& value) {
        return keep(bind_value(statement, ++index, of, value), &of);
    }

    /// What became of a value.
    bool keep(errc outcome, const column_info* of) {
        if (outcome == errc::ok) [[likely]] return true;
        code = outcome;
        column = of;
        return false;
    }

    /// A value that is stored in a column.
    template <class T> bool assign(const column_info& of, const T& value) {
        if constexpr (std::is_same_v<T, sql::integer_operand>)
            if (!in_range(of.type, value)) return keep(errc::out_of_range, &of);
        return (*this)(of, value);
    }

    template <class Integer> static bool within(std::int64_t value) noexcept {
        return value >= std::numeric_limits<Integer>::min() && value <= std::numeric_limits<Integer>::max();
    }
    static bool in_range(column_type type, const sql::integer_operand& given) noexcept {
        if (!given.fits) return false;
        switch (type) {
        case column_type::int8: return within<std::int8_t>(given.value);
        case column_type::int16: return within<std::int16_t>(given.value);
        case column_type::int32: return within<std::int32_t>(given.value);
        case column_type::uint8: return within<std::uint8_t>(given.value);
        case column_type::uint16: return within<std::uint16_t>(given.value);
        case column_type::uint32: return within<std::uint32_t>(given.value);
        default: return true;
        }
    }
};
template <class Statement> binder(Statement&) -> binder<Statement>;

/// What the first values of a statement that writes are bound to: where they lie side by side that is faster than the statement.
template <class Statement> TENON_INLINE decltype(auto) take_row(Statement& of, int size) {
    if constexpr (requires { of.take_row(size); }) return of.take_row(size);
    else return (of);
}

/// Calls `by` with a binder of the `size` parameters that a statement has: of such a row, where there are any.
template <class Statement, class Bind> TENON_INLINE bool bind_in_row(binder<Statement>& to, int size, Bind by) {
    if constexpr (requires { to.statement.take_typed_row(size); }) {
        auto values = to.statement.take_typed_row(size);
        binder<decltype(values)> row{values};
        if (by(row)) [[likely]] return true;
        return to.keep(row.code, row.column);
    } else return by(to);
}

/// What binds the values of a statement: anything that is called with a binder, or that has `bind(binder)`, and answers
/// false when a value was refused. Borrowed, and without its type: so that what runs statements is compiled once for each
/// model, and not for each statement.
template <class Binder> class value_source {
public:
    template <class Values>
        requires(!std::same_as<Values, value_source>)
    value_source(const Values& values) noexcept : values_(&values), bind_(&bind_values<Values>) {}

    bool operator()(Binder& binder) const { return bind_(values_, binder); }

private:
    template <class Values> static bool bind_values(const void* values, Binder& binder) {
        if constexpr (requires(const Values& held) { held.bind(binder); })
            return static_cast<const Values*>(values)->bind(binder);
        else return (*static_cast<const Values*>(values))(binder);
    }

    const void* values_;
    bool (*bind_)(const void*, Binder&);
};

} // namespace tenon::inline TENON_ABI::driver
