// tenon/model/check/attributes.hpp: each attribute names fields of its own model, of types that it can work with.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/pattern.hpp>
#include <tenon/core/values/date.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/core/values/uuid.hpp>
#include <tenon/model/attributes.hpp>
#include <tenon/model/check/words.hpp>
#include <tenon/model/info.hpp>
#include <tenon/model/reflection.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>

namespace tenon::inline TENON_ABI::detail {

enum class attribute_fault {
    none,
    already_told, // by table()
    no_description,
    no_field,
    other_model,
    no_fields,
    too_many_fields,
    no_pairs,
    two_targets,
    reference_type,
    default_type,
    default_range,
    tenant_type,
    root_type,
    cuid_type,
    uuid_type,
    autoincrement_type,
    time_type,
    removal_type,
    version_type,
    rule_needs_text,
    rule_type,
    rule_range,
    rule_empty,
    rule_backwards,
    pattern_of_several,
    pattern_malformed,
    pattern_anchored,
    pattern_too_large,
    row_function,
    search_type,
    search_count,
    search_secret,
};

/// What is wrong with the fields that an attribute names, whatever it says of them.
template <class Model, auto... Members> constexpr attribute_fault find_members_fault(member_list<Members...>) {
    if constexpr (!(std::is_member_object_pointer_v<decltype(Members)> && ...)) return attribute_fault::no_field;
    else if constexpr (!(std::is_same_v<reflection::class_of<Members>, Model> && ...)) return attribute_fault::other_model;
    else return sizeof...(Members) > field_list::capacity ? attribute_fault::too_many_fields : attribute_fault::none;
}

template <auto Member> using value_type_of = unwrapped_t<reflection::type_of<Member>>;

template <class Field, class Value> constexpr attribute_fault find_default_fault(const Value& value) {
    const auto when_not = [](bool fits) { return fits ? attribute_fault::none : attribute_fault::default_type; };
    if constexpr (std::same_as<Field, bool> || std::same_as<Value, bool>) return when_not(std::same_as<Field, Value>);
    else if constexpr (std::integral<Field> && std::integral<Value>) {
        const auto kept = static_cast<Field>(value);
        const bool same = static_cast<Value>(kept) == value && (kept < Field{}) == (value < Value{});
        return same ? attribute_fault::none : attribute_fault::default_range;
    } else if constexpr (std::integral<Field>) return attribute_fault::default_type;
    else if constexpr (std::is_arithmetic_v<Value>) return when_not(std::convertible_to<Value, Field>);
    else return when_not(std::constructible_from<Field, const Value&>);
}

template <class Target, auto... Own, auto... Targets>
constexpr attribute_fault find_reference_fault(member_list<Own...>, member_list<Targets...>) {
    if constexpr (!(std::is_member_object_pointer_v<decltype(Targets)> && ...)) return attribute_fault::no_field;
    else if constexpr (!(std::is_same_v<reflection::class_of<Targets>, Target> && ...)) return attribute_fault::two_targets;
    else
        return (std::is_same_v<value_type_of<Own>, value_type_of<Targets>> && ...) ? attribute_fault::none
                                                                                   : attribute_fault::reference_type;
}

// What is wrong with what an attribute says of its fields. One overload for each kind that has something to say.

template <class Model> constexpr attribute_fault find_type_fault(const attribute&) { return attribute_fault::none; }

template <class Model, auto... M> constexpr attribute_fault find_type_fault(const primary_key_attribute<M...>&) {
    return sizeof...(M) == 0 ? attribute_fault::no_fields : attribute_fault::none;
}
template <class Model, auto... M> constexpr attribute_fault find_type_fault(const unique_attribute<M...>&) {
    return sizeof...(M) == 0 ? attribute_fault::no_fields : attribute_fault::none;
}
template <class Model, auto... K> constexpr attribute_fault find_type_fault(const index_attribute<K...>&) {
    return sizeof...(K) == 0 ? attribute_fault::no_fields : attribute_fault::none;
}

template <class Model, auto... Pairs> constexpr attribute_fault find_type_fault(const references_attribute<Pairs...>&) {
    using reference = references_attribute<Pairs...>;
    if constexpr (!reference::is_paired) return attribute_fault::no_pairs;
    else return find_reference_fault<typename reference::target>(typename reference::members{}, typename reference::targets{});
}

template <class Model, auto Member, class Value>
constexpr attribute_fault find_type_fault(const default_attribute<Member, Value>& attribute) {
    return find_default_fault<value_type_of<Member>>(attribute.value);
}

template <class Model, tenancy_kind Kind, auto Member>
constexpr attribute_fault find_type_fault(const tenancy_attribute<Kind, Member>&) {
    using type = reflection::type_of<Member>;
    if (Kind == tenancy_kind::tenant && !std::is_same_v<unwrapped_t<type>, std::string>)
        return attribute_fault::tenant_type;
    if (Kind == tenancy_kind::root && !std::is_same_v<type, std::string>) return attribute_fault::root_type;
    return attribute_fault::none;
}

template <class Model, auto Member>
constexpr attribute_fault find_type_fault(const generated_attribute<Member>& attribute) {
    using type = reflection::type_of<Member>;
    constexpr bool text = std::is_same_v<unwrapped_t<type>, std::string>;
    constexpr bool integer = std::integral<type> && !std::same_as<type, bool>;
    switch (attribute.by) {
    case generator::none: return attribute_fault::none;
    case generator::cuid: return text ? attribute_fault::none : attribute_fault::cuid_type;
    case generator::uuid4:
    case generator::uuid7:
        return text || std::is_same_v<unwrapped_t<type>, uuid> ? attribute_fault::none : attribute_fault::uuid_type;
    case generator::autoincrement: return integer ? attribute_fault::none : attribute_fault::autoincrement_type;
    case generator::created_at:
    case generator::updated_at:
        return std::is_same_v<unwrapped_t<type>, timestamp> ? attribute_fault::none : attribute_fault::time_type;
    case generator::version: return integer ? attribute_fault::none : attribute_fault::version_type;
    }
    return attribute_fault::none;
}

template <class Model, auto Member> constexpr attribute_fault find_type_fault(const soft_delete_attribute<Member>&) {
    return std::is_same_v<reflection::type_of<Member>, std::optional<timestamp>> ? attribute_fault::none
                                                                                 : attribute_fault::removal_type;
}

template <auto Member> constexpr attribute_fault find_text_fault() {
    return std::is_same_v<value_type_of<Member>, std::string> ? attribute_fault::none : attribute_fault::rule_needs_text;
}
template <class Model, auto Member> constexpr attribute_fault find_type_fault(const min_length_rule<Member>&) {
    return find_text_fault<Member>();
}
template <auto Member, class... Attributes> constexpr bool is_secret(const table_description_of<Attributes...>&) {
    return (std::is_same_v<Attributes, secret_attribute<Member>> || ...);
}
template <class Model, auto... Members> constexpr attribute_fault find_type_fault(const text_search_attribute<Members...>&) {
    if (sizeof...(Members) == 0 || sizeof...(Members) > 3) return attribute_fault::search_count;
    if ((is_secret<Members>(model<Model>) || ...)) return attribute_fault::search_secret;
    return ((find_text_fault<Members>() == attribute_fault::none) && ...) ? attribute_fault::none : attribute_fault::search_type;
}
template <class Model, auto Member> constexpr attribute_fault find_type_fault(const max_length_rule<Member>&) {
    return find_text_fault<Member>();
}
template <class Model, auto Member, auto Holds> constexpr attribute_fault find_type_fault(const form_rule<Member, Holds>&) {
    return find_text_fault<Member>();
}
template <class Model, auto Member, auto... Others> constexpr attribute_fault find_type_fault(const matches_rule<Member, Others...>& rule) {
    if (sizeof...(Others) != 0) return attribute_fault::pattern_of_several;
    if (const attribute_fault fault = find_text_fault<Member>(); fault != attribute_fault::none) return fault;
    switch (check_pattern(rule.text)) {
    case pattern_fault::none: return attribute_fault::none;
    case pattern_fault::malformed: return attribute_fault::pattern_malformed;
    case pattern_fault::anchored: return attribute_fault::pattern_anchored;
    case pattern_fault::too_large: return attribute_fault::pattern_too_large;
    }
    return attribute_fault::none;
}

constexpr attribute_fault find_arguments_fault(bool is_for_field, rule_arguments arguments) {
    if (!is_for_field) return attribute_fault::rule_type;
    switch (arguments) {
    case rule_arguments::sound: return attribute_fault::none;
    case rule_arguments::none: return attribute_fault::rule_empty;
    case rule_arguments::other_type: return attribute_fault::rule_type;
    case rule_arguments::out_of_range: return attribute_fault::rule_range;
    case rule_arguments::backwards: return attribute_fault::rule_backwards;
    }
    return attribute_fault::none;
}
template <class Model, auto Member, std::size_t Size>
constexpr attribute_fault find_type_fault(const one_of_rule<Member, Size>& rule) {
    using type = value_type_of<Member>;
    return find_arguments_fault(std::is_same_v<type, std::string> || std::integral<type> || std::is_enum_v<type>, rule.arguments);
}
template <class Model, auto Member> constexpr attribute_fault find_type_fault(const between_rule<Member>& rule) {
    using type = value_type_of<Member>;
    return find_arguments_fault(std::is_arithmetic_v<type> || std::is_same_v<type, timestamp> || std::is_same_v<type, date>,
                                rule.arguments);
}
template <class Model, class Function, auto... Members>
constexpr attribute_fault find_type_fault(const row_rule<Function, Members...>&) {
    return std::is_invocable_r_v<bool, const Function&, const Model&> ? attribute_fault::none : attribute_fault::row_function;
}

template <class Model, class Attribute> constexpr attribute_fault find_attribute_fault(const Attribute& attribute) {
    if constexpr (!model_attribute<Attribute>) return attribute_fault::already_told;
    else {
        constexpr attribute_fault fault = find_members_fault<Model>(typename Attribute::members{});
        if constexpr (fault != attribute_fault::none) return fault;
        else return find_type_fault<Model>(attribute);
    }
}

/// The first attribute with a fault, and which.
struct attribute_finding {
    std::size_t place = 0;
    attribute_fault fault = attribute_fault::none;
};

template <class T> struct is_table_description : std::false_type {};
template <class... Attributes> struct is_table_description<table_description_of<Attributes...>> : std::true_type {};

template <class Model> consteval attribute_finding find_attribute_fault() {
    if constexpr (!is_table_description<std::remove_cvref_t<decltype(model<Model>)>>::value)
        return {0, attribute_fault::no_description};
    else
        return model<Model>.attributes.visit([](const auto&... attributes) {
                attribute_finding found;
                [[maybe_unused]] const auto passes = [&](attribute_fault fault) {
                    found.fault = fault;
                    if (fault == attribute_fault::none) ++found.place;
                    return fault == attribute_fault::none;
                };
                static_cast<void>((passes(find_attribute_fault<Model>(attributes)) && ...));
                return found;
            });
}

} // namespace tenon::inline TENON_ABI::detail
