// tenon/sql/statement/keyset.hpp: SELECT of the rows behind a place in an order, as a type: keyset pagination.
//
// Such rows are in a few ranges, in each of which the first keys are the place's own and the next ones are beyond it:
//     a = 1 AND (b, id) > (2, 7)        a = 1 AND b IS NULL        a > 1
// One range is a condition. Several are read one by one and put together, since no database finds one condition that joins
// them by OR in an index: with a LIMIT each gives at most so many rows, so page 1000 costs what page 1 costs.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/order.hpp>
#include <tenon/sql/predicate.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/text.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace tenon::inline TENON_ABI::sql {

/// What the keys of a place are: which of them are NULL, a bit for each key of the order.
using null_keys = unsigned;
constexpr bool is_null_key(null_keys nulls, std::size_t key) noexcept { return (nulls >> key & 1U) != 0; }

/// Rows whose first `equal` keys are those of a place, and beyond it by the keys up to `end`, or by NULL in the next one.
struct key_range {
    enum class test { beyond, is_null, is_not_null };
    std::size_t equal = 0;
    std::size_t end = 0;
    test by = test::beyond;
};

template <std::size_t Capacity> struct key_range_list {
    std::array<key_range, Capacity> ranges{};
    std::size_t count = 0;

    constexpr void add(const key_range& range) noexcept { ranges[count++] = range; }
};

/// The ranges behind a place. Keys that are compared in one direction make one of them.
template <std::size_t Capacity>
constexpr auto ranges_behind(const order_key_list<Capacity>& keys, null_keys nulls) noexcept {
    key_range_list<2 * Capacity> found;
    std::size_t begin = keys.size(), end = keys.size(); // of the keys that are compared together
    const auto compare = [&] {
        if (begin != end) found.add({begin, end, key_range::test::beyond});
    };
    for (std::size_t i = keys.size(); i-- > 0;) {
        if (is_null_key(nulls, i)) {
            compare();
            if (!keys[i].nulls_last()) found.add({i, i, key_range::test::is_not_null});
            begin = end = i;
            continue;
        }
        if (begin != end && keys[begin].descending != keys[i].descending) {
            compare();
            end = i + 1;
        }
        begin = i;
        if (keys[i].nullable && keys[i].nulls_last()) found.add({i, i, key_range::test::is_null});
    }
    compare();
    return found;
}

/// Which texts a place has: none, or one for each set of keys that may be NULL. The lowest bit of the mask says that there is
/// a place, the others which of its nullable keys are NULL.
template <class Context, class Model, class Order> struct place_mask {
    static constexpr std::size_t nullable_keys = [] {
        std::size_t count = 0;
        for (std::size_t i = 0; i < order_keys<Context, Model, Order>.size(); ++i)
            count += order_keys<Context, Model, Order>[i].nullable;
        return count;
    }();
    static constexpr std::size_t bits = 1 + nullable_keys;
    static constexpr bool has_place(unsigned mask) noexcept { return (mask & 1U) != 0; }
    static constexpr null_keys nulls(unsigned mask) noexcept {
        null_keys nulls = 0;
        for (std::size_t i = 0; i < order_keys<Context, Model, Order>.size(); ++i)
            if (order_keys<Context, Model, Order>[i].nullable) nulls |= ((mask >>= 1) & 1U) << i;
        return nulls;
    }
};

/// The place of a field that is NULL in no row.
template <class Model> consteval std::size_t place_of_no_null() {
    constexpr const model_info& model = info_of<Model>();
    return model.primary_key.empty() ? model.declared_primary_key[0] : model.primary_key[0];
}

/// The columns of a page: those of the model, the number of all rows, and the tenant that the struct does not show.
template <class Context, class Model> struct page_columns {
    static constexpr void write(text_writer& w) noexcept {
        w.write(text_of<column_list<Model>>);
        w.write(", \"tenon_total\"");
        write_hidden_tenant<Context, Model>(w);
    }
};
/// The same of a page of shapes: their columns, the number of all rows, one that is NULL in no row, and the keys of an order that
/// has cursors.
template <class Context, class Model, class Order, class Columns> struct shape_page_columns {
    template <class> static constexpr void write(text_writer& w, std::string_view from) noexcept {
        write_columns<Context, Columns>(w, from);
        w.write(", \"tenon_total\", ");
        w.identifier(info_of<Model>().columns[place_of_no_null<Model>()].column);
        if constexpr (has_places<Order>)
            for (std::size_t i = 0; i < order_keys<Context, Model, Order>.size(); ++i) {
                w.write(", ");
                write_key_column<Context, Model>(w, order_keys<Context, Model, Order>[i]);
            }
    }
};

/// Parameters: the tenant, the filter's, the place's keys but the NULLs, and LIMIT's or OFFSET's. `Mask`: that of the filter,
/// and before it that of the place. With `Total`, for pages, `Columns` has "tenon_total", the number of all rows of the filter;
/// where there is no row, one of NULLs has it.
template <class Context, class Model, class Condition, class Order, bool Backward, unsigned Paging, bool Total, class Columns,
          unsigned Mask>
