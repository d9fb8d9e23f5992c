// tenon/model/attributes/lifecycle.hpp: rows that are removed but kept, and rows that count their changes.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/attributes/columns.hpp>
#include <tenon/model/attributes/table.hpp>
#include <tenon/model/members.hpp>

namespace tenon::inline TENON_ABI {

template <auto Member> struct soft_delete_attribute : attribute {
    using members = detail::member_list<Member>;
    template <class Data> constexpr void describe(Data& data) const {
        ++data.soft_deletes;
        data.soft_delete = reflection::index_of<Member>;
    }
};
/// `soft_delete<&T::deletedAt>`: `remove` keeps the row and writes the time into this std::optional<timestamp>. From then on
/// no verb finds it, but those that are told `with_deleted` or `only_deleted`; `restore` brings it back, and
/// `remove(key, for_good)` ends it. A unique holds among rows that are not removed.
template <auto Member> inline constexpr soft_delete_attribute<Member> soft_delete{};

template <auto Member> struct version_attribute : generated_attribute<Member> {
    template <class Data> constexpr void describe(Data& data) const {
        generated_attribute<Member>::describe(data);
        ++data.versions;
        data.version = reflection::index_of<Member>;
    }
};
/// `version<&T::version>`: an integer that is 1 when the row is created and one more after each change of it. With
/// `if_version(n)`, `update` and `remove` change the row only as long as nobody else has: errc::stale_version.
template <auto Member> inline constexpr version_attribute<Member> version{{{}, generator::version}};

} // namespace tenon::inline TENON_ABI
