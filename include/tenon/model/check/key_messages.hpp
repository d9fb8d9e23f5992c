// tenon/model/check/key_messages.hpp: what users read when a model's definition is wrong.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/keys.hpp>
#include <tenon/model/check/words.hpp>

#include <cstddef>

namespace tenon::inline TENON_ABI::mistake {

template <class... What> struct MODEL_DOES_NOT_SAY_WHOSE_ITS_ROWS_ARE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model does not say whose its rows are: add a field std::string tenantId, or say "
                      "tenant_key<…>, tenant_via<…>, tenant_root<…>, tenant_owned or shared in its table()");
    }
};
template <class... What> struct TENANT_FIELD_IS_NO_STRING {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a field named tenantId does not hold text: make it a std::string, or say whose the "
                      "rows are: tenant_key<…>, tenant_via<…>, tenant_root<…>, tenant_owned or shared");
    }
};
template <class... What> struct MODEL_HAS_TWO_KINDS_OF_TENANCY {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model says twice whose its rows are: keep one of tenant_key<…>, tenant_via<…>, "
                      "tenant_root<…>, tenant_owned and shared");
    }
};
template <class... What> struct MODEL_HAS_NO_PRIMARY_KEY {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model has no primary key: name a field id, or say tenon::primary_key<&Model::field>");
    }
};
template <class... What> struct MODEL_HAS_TWO_PRIMARY_KEYS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model has two primary keys: name all fields of the one key in one primary_key<…>, "
                      "and say unique<…> for the other");
    }
};
template <class... What> struct PRIMARY_KEY_FIELD_IS_OPTIONAL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a field of the primary key can be NULL: take the std::optional away");
    }
};
template <class... What> struct FIELD_STANDS_TWICE_IN_A_KEY {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a field stands twice in one key, index or reference: name it once");
    }
};
template <class... What> struct NUMBERED_FIELD_IS_NOT_THE_PRIMARY_KEY {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: autoincrement numbers a field that is not the whole primary key: make it the primary "
                      "key, or use another generator");
    }
};
template <class... What> struct COLUMN_HAS_NO_NAME {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a column's name is empty: give it a name, or leave column<…> out");
    }
};
template <class... What> struct TWO_FIELDS_HAVE_ONE_COLUMN {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: two fields have one column, upper and lower case being the same: give one of them "
                      "another name with column<…>");
    }
};
template <class... What> struct TENANT_VIA_FIELD_IS_OPTIONAL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a row belongs to its parent's tenant, but may have no parent: take the std::optional "
                      "away, or give the model a tenant field of its own");
    }
};
template <class... What> struct TENANT_VIA_FIELD_REFERS_TO_NOTHING {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: tenant_via names a field that refers to no model by itself: add references<&Model::field, "
                      "&Parent::id>, or where the parent's key has several fields a tenant field");
    }
};
template <class... What> struct TENANT_ROOT_FIELD_IS_NOT_UNIQUE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: the field of tenant_root does not name one row: make it the primary key, or declare it "
                      "unique");
    }
};
template <class... What> struct MODEL_HAS_TWO_SOFT_DELETES {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a model says twice when its rows were removed: keep one soft_delete<…>");
    }
};
template <class... What> struct MODEL_HAS_TWO_VERSIONS {
    static consteval void tell() {
        static_assert(refuted<What...>, "tenon: a model counts its changes twice: keep one version<…>");
    }
};
template <class... What> struct MODEL_HAS_TWO_TEXT_SEARCHES {
    static consteval void tell() {
        static_assert(refuted<What...>, "tenon: a model says twice which of its texts are searched: name all of them in one text_search<…>");
    }
};
template <class... What> struct VERSION_IS_IN_THE_PRIMARY_KEY {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a version is part of the primary key, which does not change: take it out of the key");
    }
};

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI::detail {

template <model_fault Fault, class Model, std::size_t Place, std::size_t Other> consteval void report_model() {
    using namespace mistake;
    using in = IN_MODEL<Model>;
    using enum model_fault;
    using at = FIELD<spelled_field<Model, Place>>;
    if constexpr (Fault == no_tenancy)
        MODEL_DOES_NOT_SAY_WHOSE_ITS_ROWS_ARE<in>::tell();
    else if constexpr (Fault == tenant_field_type)
        TENANT_FIELD_IS_NO_STRING<in, at>::tell();
    else if constexpr (Fault == two_tenancies)
        MODEL_HAS_TWO_KINDS_OF_TENANCY<in>::tell();
    else if constexpr (Fault == no_primary_key)
        MODEL_HAS_NO_PRIMARY_KEY<in>::tell();
    else if constexpr (Fault == two_primary_keys)
        MODEL_HAS_TWO_PRIMARY_KEYS<in>::tell();
    else if constexpr (Fault == optional_primary_key)
        PRIMARY_KEY_FIELD_IS_OPTIONAL<in, at>::tell();
    else if constexpr (Fault == field_twice)
        FIELD_STANDS_TWICE_IN_A_KEY<in, at>::tell();
    else if constexpr (Fault == numbered_without_key)
        NUMBERED_FIELD_IS_NOT_THE_PRIMARY_KEY<in, at>::tell();
    else if constexpr (Fault == empty_column)
        COLUMN_HAS_NO_NAME<in, at>::tell();
    else if constexpr (Fault == column_twice)
        TWO_FIELDS_HAVE_ONE_COLUMN<in, at, AND_FIELD<spelled_field<Model, Other>>>::tell();
    else if constexpr (Fault == optional_parent)
        TENANT_VIA_FIELD_IS_OPTIONAL<in, at>::tell();
    else if constexpr (Fault == no_parent_reference)
        TENANT_VIA_FIELD_REFERS_TO_NOTHING<in, at>::tell();
    else if constexpr (Fault == root_not_unique)
        TENANT_ROOT_FIELD_IS_NOT_UNIQUE<in, at>::tell();
    else if constexpr (Fault == two_soft_deletes)
        MODEL_HAS_TWO_SOFT_DELETES<in, at>::tell();
    else if constexpr (Fault == two_versions)
        MODEL_HAS_TWO_VERSIONS<in, at>::tell();
    else if constexpr (Fault == two_searches)
        MODEL_HAS_TWO_TEXT_SEARCHES<in, at>::tell();
    else if constexpr (Fault == version_in_key)
        VERSION_IS_IN_THE_PRIMARY_KEY<in, at>::tell();
}

/// Whether the definition `data` of `Model` holds together. Says what does not.
template <class Model, const auto& Data> consteval bool check_definition() {
    constexpr model_finding found = find_model_fault(Data);
    if constexpr (found.fault != model_fault::none && found.fault != model_fault::no_columns)
        report_model<found.fault, Model, found.field, found.other>();
    return found.fault == model_fault::none;
}

} // namespace tenon::inline TENON_ABI::detail
