// tenon/repository/find.hpp: reading: find_unique, find_first, find_many, count, exists.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/repository/key.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/spec_for.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/sql/statement/distinct.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

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

/// The shape of a key in a read, with the options behind it.
template <class Model, class Key, class... Options>
using read_key_shape = sql::in_life<life_of_read<Model, Key, Options...>(), typename Key::shape>;

template <class Model, class Scope, class Key, class... Options>
result<std::optional<Model>> find_unique(const target<Model, Scope>& in, const Key& key, const Options&...) {
    using statement =
        sql::select_one<typename target<Model, Scope>::context, Model, read_key_shape<Model, Key, Options...>>;
    return in.read_by_key(sql::spec_of<statement>, key);
}

template <class Model, class Scope, class... Options>
result<std::optional<Model>> find_first(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    const auto& filter = asked::template filter<request_kind::first_row>(options...);
    using texts = select_texts<typename target<Model, Scope>::context, Model, verb::find_first,
                               shape_of<decltype(filter)>, typename asked::order, asked::paging_of_first>;
    return in.read_one(spec_for<texts>(filter), in.select(filter, asked::paging_of_first, asked::range_of_first(options...)));
}

/// Without a cursor: see page.hpp.
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

template <sql::row_access Access = sql::row_access::read, class Model, class Scope, class Key, class... Options>
result<bool> exists_by_key(const target<Model, Scope>& in, const Key& key, const Options&...) {
    using statement = sql::select_exists<typename target<Model, Scope>::context, Model,
                                         read_key_shape<Model, Key, Options...>, 0, Access>;
    return in.any(sql::spec_of<statement>, typename target<Model, Scope>::template scoped_key<Key>{in, key});
}

} // namespace tenon::inline TENON_ABI::repository_detail
