// tenon/repository/aggregate.hpp: computing over rows: aggregate and group_by.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/driver/run.hpp>
#include <tenon/repository/aggregate_request.hpp>
#include <tenon/repository/aggregate_row.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/spec_for.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/sql/statement/aggregate.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

template <class Context, class Model, class Aggregates, class Condition> struct aggregate_texts {
    using context = Context;
    using model = Model;
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::select_aggregates<Context, Model, Aggregates, Condition, Mask>>;
    }
};
template <class Context, class Model, class Columns, class Aggregates, class Condition, class Having, class Order,
          unsigned Paging>
struct group_texts {
    using context = Context;
    using model = Model;
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<
            sql::select_groups<Context, Model, Columns, Aggregates, Condition, Having, Order, Paging, Mask>>;
    }
};

/// Reads the statement's current row. What cannot be read is noted under the field's place in the model.
template <class Statement, class... Columns>
void read_aggregates(aggregate_row<Columns...>& row, Statement& statement, driver::row_failure& failed) {
    driver::row_failure here;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (driver::read_field(statement, I, std::get<I>(row.values), here), ...);
    }(std::index_sequence_for<Columns...>{});
    constexpr std::array<std::size_t, sizeof...(Columns)> places{Columns::place...};
    if (here.code != errc::ok) [[unlikely]] failed.note(here.code, places[here.place]);
}

/// Why a statement failed: names the field that left its range, where it can only be that one.
TENON_RARE failure explained(std::unique_ptr<error> why, const model_info& model, std::size_t place) {
    if (why->code == errc::out_of_range && why->fields.empty() && place != no_field)
        why->fields.emplace_back(model.columns[place].field);
    return fail(std::move(why));
}

template <class Model, class Scope, class... Arguments>
auto aggregate(const target<Model, Scope>& in, const Arguments&... arguments) {
    using words = words_of<Arguments...>;
    using row = typename words::template row<>;
    using asked = typename words::template request<Model>;
    using statement = typename target<Model, Scope>::execution::statement_type;
    static_assert(words::aggregates != 0, "tenon: aggregate computes nothing: name what it shall: tenon::count(), "
                                          "tenon::sum<&Model::field>, avg, min, max, count_distinct");
    require_own_fields<words::template are_of<Model>>();
    static_assert(asked::paging == 0 && !asked::everything && words::havings == 0,
                  "tenon: aggregate takes aggregates and a filter: leave the other options out, or use group_by");
    const auto& filter = asked::template filter<request_kind::groups>(arguments...);
    using texts = aggregate_texts<typename target<Model, Scope>::context, Model, typename words::list,
                                  shape_of<decltype(filter)>>;
    result<row> values;
    const auto read = [](void* into, statement& from, driver::row_failure& failed) {
        read_aggregates(*static_cast<row*>(into), from, failed);
    };
    auto why = driver::read_row<typename Scope::session_type::driver_type>(
        in.call(spec_for<texts>(filter), in.select(filter)), {&*values, read});
    if (why != nullptr) [[unlikely]] values = explained(std::move(why), info_of<Model>(), words::overflowing);
    return values;
}

template <class By, class Model, class Scope, class... Arguments>
result<std::vector<group_row<By, Arguments...>>> group_by(const target<Model, Scope>& in, const Arguments&... arguments) {
    using keys = group_keys<By>;
    constexpr bool own = keys::columns::template are_of<Model>;
    using columns = std::conditional_t<own, typename keys::columns, sql::group_columns<>>;
    using words = words_of<Arguments...>;
    using row = group_row<By, Arguments...>;
    using asked = typename words::template request<Model>;
    // An order from outside is refused below, and is nothing here.
    using order = std::conditional_t<sql::has_places<typename asked::order>, typename asked::order, sql::sort_order<>>;
    using statement = typename target<Model, Scope>::execution::statement_type;
    static_assert(keys::are_keys,
                  "tenon: group_by begins with what rows are grouped by: write tenon::by<&Model::field> first, without values");
    static_assert(own,
                  "tenon: by<…> names fields of another model than the repository's: use the fields of its own model");
    static_assert(columns::are_comparable,
                  "tenon: values of JSON have no equality that databases share: count and group by other fields");
    require_own_fields<words::template are_of<Model>>();
    static_assert(!keys::are_keys || !own || is_order_of_groups<Model, columns, order>,
                  "tenon: groups are sorted by what rows are grouped by, or by aggregates of the model's fields: add the field "
                  "to by<…>, or leave it out");
    static_assert(!asked::everything && words::havings <= 1,
                  "tenon: group_by takes aggregates, where(…), one having(…), order_by(…), take(n) and skip(n): join "
                  "conditions with &&, and leave the rest out");
    const auto& rows_filter = asked::template filter<request_kind::groups>(arguments...);
    const auto& groups_filter = find_having<Model>(arguments...);
    using filters = two_filters<std::remove_cvref_t<decltype(rows_filter)>, std::remove_cvref_t<decltype(groups_filter)>>;
    using texts = group_texts<typename target<Model, Scope>::context, Model, columns, typename words::list,
                              shape_of<decltype(rows_filter)>, shape_of<decltype(groups_filter)>, order, asked::paging>;
    const filters both{rows_filter, groups_filter};
    result<std::vector<row>> rows;
    const auto read = [](void* into, statement& from, driver::row_failure& failed) {
        auto& all = *static_cast<std::vector<row>*>(into);
        if constexpr (requires { from.row_count(); })
            if (all.empty()) all.reserve(from.row_count());
        read_aggregates(all.emplace_back(), from, failed);
    };
    auto why = driver::read_rows<typename Scope::session_type::driver_type>(
        in.call(spec_for<texts>(both), in.select(both, asked::paging, asked::range(arguments...))), {&*rows, read});
    constexpr bool others = words::havings != 0 || order::has_aggregate; // which may leave their range too
    if (why != nullptr) [[unlikely]]
        rows = explained(std::move(why), info_of<Model>(), others ? no_field : words::overflowing);
    return rows;
}

} // namespace tenon::inline TENON_ABI::repository_detail
