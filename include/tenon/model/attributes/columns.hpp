// tenon/model/attributes/columns.hpp: names, defaults, generated values and secrets of single columns.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/attributes/table.hpp>
#include <tenon/model/members.hpp>

#include <string_view>

namespace tenon::inline TENON_ABI {

template <auto Member> struct column_attribute : attribute {
    using members = detail::member_list<Member>;
    std::string_view name;
    template <class Data> constexpr void describe(Data& data) const {
        data.columns[reflection::index_of<Member>].column = name;
    }
};
template <auto Member> struct column_word {
    /// `name` must be a string literal.
    constexpr column_attribute<Member> operator()(const char* name) const { return {{}, name}; }
};
/// `column<&T::namespace_>("namespace")`: the column has another name than the field.
template <auto Member> inline constexpr column_word<Member> column{};

template <auto Member> struct renamed_column_attribute : attribute {
    using members = detail::member_list<Member>;
    std::string_view name;
    template <class Data> constexpr void describe(Data& data) const {
        data.columns[reflection::index_of<Member>].renamed_from = name;
    }
};
/// What the column was called before: `renamed_from<&User::email>("mail")`. As for a table, a migration renames it and keeps
/// its values. `name` must be a string literal.
template <auto Member> constexpr renamed_column_attribute<Member> renamed_from(const char* name) { return {{}, name}; }

template <auto Member> struct generated_attribute : attribute {
    using members = detail::member_list<Member>;
    generator by = generator::none;
    template <class Data> constexpr void describe(Data& data) const {
        data.columns[reflection::index_of<Member>].generated = by;
    }
};
template <auto Member> struct generated_word {
    constexpr generated_attribute<Member> operator()(generator by) const { return {{}, by}; }
};
/// `generated<&T::id>(uuid7)`: filled in on create when the field is empty (or zero).
template <auto Member> inline constexpr generated_word<Member> generated{};

inline constexpr generator cuid = generator::cuid;
inline constexpr generator uuid4 = generator::uuid4;
inline constexpr generator uuid7 = generator::uuid7;
inline constexpr generator autoincrement = generator::autoincrement;

/// `created_at<&T::createdAt>`: the time of the create, unless the program set one.
template <auto Member> inline constexpr generated_attribute<Member> created_at{{}, generator::created_at};
/// `updated_at<&T::updatedAt>`: the time of the last create or update.
template <auto Member> inline constexpr generated_attribute<Member> updated_at{{}, generator::updated_at};

template <auto Member, class Value> struct default_attribute : attribute {
    using members = detail::member_list<Member>;
    static constexpr auto member = Member;
    Value value;
    template <class Data> constexpr void describe(Data& data) const {
        data.columns[reflection::index_of<Member>].has_default = true;
    }
};
template <auto Member> struct default_word {
    template <class Value> constexpr default_attribute<Member, Value> operator()(Value value) const {
        return {{}, value};
    }
    constexpr default_attribute<Member, std::string_view> operator()(const char* value) const { return {{}, value}; }
};
/// `default_value<&T::status>("open")`: on create, a field that still holds what a new struct holds gets this value;
/// the column has it as its DEFAULT besides. Give the member the same initial value when every value must be storable.
template <auto Member> inline constexpr default_word<Member> default_value{};

template <auto Member> struct secret_attribute : attribute {
    using members = detail::member_list<Member>;
    template <class Data> constexpr void describe(Data& data) const {
        data.columns[reflection::index_of<Member>].secret = true;
    }
};
/// `secret<&User::password>`: never in logs, errors, exports or pages unless asked for.
template <auto Member> inline constexpr secret_attribute<Member> secret{};

namespace detail {
template <class T> struct is_default_attribute : std::false_type {};
template <auto Member, class Value> struct is_default_attribute<default_attribute<Member, Value>> : std::true_type {};
} // namespace detail

} // namespace tenon::inline TENON_ABI