struct select_keyset {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::find_many;
    using dialect = typename Context::dialect;
    using places = place_mask<Context, Model, Order>;
    static constexpr unsigned filter_mask = Mask >> places::bits;
    static constexpr const auto& keys = order_keys<Context, Model, Order, Backward>;
    static constexpr null_keys nulls = places::nulls(Mask);

    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        if constexpr (!Total) return write_rows(w);
        write_selected(w, "tenon_page");
        w.write(" FROM (SELECT ");
        dialect::count_rows(w);
        w.write(" AS \"tenon_total\"");
        const std::size_t before = w.parameters();
        write_from_where<Context, Model, Condition, filter_mask>(w);
        w.write(") AS \"tenon_all\" LEFT JOIN (");
        if constexpr (begins_beside_columns<Order>) write_keyed_rows(w, before);
        else {
            w.go_back_to(before);
            write_rows(w);
        }
        w.write(") AS \"tenon_page\" ON true");
        write_order<Context, Model, Order, Backward, first_keys::names>(w);
    }

private:
    static constexpr void write_selected(text_writer& w, std::string_view from) noexcept {
        w.write("SELECT ");
        write_columns<Context, Columns>(w, from);
    }
    /// Of rows that the statement selects from: all columns, for the order may have any.
    static constexpr void write_all(text_writer& w) noexcept {
        w.write("SELECT ");
        w.write(text_of<column_list<Model>>);
        write_hidden_tenant<Context, Model>(w);
    }

    /// With what the order begins with as columns, for out there it is not in sight. Its parameters stand behind the filter's, of
    /// which the last one has just been written.
    static constexpr void write_keyed_rows(text_writer& w, std::size_t before_filter) noexcept {
        write_all(w);
        write_first_keys<Context, Order>(w);
        const std::size_t behind_keys = w.parameters();
        w.go_back_to(before_filter);
        write_from_where<Context, Model, Condition, filter_mask>(w);
        w.go_back_to(behind_keys);
        write_order<Context, Model, Order, Backward, first_keys::names>(w);
        write_limit<Context, Paging>(w);
    }

    static constexpr void write_rows(text_writer& w) noexcept {
        if constexpr (!places::has_place(Mask)) return write_range<!Total>(w, w.parameters(), {});
        constexpr auto behind = ranges_behind(keys, nulls);
        if constexpr (behind.count == 1) return write_range<!Total>(w, w.parameters(), behind.ranges[0]);
        if constexpr (Total) write_all(w);
        else write_selected(w, "tenon_rows");
        const std::size_t before = w.parameters();
        separator parts(" FROM (", " UNION ALL ");
        for (std::size_t i = 0; i < behind.count; ++i) {
            parts(w);
            // Around each, because SQLite takes no LIMIT in a part of UNION.
            write_all(w);
            w.write(" FROM (");
            write_range<false>(w, before, behind.ranges[i]);
            w.write(") AS \"tenon_range\"");
        }
        w.write(") AS \"tenon_rows\"");
        write_order<Context, Model, Order, Backward>(w);
        write_limit_again(w);
    }

    /// The rows in one range, or without a place all of them. `Outermost`: nothing selects from them.
    template <bool Outermost> static constexpr void write_range(text_writer& w, std::size_t before, const key_range& range) noexcept {
        w.go_back_to(before);
        if constexpr (Outermost) write_selected(w, info_of<Model>().table);
        else write_all(w);
        conditions next = write_from_where<Context, Model, Condition, filter_mask>(w);
        if constexpr (places::has_place(Mask)) write_tests(w, next, range);
        write_order<Context, Model, Order, Backward>(w);
        write_limit<Context, Paging>(w);
    }
    /// The last parameter once more.
    static constexpr void write_limit_again(text_writer& w) noexcept {
        if constexpr (has(Paging, paging::take)) w.go_back_to(w.parameters() - 1);
        write_limit<Context, Paging>(w);
    }

    static constexpr void write_tests(text_writer& w, conditions& next, const key_range& range) noexcept {
        std::array<std::size_t, keys.keys.size()> numbers{};
        for (std::size_t i = 0; i < keys.size(); ++i)
            if (!is_null_key(nulls, i)) numbers[i] = w.next_parameter();
        for (std::size_t i = 0; i < range.equal; ++i) {
            next(w);
            write_key<Context, Model>(w, keys[i]);
            if (is_null_key(nulls, i)) w.write(" IS NULL");
            else {
                w.write(" = ");
                dialect::parameter(w, numbers[i]);
            }
        }
        next(w);
        if (range.by != key_range::test::beyond) {
            write_key<Context, Model>(w, keys[range.equal]);
            return w.write(range.by == key_range::test::is_null ? " IS NULL" : " IS NOT NULL");
        }
        const bool one = range.end - range.equal == 1;
        separator columns(one ? "" : "(", ", ");
        for (std::size_t i = range.equal; i < range.end; ++i) {
            columns(w);
            write_key<Context, Model>(w, keys[i]);
        }
        w.write(one ? "" : ")");
        w.write(keys[range.equal].descending ? " < " : " > ");
        separator values(one ? "" : "(", ", ");
        for (std::size_t i = range.equal; i < range.end; ++i) {
            values(w);
            dialect::parameter(w, numbers[i]);
        }
        w.write(one ? "" : ")");
    }
};

/// What a cursor is good for: rows of one table, filter and order, of any values. It is never sent to a database.
template <class Context, class Model, class Condition, class Order> struct cursor_query {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::other;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        w.write(Context::in_tenant ? "tenant" : "system");
        write_from_where<Context, Model, Condition, ~0U>(w);
        write_order<Context, Model, Order>(w);
    }
};

} // namespace tenon::inline TENON_ABI::sql
