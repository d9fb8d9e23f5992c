// tenon/sql/order.hpp: the order of rows: what a request sorts by, and what makes it the order of single rows.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/expression/aggregate.hpp>
#include <tenon/sql/expression/shape.hpp>
#include <tenon/sql/text.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace tenon::inline TENON_ABI::sql {

/// What rows are sorted by: the column of a member, or of groups an aggregate.
template <auto Key> struct sort_column : member_column<Key> {
    static constexpr std::size_t place = reflection::index_of<Key>;
};
template <auto Key>
    requires aggregate<decltype(Key)>
struct sort_column<Key> : std::remove_cv_t<decltype(Key)> {
    static constexpr std::size_t place = no_field;
};

/// The sort keys of a request.
template <class... Keys> struct sort_order {
    static constexpr bool last_descending = false;
    static constexpr bool has_aggregate = false;
    static constexpr std::size_t size = 0;
    static constexpr bool has(std::size_t) noexcept { return false; }
};
template <auto... Members, bool... Descending, nulls_order... Nulls>
    requires(sizeof...(Members) > 0)
struct sort_order<sort_key<Members, Descending, Nulls>...> {
    static constexpr std::size_t size = sizeof...(Members);
    static constexpr bool last_descending = (Descending, ...);
    static constexpr bool has_aggregate = (aggregate<decltype(Members)> || ...);
    template <class Context> static constexpr void write(text_writer& w, separator& comma) noexcept {
        using dialect = typename Context::dialect;
        ((comma(w), sort_column<Members>::template write_comparable<Context>(w), w.write(Descending ? " DESC" : ""),
          dialect::nulls(w, Nulls, Descending, sort_column<Members>::info().nullable)),
         ...);
    }
    static constexpr bool has(std::size_t place) noexcept { return ((sort_column<Members>::place == place) || ...); }
    /// `add(place, descending, nulls)` for each key.
    template <class Add> static constexpr void each(Add add) noexcept {
        (add(sort_column<Members>::place, Descending, Nulls), ...);
    }
};

/// One key of the whole order of rows.
struct order_key {
    std::size_t place = no_field; ///< no_field: the tenant column that the struct does not show
    bool descending = false;
    nulls_order nulls = nulls_order::standard;
    bool nullable = false;

    /// NULLs come behind all other values.
    constexpr bool nulls_last() const noexcept {
        return nulls == nulls_order::standard ? descending : nulls == nulls_order::last;
    }
    /// The same in the opposite direction.
    constexpr order_key reversed() const noexcept {
        order_key other = *this;
        other.descending = !descending;
        if (nulls != nulls_order::standard) other.nulls = nulls == nulls_order::first ? nulls_order::last : nulls_order::first;
        return other;
    }
};

/// A key that a request names. The empty tenant sorts as NULL does by itself: only where NULLs are wanted at the other end is
/// it written as NULL.
template <class Context> constexpr order_key requested_key(const model_info& model, order_key key) noexcept {
    const bool sorts_itself = is_stored_empty<Context>(model, key.place) && key.nulls_last() == key.descending;
    key.nullable = model.columns[key.place].nullable && !sorts_itself;
    return key;
}

/// All keys of an order, as many as there are.
template <std::size_t Capacity> struct order_key_list {
    std::array<order_key, Capacity> keys{};
    std::size_t count = 0;

    constexpr void add(const order_key& key) noexcept { keys[count++] = key; }
    constexpr std::size_t size() const noexcept { return count; }
    constexpr const order_key& operator[](std::size_t i) const noexcept { return keys[i]; }
};

/// The request's keys, then what makes a row unique in its scope, in the direction of the last key: so that an index on
/// these keys gives the rows in order. Backwards, each the other way round.
template <class Context, class Model, class Order, bool Backward = false> consteval auto make_order_keys() {
    constexpr const model_info& model = info_of<Model>();
    order_key_list<Order::size + field_list::capacity + 1> all;
    const auto add = [&](const order_key& key) { all.add(Backward ? key.reversed() : key); };
    const auto add_rest = [&](std::size_t place) {
        if (!Order::has(place)) add({place, Order::last_descending});
    };
    if constexpr (Order::size != 0 && !Order::has_aggregate) // rows that are sorted so have been told so
        Order::each([&](std::size_t place, bool descending, nulls_order nulls) {
            add(requested_key<Context>(model, {place, descending, nulls}));
        });
    constexpr bool many_tenants = !Context::in_tenant || model.tenancy.kind == tenancy_kind::tenant_or_shared;
    if constexpr (key_has_tenant<Context, Model> && many_tenants && model.tenancy.has_field()) add_rest(model.tenancy.field);
    if constexpr (has_hidden_tenant<Context, Model> && !Context::in_tenant) add({no_field, Order::last_descending});
    for (const std::size_t place : model.primary_key) add_rest(place);
    return all;
}
template <class Context, class Model, class Order, bool Backward = false>
inline constexpr auto order_keys = make_order_keys<Context, Model, Order, Backward>();

