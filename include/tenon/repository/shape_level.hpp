// tenon/repository/shape_level.hpp: rows read as shapes, with their relations: one statement for each level, however many rows
// there are.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/driver/run.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/repository/level_columns.hpp>
#include <tenon/repository/link_keys.hpp>
#include <tenon/repository/pairing.hpp>
#include <tenon/repository/relation_request.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/sql/expression/condition.hpp>
#include <tenon/sql/statement/select.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// A list as a value of a condition.
struct link_list {
    list_view list;
    const list_view& view() const noexcept { return list; }
};
template <class Model, std::size_t Place>
using link_condition = sql::value_condition<sql::place_column<Model, Place>, sql::list_shape<sql::place_column<Model, Place>, false>, link_list>;

/// What is read of each row besides: nothing.
struct no_more_columns {
    template <class Statement> bool read(Statement&, std::size_t, driver::row_failure&) const noexcept { return true; }
};

/// The rows of one level, and what leads to the next ones. `Link`: the place of the field by which they hang on those above.
/// `WithRemoved`: the rows that hang on them may have been removed and kept. `More` reads the columns behind the level's own, and
/// says whether there is a row in front of them.
template <class Shape, class Scope, std::size_t Link = no_field, bool WithRemoved = false, class More = no_more_columns> class shape_level {
public:
    using model = model_of_shape<Shape>;
    using target_type = target<model, Scope>;
    using columns = level_columns<typename target_type::context, Shape, Link>;
    using parts = typename columns::parts;
    using counts_type = typename columns::counts;

    explicit shape_level(const target_type& in) : in_(&in) {}

    /// Reads the rows, and all that hangs on them. What failed, or nullptr.
    template <verb Verb, class Order, unsigned Paging, class Filter>
    std::unique_ptr<error> read(const Filter& filter, const row_range& range) {
        using texts = level_texts<typename target_type::context, model, Verb, shape_of<Filter>, Order, Paging, typename columns::type>;
        return read(spec_for<texts>(filter), filter, Paging, range);
    }
    /// The same of the first rows for each row above.
    template <class Order, class Filter> std::unique_ptr<error> read_top(const Filter& filter, const row_range& range) {
        using partition = sql::link_partition<model, Link, columns::has_tenant>;
        using texts = top_texts<typename target_type::context, model, shape_of<Filter>, Order, typename columns::type, partition>;
        return read(spec_for<texts>(filter), filter, static_cast<unsigned>(sql::paging::take), range);
    }

    TENON_NOINLINE std::unique_ptr<error> read(const sql::statement_spec& spec, typename target_type::values filter, unsigned paging,
                                               const row_range& range) {
        static constexpr counts_type counts{};
        const typename target_type::values counted(counts);
        auto why = driver::read_rows<typename target_type::driver_type>(
            in_->call(spec, in_->select(filter, paging, range, counts_type::count != 0 ? &counted : nullptr)), {this, &read_row});
        if (why == nullptr && !rows.empty()) why = load(std::make_index_sequence<parts::relations>{});
        return why;
    }

    /// Of the rows that a key finds the one that is nearer: a tenant's own before everybody's.
    std::optional<Shape> take_one() {
        if (rows.empty()) return std::nullopt;
        std::size_t nearest = 0;
        if constexpr (columns::has_tenant)
            if (rows.size() > 1 && side(link).tenant_of(0).empty()) nearest = 1;
        return std::move(rows[nearest]);
    }

    /// The rows by these keys.
    level_side side(const link_keys& keys) const {
        if constexpr (columns::has_tenant) return {keys, &tenants};
        else if constexpr (Scope::in_tenant) return {keys, nullptr, in_->scope.tenant().view()};
        else return {keys, nullptr};
    }

    std::vector<Shape> rows;
    link_keys link;    ///< of each row, where it hangs on another
    link_keys tenants; ///< of each row, where they differ

    More more;

private:
    using statement_type = typename target_type::execution::statement_type;

    static void read_row(void* into, statement_type& statement, driver::row_failure& failed) {
        auto& level = *static_cast<shape_level*>(into);
        if (!level.more.read(statement, columns::count, failed)) return;
        if (level.rows.empty()) level.begin(statement);
        driver::row_failure here;
        std::size_t column = 0, count = columns::count - counts_type::count;
        reflection::for_each_field(level.rows.emplace_back(), [&]<std::size_t Place>(auto& field, std::integral_constant<std::size_t, Place>) {
            if constexpr (parts::kinds[Place] == detail::part::column) {
                driver::read_field(statement, column, field, here);
                if constexpr (target_type::empty_tenant && std::is_same_v<std::remove_reference_t<decltype(field)>, std::optional<std::string>>)
                    if (columns::places[column] == info_of<model>().tenancy.field && field && field->empty()) field.reset();
                ++column;
            } else if constexpr (parts::kinds[Place] == detail::part::count) {
                std::int64_t rows_below = 0;
                driver::read_field(statement, count++, rows_below, here);
                field = std::remove_reference_t<decltype(field)>(rows_below);
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
        shape_level<typename field::row, Scope, followed.other, WithRemoved> below(other);
        if (keys.distinct().size != 0) {
            using asked = relation_request<Shape, place>;
            asked::check();
            using order = typename asked::order;
            constexpr unsigned paging = field::kind == detail::part::many ? static_cast<unsigned>(sql::paging::order) : 0U;
            const auto read = [&](const auto& filter) {
                if constexpr (asked::takes) return below.template read_top<order>(filter, asked::range());
                else return below.template read<verb::find_many, order, paging>(filter, {});
            };
            // A unique may be that of several removed rows: there the one that is not removed is meant.
            constexpr bool removed_too = WithRemoved && sql::removes_softly(info_of<other_model>()) &&
                                         (field::kind == detail::part::many || !followed.backward);
            constexpr sql::row_life life = removed_too ? sql::row_life::any : sql::row_life::live;
            using linked = link_condition<other_model, followed.other>;
            const linked filter{{}, {keys.distinct()}};
            std::unique_ptr<error> why;
            if constexpr (asked::filters) {
                using both = sql::logic_condition<linked, true, std::remove_cvref_t<decltype(asked::filter())>>;
                why = read(filter_in_life<life, both>{{{}, filter, asked::filter()}});
            } else why = read(filter_in_life<life, linked>{filter});
            if (why != nullptr) return why;
        }
        return hang_up<I>(below);
    }

    /// Gives each row what is its own.
    template <std::size_t I, class Below> std::unique_ptr<error> hang_up(Below& below) {
        constexpr std::size_t place = parts::relation_places[I];
        using field = typename parts::template field<place>;
        const level_side above_side = side(keys_[I]), below_side = below.side(below.link);
        const pairing pairs{above_side, below_side, Below::columns::has_tenant && (columns::has_tenant || Scope::in_tenant)};
        const auto of_row = [&](std::size_t row) -> auto& { return reflection::get<place>(rows[row]); };
        if constexpr (field::kind == detail::part::many) {
            // Of several tenants the statement gives so many rows of each.
            using asked = relation_request<Shape, place>;
            pairs.hang_many(below.rows, of_row, asked::takes ? asked::range().take : std::numeric_limits<std::int64_t>::max());
        } else if (!pairs.hang_one(below.rows, of_row) && field::kind == detail::part::one)
            return in_->error_of(errc::relation_violation, "A row that a required relation leads to is not there",
                                 &info_of<model>().columns[parts::links[I].own]);
        return nullptr;
    }

    static constexpr column_info tenant_column{.field = "tenantId", .column = "tenantId", .type = column_type::text};

    const target_type* in_;
    std::array<link_keys, parts::relations> keys_;
};

} // namespace tenon::inline TENON_ABI::repository_detail
