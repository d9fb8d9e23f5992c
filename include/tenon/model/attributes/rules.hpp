// tenon/model/attributes/rules.hpp: what values must be, beyond their types: asked before a row is written.
//
//     tenon::table(tenon::email<&User::email>, tenon::max_length<&User::name>(80), tenon::between<&User::level>(0, 9),
//                  tenon::validate<&Stay::from, &Stay::to>("must not end before it begins", [](const auto& stay) { … }))
//
// A field that is NULL breaks no rule. `min_length`, `max_length`, `one_of` and `between` become CHECK constraints too. The
// others do not: SQL has no word for them that both databases have and understand the same way.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/attributes/table.hpp>
#include <tenon/model/members.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

/// A rule over one field. It has `holds(value)`; and `sentence()`, what the field must be, for people: without the value.
template <auto Member> struct field_rule : attribute {
    using members = detail::member_list<Member>;
    static constexpr auto member = Member;
    template <class Data> constexpr void describe(Data&) const {}
};

/// A rule over one field that becomes a CHECK constraint too. Its name ends with `word`.
template <auto Member> struct checked_rule : field_rule<Member> {
protected:
    template <class Data> static constexpr void describe_check(Data& data, std::string_view word) {
        data.checks[data.check_count++] = {reflection::index_of<Member>, word};
    }
};

namespace detail {
template <class T>
concept is_field_rule = requires { T::member; } && std::derived_from<T, field_rule<T::member>>;
template <class T>
concept is_checked_rule = is_field_rule<T> && std::derived_from<T, checked_rule<T::member>>;
} // namespace detail

template <class Function, auto... Members> struct row_rule : attribute {
    using members = detail::member_list<Members...>;
    const char* what;
    Function function;
    template <class Data> constexpr void describe(Data&) const {}
};

namespace detail {
template <class T> struct is_row_rule : std::false_type {};
template <class Function, auto... Members> struct is_row_rule<row_rule<Function, Members...>> : std::true_type {};
} // namespace detail

/// `validate<&Stay::from, &Stay::to>("must not end before it begins", [](const auto& stay) { return stay.from <= stay.to; })`:
/// a function over the whole row. Name the fields that it looks at: the error names them, and an update that changes none
/// of them does not ask it; one that names none is asked always. `what` must be a string literal that is fit for users.
template <auto... Members, class Function> constexpr row_rule<Function, Members...> validate(const char* what, Function function) {
    return {{}, what, std::move(function)};
}

} // namespace tenon::inline TENON_ABI