/// The column of a key, NULL where the key says that it may be.
template <class Context, class Model> constexpr void write_key_column(text_writer& w, const order_key& key) noexcept {
    constexpr const model_info& model = info_of<Model>();
    if (key.nullable) write_field<Context>(w, model, key.place);
    else w.identifier(key.place == no_field ? model.tenant_column() : model.columns[key.place].column);
}

/// The same, with what makes values of its type comparable.
template <class Context, class Model> constexpr void write_key(text_writer& w, const order_key& key) noexcept {
    write_key_column<Context, Model>(w, key);
    if (key.place != no_field)
        Context::dialect::template comparable<Context::leads_with_tenant>(w, info_of<Model>().columns[key.place].type);
}

/// A key with its direction.
template <class Context, class Model> constexpr void write_sorted_key(text_writer& w, const order_key& key) noexcept {
    write_key<Context, Model>(w, key);
    w.write(key.descending ? " DESC" : "");
    Context::dialect::nulls(w, key.nulls, key.descending, key.nullable);
}

/// Stands for an order that is known only when the program runs (see dynamic/texts.hpp).
inline constexpr std::string_view dynamic_order_mark = "\x02";
template <class Order> inline constexpr bool is_dynamic_order = false;

/// Whether an order begins with how well rows fit a search (see search/rank.hpp), which its parameter behind the filter's says.
template <class Order> inline constexpr bool is_rank_order = false;
/// Whether an order begins with keys of related rows (see expression/related_order.hpp).
template <class Order> inline constexpr bool is_related_order = false;
/// Whether an order begins with what is no column of the row: `Order::each_first(each)` gives those keys, which write their
/// values and directions themselves.
template <class Order> inline constexpr bool begins_beside_columns = is_rank_order<Order> || is_related_order<Order>;
/// Whether a row's place in an order is told by those of its fields that the program names: then there are cursors.
template <class Order> inline constexpr bool has_places = !is_dynamic_order<Order> && !begins_beside_columns<Order>;

/// How ORDER BY says what an order begins with besides columns: as such, or by the names that `write_first_keys` has given.
enum class first_keys { values, names };

constexpr void write_first_name(text_writer& w, std::size_t number) noexcept {
    w.write("\"tenon_key");
    w.number(number);
    w.write("\"");
}

/// `, value AS "tenon_key1", …`: what an order begins with besides columns, as columns.
template <class Context, class Order> constexpr void write_first_keys(text_writer& w) noexcept {
    std::size_t number = 0;
    Order::each_first([&]<class Key>(Key) {
        w.write(", ");
        Key::template write_value<Context>(w);
        w.write(" AS ");
        write_first_name(w, ++number);
    });
}

/// ORDER BY all keys of an order.
template <class Context, class Model, class Order, bool Backward = false, first_keys First = first_keys::values>
constexpr void write_order(text_writer& w) noexcept {
    if constexpr (is_dynamic_order<Order>) w.write(dynamic_order_mark);
    else {
        separator comma(" ORDER BY ", ", ");
        if constexpr (begins_beside_columns<Order>) {
            std::size_t number = 0;
            Order::each_first([&]<class Key>(Key) {
                comma(w);
                if constexpr (First == first_keys::names) write_first_name(w, ++number);
                else Key::template write_value<Context>(w);
                Key::template write_direction<Context>(w);
            });
        }
        for (std::size_t i = 0; i < order_keys<Context, Model, Order, Backward>.size(); ++i) {
            comma(w);
            write_sorted_key<Context, Model>(w, order_keys<Context, Model, Order, Backward>[i]);
        }
    }
}

} // namespace tenon::inline TENON_ABI::sql
