// tenon/sql/options.hpp: what a read or a write takes beside the model: where, having, order_by, take, skip, after, before,
// distinct, all_rows, by, with_deleted, for_good, if_version.
//
//     users.find_many(tenon::where(field<&User::level> >= 2), tenon::order_by(tenon::desc<&User::level>), tenon::take(10))
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>
#include <tenon/sql/expression/condition.hpp>
#include <tenon/sql/expression/operand.hpp>
#include <tenon/sql/expression/row_life.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

/// What an option of a read or a bulk write chooses rows by.
enum class row_choice : std::uint8_t { none, where, order_by, take, skip, all_rows, distinct, cursor, life, for_good };

/// The base of the options that choose rows.
struct row_option {};

/// The base of the options that stand behind a key.
struct key_option {};

template <sql::condition Condition> struct where_option : row_option {
    static constexpr auto choice = row_choice::where;
    Condition condition;
};
/// Only rows for which `filter` holds.
template <sql::filter Filter> constexpr where_option<sql::condition_of<Filter>> where(Filter filter) {
    return {{}, std::move(filter)};
}

/// Nothing else makes a filter.
template <class Other>
    requires(!sql::filter<Other>)
constexpr auto where(const Other&) {
    static_assert(sql::filter<Other>, "tenon: where takes a condition: write one with tenon::field<&Model::field>, as "
                                      "field<&User::level> >= 2");
    return where_option<sql::refused_condition>{};
}

/// Said aloud in `update_many` and `remove_many`: every row of the scope.
struct all_rows_option : row_option {
    static constexpr auto choice = row_choice::all_rows;
};
inline constexpr all_rows_option all_rows{};

template <class... Keys> struct order_by_option : row_option {
    static constexpr auto choice = row_choice::order_by;
};
namespace sql {

/// Whether a sort key is by the rows that belong to a row (see expression/related_order.hpp).
template <class Key> inline constexpr bool is_related_key = false;
/// Whether no such key stands behind one of the row itself.
template <class... Keys> consteval bool related_keys_lead() {
    bool own = false, lead = true;
    ((lead = lead && !(own && is_related_key<Keys>), own = own || !is_related_key<Keys>), ...);
    return lead;
}

} // namespace sql

/// Sorted by these keys, then by primary key: so pages are stable.
template <class... Keys> constexpr order_by_option<Keys...> order_by(Keys...) {
    constexpr bool are_keys = ((detail::is_sort_key_v<Keys> || sql::is_related_key<Keys>) && ...);
    static_assert(are_keys, "tenon: order_by takes sort keys: write tenon::asc<&User::email> or tenon::desc<&User::email>");
    static_assert(!are_keys || sql::related_keys_lead<Keys...>(),
                  "tenon: keys of related rows stand in front of those of the row itself: put them first");
    return {};
}

struct take_option : row_option {
    static constexpr auto choice = row_choice::take;
    std::int64_t rows;
};
/// At most this many rows. Negative numbers are refused with errc::invalid_value.
constexpr take_option take(std::int64_t rows) noexcept { return {{}, rows}; }

struct skip_option : row_option {
    static constexpr auto choice = row_choice::skip;
    std::int64_t rows;
};
/// Not the first `rows` rows. Negative numbers are refused with errc::invalid_value.
constexpr skip_option skip(std::int64_t rows) noexcept { return {{}, rows}; }

/// A place in the order of a request, from which rows are read on or back. Borrows the text.
template <bool Backward> struct cursor_option : row_option {
    static constexpr auto choice = row_choice::cursor;
    static constexpr bool is_backward = Backward;
    std::optional<std::string_view> cursor;
};
/// In `find_many` and `page`: only rows behind the one that the cursor was made of, in the order asked for. Without a cursor,
/// `after(std::nullopt)`, from the first row on. Cursors come from `page` and `cursor_of`; one that is forged, of another
/// tenant or of another query is refused with errc::invalid_value, before the database is asked.
constexpr cursor_option<false> after(std::optional<std::string_view> cursor) noexcept { return {{}, cursor}; }
/// Only rows before that one; where `take` leaves some out, those next to it. In the order asked for, as ever. Without a
/// cursor, up to the last row.
constexpr cursor_option<true> before(std::optional<std::string_view> cursor) noexcept { return {{}, cursor}; }

