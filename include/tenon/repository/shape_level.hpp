// tenon/repository/shape_level.hpp: rows read as shapes, with their relations: one statement for each level, however many rows
// there are.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/driver/run.hpp>
#include <tenon/model/check/shape_messages.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/repository/find.hpp>
#include <tenon/repository/link_keys.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/sql/expression/condition.hpp>
#include <tenon/sql/statement/select.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// What is read of each row: the shape's columns, the keys of its relations, the key by which it hangs on another row, and its
/// tenant where a key is not enough.
template <class Context, class Shape, std::size_t Link> struct level_columns {
    using model = model_of_shape<Shape>;
    using parts = detail::shape_parts<Shape>;
    static constexpr bool has_link = Link != no_field;
    /// Rows of several tenants are in sight, or a tenant's and everybody's, which may have the same keys.
    static constexpr bool has_tenant = Context::in_tenant ? info_of<model>().tenancy.kind == tenancy_kind::tenant_or_shared
                                                          : sql::key_has_tenant<Context, model> && (parts::relations != 0 || has_link);
    static constexpr auto places = [] {
        std::array<std::size_t, parts::columns + parts::relations + (has_link ? 1 : 0)> all{};
        std::size_t next = 0;
        for (const std::size_t place : parts::column_places) all[next++] = place;
        for (const detail::relation_link& link : parts::links) all[next++] = link.own;
        if (has_link) all[next] = Link;
        return all;
    }();
    using type = sql::columns_at<model, places, has_tenant>;
};

template <class Context, class Model, verb Verb, class Condition, class Order, unsigned Paging, class Columns> struct level_texts {
    using context = Context;
    using model = Model;
    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        return &sql::spec_of<sql::select<Context, Model, Verb, Condition, Order, Paging, Mask, Columns>>;
    }
};

/// A list as a value of a condition.
struct link_list {
    list_view list;
    const list_view& view() const noexcept { return list; }
};
template <class Model, std::size_t Place>
using link_condition = sql::value_condition<sql::place_column<Model, Place>, sql::list_shape<sql::place_column<Model, Place>, false>, link_list>;

