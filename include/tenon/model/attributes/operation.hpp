// tenon/model/attributes/operation.hpp: operation("name", rules…): what describes a domain operation. How it is performed:
// tenon/repository/operation.hpp.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/attributes/rules.hpp>
#include <tenon/model/attributes/table.hpp>
#include <tenon/model/members.hpp>

#include <type_traits>

namespace tenon::inline TENON_ABI {

struct across_tenants_attribute : attribute {
    using members = detail::member_list<>;
    template <class Data> constexpr void describe(Data&) const {}
};
/// The operation works on rows of more than one tenant: it is performed in a system scope.
inline constexpr across_tenants_attribute across_tenants{};

namespace detail {

struct operation_attribute : attribute {
    using members = member_list<>;
    template <class Data> constexpr void describe(Data&) const {}
};

template <class T>
concept operation_word = is_field_rule<T> || is_row_rule<T>::value || std::is_same_v<T, across_tenants_attribute>;

template <class Word, class Description> inline constexpr bool is_described_by = false;
template <class Word, class... Attributes>
inline constexpr bool is_described_by<Word, table_description_of<Attributes...>> = (std::is_same_v<Word, Attributes> || ...);

} // namespace detail

/// Describes a domain operation, a struct whose fields are what it is told: a name, which errors and statement events
/// tell, and the rules that its fields obey (tenon/model/attributes/rules.hpp). `name` must be a string literal.
///
///     struct transfer_workflow {
///         std::string workflowId;
///         …
///         static constexpr auto tenon_operation =
///             tenon::operation("transfer_workflow", tenon::min_length<&transfer_workflow::workflowId>(1));
///     };
template <class... Words> constexpr auto operation(const char* name, Words... words) {
    static_assert((detail::operation_word<Words> && ...),
                  "tenon: operation() was given something that is no rule: use the words of tenon/model/attributes/rules.hpp, as "
                  "tenon::min_length<&transfer::from>(1), and tenon::across_tenants");
    return table_description_of<detail::operation_attribute, Words...>{name, {{{}}, {words}...}};
}

/// Whether a struct describes itself as an operation.
template <class T>
concept domain_operation = detail::is_described_by<detail::operation_attribute, std::remove_cvref_t<decltype(model<T>)>>;

} // namespace tenon::inline TENON_ABI
