// tenon/model/check/attribute_messages.hpp: what users read when an attribute is wrong.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/attributes.hpp>
#include <tenon/model/check/words.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>

namespace tenon::inline TENON_ABI::mistake {

template <class... What> struct MODEL_DESCRIPTION_IS_NO_TABLE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model is described by something that is no table: write tenon::table(…) with "
                      "attributes");
    }
};
template <class... What> struct ATTRIBUTE_NAMES_NO_FIELD {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: an attribute was given something that is no field: name fields as &Model::field");
    }
};
template <class... What> struct ATTRIBUTE_NAMES_A_FIELD_OF_ANOTHER_MODEL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: an attribute names a field of another model: name fields of the model that it describes");
    }
};
template <class... What> struct KEY_IS_EMPTY {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a key or an index names no field: name at least one, as tenon::unique<&User::email>");
    }
};
template <class... What> struct KEY_HAS_MORE_THAN_16_FIELDS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a key or an index names more than 16 fields: name fewer");
    }
};
template <class... What> struct REFERENCE_NAMES_NO_PAIRS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a reference names no pairs: name the field and the field that it refers to, as "
                      "references<&Post::userId, &User::id>");
    }
};
template <class... What> struct REFERENCE_LEADS_TO_TWO_MODELS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: one reference leads to fields of two models: write one references<…> for each of them");
    }
};
template <class... What> struct REFERENCE_HAS_ANOTHER_TYPE_THAN_ITS_TARGET {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a reference has another type than the field that it refers to: give both the same type");
    }
};
template <class... What> struct DEFAULT_VALUE_HAS_ANOTHER_TYPE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a default value has another type than its field: give a value of the field's type");
    }
};
template <class... What> struct DEFAULT_VALUE_DOES_NOT_FIT {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a default value does not fit into its field: give a smaller one, or use a larger type");
    }
};
template <class... What> struct TENANT_KEY_IS_NO_STRING {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a tenant field holds text: make it a std::string, or a std::optional<std::string> "
                      "where rows without a tenant are shared");
    }
};
template <class... What> struct TENANT_ROOT_KEY_IS_NO_STRING {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: the id of a tenant is text: make the field of tenant_root a std::string");
    }
};
template <class... What> struct FIELD_CANNOT_HOLD_A_CUID {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a cuid is generated for a field that holds no text: make it a std::string");
    }
};
template <class... What> struct FIELD_CANNOT_HOLD_A_UUID {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a UUID is generated for a field that cannot hold one: make it a tenon::uuid or a "
                      "std::string");
    }
};
template <class... What> struct FIELD_CANNOT_BE_NUMBERED {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a field that holds no integer is numbered by the database: make it a std::int64_t");
    }
};
template <class... What> struct FIELD_CANNOT_HOLD_A_TIME {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: created_at and updated_at are for fields that hold a time: make it a tenon::timestamp");
    }
};
template <class... What> struct FIELD_CANNOT_HOLD_A_REMOVAL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: soft_delete is for a field that holds when a row was removed, or nothing: make it a "
                      "std::optional<tenon::timestamp>");
    }
};
template <class... What> struct FIELD_CANNOT_COUNT_CHANGES {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: version is for a field that counts changes: make it an integer that is never NULL, as "
                      "std::int64_t");
    }
};
template <class... What> struct RULE_IS_FOR_TEXT {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a rule for texts names a field that holds none: min_length, max_length, matches, "
                      "email, json_text and semver are for std::string");
    }
};
template <class... What> struct RULE_HAS_VALUES_OF_ANOTHER_TYPE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: one_of or between does not fit the type of its field: one_of is for text, integers "
                      "and enums, between for numbers, timestamps and dates; give values of that type");
    }
};
template <class... What> struct RULE_HAS_A_VALUE_THAT_DOES_NOT_FIT {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: one_of or between was given a number that does not fit into its field: give a smaller "
                      "one, or use a larger type");
    }
};
template <class... What> struct RULE_NAMES_NO_VALUE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: one_of names no value, so that no row could be written: give at least one");
    }
};
template <class... What> struct RULE_ENDS_BEFORE_IT_BEGINS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: between ends before it begins, so that no row could be written: give the smaller "
                      "value first");
    }
};
template <class... What> struct PATTERN_IS_OF_SEVERAL_FIELDS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: matches names several fields in a model, where it is the rule of one: write one for each field");
    }
};
template <class... What> struct PATTERN_IS_MALFORMED {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a pattern of matches is not well-formed, or uses what its dialect has not: see the "
                      "comment of tenon/core/pattern.hpp");
    }
};
template <class... What> struct PATTERN_HAS_AN_ANCHOR {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a pattern of matches has ^ or $: the whole text is asked in any case; leave them out, "
                      "or write \\^ and \\$ for the signs");
    }
};
template <class... What> struct PATTERN_IS_TOO_LARGE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a pattern of matches is too large: use smaller counts in { }, or a validate function");
    }
};
template <class... What> struct SEARCH_IS_FOR_TEXT {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: text_search names a field that holds no text, and so no words: make it a std::string");
    }
};
template <class... What> struct SEARCH_IS_OF_ONE_TO_THREE_TEXTS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: text_search names no field, or more than three: name the one, two or three texts that are searched");
    }
};
template <class... What> struct SEARCH_IS_NOT_FOR_SECRETS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: text_search names a secret field, whose words would be kept in clear text: leave it out");
    }
};
template <class... What> struct ROW_RULE_TAKES_NO_ROW {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: the function of validate cannot be asked about a row: write it as "
                      "[](const auto& row) { return …; }, giving a bool");
    }
};

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI::detail {

template <attribute_fault Fault, class Model, class Attribute> consteval void report_attribute() {
    using namespace mistake;
    using in = IN_MODEL<Model>;
    using at = IN_ATTRIBUTE<Attribute>;
    using enum attribute_fault;
    if constexpr (Fault == no_field)
        ATTRIBUTE_NAMES_NO_FIELD<in, at>::tell();
    else if constexpr (Fault == other_model)
        ATTRIBUTE_NAMES_A_FIELD_OF_ANOTHER_MODEL<in, at>::tell();
    else if constexpr (Fault == no_fields)
        KEY_IS_EMPTY<in, at>::tell();
    else if constexpr (Fault == too_many_fields)
        KEY_HAS_MORE_THAN_16_FIELDS<in, at>::tell();
    else if constexpr (Fault == no_pairs)
        REFERENCE_NAMES_NO_PAIRS<in, at>::tell();
    else if constexpr (Fault == two_targets)
        REFERENCE_LEADS_TO_TWO_MODELS<in, at>::tell();
    else if constexpr (Fault == reference_type)
        REFERENCE_HAS_ANOTHER_TYPE_THAN_ITS_TARGET<in, at>::tell();
    else if constexpr (Fault == default_type)
        DEFAULT_VALUE_HAS_ANOTHER_TYPE<in, at>::tell();
    else if constexpr (Fault == default_range)
        DEFAULT_VALUE_DOES_NOT_FIT<in, at>::tell();
    else if constexpr (Fault == tenant_type)
        TENANT_KEY_IS_NO_STRING<in, at>::tell();
    else if constexpr (Fault == root_type)
        TENANT_ROOT_KEY_IS_NO_STRING<in, at>::tell();
    else if constexpr (Fault == cuid_type)
        FIELD_CANNOT_HOLD_A_CUID<in, at>::tell();
    else if constexpr (Fault == uuid_type)
        FIELD_CANNOT_HOLD_A_UUID<in, at>::tell();
    else if constexpr (Fault == autoincrement_type)
        FIELD_CANNOT_BE_NUMBERED<in, at>::tell();
    else if constexpr (Fault == time_type)
        FIELD_CANNOT_HOLD_A_TIME<in, at>::tell();
    else if constexpr (Fault == removal_type)
        FIELD_CANNOT_HOLD_A_REMOVAL<in, at>::tell();
    else if constexpr (Fault == version_type)
        FIELD_CANNOT_COUNT_CHANGES<in, at>::tell();
    else if constexpr (Fault == rule_needs_text)
        RULE_IS_FOR_TEXT<in, at>::tell();
    else if constexpr (Fault == rule_type)
        RULE_HAS_VALUES_OF_ANOTHER_TYPE<in, at>::tell();
    else if constexpr (Fault == rule_range)
        RULE_HAS_A_VALUE_THAT_DOES_NOT_FIT<in, at>::tell();
    else if constexpr (Fault == rule_empty)
        RULE_NAMES_NO_VALUE<in, at>::tell();
    else if constexpr (Fault == rule_backwards)
        RULE_ENDS_BEFORE_IT_BEGINS<in, at>::tell();
    else if constexpr (Fault == pattern_of_several)
        PATTERN_IS_OF_SEVERAL_FIELDS<in, at>::tell();
    else if constexpr (Fault == pattern_malformed)
        PATTERN_IS_MALFORMED<in, at>::tell();
    else if constexpr (Fault == pattern_anchored)
        PATTERN_HAS_AN_ANCHOR<in, at>::tell();
    else if constexpr (Fault == pattern_too_large)
        PATTERN_IS_TOO_LARGE<in, at>::tell();
    else if constexpr (Fault == search_type)
        SEARCH_IS_FOR_TEXT<in, at>::tell();
    else if constexpr (Fault == search_count)
        SEARCH_IS_OF_ONE_TO_THREE_TEXTS<in, at>::tell();
    else if constexpr (Fault == search_secret)
        SEARCH_IS_NOT_FOR_SECRETS<in, at>::tell();
    else if constexpr (Fault == row_function)
        ROW_RULE_TAKES_NO_ROW<in, at>::tell();
}

/// Whether the attributes of `Model` fit its fields. Says which one does not.
template <class Model> consteval bool check_attributes() {
    constexpr attribute_finding found = find_attribute_fault<Model>();
    if constexpr (found.fault == attribute_fault::no_description)
        mistake::MODEL_DESCRIPTION_IS_NO_TABLE<mistake::IN_MODEL<Model>>::tell();
    else if constexpr (found.fault != attribute_fault::none)
        report_attribute<found.fault, Model,
                         std::tuple_element_t<found.place, typename decltype(model<Model>.attributes)::types>>();
    return found.fault == attribute_fault::none;
}

} // namespace tenon::inline TENON_ABI::detail
