// tenon/sql/dynamic/filter.hpp: filters and orders that come from outside, for where(…) and order_by(…).
//
//     tenon::dynamic_filter<User> filter;
//     filter.add("level", "gte", "2").add("email", "ends_with", "@acme.test");
//     if (auto checked = filter.check(); !checked) return tenon::fail(checked.error()); // every problem at once
//     users.find_many(tenon::where(filter && tenon::field<&User::level> < 9));
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/dynamic/marks.hpp>
#include <tenon/sql/dynamic/texts.hpp>
#include <tenon/sql/expression/condition.hpp>
#include <tenon/sql/options.hpp>

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

namespace sql {

/// Walks a condition as a binder does, and gathers its dynamic parts.
struct dynamic_collector {
    dynamic_parts parts{};

    template <class Value> bool operator()(const column_info&, const Value&) { return true; }
    bool tenant(std::string_view) { return true; }
    bool add(const dynamic_conditions& tree) {
        parts.conditions.push_back(&tree);
        return true;
    }
    void add(const dynamic_sort_keys& keys) noexcept { parts.order = &keys; }
};

} // namespace sql

/// A condition on rows of `Model` whose fields and operators are names: for filters from outside. All of its conditions hold at
/// once. Values are bound, never part of a text. Joins with other conditions by && || !. Empty, it is left out.
///
/// Fields are those of the struct, but for secret ones. Operators: eq, ne, lt, lte, gt, gte, in, not_in, contains, starts_with,
/// ends_with, is_null, and of texts eq_ignore_case, contains_ignore_case…; Prisma's names too. Problems are gathered: a verb
/// with such a filter is refused, with errc::validation_failed or errc::too_long, and `check` says them all.
/// One thread at a time; copies are independent.
template <class Model> class dynamic_filter : public sql::condition_tag {
public:
    using model = Model;
    using shape = sql::dynamic_shape;

    explicit dynamic_filter(const dynamic_limits& limits = {}) : conditions_(info_of<Model>(), limits) {}

    /// `filter.add("level", "gte", "2")`. For in and not_in the values are separated by commas.
    dynamic_filter& add(std::string_view field, std::string_view op, std::string_view value) {
        sql::add_text(conditions_, field, op, value);
        return *this;
    }

    /// Nothing, or every problem: errc::validation_failed; errc::too_long where it asks for more than the limits.
    result<void> check() const {
        if (conditions_.problems().empty()) return {};
        return fail(conditions_.problems().tell(info_of<Model>().model));
    }
    bool empty() const noexcept { return conditions_.empty(); }

    /// For what builds filters of other forms.
    sql::dynamic_conditions& conditions() noexcept { return conditions_; }
    const sql::dynamic_conditions& conditions() const noexcept { return conditions_; }

    template <class Sink> bool bind(Sink& sink) const {
        if (mask() == 0) return true;
        if constexpr (std::is_same_v<Sink, sql::dynamic_collector>) return sink.add(conditions_);
        else {
            if (const errc wrong = conditions_.problems().code(); wrong != errc::ok) return sink.refuse(wrong);
            return sql::bind_dynamic(sink, conditions_.model(), conditions_.root());
        }
    }
    unsigned mask() const noexcept { return conditions_.empty() && conditions_.problems().empty() ? 0U : 1U; }

private:
    sql::dynamic_conditions conditions_;
};

/// A sort order of rows of `Model` whose fields are names. As in dynamic_filter.
template <class Model> class dynamic_sort {
public:
    explicit dynamic_sort(const dynamic_limits& limits = {}) : keys_(info_of<Model>(), limits) {}

    /// `sort.add("-level").add("email")`: a minus puts the largest first.
    dynamic_sort& add(std::string_view key) {
        keys_.add(key);
        return *this;
    }
    result<void> check() const {
        if (keys_.problems().empty()) return {};
        return fail(keys_.problems().tell(info_of<Model>().model));
    }
    sql::dynamic_sort_keys& keys() noexcept { return keys_; }
    const sql::dynamic_sort_keys& keys() const noexcept { return keys_; }

private:
    sql::dynamic_sort_keys keys_;
};

template <class Model> struct dynamic_order_option : row_option {
    static constexpr auto choice = row_choice::order_by;
    dynamic_sort<Model> sort;
};
/// Sorted by keys from outside, then by primary key.
template <class Model> dynamic_order_option<Model> order_by(dynamic_sort<Model> sort) { return {{}, std::move(sort)}; }

namespace sql {

/// A filter, and the order that its rows are wanted in. Borrows the order, and what the filter borrows.
template <class Filter, class Model> struct ordered_filter : condition_tag {
    struct shape : Filter::shape {
        using is_ordered = void;
    };
    Filter filter;
    const dynamic_sort<Model>& sort;

    template <class Sink> bool bind(Sink& sink) const {
        if constexpr (std::is_same_v<Sink, dynamic_collector>) sink.add(sort.keys());
        else if (const errc wrong = sort.keys().problems().code(); wrong != errc::ok) return sink.refuse(wrong);
        return filter.bind(sink);
    }
    unsigned mask() const noexcept { return filter.mask(); }
};
template <class Context, class Model, class Filter> held_spec dynamic_spec(const statement_spec& marked, const Filter& filter) {
    dynamic_collector found;
    filter.bind(found);
    if (found.parts.conditions.empty() && found.parts.order == nullptr) return {marked, nullptr}; // all of it is left out
    found.parts.write_condition = &write_dynamic<Context>;
    found.parts.write_order = &write_dynamic_order<Context, Model>;
    const auto text = find_dynamic(marked, found.parts);
    return {text->spec, text};
}

template <class Filter> std::string form_of(const Filter& filter) {
    dynamic_collector found;
    filter.bind(found);
    std::string form;
    for (const dynamic_conditions* each : found.parts.conditions) append_shape(form, each->root());
    return form;
}

} // namespace sql
} // namespace tenon::inline TENON_ABI
