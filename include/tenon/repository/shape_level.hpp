// tenon/repository/shape_level.hpp: rows read as shapes, with their relations: one statement for each level, however many rows
// there are.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/driver/run.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/repository/find.hpp>
#include <tenon/repository/level_columns.hpp>
#include <tenon/repository/link_keys.hpp>
#include <tenon/repository/pairing.hpp>
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
        using texts = select_texts<typename target_type::context, model, Verb, shape_of<Filter>, Order, Paging, typename columns::type>;
        return read(in_->call(spec_for<texts>(filter), in_->select(filter, Paging, range)));
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
        const level_side above_side = side(keys_[I]), below_side = below.side(below.link);
        const pairing pairs{above_side, below_side, Below::columns::has_tenant && (columns::has_tenant || Scope::in_tenant)};
        if constexpr (field::kind == detail::part::many) {
            const auto owners = pairs.rows_above();
            std::vector<std::uint32_t> counts(rows.size());
            for (const std::uint32_t row : owners)
                if (row != link_keys::nowhere) ++counts[row];
            for (std::size_t row = 0; row < rows.size(); ++row) reflection::get<place>(rows[row]).reserve(counts[row]);
            for (std::size_t at = 0; at < owners.size(); ++at)
                if (owners[at] != link_keys::nowhere) reflection::get<place>(rows[owners[at]]).push_back(std::move(below.rows[at]));
        } else {
            const auto found = pairs.rows_below();
            std::vector<std::size_t> last(below.rows.size()); // of those that have it: the others get copies
            for (std::size_t row = 0; row < rows.size(); ++row)
                if (found[row] != link_keys::nowhere) last[found[row]] = row;
            for (std::size_t row = 0; row < rows.size(); ++row) {
                auto& own = reflection::get<place>(rows[row]);
                if (found[row] == link_keys::nowhere) {
                    if constexpr (field::kind == detail::part::one)
                        return in_->error_of(errc::relation_violation, "A row that a required relation leads to is not there",
                                             &info_of<model>().columns[parts::links[I].own]);
                } else if (last[found[row]] == row) own = std::move(below.rows[found[row]]);
                else own = below.rows[found[row]];
            }
        }
        return nullptr;
    }

    static constexpr column_info tenant_column{.field = "tenantId", .column = "tenantId", .type = column_type::text};

    const target_type* in_;
    std::array<link_keys, parts::relations> keys_;
};

} // namespace tenon::inline TENON_ABI::repository_detail
