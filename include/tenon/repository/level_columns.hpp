// tenon/repository/level_columns.hpp: what is read of each row of a shape.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/repository/level_keys.hpp>
#include <tenon/repository/relation_request.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/statement/select_shape.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace tenon::inline TENON_ABI::repository_detail {

/// The shape's columns, the keys of its relations, the key by which the row hangs on another, and its tenant where a key is not
/// enough. `Link`: the fields by which rows hang on those above, if they do. `WithRemoved`: removed rows are counted too.
template <class Context, class Shape, field_list Link, bool WithRemoved, class Given> struct level_columns {
    using model = model_of_shape<Shape>;
    using parts = detail::shape_parts<Shape>;
    static constexpr const model_info& info = info_of<model>();
    static constexpr bool has_link = !Link.empty();
    static constexpr bool is_related = has_link || parts::relations != 0;
    /// Rows of several tenants are in sight, or a tenant's and everybody's: they may have the same keys.
    static constexpr bool has_tenant =
        Context::in_tenant ? info.tenancy.kind == tenancy_kind::tenant_or_shared
                           : is_related && sql::has_tenant_column<Context, model>;
    /// Where the columns are that it shows, then those of its keys.
    static constexpr std::size_t key_columns = [] {
        std::size_t count = Link.size();
        for (const detail::relation_link& link : parts::links) count += link.own.size();
        return count;
    }();
    static constexpr auto places = [] {
        std::array<std::size_t, parts::columns + key_columns> all{};
        std::size_t next = 0;
        for (const std::size_t place : parts::column_places) all[next++] = place;
        for (const detail::relation_link& link : parts::links)
            for (const std::size_t place : link.own) all[next++] = place;
        for (const std::size_t place : Link) all[next++] = place;
        return all;
    }();
    /// How many columns each key has.
    static constexpr auto widths = [] {
        std::array<std::size_t, parts::relations + (has_link ? 1 : 0)> all{};
        std::size_t next = 0;
        for (const detail::relation_link& link : parts::links) all[next++] = link.own.size();
        if (has_link) all[next] = Link.size();
        return all;
    }();
    /// The place in the shape of the field that shows the tenant, or no_field.
    static constexpr std::size_t shown_tenant = [] {
        for (std::size_t i = 0, next = 0; i < parts::count; ++i)
            if (parts::kinds[i] == detail::part::column && parts::column_places[next++] == info.tenancy.field) return i;
        return no_field;
    }();
    static constexpr level_key_places keys{&info, std::span(places).subspan(parts::columns), widths, has_tenant};
    using counts = level_counts<Shape, WithRemoved, Given>;
    static constexpr std::size_t count = places.size() + (has_tenant ? 1 : 0) + counts::count;
    using type = typename counts::template columns<sql::columns_at<model, places, has_tenant>>;
};

/// The texts of a level, one for each mask.
template <class Context, class Model, verb Verb, class Condition, class Order, unsigned Paging, class Columns> struct level_texts {
    using context = Context;
    using model = Model;
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::select_shape<Context, Model, Verb, Columns, Condition, Order, Paging, Mask>>;
    }
};
/// Those of the first rows for each row above.
template <class Context, class Model, class Condition, class Order, class Columns, class Partition> struct top_texts {
    using context = Context;
    using model = Model;
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::select_top<Context, Model, Columns, Partition, Condition, Order, Mask>>;
    }
};

} // namespace tenon::inline TENON_ABI::repository_detail