/// The rows of one level, and what leads to the next ones. `Link`: the place of the field by which they hang on those above.
template <class Shape, class Scope, std::size_t Link = no_field> class shape_level {
public:
    using model = model_of_shape<Shape>;
    using target_type = target<model, Scope>;
    using columns = level_columns<typename target_type::context, Shape, Link>;
    using parts = typename columns::parts;

    explicit shape_level(const target_type& in) : in_(&in) {}

    /// Reads the rows, and all that hangs on them. What failed, or nullptr.
    template <verb Verb, class Order, unsigned Paging, class Filter>
    std::unique_ptr<error> read(const Filter& filter, const row_range& range) {
        using texts = level_texts<typename target_type::context, model, Verb, shape_of<Filter>, Order, Paging, typename columns::type>;
        return read(in_->call(spec_for<texts>(filter), in_->select(filter, Paging, range)));
    }

    /// Of the rows that a key finds the one that is nearer: a tenant's own before everybody's.
    std::optional<Shape> take_one() {
        if (rows.empty()) return std::nullopt;
        std::size_t nearest = 0;
        if constexpr (columns::has_tenant)
            if (rows.size() > 1 && tenant_of(0).empty()) nearest = 1;
        return std::move(rows[nearest]);
    }

    /// Of a row; nothing when it is everybody's.
    std::string_view tenant_of(std::size_t row) const {
        if constexpr (columns::has_tenant) return tenants.is_null(row) ? std::string_view() : tenants[row];
        else return in_->scope.tenant().view();
    }

    std::vector<Shape> rows;
    link_keys link;    ///< of each row, where it hangs on another
    link_keys tenants; ///< of each row, where they differ

private:
    using statement_type = typename target_type::execution::statement_type;

    TENON_NOINLINE std::unique_ptr<error> read(const driver::call<typename target_type::driver_type>& asked) {
        auto why = driver::read_rows<typename target_type::driver_type>(asked, {this, &read_row});
        if (why == nullptr && !rows.empty()) why = load(std::make_index_sequence<parts::relations>{});
        return why;
    }

    static void read_row(void* into, statement_type& statement, driver::row_failure& failed) {
        auto& level = *static_cast<shape_level*>(into);
        if (level.rows.empty()) level.begin(statement);
        driver::row_failure here;
        std::size_t column = 0;
        reflection::for_each_field(level.rows.emplace_back(), [&]<std::size_t Place>(auto& field, std::integral_constant<std::size_t, Place>) {
            if constexpr (parts::kinds[Place] == detail::part::column) {
                driver::read_field(statement, column, field, here);
                if constexpr (target_type::empty_tenant && std::is_same_v<std::remove_reference_t<decltype(field)>, std::optional<std::string>>)
                    if (columns::places[column] == info_of<model>().tenancy.field && field && field->empty()) field.reset();
                ++column;
            }
        });
        const auto add = [&](link_keys& keys) {
            if (const errc wrong = keys.add(statement.column(static_cast<int>(column))); wrong != errc::ok) here.note(wrong, column);
            ++column;
        };
        for (link_keys& keys : level.keys_) add(keys);
        if constexpr (columns::has_link) add(level.link);
        if constexpr (columns::has_tenant) add(level.tenants);
        if (here.code != errc::ok) [[unlikely]]
            failed.note(here.code, here.place < columns::places.size() ? columns::places[here.place] : info_of<model>().tenancy.field);
    }
    void begin(const statement_type& statement) {
        std::size_t count = 0;
        if constexpr (requires { statement.row_count(); }) count = statement.row_count();
        rows.reserve(count);
        for (std::size_t i = 0; i < parts::relations; ++i) keys_[i].begin(info_of<model>().columns[parts::links[i].own], count);
        if constexpr (columns::has_link) link.begin(info_of<model>().columns[Link], count);
        if constexpr (columns::has_tenant) tenants.begin(tenant_column, count);
    }

    template <std::size_t... I> std::unique_ptr<error> load(std::index_sequence<I...>) {
        std::unique_ptr<error> why;
        static_cast<void>((... && ((why = load_relation<I>()) == nullptr)));
        return why;
    }

    /// Reads the rows of a relation for all rows of this level.
    template <std::size_t I> std::unique_ptr<error> load_relation() {
        constexpr std::size_t place = parts::relation_places[I];
        constexpr detail::relation_link followed = parts::links[I];
        using field = typename parts::template field<place>;
        using other_model = model_of_shape<typename field::row>;
        link_keys& keys = keys_[I];
        keys.index();
        const target<other_model, Scope> other{in_->scope};
        shape_level<typename field::row, Scope, followed.other> below(other);
        if (keys.distinct().size != 0) {
            constexpr unsigned paging = field::kind == detail::part::many ? static_cast<unsigned>(sql::paging::order) : 0U;
            const link_condition<other_model, followed.other> filter{{}, {keys.distinct()}};
            if (auto why = below.template read<verb::find_many, sql::sort_order<>, paging>(filter, {})) return why;
        }
        return hang_up<I>(below);
    }

    /// Gives each row what is its own.
    template <std::size_t I, class Below> std::unique_ptr<error> hang_up(Below& below) {
        constexpr std::size_t place = parts::relation_places[I];
        using field = typename parts::template field<place>;
        const link_keys& keys = keys_[I];
        std::vector<std::uint32_t> found(field::kind == detail::part::many ? 0 : rows.size(), link_keys::nowhere);
        std::vector<std::uint32_t> counts(field::kind == detail::part::many ? rows.size() : 0);
        const auto each_pair = [&](auto take) {
            for (std::uint32_t at = 0; at < below.rows.size(); ++at)
                for (std::uint32_t row = keys.find(below.link[at]); row != link_keys::nowhere; row = keys.next(row))
                    if (const int nearness = nearness_of(row, below, at); nearness != 0) take(row, at, nearness);
        };
        if constexpr (field::kind == detail::part::many) {
            each_pair([&](std::uint32_t row, std::uint32_t, int) { ++counts[row]; });
            for (std::size_t row = 0; row < rows.size(); ++row) reflection::get<place>(rows[row]).reserve(counts[row]);
            each_pair([&](std::uint32_t row, std::uint32_t at, int) { reflection::get<place>(rows[row]).push_back(std::move(below.rows[at])); });
        } else {
            std::vector<int> nearest(rows.size());
            each_pair([&](std::uint32_t row, std::uint32_t at, int nearness) {
                if (nearness <= nearest[row]) return;
                nearest[row] = nearness;
                found[row] = at;
            });
            for (std::size_t row = 0; row < rows.size(); ++row) {
                if (found[row] != link_keys::nowhere) reflection::get<place>(rows[row]) = below.rows[found[row]]; // others may have it too
                else if constexpr (field::kind == detail::part::one)
                    return in_->error_of(errc::relation_violation, "A row that a required relation leads to is not there",
                                         &info_of<model>().columns[parts::links[I].own]);
            }
        }
        return nullptr;
    }

    /// 2: of the same tenant, or where keys are enough; 1: one of them is everybody's; 0: they have nothing to do with each other.
    template <class Below> int nearness_of(std::size_t row, const Below& below, std::size_t at) const {
        if constexpr (!Below::columns::has_tenant || !(columns::has_tenant || Scope::in_tenant)) return 2;
        else {
            const std::string_view mine = tenant_of(row), its = below.tenant_of(at);
            return mine == its ? 2 : mine.empty() || its.empty() ? 1 : 0;
        }
    }

    static constexpr column_info tenant_column{.field = "tenantId", .column = "tenantId", .type = column_type::text};

    const target_type* in_;
    std::array<link_keys, parts::relations> keys_;
};

