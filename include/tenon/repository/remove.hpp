// tenon/repository/remove.hpp: removing rows: remove and remove_many.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/repository/update.hpp>

#include <cstdint>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

template <class Model, class Scope, class Key> result<Model> remove(const target<Model, Scope>& in, const Key& key) {
    using statement = sql::remove_one<typename target<Model, Scope>::context, Model, typename Key::shape>;
    const typename target<Model, Scope>::template scoped_key<Key> bind{in, key};
    bool found = false;
    auto row = in.write_one(sql::spec_of<statement>, bind, found);
    if (row && !found) [[unlikely]] row = in.not_found();
    return row;
}

template <class Context, class Model, class Asked, class Shape> struct remove_texts {
    using context = Context;
    using model = Model;
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::remove_many<Context, Model, Shape, typename Asked::order, Asked::takes != 0, Mask>>;
    }
};

template <class Model, class Scope, class... Options>
result<std::int64_t> remove_many(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    require_rows<asked>();
    const auto& filter = asked::filter(options...);
    using texts = remove_texts<typename target<Model, Scope>::context, Model, asked, shape_of<decltype(filter)>>;
    return change_many<asked, texts>(in, filter, asked::range(options...));
}

} // namespace tenon::inline TENON_ABI::repository_detail
