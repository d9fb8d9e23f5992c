// tenon/repository/completion.hpp: what a row gets before it is written: its tenant, generated ids, times and defaults.
#pragma once

#include <tenon/core/clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/cuid.hpp>
#include <tenon/core/utf8.hpp>
#include <tenon/core/uuid_generate.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/tenancy/tenant_id.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// Whether a field holds what a new struct holds, for the purposes of generators: nothing, an empty text, zero.
template <class Field> bool is_unset(const Field& value) {
    if constexpr (requires { value.empty(); }) return value.empty();
    else return value == Field{};
}

template <generator By, class Field> void generate(Field& field) {
    using value_type = unwrapped_t<Field>;
    if constexpr (By == generator::cuid) field = generate_cuid();
    else if constexpr (By == generator::uuid4 || By == generator::uuid7) {
        const uuid made = By == generator::uuid4 ? generate_uuid4() : generate_uuid7();
        if constexpr (std::is_same_v<value_type, uuid>) field = made;
        else field = to_string(made);
    } else if constexpr (By == generator::version) field = 1;
    else field = now();
}

/// Whether the program left something to be filled in. The tenant is not counted: it is bound from the scope.
template <class Model> bool needs_completion(const Model& row) {
    constexpr auto& data = detail::definition<Model>::data;
    const bool generated = [&]<std::size_t... I>(std::index_sequence<I...>) {
        const auto wanted = [&]<std::size_t Place>(std::integral_constant<std::size_t, Place>) {
            constexpr generator by = data.columns[Place].generated;
            if constexpr (by == generator::updated_at) return true;
            else if constexpr (by == generator::version) return reflection::get<Place>(row) != 1;
            else if constexpr (by == generator::none || by == generator::autoincrement) return false;
            else return is_unset(reflection::get<Place>(row));
        };
        return (wanted(std::integral_constant<std::size_t, I>{}) || ...);
    }(std::make_index_sequence<reflection::field_count<Model>>{});
    constexpr bool has_defaults = [] {
        for (const column_info& column : data.columns)
            if (column.has_default) return true;
        return false;
    }();
    return generated || has_defaults;
}

/// Fills in generated fields and defaults.
template <class Model> void fill(Model& row) {
    constexpr auto& data = detail::definition<Model>::data;
    model<Model>.attributes.visit([&](const auto&... attributes) {
            [[maybe_unused]] const auto apply = [&](const auto& attribute) {
                using type = std::remove_cvref_t<decltype(attribute)>;
                if constexpr (detail::is_default_attribute<type>::value) {
                    using field_type = reflection::type_of<type::member>;
                    auto& field = row.*type::member;
                    if (field == Model{}.*type::member) field = static_cast<unwrapped_t<field_type>>(attribute.value);
                }
            };
            (apply(attributes), ...);
        });
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        const auto apply = [&]<std::size_t Place>(std::integral_constant<std::size_t, Place>) {
            constexpr generator by = data.columns[Place].generated;
            if constexpr (by != generator::none && by != generator::autoincrement) {
                auto& field = reflection::get<Place>(row);
                if (by == generator::updated_at || by == generator::version || is_unset(field)) generate<by>(field);
            }
        };
        (apply(std::integral_constant<std::size_t, I>{}), ...);
    }(std::make_index_sequence<reflection::field_count<Model>>{});
}

/// As ==, but without a call for the sizes that ids have: it is asked for each row. Words from both ends may overlap.
TENON_INLINE bool is_same(std::string_view a, std::string_view b) noexcept {
    const std::size_t size = a.size();
    if (size != b.size()) return false;
    const auto differ = [&]<class Word>(Word, std::size_t at) {
        return tenon::detail::load_unaligned<Word>(a.data() + at) ^ tenon::detail::load_unaligned<Word>(b.data() + at);
    };
    constexpr std::uint64_t word = 0;
    constexpr std::uint32_t half = 0;
    if (size >= 8) {
        const auto ends = differ(word, 0) | differ(word, size - 8);
        return ends == 0 && (size <= 16 || std::memcmp(a.data() + 8, b.data() + 8, size - 16) == 0);
    }
    if (size >= 4) return (differ(half, 0) | differ(half, size - 4)) == 0;
    return std::memcmp(a.data(), b.data(), size) == 0;
}

/// Whether the row may be written by this scope: it names no tenant, or the scope's own; from a system scope, a valid
/// one.
template <class Context, class Model> TENON_INLINE errc check_tenant(const Model& row, std::string_view tenant) {
    constexpr const model_info& model = info_of<Model>();
    constexpr tenancy_kind kind = model.tenancy.kind;
    if constexpr (model.tenancy.has_field() || kind == tenancy_kind::root) {
        const auto& field = reflection::get<model.tenancy.field>(row);
        if constexpr (kind == tenancy_kind::tenant_or_shared) {
            if (!field) return errc::ok;
            if constexpr (Context::in_tenant) return *field == tenant ? errc::ok : errc::tenant_mismatch;
            else return tenant_id(*field).is_valid() ? errc::ok : errc::invalid_tenant;
        } else if constexpr (Context::in_tenant) {
            return is_same(field, tenant) || field.empty() ? errc::ok : errc::tenant_mismatch;
        } else if constexpr (kind == tenancy_kind::tenant) {
            return tenant_id(field).is_valid() ? errc::ok : errc::invalid_tenant;
        } else {
            return field.empty() || tenant_id(field).is_valid() ? errc::ok : errc::invalid_tenant;
        }
    }
    return errc::ok;
}

/// Writes the scope's tenant into the row's own field.
template <class Context, class Model> void stamp(Model& row, const tenant_id& tenant) {
    constexpr const model_info& model = info_of<Model>();
    if constexpr (Context::in_tenant && (model.tenancy.has_field() || model.tenancy.kind == tenancy_kind::root)) {
        auto& field = reflection::get<model.tenancy.field>(row);
        if (is_unset(field)) field = tenant.view(); // a tenant that the row names has been checked to be this one
    }
}

} // namespace tenon::inline TENON_ABI::repository_detail
