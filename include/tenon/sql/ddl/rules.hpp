// tenon/sql/ddl/rules.hpp: the rules of models as conditions of CHECK constraints.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/ddl/parts.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::sql::detail {

template <class Dialect, auto Member, class Value> std::string rule_literal(const Value& value) {
    using field = unwrapped_t<reflection::type_of<Member>>;
    const auto kept = static_cast<field>(value);
    const auto encoded = codec<field>::encode(kept);
    return ddl<Dialect>::literal(wire_value(static_cast<wire_t<codec<field>::type>>(encoded)), column_of<Member>.type, true);
}

// `column` is quoted. One overload for each rule that is a CHECK constraint.

template <class Dialect, auto Member>
TENON_COLD std::string rule_condition(const min_length_rule<Member>& rule, const std::string& column) {
    return ddl<Dialect>::has_length(column, ">=", rule.least);
}
template <class Dialect, auto Member>
TENON_COLD std::string rule_condition(const max_length_rule<Member>& rule, const std::string& column) {
    return ddl<Dialect>::has_length(column, "<=", rule.most);
}
template <class Dialect, auto Member, std::size_t Size>
TENON_COLD std::string rule_condition(const one_of_rule<Member, Size>& rule, const std::string& column) {
    std::string text = column + " IN (";
    for (const auto& value : rule.values)
        text.append(&value == rule.values.data() ? "" : ", ").append(rule_literal<Dialect, Member>(value));
    return text + ")";
}
template <class Dialect, auto Member>
TENON_COLD std::string rule_condition(const between_rule<Member>& rule, const std::string& column) {
    return column + " BETWEEN " + rule_literal<Dialect, Member>(rule.low) + " AND " + rule_literal<Dialect, Member>(rule.high);
}

} // namespace tenon::inline TENON_ABI::sql::detail
