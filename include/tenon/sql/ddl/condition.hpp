// tenon/sql/ddl/condition.hpp: the condition of a partial index: that of a statement, with literals where nothing can be
// bound.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/options.hpp>
#include <tenon/sql/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tenon::inline TENON_ABI::sql::detail {

/// The text of an index's condition, its values to be filled in behind their numbers.
template <class Dialect, class Layout, class Condition> struct index_condition {
    static constexpr void write(text_writer& w) noexcept {
        Condition::template write<context<Dialect, Layout, false>>(w, ~0U);
    }
};

/// Collects what a condition would bind.
struct literal_sink {
    std::vector<std::string> literals;
    std::string (*spell)(const wire_value&, column_type, bool own_layout);
    bool own_layout;
    template <class T> bool operator()(const column_info& column, const T& value) {
        if constexpr (std::is_same_v<T, integer_operand>) add(column, wire_value(value.value));
        else if constexpr (std::is_same_v<T, std::string_view>) add(column, wire_value(value));
        else if constexpr (requires { T::is_borrowed; }) (*this)(column, *value.value);
        else {
            static_assert(storable_value<T>, "tenon: an index's condition takes single values that are not NULL: use "
                                             "is_null() for NULL, and || for lists");
            const auto encoded = codec<T>::encode(value);
            add(column, wire_value(static_cast<wire_t<codec<T>::type>>(encoded)));
        }
        return true;
    }

private:
    TENON_COLD void add(const column_info& column, const wire_value& value) {
        literals.push_back(spell(value, column.type, own_layout));
    }
};

/// What stands before the number of a parameter.
template <class Dialect> TENON_COLD std::string parameter_mark() {
    char text[8]{};
    text_writer writer(text);
    Dialect::parameter(writer, 1);
    return {text, writer.size() - 1};
}

/// Outside of quotes the mark begins a parameter; a literal, once written, is not looked at again.
TENON_RARE std::string filled(std::string_view text, std::string_view mark,
                                     const std::vector<std::string>& literals) {
    std::string full;
    char quote = 0;
    while (!text.empty()) {
        if (quote == 0 && text.starts_with(mark)) {
            std::size_t number = 0;
            for (text.remove_prefix(mark.size()); !text.empty() && text[0] >= '0' && text[0] <= '9'; text.remove_prefix(1))
                number = number * 10 + static_cast<std::size_t>(text[0] - '0');
            full += literals[number - 1];
            continue;
        }
        if (quote != 0 && text[0] == quote) quote = 0;
        else if (quote == 0 && (text[0] == '"' || text[0] == '\'')) quote = text[0];
        full += text[0];
        text.remove_prefix(1);
    }
    return full;
}

template <class Dialect, class Layout, class Condition>
std::string condition_text(const where_option<Condition>& where) {
    literal_sink sink{{}, &ddl<Dialect>::literal, Layout::leads_with_tenant};
    where.condition.bind(sink);
    using statement = index_condition<Dialect, Layout, typename Condition::shape>;
    return filled(text_of<statement>.view(), parameter_mark<Dialect>(), sink.literals);
}

} // namespace tenon::inline TENON_ABI::sql::detail