template <class Row, class Model, class Scope, class... Options>
result<std::vector<Row>> find_shapes(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    shape_level<Row, Scope> level(in);
    if (auto why = level.template read<verb::find_many, typename asked::order, asked::paging>(asked::filter(options...), asked::range(options...)))
        return fail(std::move(why));
    return std::move(level.rows);
}

template <class Row, class Model, class Scope, class... Options>
result<std::optional<Row>> find_first_shape(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    static_assert(asked::takes == 0 && !asked::everything,
                  "tenon: find_first gives one row: leave take and all_rows out, or use find_many");
    shape_level<Row, Scope> level(in);
    constexpr unsigned paging = asked::paging | static_cast<unsigned>(sql::paging::take);
    const row_range range{1, asked::range(options...).skip};
    if (auto why = level.template read<verb::find_first, typename asked::order, paging>(asked::filter(options...), range))
        return fail(std::move(why));
    if (level.rows.empty()) return std::optional<Row>();
    return std::optional<Row>(std::move(level.rows.front()));
}

/// A key as a condition.
template <class Target, class Key> struct key_filter {
    using shape = typename Key::shape;
    const Key& key;
    template <class Binder> bool bind(Binder& b) const { return Target::bind_key(b, key); }
    constexpr unsigned mask() const noexcept { return 0; }
};

template <class Row, class Model, class Scope, class Key>
result<std::optional<Row>> find_unique_shape(const target<Model, Scope>& in, const Key& key) {
    shape_level<Row, Scope> level(in);
    const key_filter<target<Model, Scope>, Key> filter{key};
    if (auto why = level.template read<verb::find_unique, sql::sort_order<>, 0U>(filter, {})) return fail(std::move(why));
    return level.take_one();
}

/// Whether `Row` is a shape of the repository's model. Says why not.
template <class Row, class Model> consteval bool check_row() {
    if constexpr (!std::is_same_v<model_of_shape<Row>, Model>) {
        mistake::SHAPE_IS_OF_ANOTHER_MODEL<mistake::GIVEN<Row>, mistake::OF_MODEL<Model>>::tell();
        return false;
    } else return detail::check_shape<Row>();
}

} // namespace tenon::inline TENON_ABI::repository_detail
