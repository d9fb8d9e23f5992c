// tenon/model/attributes/references.hpp: foreign keys.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/attributes/table.hpp>
#include <tenon/model/members.hpp>

#include <cstddef>
#include <tuple>
#include <utility>

namespace tenon::inline TENON_ABI {

/// The constant data of a model; defined with the definition of models.
template <class Model> constexpr const model_info& info_of();

namespace detail {
/// The model of the first target. A list that names none, or no fields, has been or will be refused.
template <auto... Pairs> struct first_target {
    using type = void;
};
template <auto Own, class Model, class Field, Field Model::*Target, auto... Rest>
struct first_target<Own, Target, Rest...> {
    using type = Model;
};
} // namespace detail

template <auto... Pairs> struct references_attribute : attribute {
    static constexpr bool is_paired = sizeof...(Pairs) >= 2 && sizeof...(Pairs) % 2 == 0;
    static constexpr std::size_t pairs = sizeof...(Pairs) / 2;
    static constexpr std::tuple<decltype(Pairs)...> list{Pairs...};

    template <std::size_t... I> static auto own(std::index_sequence<I...>)
        -> detail::member_list<std::get<2 * I>(list)...>;
    template <std::size_t... I> static auto others(std::index_sequence<I...>)
        -> detail::member_list<std::get<2 * I + 1>(list)...>;
    using members = decltype(own(std::make_index_sequence<pairs>{}));
    using targets = decltype(others(std::make_index_sequence<pairs>{}));
    using target = typename detail::first_target<Pairs...>::type;

    tenon::on_delete deletion = tenon::on_delete::standard;
    tenon::on_update update = tenon::on_update::standard;

    /// What happens to this row when the other one is removed.
    constexpr references_attribute operator()(tenon::on_delete action) const {
        references_attribute copy = *this;
        copy.deletion = action;
        return copy;
    }
    /// What happens to this row when the other one's key changes.
    constexpr references_attribute operator()(tenon::on_update action) const {
        references_attribute copy = *this;
        copy.update = action;
        return copy;
    }
    constexpr references_attribute operator()(tenon::on_delete deleted, tenon::on_update updated) const {
        return (*this)(deleted)(updated);
    }

    template <class Data> constexpr void describe(Data& data) const {
        reference_info& reference = data.references[data.reference_count++];
        reference.fields = places(members{});
        reference.target_fields = places(targets{});
        // The target itself is filled in when the definition is complete: a model may refer to itself.
        reference.on_delete = deletion;
        reference.on_update = update;
    }

    /// Where the reference leads.
    static constexpr auto find_target() { return &info_of<target>; }

private:
    template <auto... Members> static consteval field_list places(detail::member_list<Members...>) {
        return detail::places_of<Members...>();
    }
};

/// `references<&Post::userId, &User::id>`: the field holds the key (or a unique value) of a row of another model, or of
/// its own. Several pairs make one key of several fields. Within a tenant, the reference cannot leave the tenant.
/// Call it to choose what happens on delete and on update; without, a required reference restricts and an optional one
/// becomes NULL.
template <auto... Pairs> inline constexpr references_attribute<Pairs...> references{};

} // namespace tenon::inline TENON_ABI
