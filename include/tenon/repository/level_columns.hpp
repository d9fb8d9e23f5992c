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

namespace tenon::inline TENON_ABI::repository_detail {

/// How many fields hold the keys of rows: those of their relations, and those by which they hang on others.
template <std::size_t Relations>
consteval std::size_t count_key_fields(const std::array<detail::relation_link, Relations>& links, const field_list& link) {
    std::size_t count = link.size();
    for (const detail::relation_link& relation : links) count += relation.own.size();
    return count;
}
/// The fields that are shown, and behind them those that hold the keys.
template <std::size_t Count, std::size_t Columns, std::size_t Relations>
consteval std::array<std::size_t, Count> fields_to_read(const std::array<std::size_t, Columns>& shown,
                                                       const std::array<detail::relation_link, Relations>& links, const field_list& link) {
    std::array<std::size_t, Count> all{};
    std::size_t next = 0;
    for (const std::size_t place : shown) all[next++] = place;
    for (const detail::relation_link& relation : links)
        for (const std::size_t place : relation.own) all[next++] = place;
    for (const std::size_t place : link) all[next++] = place;
    return all;
}
/// How many fields each key has.
template <std::size_t Keys, std::size_t Relations>
consteval std::array<std::size_t, Keys> key_widths(const std::array<detail::relation_link, Relations>& links, const field_list& link) {
    std::array<std::size_t, Keys> all{};
    for (std::size_t i = 0; i < Relations; ++i) all[i] = links[i].own.size();
    if (Keys != Relations) all[Keys - 1] = link.size();
    return all;
}
/// Which field of a shape shows this one of its model, or no_field.
template <std::size_t Fields> consteval std::size_t field_that_shows(std::size_t place, const std::array<std::size_t, Fields>& places) {
    for (std::size_t i = 0; i < Fields; ++i)
        if (places[i] == place) return i;
    return no_field;
}

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
    static constexpr std::size_t key_columns = count_key_fields(parts::links, Link);
    static constexpr auto places = fields_to_read<parts::columns + key_columns>(parts::column_places, parts::links, Link);
    static constexpr auto widths = key_widths<parts::relations + (has_link ? 1 : 0)>(parts::links, Link);
    /// The place in the shape of the field that shows the tenant, or no_field.
    static constexpr std::size_t shown_tenant = info.tenancy.has_field() ? field_that_shows(info.tenancy.field, parts::places) : no_field;
    static constexpr level_key_places keys{&info, {places.data() + parts::columns, key_columns}, {widths.data(), widths.size()}, has_tenant};
    using counts = counts_of<Shape, WithRemoved, Given>;
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
