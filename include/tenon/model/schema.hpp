// tenon/model/schema.hpp: the models of a program, and how their tables are laid out.
//
//     using app = tenon::schema<Tenant, User, Workflow>;
//     app::info().find("Credential")->primary_key_fields()   // { "username" }
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/schema.hpp>
#include <tenon/model/definition.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

namespace tenon::inline TENON_ABI {

/// How the rows of tenants lie in tables. Give one to `schema<…>` among the models; `tenant_first` is the default.
namespace layout {
/// Keys, uniques and references lead with the tenant: no reference crosses tenants, a tenant's rows lie together.
struct tenant_first {
    static constexpr bool leads_with_tenant = true;
};
/// The tables that Prisma makes: `PRIMARY KEY(id)`, uniques over all tenants, NULL for no tenant, no hidden columns.
struct prisma {
    static constexpr bool leads_with_tenant = false;
};
} // namespace layout

/// Asks nothing that a model would have to be complete for: a schema may be named where only some of its models are known.
template <class T>
concept table_layout = std::is_same_v<T, layout::tenant_first> || std::is_same_v<T, layout::prisma>;

/// The models of a schema at run time, in the order in which they were named. Constant data with static storage.
struct schema_info {
    std::span<const model_info* const> models;
    bool leads_with_tenant = true; ///< `layout::tenant_first`

    /// The model with this name (the struct's), or nullptr.
    constexpr const model_info* find(std::string_view model) const noexcept {
        for (const model_info* info : models)
            if (info->model == model) return info;
        return nullptr;
    }
    /// The model whose table has this name, or nullptr.
    constexpr const model_info* find_table(std::string_view table) const noexcept {
        for (const model_info* info : models)
            if (info->table == table) return info;
        return nullptr;
    }
    /// The model whose rows are the tenants, or nullptr.
    constexpr const model_info* root() const noexcept {
        for (const model_info* info : models)
            if (info->tenancy.kind == tenancy_kind::root) return info;
        return nullptr;
    }
};

namespace detail {

template <class... Types> struct type_list {
    static constexpr std::size_t size = sizeof...(Types);
};

template <class Models, class Layout, class... Rest> struct sort_schema {
    using models = Models;
    using layout = Layout;
};
template <class... Models, class Layout, class First, class... Rest>
struct sort_schema<type_list<Models...>, Layout, First, Rest...>
    : sort_schema<type_list<Models..., First>, Layout, Rest...> {};
template <class... Models, class Layout, table_layout First, class... Rest>
struct sort_schema<type_list<Models...>, Layout, First, Rest...> : sort_schema<type_list<Models...>, First, Rest...> {};

template <class List> struct schema_storage;
template <class... Models> struct schema_storage<type_list<Models...>> {
    static constexpr std::array<const model_info*, sizeof...(Models)> models{&info_of<Models>()...};
    template <class Model> static constexpr bool has = (std::is_same_v<Model, Models> || ...);
    template <bool LeadsWithTenant> static constexpr bool is_sound = check_models<LeadsWithTenant, Models...>();
};

} // namespace detail

/// The models of a program. A layout may stand anywhere among them.
template <class... ModelsAndLayout> struct schema {
private:
    using sorted = detail::sort_schema<detail::type_list<>, layout::tenant_first, ModelsAndLayout...>;

public:
    using models = typename sorted::models;
    using layout = typename sorted::layout;

    /// Whether `Model` is one of the schema's.
    template <class Model> static constexpr bool has = detail::schema_storage<models>::template has<Model>;

    /// Whether the models fit together. Where they do not, asking is a compile error that says why.
    static constexpr bool is_sound =
        detail::schema_storage<models>::template is_sound<layout::leads_with_tenant>;

    /// The schema at run time. A mistake in it fails to compile here, where a database is opened or described.
    static constexpr schema_info info() {
        if constexpr (is_sound) return {detail::schema_storage<models>::models, layout::leads_with_tenant};
        else return {};
    }
};

} // namespace tenon::inline TENON_ABI