template <auto... Members> struct distinct_option : row_option {
    static constexpr auto choice = row_choice::distinct;
};
/// In `find_many`: of rows that have the same values in these fields only the first, in the order asked for, then by primary
/// key. NULL is the same as NULL. take and skip count the rows that are left.
template <auto First, auto... Rest> inline constexpr distinct_option<First, Rest...> distinct{};

template <sql::condition Condition> struct having_option {
    Condition condition;
};
/// In `group_by`: only groups for which `condition` holds: `having(count() > 3 && sum<&Todo::points> >= 10)`.
template <sql::condition Condition> constexpr having_option<Condition> having(Condition condition) {
    return {std::move(condition)};
}

/// Nothing else makes a condition on groups.
template <class Other>
    requires(!sql::condition<Other>)
constexpr auto having(const Other&) {
    static_assert(sql::condition<Other>, "tenon: having takes a condition on aggregates: write one as tenon::count() > 3");
    return having_option<sql::refused_condition>{};
}

struct with_deleted_option : row_option, key_option {
    static constexpr auto choice = row_choice::life;
    static constexpr auto life = sql::row_life::any;
};
/// In a read of a model with soft_delete: rows that were removed too. Behind a key it is one of the primary key.
inline constexpr with_deleted_option with_deleted{};

struct only_deleted_option : row_option, key_option {
    static constexpr auto choice = row_choice::life;
    static constexpr auto life = sql::row_life::removed;
};
/// The same: rows that were removed only.
inline constexpr only_deleted_option only_deleted{};

struct for_good_option : row_option, key_option {
    static constexpr auto choice = row_choice::for_good;
};
/// In `remove` and `remove_many` of a model with soft_delete: the row itself is deleted, whether it was removed before or not;
/// with `only_deleted`, only such that were.
inline constexpr for_good_option for_good{};

struct if_version_option : key_option {
    sql::integer_operand version;
};
/// In `update` and `remove` of a model with a version: only if the row still has this one, else errc::stale_version.
template <std::integral Integer>
    requires(!std::same_as<Integer, bool>)
constexpr if_version_option if_version(Integer version) noexcept {
    return {{}, version};
}

struct skip_duplicates_option {};
/// In `create_many`: rows that break a unique constraint are left out instead of failing the whole.
inline constexpr skip_duplicates_option skip_duplicates{};

struct in_tenant_option {
    std::string_view tenant;
};
/// In a system scope: the tenant whose row is meant. Borrows the text.
constexpr in_tenant_option in_tenant(std::string_view tenant) noexcept { return {tenant}; }

/// The values of a declared unique constraint.
template <class Values, auto... Members> struct unique_values {
    Values values;
};

template <class Model, auto... Members> struct by_word {
    /// One value for each field, in the order in which they are named here.
    template <class... Given> constexpr auto operator()(Given&&... given) const {
        using fields = std::tuple<unwrapped_t<reflection::type_of<Members>>...>;
        constexpr bool complete = sizeof...(Given) == sizeof...(Members);
        constexpr bool comparable = sql::all_comparable_with<fields, std::tuple<std::remove_cvref_t<Given>...>>;
        static_assert(complete, "tenon: by<…> needs one value for each field that it names: give as many values as fields");
        static_assert(!complete || comparable,
                      "tenon: a field is compared with a value of another type: give a value of the field's type");
        if constexpr (comparable) {
            using kept = std::tuple<sql::kept_t<unwrapped_t<reflection::type_of<Members>>, Given>...>;
            return unique_values<kept, Members...>{
                kept{sql::keep<unwrapped_t<reflection::type_of<Members>>>(std::forward<Given>(given))...}};
        } else return unique_values<fields, Members...>{};
    }
};
/// `by<&User::email>("ann@acme.test")`: a row by a declared unique constraint. Without values, `by<&Todo::userId>`: what rows
/// are grouped by.
template <auto First, auto... Rest> inline constexpr by_word<reflection::class_of<First>, First, Rest...> by{};

template <auto... Members> struct on_conflict_option {};
/// In `upsert`: the declared unique constraint (or primary key) that tells whether the row is there.
template <auto... Members> inline constexpr on_conflict_option<Members...> on_conflict{};

} // namespace tenon::inline TENON_ABI
