// tenon/repository/shape_level.hpp: rows read as shapes, with their relations: one statement for each level, however many rows
// there are.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/driver/run.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/repository/level_columns.hpp>
#include <tenon/repository/level_keys.hpp>
#include <tenon/repository/pairing.hpp>
#include <tenon/repository/relation_request.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/row_room.hpp>
#include <tenon/repository/rows_of_keys.hpp>
#include <tenon/repository/spec_for.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/sql/expression/condition.hpp>
#include <tenon/sql/statement/select.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// What is read of each row besides: nothing.
struct no_more_columns {
    template <class Statement> bool read(Statement&, std::size_t, driver::row_failure&) const noexcept { return true; }
};

/// Where the next field and the next count of a shape are read from.
struct part_columns {
    std::size_t column;
    std::size_t count;
};
template <class Statement, class Field>
void read_part(Statement& statement, part_columns& at, Field& field, driver::row_failure& failed) {
    constexpr detail::part kind = detail::part_of<Field>::kind;
    if constexpr (kind == detail::part::column) driver::read_field(statement, at.column++, field, failed);
    else if constexpr (kind == detail::part::count) {
        std::int64_t rows = 0;
        driver::read_field(statement, at.count++, rows, failed);
        field = Field(rows);
    }
}

/// The rows of one level, and what leads to the next ones. `Link`: the fields by which they hang on those above.
/// `WithRemoved`: the rows that hang on them, and are counted, may have been removed and kept. `More` reads the columns behind the
/// level's own, and says whether there is a row in front of them. `Given`: options of relations, which are borrowed.
template <class Shape, class Scope, field_list Link, bool WithRemoved, class Given, class More = no_more_columns> class shape_level {
public:
    using model = model_of_shape<Shape>;
    using target_type = target<model, Scope>;
    using columns = level_columns<typename target_type::context, Shape, Link, WithRemoved, Given>;
    using parts = typename columns::parts;

    shape_level(const target_type& in, const Given& given) : in_(&in), counts_{&given} {}

    /// Reads the rows, and all that hangs on them. What failed, or nullptr.
    template <verb Verb, class Order, unsigned Paging, class Filter>
    TENON_INLINE std::unique_ptr<error> read(const Filter& filter, const row_range& range) {
        using texts = level_texts<typename target_type::context, model, Verb, shape_of<Filter>, Order, Paging, typename columns::type>;
        return read(spec_for<texts>(filter), filter, Paging, range);
    }
    /// The same of the first rows for each row above.
    template <class Order, class Filter> TENON_INLINE std::unique_ptr<error> read_top(const Filter& filter, const row_range& range) {
        using partition = sql::link_partition<model, Link, columns::has_tenant>;
        using texts = top_texts<typename target_type::context, model, shape_of<Filter>, Order, typename columns::type, partition>;
        return read(spec_for<texts>(filter), filter, static_cast<unsigned>(sql::paging::take), range);
    }

    TENON_NOINLINE std::unique_ptr<error> read(const sql::statement_spec& spec, typename target_type::values filter, unsigned paging,
                                               const row_range& range) {
        const auto selected = in_->select(filter, paging, range, counted());
        auto why = driver::read_rows<typename target_type::driver_type>(in_->call(spec, selected), {this, &read_row});
        set_size(rows, room_.used());
        return why ? std::move(why) : load();
    }

    /// Takes at most so many rows from `next(sink)`, which answers false where there are no more.
    template <class Next> void take_rows(std::size_t most, Next next) {
        while (room_.used() < most && next(driver::row_sink<statement_type>{this, &read_row})) {}
        set_size(rows, room_.used());
    }
    /// Reads all that hangs on the rows. What failed, or nullptr.
    std::unique_ptr<error> load() {
        if constexpr (parts::relations == 0) return nullptr;
        else return room_.used() == 0 ? nullptr : load(std::make_index_sequence<parts::relations>{});
    }

    /// What the counts are compared with, or nullptr.
    TENON_INLINE const typename target_type::values* counted() const noexcept { return columns::counts::count == 0 ? nullptr : &counted_; }

    /// Of the rows that a key finds the one that is nearer: a tenant's own before everybody's.
    std::optional<Shape> take_one() {
        if (rows.empty()) return std::nullopt;
        std::size_t nearest = 0;
        if constexpr (columns::has_tenant)
            if (rows.size() > 1 && keys.side(keys.tenants(), {}).tenant_of(0).empty()) nearest = 1;
        return std::move(rows[nearest]);
    }

    std::vector<Shape> rows;
    level_keys<> keys{columns::keys}; ///< of each row

    More more;

private:
    using statement_type = typename target_type::execution::statement_type;

    static void read_row(void* into, statement_type& statement, driver::row_failure& failed) {
        auto& level = *static_cast<shape_level*>(into);
        if (!level.more.read(statement, columns::count, failed)) return;
        Shape& row = level.room_.take(statement);
        if (&row == level.rows.data()) level.keys.begin(level.rows.size());
        driver::row_failure here;
        part_columns at{0, columns::count - columns::counts::count};
        reflection::with_fields(row, [&](auto&... fields) { (read_part(statement, at, fields, here), ...); });
        if constexpr (target_type::empty_tenant && columns::shown_tenant != no_field)
            if (auto& tenant = reflection::get<columns::shown_tenant>(row); tenant && tenant->empty()) tenant.reset();
        level.keys.add(statement, parts::columns, here);
        if (here.code != errc::ok) [[unlikely]]
            failed.note(here.code, here.place < columns::places.size() ? columns::places[here.place] : info_of<model>().tenancy.field);
    }

    template <std::size_t... I> std::unique_ptr<error> load(std::index_sequence<I...>) {
        std::unique_ptr<error> why;
        static_cast<void>((... && !(why = load_relation<I>())));
        return why;
    }

    /// Reads the rows of a relation for all rows of this level.
    template <std::size_t I> std::unique_ptr<error> load_relation() {
        constexpr std::size_t place = parts::relation_places[I];
        constexpr const detail::relation_link& followed = parts::links[I];
        using field = typename parts::template field<place>;
        using other_model = model_of_shape<typename field::row>;
        link_keys& own = keys.of_relation(I);
        own.index();
        const target<other_model, Scope> other{in_->scope};
        shape_level<typename field::row, Scope, followed.other, WithRemoved, Given> below(other, *counts_.given);
        if (own.distinct_count() != 0) {
            using asked = relation_request<Shape, place, Given>;
            asked::check();
            // A unique may be that of several removed rows: there the one that is not removed is meant.
            constexpr bool by_unique = field::kind != detail::part::many && followed.backward;
            constexpr sql::row_life life = life_of_related<other_model, WithRemoved && !by_unique>;
            const auto filter = rows_of_keys<other_model, followed.other>(own);
            using linked = std::remove_const_t<decltype(filter)>;
            std::unique_ptr<error> why;
            if constexpr (asked::filters) {
                using both = sql::logic_condition<linked, true, std::remove_cvref_t<decltype(asked::filter(*counts_.given))>>;
                why = read_below<I>(below, filter_in_life<life, both>{{{}, filter, asked::filter(*counts_.given)}});
            } else why = read_below<I>(below, filter_in_life<life, linked>{filter});
            if (why) return why;
        }
        return hang_up<I>(below);
    }
    template <std::size_t I, class Below, class Filter> TENON_INLINE std::unique_ptr<error> read_below(Below& below, const Filter& filter) {
        constexpr std::size_t place = parts::relation_places[I];
        constexpr bool many = parts::kinds[place] == detail::part::many;
        using asked = relation_request<Shape, place, Given>;
        using order = typename asked::order;
        if constexpr (asked::takes) return below.template read_top<order>(filter, asked::range(*counts_.given));
        else return below.template read<verb::find_many, order, many ? static_cast<unsigned>(sql::paging::order) : 0U>(filter, {});
    }

    /// The rows of a relation as a row holds them.
    template <std::size_t Place> TENON_INLINE static auto& related(void* rows, std::size_t row) {
        return reflection::get<Place>(static_cast<Shape*>(rows)[row]);
    }
    template <std::size_t Place> static void make_room(void* above, std::size_t row, std::size_t count) {
        set_size(related<Place>(above, row), count);
    }
    template <std::size_t Place, class Row>
    static void hang(const row_hanger& all, std::size_t row, [[maybe_unused]] std::size_t at_place, std::size_t at, bool moved) {
        Row& its = static_cast<Row*>(all.below)[at];
        auto& own = related<Place>(all.above, row);
        if constexpr (parts::kinds[Place] == detail::part::many) own[at_place] = std::move(its);
        else if (moved) own = std::move(its);
        else own = its;
    }

    /// Gives each row what is its own.
    template <std::size_t I, class Below> std::unique_ptr<error> hang_up(Below& below) {
        constexpr std::size_t place = parts::relation_places[I];
        using field = typename parts::template field<place>;
        constexpr bool many = field::kind == detail::part::many;
        std::string_view tenant;
        if constexpr (Scope::in_tenant) tenant = in_->scope.tenant().view();
        const level_side above_side = keys.side(keys.of_relation(I), tenant), below_side = below.keys.side(below.keys.link(), tenant);
        // Rows that tell no tenant are the scope's, where that is a tenant's.
        const bool above_tells = keys.has_tenant(), below_tells = below.keys.has_tenant();
        const pairing pairs{above_side, below_side, Scope::in_tenant ? above_tells || below_tells : above_tells && below_tells};
        row_hanger hanger{rows.data(), below.rows.data(), nullptr, &hang<place, typename field::row>};
        if constexpr (many) {
            hanger.make_room = &make_room<place>;
            // Of several tenants the statement gives so many rows of each.
            using asked = relation_request<Shape, place, Given>;
            pairs.hang_many(hanger, asked::takes ? asked::range(*counts_.given).take : std::numeric_limits<std::int64_t>::max());
        } else if (!pairs.hang_one(hanger) && field::kind == detail::part::one)
            return in_->error_of(errc::relation_violation, "A row that a required relation leads to is not there",
                                 &info_of<model>().columns[parts::links[I].own[0]]);
        return nullptr;
    }

    const target_type* in_;
    typename columns::counts counts_;
    typename target_type::values counted_{counts_};
    row_room<Shape> room_{rows, 1};
};

} // namespace tenon::inline TENON_ABI::repository_detail
