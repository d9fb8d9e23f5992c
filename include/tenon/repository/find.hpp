// tenon/repository/find.hpp: reading: find_unique, find_first, find_many, page, count, exists.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/repository/key.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/target.hpp>

#include <algorithm>
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
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::select<Context, Model, Verb, Condition, Order, Paging, Mask>>;
    }
};
template <class Context, class Model, class Condition> struct count_texts {
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::select_count<Context, Model, Condition, Mask>>;
    }
};
template <class Context, class Model, class Condition> struct exists_texts {
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::select_exists<Context, Model, Condition, Mask>>;
    }
};

/// Binds the tenant, the condition's values, and the numbers of LIMIT and OFFSET that the statement has.
template <class Target, class Filter>
auto bind_select(const Target& target, const Filter& filter, unsigned paging, std::int64_t take, std::int64_t skip) {
    return [&target, &filter, paging, take, skip](typename Target::binder& b) {
        return target.bind_scope(b) && filter.bind(b) && (!sql::has(paging, sql::paging::take) || b.rows(take)) &&
               (!sql::has(paging, sql::paging::skip) || b.rows(skip));
    };
}

template <class Model, class Scope, class Key>
result<std::optional<Model>> find_unique(const target<Model, Scope>& in, const Key& key) {
    using statement = sql::select_one<typename target<Model, Scope>::context, Model, typename Key::shape>;
    return in.read_one(sql::spec_of<statement>, driver::access::read,
                       typename target<Model, Scope>::template scoped_key<Key>{in, key});
}

template <class Model, class Scope, class... Options>
result<std::optional<Model>> find_first(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    static_assert(asked::takes == 0 && !asked::everything,
                  "tenon: find_first gives one row: leave take and all_rows out, or use find_many");
    constexpr unsigned paging = asked::paging | static_cast<unsigned>(sql::paging::take);
    const auto& filter = asked::filter(options...);
    using shape = typename std::remove_cvref_t<decltype(filter)>::shape;
    const std::int64_t skip = asked::template rows<skip_option>(0, options...);
    if (skip < 0) return in.refuse(errc::invalid_value, "skip");
    using texts = select_texts<typename target<Model, Scope>::context, Model, verb::find_first, shape,
                               typename asked::order, paging>;
    return in.read_one(spec_for<shape>(filter.mask(), texts{}), driver::access::read,
                       bind_select(in, filter, paging, 1, skip));
}

template <class Model, class Scope, class... Options>
result<std::vector<Model>> find_many(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    using target_type = target<Model, Scope>;
    const auto& filter = asked::filter(options...);
    using shape = typename std::remove_cvref_t<decltype(filter)>::shape;
    const std::int64_t take = asked::template rows<take_option>(0, options...);
    const std::int64_t skip = asked::template rows<skip_option>(0, options...);
    if (take < 0 || skip < 0) [[unlikely]] return in.refuse(errc::invalid_value, take < 0 ? "take" : "skip");
    using texts = select_texts<typename target_type::context, Model, verb::find_many, shape, typename asked::order,
                               asked::paging>;
    result<std::vector<Model>> rows; // every path returns this one: so no path moves the rows
    if (const errc refused = in.scope.check(); refused != errc::ok) [[unlikely]] {
        rows = in.refuse(refused);
        return rows;
    }
    typename target_type::execution run(in.scope.session(), spec_for<shape>(filter.mask(), texts{}),
                                        driver::access::read, in.caller());
    if (!run.bind(bind_select(in, filter, asked::paging, take, skip))) [[unlikely]] {
        rows = run.failure();
        return rows;
    }
    driver::step_result step = run.step();
    if constexpr (asked::takes != 0) // what was asked for is mostly there; only a page of a sane size is worth a guess
        if (step == driver::step_result::row) rows->reserve(static_cast<std::size_t>(std::min<std::int64_t>(take, 64)));
    while (step == driver::step_result::row) {
        if (!in.read(run, driver::access::read, [&](auto maker) { rows->emplace_back(maker); })) [[unlikely]] break;
        step = run.step();
    }
    if (step != driver::step_result::done) [[unlikely]] rows = run.failure();
    return rows;
}

template <class Model, class Scope, class... Options>
result<std::int64_t> count(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    static_assert(asked::paging == 0, "tenon: count and exists take a filter only: leave the other options out");
    const auto& filter = asked::filter(options...);
    using shape = typename std::remove_cvref_t<decltype(filter)>::shape;
    using texts = count_texts<typename target<Model, Scope>::context, Model, shape>;
    return in.number(spec_for<shape>(filter.mask(), texts{}), bind_select(in, filter, 0, 0, 0));
}

template <class Model, class Scope, class... Options>
result<bool> exists(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    static_assert(asked::paging == 0, "tenon: count and exists take a filter only: leave the other options out");
    const auto& filter = asked::filter(options...);
    using shape = typename std::remove_cvref_t<decltype(filter)>::shape;
    using texts = exists_texts<typename target<Model, Scope>::context, Model, shape>;
    return in.number(spec_for<shape>(filter.mask(), texts{}), bind_select(in, filter, 0, 0, 0))
        .map([](std::int64_t found) { return found != 0; });
}

template <class Model, class Scope, class Key>
result<bool> exists_by_key(const target<Model, Scope>& in, const Key& key) {
    using statement = sql::select_exists<typename target<Model, Scope>::context, Model, typename Key::shape, 0>;
    return in
        .number(sql::spec_of<statement>, typename target<Model, Scope>::template scoped_key<Key>{in, key})
        .map([](std::int64_t found) { return found != 0; });
}

/// Rows and their number are read in one transaction, so they tell of the same moment.
template <class Model, class Scope, class... Options>
result<page<Model>> find_page(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    static_assert(asked::takes == 1, "tenon: a page needs its size: add take(n)");
    const auto& filter = asked::filter(options...);
    using shape = typename std::remove_cvref_t<decltype(filter)>::shape;
    using texts = count_texts<typename target<Model, Scope>::context, Model, shape>;
    return in.scope.transaction(
        [&](auto& tx) -> result<page<Model>> {
            const target<Model, Scope> inside{tx};
            auto items = find_many(inside, options...);
            if (!items) return fail(std::move(items.error()));
            auto total = inside.number(spec_for<shape>(filter.mask(), texts{}), bind_select(inside, filter, 0, 0, 0));
            if (!total) return fail(std::move(total.error()));
            page<Model> found{std::move(*items), *total, false};
            const std::int64_t before = asked::template rows<skip_option>(0, options...);
            found.has_more = found.total - static_cast<std::int64_t>(found.items.size()) > before;
            return found;
        },
        {.read_only = true});
}

} // namespace repository_detail
} // namespace tenon::inline TENON_ABI
