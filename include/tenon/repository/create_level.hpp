// tenon/repository/create_level.hpp: rows that are written as shapes, with their relations: one statement for each level, however
// many rows there are.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/repository/create.hpp>
#include <tenon/repository/create_missing.hpp>
#include <tenon/repository/found_relation.hpp>
#include <tenon/repository/insert_rows.hpp>
#include <tenon/repository/refer.hpp>
#include <tenon/repository/target.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// From a system scope rows name their tenant: one that does not has that of the row with which it is created. False: it names
/// another one.
template <class Context, class From, class To> bool share_tenant(const From& from, To& to) {
    constexpr const tenancy_info& tenancy = info_of<From>().tenancy;
    if constexpr (!Context::in_tenant && info_of<To>().tenancy.has_field() && (tenancy.has_field() || tenancy.kind == tenancy_kind::root)) {
        const auto& theirs = reflection::get<tenancy.field>(from);
        return is_unset(theirs) || refer(reflection::get<info_of<To>().tenancy.field>(to), theirs);
    } else return true;
}

/// Where in its model each field of a shape is that is a column.
template <class Shape> inline constexpr auto places_in_model = [] {
    using parts = detail::shape_parts<Shape>;
    std::array<std::size_t, parts::count> places{};
    for (std::size_t i = 0, next = 0; i < parts::count; ++i)
        places[i] = parts::kinds[i] == detail::part::column ? parts::column_places[next++] : no_field;
    return places;
}();

/// The rows of one level, made of shapes. Borrows these until they are given back.
template <class Shape, class Scope> class create_level {
public:
    using model = model_of_shape<Shape>;
    using target_type = target<model, Scope>;

    explicit create_level(const Scope& scope) : in{scope} {}

    /// Takes the values of a shape. The row that is to be written.
    model& add(Shape& shape) {
        shapes_.push_back(&shape);
        model& row = rows.emplace_back();
        each_column(shape, row, [](auto& shown, auto& stored) {
            if constexpr (std::is_same_v<decltype(shown), decltype(stored)>) stored = std::move(shown);
            else if (shown) stored = std::move(*shown);
        });
        return row;
    }

    /// Writes the rows that these refer to, then these, then those that refer to them. What failed, or nullptr. `alone`: there is
    /// one row, which was asked for by itself.
    std::unique_ptr<error> write(bool alone = false) {
        if (rows.empty()) return nullptr;
        auto why = write_relations<false>(relations{});
        for (std::size_t i = 0; i < rows.size() && why == nullptr; ++i) why = complete(rows[i], alone ? 0 : i + 1);
        if (why == nullptr) why = alone ? insert_row(in, rows.front()) : insert_rows(in, rows);
        if (why == nullptr) why = write_relations<true>(relations{});
        return why;
    }

    /// Gives each shape its values, with what was filled in. Nothing is left in the rows.
    void give_back() {
        for (std::size_t i = 0; i < rows.size(); ++i)
            each_column(*shapes_[i], rows[i], [](auto& shown, auto& stored) { shown = std::move(stored); });
    }

    target_type in;
    std::vector<model> rows;

private:
    using parts = detail::shape_parts<Shape>;
    using relations = std::make_index_sequence<parts::relations>;

    template <class Function> static void each_column(Shape& shape, model& row, Function function) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto one = [&]<std::size_t Place>(std::integral_constant<std::size_t, Place>) {
                constexpr std::size_t stored = places_in_model<Shape>[Place];
                if constexpr (stored != no_field) function(reflection::get<Place>(shape), reflection::get<stored>(row));
            };
            (one(std::integral_constant<std::size_t, I>{}), ...);
        }(std::make_index_sequence<parts::count>{});
    }

    /// What keeps the row from being written, or nullptr. `number`: which of several rows it is.
    std::unique_ptr<error> complete(model& row, std::size_t number) const {
        auto why = complete_row(in, row);
        return why == nullptr ? invalid_row(row, number) : std::move(why);
    }

    /// `Backward`: the relations whose rows refer to these.
    template <bool Backward, std::size_t... I> std::unique_ptr<error> write_relations(std::index_sequence<I...>) {
        std::unique_ptr<error> why;
        [[maybe_unused]] const auto write_one = [&]<std::size_t Relation>(std::integral_constant<std::size_t, Relation>) {
            if constexpr (parts::links[Relation].backward == Backward) why = write_relation<Relation>();
            return why == nullptr;
        };
        static_cast<void>((... && write_one(std::integral_constant<std::size_t, I>{})));
        return why;
    }

    template <std::size_t Relation> std::unique_ptr<error> write_relation() {
        constexpr std::size_t place = parts::relation_places[Relation];
        constexpr detail::relation_link link = parts::links[Relation];
        using field = typename parts::template field<place>;
        create_level<typename field::row, Scope> other(in.scope);
        std::vector<std::size_t> mine; // for each of the other rows the one of these that it belongs to
        bool of_one_tenant = true;
        const auto add = [&](typename field::row& shape, std::size_t row) {
            of_one_tenant = share_tenant<typename target_type::context>(rows[row], other.add(shape)) && of_one_tenant;
            mine.push_back(row);
        };
        for (std::size_t row = 0; row < rows.size(); ++row) {
            auto& held = reflection::get<place>(*shapes_[row]);
            if constexpr (field::kind == detail::part::many)
                for (auto& shape : held) add(shape, row);
            else if constexpr (field::kind == detail::part::one) add(held, row);
            else if (held) add(*held, row);
        }
        if (!of_one_tenant) return refused_row(other.in, errc::tenant_mismatch);
        if constexpr (link.backward)
            for (std::size_t i = 0; i < mine.size(); ++i)
                if (auto why = refer_all<link.other, link.own>(other.in, other.rows[i], rows[mine[i]])) return why;
        if (auto why = write_or_find(other, std::type_identity<found_relation_at<Shape, place>>{})) return why;
        if constexpr (!link.backward)
            for (std::size_t i = 0; i < mine.size(); ++i)
                if (auto why = refer_all<link.own, link.other>(in, rows[mine[i]], other.rows[i])) return why;
        other.give_back();
        return nullptr;
    }

    template <class Other> static std::unique_ptr<error> write_or_find(Other& other, std::type_identity<void>) { return other.write(); }
    template <class Other, class Word> static std::unique_ptr<error> write_or_find(Other& other, std::type_identity<Word>) {
        using found = typename Other::model;
        if (other.rows.empty()) return nullptr;
        return rows_by_unique<info_of<found>().without_tenant(Word::unique()), found, Scope>(other.in, other.rows).find_or_create();
    }

    std::vector<Shape*> shapes_;
};

} // namespace tenon::inline TENON_ABI::repository_detail
