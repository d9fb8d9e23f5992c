// tenon/repository/find.hpp: reading: find_unique, find_first, find_many, page, count, exists.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/repository/key.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/sql/statement/distinct.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

/// One page of rows.
template <class Row> struct page {
    std::vector<Row> items;
    std::int64_t total = 0; ///< rows that the filter finds, on all pages
    bool has_more = false;  ///< there are rows behind this page
};

namespace repository_detail {

/// The texts of a SELECT, one for each mask.
template <class Context, class Model, verb Verb, class Condition, class Order, unsigned Paging> struct select_texts {
    using context = Context;
    using model = Model;
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::select<Context, Model, Verb, Condition, Order, Paging, Mask>>;
    }
};
/// Those of find_many; with distinct, `Columns` are what rows are told apart by.
template <class Columns> struct find_texts {
    template <class Context, class Model, class Condition, class Order, unsigned Paging> struct type {
        using context = Context;
        using model = Model;
        template <unsigned Mask> static consteval const sql::statement_spec* spec() {
            return &sql::spec_of<sql::select_distinct<Context, Model, Columns, Condition, Order, Paging, Mask>>;
        }
    };
};
template <> struct find_texts<sql::group_columns<>> {
    template <class Context, class Model, class Condition, class Order, unsigned Paging>
    using type = select_texts<Context, Model, verb::find_many, Condition, Order, Paging>;
};
template <class Context, class Model, class Condition> struct count_texts {
    using context = Context;
    using model = Model;
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::select_count<Context, Model, Condition, Mask>>;
    }
};
template <class Context, class Model, class Condition> struct exists_texts {
    using context = Context;
    using model = Model;
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::select_exists<Context, Model, Condition, Mask>>;
    }
};

template <class Model, class Scope, class Key>
result<std::optional<Model>> find_unique(const target<Model, Scope>& in, const Key& key) {
    using statement = sql::select_one<typename target<Model, Scope>::context, Model, typename Key::shape>;
    return in.read_by_key(sql::spec_of<statement>, key);
}

template <class Model, class Scope, class... Options>
result<std::optional<Model>> find_first(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    static_assert(asked::takes == 0 && !asked::everything,
                  "tenon: find_first gives one row: leave take and all_rows out, or use find_many");
    constexpr unsigned paging = asked::paging | static_cast<unsigned>(sql::paging::take);
    const auto& filter = asked::filter(options...);
    using texts = select_texts<typename target<Model, Scope>::context, Model, verb::find_first,
                               shape_of<decltype(filter)>, typename asked::order, paging>;
    const row_range range{1, asked::range(options...).skip};
    return in.read_one(spec_for<texts>(filter), in.select(filter, paging, range));
}

template <class Model, class Scope, class... Options>
result<std::vector<Model>> find_many(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    const auto& filter = asked::template filter<request_kind::distinct_rows>(options...);
    using context = typename target<Model, Scope>::context;
    using texts = typename find_texts<typename asked::distinct>::template type<
        context, Model, shape_of<decltype(filter)>, typename asked::order, asked::paging>;
    return in.read_many(spec_for<texts>(filter), in.select(filter, asked::paging, asked::range(options...)));
}

template <class Model, class Scope, class... Options>
result<std::int64_t> count(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    static_assert(asked::paging == 0, "tenon: count and exists take a filter only: leave the other options out");
    const auto& filter = asked::filter(options...);
    using texts = count_texts<typename target<Model, Scope>::context, Model, shape_of<decltype(filter)>>;
    return in.number(spec_for<texts>(filter), in.select(filter));
}

template <class Model, class Scope, class... Options>
result<bool> exists(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    static_assert(asked::paging == 0, "tenon: count and exists take a filter only: leave the other options out");
    const auto& filter = asked::filter(options...);
    using texts = exists_texts<typename target<Model, Scope>::context, Model, shape_of<decltype(filter)>>;
    return in.any(spec_for<texts>(filter), in.select(filter));
}

template <class Model, class Scope, class Key>
result<bool> exists_by_key(const target<Model, Scope>& in, const Key& key) {
    using statement = sql::select_exists<typename target<Model, Scope>::context, Model, typename Key::shape, 0>;
    return in.any(sql::spec_of<statement>, typename target<Model, Scope>::template scoped_key<Key>{in, key});
}

/// Rows and their number are read in one transaction, so they tell of the same moment.
template <class Model, class Scope>
result<page<Model>> read_page(const target<Model, Scope>& in, const sql::statement_spec& some,
                              const sql::statement_spec& all, typename target<Model, Scope>::values filter,
                              unsigned paging, const row_range& range) {
    page<Model> found;
    const auto read = [&](Scope& tx) -> result<void> {
        const target<Model, Scope> inside{tx};
        found.items.clear(); // of an attempt before
        if (auto why = inside.read_rows(some, inside.select(filter, paging, range), found.items)) return fail(std::move(why));
        const auto total = inside.number(all, inside.select(filter));
        if (!total) return fail(total.error());
        found.total = *total;
        return {};
    };
    if (auto done = in.scope.transaction(read, {.read_only = true}); !done) return fail(std::move(done.error()));
    found.has_more = found.total - static_cast<std::int64_t>(found.items.size()) > range.skip;
    return found;
}

template <class Model, class Scope, class... Options>
result<page<Model>> find_page(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    static_assert(asked::takes == 1, "tenon: a page needs its size: add take(n)");
    const auto& filter = asked::filter(options...);
    using context = typename target<Model, Scope>::context;
    using shape = shape_of<decltype(filter)>;
    return read_page(
        in, spec_for<select_texts<context, Model, verb::find_many, shape, typename asked::order, asked::paging>>(filter),
        spec_for<count_texts<context, Model, shape>>(filter), filter, asked::paging, asked::range(options...));
}

} // namespace repository_detail
} // namespace tenon::inline TENON_ABI
