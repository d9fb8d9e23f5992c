// tenon/model/attributes/keys.hpp: primary keys, unique constraints and indexes.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/attributes/table.hpp>
#include <tenon/model/members.hpp>

namespace tenon::inline TENON_ABI {

template <auto... Members> struct primary_key_attribute : attribute {
    using members = detail::member_list<Members...>;
    template <class Data> constexpr void describe(Data& data) const {
        ++data.primary_keys;
        data.primary_key = detail::places_of<Members...>();
    }
};
/// The primary key: one or several fields, of any name. Without it, it is the field named `id`. The tenant field may be
/// named or left out: it is part of the key either way, and never an argument of `get`.
template <auto... Members> inline constexpr primary_key_attribute<Members...> primary_key{};

template <auto... Members> struct unique_attribute : attribute {
    using members = detail::member_list<Members...>;
    template <class Data> constexpr void describe(Data& data) const {
        data.uniques[data.unique_count++].fields = detail::places_of<Members...>();
    }
};
/// No two rows of one tenant have the same values in these fields. The tenant field may be named or left out.
template <auto... Members> inline constexpr unique_attribute<Members...> unique{};

/// An index with a condition: only the rows that fulfil it are in it.
template <class Condition, auto... Keys> struct partial_index_attribute : attribute {
    using members = detail::member_list<detail::member_of<Keys>()...>;
    Condition condition;
    template <class Data> constexpr void describe(Data& data) const {
        key_info& index = data.indexes[data.index_count++];
        index.fields = detail::places_of<detail::member_of<Keys>()...>();
        std::size_t place = 0;
        ((index.descending = static_cast<std::uint16_t>(index.descending | (detail::is_descending<Keys> << place++))),
         ...);
        index.partial = true;
    }
};

template <auto... Keys> struct index_attribute : attribute {
    using members = detail::member_list<detail::member_of<Keys>()...>;
    template <class Data> constexpr void describe(Data& data) const {
        key_info& index = data.indexes[data.index_count++];
        index.fields = detail::places_of<detail::member_of<Keys>()...>();
        std::size_t place = 0;
        ((index.descending = static_cast<std::uint16_t>(index.descending | (detail::is_descending<Keys> << place++))),
         ...);
    }
    /// Only rows for which `condition` holds, as `tenon::where(tenon::field<&User::active> == true)`.
    template <class Condition>
    constexpr partial_index_attribute<Condition, Keys...> operator()(Condition condition) const {
        return {{}, condition};
    }
};
/// An index, led by the tenant: `index<&User::level>`, `index<&User::team, desc<&User::createdAt>>`.
template <auto... Keys> inline constexpr index_attribute<Keys...> index{};

} // namespace tenon::inline TENON_ABI
