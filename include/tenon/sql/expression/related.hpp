// tenon/sql/expression/related.hpp: filters by the rows that belong to a row.
//
//     users.find_many(tenon::where(tenon::related<&Todo::userId>.some(field<&Todo::done> == false)));    // that refer to it
//     todos.find_many(tenon::where(tenon::related<&Todo::userId>.is(field<&User::level> >= 2)));         // that it refers to
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/reflection.hpp>
#include <tenon/sql/expression/condition.hpp>
#include <tenon/sql/expression/field.hpp>
#include <tenon/sql/expression/related_order.hpp>
#include <tenon/sql/expression/shape.hpp>
#include <tenon/sql/related_rows.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

namespace sql {

/// How many of the related rows are asked for.
enum class related_test { some, none, every };

/// EXISTS (SELECT 1 FROM … WHERE …). A condition on every row holds where there is none of which it is not true.
template <class Relation, related_test Test, class Inner> struct related_shape {
    static constexpr std::size_t optional_parts = Inner::optional_parts;
    static constexpr bool present(unsigned mask) noexcept { return Test != related_test::every || Inner::present(mask); }
    template <class Context> static constexpr void write(text_writer& w, unsigned mask) noexcept {
        w.write(Test == related_test::some ? "EXISTS (SELECT 1" : "NOT EXISTS (SELECT 1");
        conditions next = write_related_rows<Context, Relation>(w, row_name<Context, typename Relation::outer>());
        if (Inner::present(mask)) {
            next(w);
            if (Test == related_test::every) w.write("(");
            Inner::template write<within<Context, typename Relation::outer>>(w, mask);
            if (Test == related_test::every) w.write(") IS NOT TRUE");
        }
        w.write(")");
    }
};

template <class Relation, related_test Test, condition Inner> struct related_condition : condition_tag {
    using model = typename Relation::outer;
    using shape = related_shape<Relation, Test, typename Inner::shape>;
    Inner inner;
    template <class Sink> constexpr bool bind(Sink& sink) const { return inner.bind(sink); }
    constexpr unsigned mask() const noexcept { return inner.mask(); }
};

/// Any row, of any model.
struct any_row : condition_tag {
    using model = void;
    using shape = no_condition;
    template <class Sink> constexpr bool bind(Sink&) const { return true; }
    constexpr unsigned mask() const noexcept { return 0; }
};

} // namespace sql

/// Rows of two models that belong together, in a filter of one of them. Made by `related<&Model::field>`, of the field that
/// refers; has no state. `some`, `every` and `none` are for the rows that refer to a row, `is` and `is_not` for the row that it
/// refers to. They may stand in each other. Whatever they ask, they see rows of the scope only.
template <auto Reference, class Holder = reflection::class_of<Reference>> struct related_reference {
    /// There is a row that refers to this one and for which `filter` holds.
    template <sql::filter Filter> constexpr auto some(Filter filter) const { return make<true, sql::related_test::some>(std::move(filter)); }
    constexpr auto some() const { return some(sql::any_row{}); }
    /// There is none.
    template <sql::filter Filter> constexpr auto none(Filter filter) const { return make<true, sql::related_test::none>(std::move(filter)); }
    constexpr auto none() const { return none(sql::any_row{}); }
    /// It holds for every row that refers to this one, if there is any. Where it compares with NULL it does not hold.
    template <sql::filter Filter> constexpr auto every(Filter filter) const { return make<true, sql::related_test::every>(std::move(filter)); }
    /// There is a row that this one refers to, and `filter` holds for it.
    template <sql::filter Filter> constexpr auto is(Filter filter) const { return make<false, sql::related_test::some>(std::move(filter)); }
    /// There is none. It may be that there is no row at all.
    template <sql::filter Filter> constexpr auto is_not(Filter filter) const { return make<false, sql::related_test::none>(std::move(filter)); }

    /// In order_by: sorted by a field of the row that a row refers to, the smallest first; rows that refer to none as NULLs.
    template <auto Member> static constexpr auto asc(field_reference<Member>) { return detail::make_related_key<Reference, Holder, Member, false>(); }
    /// The largest first.
    template <auto Member> static constexpr auto desc(field_reference<Member>) { return detail::make_related_key<Reference, Holder, Member, true>(); }
    /// In order_by: sorted by how many rows refer to a row, the fewest first.
    static constexpr auto fewest() { return detail::make_count_key<Reference, Holder, false>(); }
    /// The most first.
    static constexpr auto most() { return detail::make_count_key<Reference, Holder, true>(); }

private:
    template <bool Backward, sql::related_test Test, class Filter> static constexpr auto make(Filter filter) {
        using condition = sql::condition_of<Filter>;
        using relation = sql::relation_between<Reference, Backward, Holder>;
        constexpr bool refers = sql::check_refers<relation>();
        constexpr bool fits = std::is_void_v<typename condition::model> || std::is_same_v<typename condition::model, typename relation::inner>;
        static_assert(!refers || fits,
                      "tenon: a filter of related rows names fields of another model than theirs: some, every and none are about the "
                      "rows that refer, is and is_not about the row that is referred to");
        if constexpr (refers && fits) return sql::related_condition<relation, Test, condition>{{}, std::move(filter)};
        else return sql::refused_condition{};
    }
};

/// `related<&Todo::userId>`: a user's to-dos, or a to-do's user, in a filter.
template <auto Reference> inline constexpr related_reference<Reference> related{};

} // namespace tenon::inline TENON_ABI
