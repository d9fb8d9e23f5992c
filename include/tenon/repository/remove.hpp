// tenon/repository/remove.hpp: removing rows and bringing them back: remove, remove_many, restore, restore_many.
#pragma once

#include <tenon/core/clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/repository/update.hpp>

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

template <class Model, class Scope, class Key> result<Model> delete_row(const target<Model, Scope>& in, const Key& key) {
    using context = typename target<Model, Scope>::context;
    using statement = sql::remove_one<context, Model, sql::in_life<sql::row_life::any, typename Key::shape>>;
    const typename target<Model, Scope>::template scoped_key<Key> bind{in, key};
    bool found = false;
    auto row = in.write_one(sql::spec_of<statement>, bind, found);
    if (row && !found) [[unlikely]] row = refuse_missing(in, key);
    return row;
}

/// What marks a row of a model as removed, and what takes the mark away: when it was removed, and the time of the change.
template <class Model> struct removal_mark {
    static constexpr const model_info& info = info_of<Model>();
    using times = changes<Model>;
    template <template <class...> class Statement, class... Arguments>
    using statement = typename times::template with_types<Statement, Arguments..., sql::stamp_shape<Model, info.soft_delete>>::type;

    std::optional<timestamp> removed;
    template <class Binder> bool bind(Binder& b) const { return b(info.columns[info.soft_delete], removed) && times::bind(b); }
};

/// Writes the mark of the row with this key. `Statement` says on which rows.
template <template <class...> class Statement, sql::row_life Life, class Model, class Scope, class Key>
result<Model> mark_row(const target<Model, Scope>& in, const Key& key, const removal_mark<Model>& mark) {
    using statement = typename removal_mark<Model>::template statement<Statement, typename target<Model, Scope>::context, Model,
                                                                       sql::in_life<Life, typename Key::shape>>;
    const auto bind = [&](typename target<Model, Scope>::binder& b) {
        return in.bind_scope(b) && mark.bind(b) && in.bind_key(b, key);
    };
    bool found = false;
    auto row = in.write_one(sql::spec_of<statement>, bind, found);
    if (row && !found) [[unlikely]] row = refuse_missing(in, key);
    return row;
}

template <class Model, class Scope, class Key, class... Options>
result<Model> remove(const target<Model, Scope>& in, const Key& key, const Options&... options) {
    static_assert(((choice_of<Options>() != row_choice::life) && ...),
                  "tenon: rows that were removed are not changed: restore them first, or remove them for_good");
    constexpr sql::row_life life = life_of_key<Model, Key, Options...>();
    const auto& named = at_version<Model>(key, options...);
    if constexpr (!sql::removes_softly(info_of<Model>()) || life == sql::row_life::any) return delete_row(in, named);
    else return mark_row<sql::soft_remove_one, sql::row_life::live>(in, named, removal_mark<Model>{now()});
}

template <class Model, class Scope, class Key, class... Options>
result<Model> restore(const target<Model, Scope>& in, const Key& key, const Options&...) {
    static_assert(sizeof...(Options) == 0, "tenon: restore takes a primary key: leave the options out");
    static_cast<void>(life_of_key<Model, Key, only_deleted_option>());
    if constexpr (!sql::removes_softly(info_of<Model>())) return in.not_found(); // an error has been told
    else return mark_row<sql::restore_one, sql::row_life::removed>(in, key, removal_mark<Model>{});
}

template <class Context, class Model, class Asked, class Shape> struct remove_texts {
    using context = Context;
    using model = Model;
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::remove_many<Context, Model, Shape, typename Asked::order, Asked::takes != 0, Mask>>;
    }
};
/// Those of a removal that keeps rows, and of bringing them back.
template <template <class...> class Statement> struct mark_texts {
    template <class Context, class Model, class Asked, class Shape> struct type {
        using context = Context;
        using model = Model;
        template <unsigned Mask> static consteval const sql::statement_spec* spec() {
            using rows = sql::target_rows<Shape, typename Asked::order, Asked::takes != 0, Mask>;
            return &sql::spec_of<typename removal_mark<Model>::template statement<Statement, Context, Model, rows>>;
        }
    };
};

/// Writes the mark of rows of this life that the filter finds.
template <template <class...> class Statement, sql::row_life Life, class Asked, class Model, class Scope, class Filter>
result<std::int64_t> mark_many(const target<Model, Scope>& in, const Filter& filter, const row_range& range,
                               const removal_mark<Model>& mark) {
    using texts = typename mark_texts<Statement>::template type<typename target<Model, Scope>::context, Model, Asked,
                                                                sql::in_life<Life, shape_of<Filter>>>;
    const typename target<Model, Scope>::values changes(mark);
    return change_many<Asked, texts>(in, filter, range, &changes);
}

template <class Model, class Scope, class... Options>
result<std::int64_t> remove_many(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    require_rows<asked>();
    const auto& filter = asked::template filter<request_kind::removed_rows>(options...);
    if constexpr (!sql::removes_softly(info_of<Model>()) || asked::for_good) {
        using texts = remove_texts<typename target<Model, Scope>::context, Model, asked, shape_of<decltype(filter)>>;
        return change_many<asked, texts>(in, filter, asked::range(options...));
    } else
        return mark_many<sql::soft_remove_many, sql::row_life::live, asked>(in, filter, asked::range(options...),
                                                                            removal_mark<Model>{now()});
}

template <class Model, class Scope, class... Options>
result<std::int64_t> restore_many(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    require_rows<asked>();
    require_soft_delete<Model, only_deleted_option>();
    const auto& filter = asked::template filter<request_kind::changed_rows>(options...);
    if constexpr (!sql::removes_softly(info_of<Model>())) return in.not_found(); // an error has been told
    else
        return mark_many<sql::restore_many, sql::row_life::removed, asked>(in, filter, asked::range(options...),
                                                                           removal_mark<Model>{});
}

} // namespace tenon::inline TENON_ABI::repository_detail
