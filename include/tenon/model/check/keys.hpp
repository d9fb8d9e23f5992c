// tenon/model/check/keys.hpp: what a model's definition must say by itself: its key, its kind of tenancy, its columns.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/info.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tenon::inline TENON_ABI::detail {

enum class model_fault : std::uint8_t {
    none,
    no_columns, // told by the checks before
    no_tenancy,
    tenant_field_type,
    two_tenancies,
    no_primary_key,
    two_primary_keys,
    optional_primary_key,
    field_twice,
    numbered_without_key,
    empty_column,
    column_twice,
    optional_parent,
    no_parent_reference,
    root_not_unique,
    two_soft_deletes,
    two_versions,
    version_in_key,
    two_searches,
};

/// A fault, and the fields that it is about.
struct model_finding {
    model_fault fault = model_fault::none;
    std::size_t field = 0;
    std::size_t other = 0;
};

/// Whether two names are one for a database that ignores the case of ASCII letters, as SQLite does.
constexpr bool same_name(std::string_view a, std::string_view b) noexcept {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

constexpr model_finding find_repeated_field(const field_list& fields) noexcept {
    for (std::size_t i = 0; i < fields.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (fields[i] == fields[j]) return {model_fault::field_twice, fields[i]};
    return {};
}

template <class Data> constexpr model_finding find_tenancy_fault(const Data& data) noexcept {
    if (data.tenancy_words > 1) return {model_fault::two_tenancies};
    const tenancy_info& tenancy = data.tenancy;
    if (tenancy.kind == tenancy_kind::none) {
        for (std::size_t place = 0; place < data.columns.size(); ++place)
            if (data.columns[place].field == "tenantId") return {model_fault::tenant_field_type, place};
        return {model_fault::no_tenancy};
    }
    if (tenancy.kind == tenancy_kind::via_parent) {
        if (data.columns[tenancy.field].nullable) return {model_fault::optional_parent, tenancy.field};
        for (std::size_t i = 0; i < data.reference_count; ++i)
            if (data.references[i].fields.size() == 1 && data.references[i].fields[0] == tenancy.field) return {};
        return {model_fault::no_parent_reference, tenancy.field};
    }
    if (tenancy.kind == tenancy_kind::root) {
        const auto is_key = [&](const field_list& key) { return key.size() == 1 && key[0] == tenancy.field; };
        bool unique = is_key(data.primary_key);
        for (std::size_t i = 0; i < data.unique_count; ++i) unique = unique || is_key(data.uniques[i].fields);
        if (!unique) return {model_fault::root_not_unique, tenancy.field};
    }
    return {};
}

template <class Data> constexpr model_finding find_key_fault(const Data& data) noexcept {
    if (data.primary_keys > 1) return {model_fault::two_primary_keys};
    if (data.primary_key.empty()) return {model_fault::no_primary_key};
    model_finding found = find_repeated_field(data.primary_key);
    for (std::size_t i = 0; i < data.unique_count && found.fault == model_fault::none; ++i)
        found = find_repeated_field(data.uniques[i].fields);
    for (std::size_t i = 0; i < data.index_count && found.fault == model_fault::none; ++i)
        found = find_repeated_field(data.indexes[i].fields);
    for (std::size_t i = 0; i < data.reference_count && found.fault == model_fault::none; ++i)
        found = find_repeated_field(data.references[i].fields);
    if (found.fault != model_fault::none) return found;

    const bool has_field = data.tenancy.has_field();
    std::size_t without_tenant = 0;
    for (const std::size_t place : data.primary_key) {
        const bool is_tenant = has_field && place == data.tenancy.field;
        if (!is_tenant && data.columns[place].nullable) return {model_fault::optional_primary_key, place};
        without_tenant += is_tenant ? 0 : 1;
    }
    for (std::size_t place = 0; place < data.columns.size(); ++place)
        if (data.columns[place].generated == generator::autoincrement &&
            !(without_tenant == 1 && data.primary_key.contains(place)))
            return {model_fault::numbered_without_key, place};
    return {};
}

template <class Data> constexpr model_finding find_column_fault(const Data& data) noexcept {
    for (std::size_t i = 0; i < data.columns.size(); ++i) {
        if (data.columns[i].column.empty()) return {model_fault::empty_column, i};
        for (std::size_t j = 0; j < i; ++j)
            if (same_name(data.columns[i].column, data.columns[j].column)) return {model_fault::column_twice, j, i};
    }
    return {};
}

template <class Data> constexpr model_finding find_lifecycle_fault(const Data& data) noexcept {
    if (data.soft_deletes > 1) return {model_fault::two_soft_deletes, data.soft_delete};
    if (data.versions > 1) return {model_fault::two_versions, data.version};
    if (data.versions != 0 && data.primary_key.contains(data.version)) return {model_fault::version_in_key, data.version};
    if (data.text_searches > 1) return {model_fault::two_searches, data.searched[0]};
    return find_repeated_field(data.searched);
}

/// The first fault of a definition, if it has one.
template <class Data> constexpr model_finding find_model_fault(const Data& data) noexcept {
    if (data.columns.size() == 0) return {model_fault::no_columns};
    if (const auto found = find_tenancy_fault(data); found.fault != model_fault::none) return found;
    if (const auto found = find_key_fault(data); found.fault != model_fault::none) return found;
    if (const auto found = find_lifecycle_fault(data); found.fault != model_fault::none) return found;
    return find_column_fault(data);
}

} // namespace tenon::inline TENON_ABI::detail
