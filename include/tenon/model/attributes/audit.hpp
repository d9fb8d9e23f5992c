// tenon/model/attributes/audit.hpp: which models have a trail. What it holds: tenon/model/audit_entry.hpp.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/attributes/table.hpp>
#include <tenon/model/members.hpp>

namespace tenon::inline TENON_ABI {

struct audited_attribute : attribute {
    using members = detail::member_list<>;
    template <class Data> constexpr void describe(Data& data) const { data.audited = true; }
};
/// Every change of a row leaves a tenon::audit_entry in the same transaction: what was there before, and after. The database
/// itself writes it, by triggers, so that nothing passes it by: not cascades, not other programs.
inline constexpr audited_attribute audited{};

/// The table of tenon::audit_entry.
inline constexpr char audit_trail_table[] = "tenon_audit";

namespace detail {
/// The model of the trail itself: tenants read theirs, and only a system scope writes, to clear it.
struct audit_trail_attribute : attribute {
    using members = member_list<>;
    template <class Data> constexpr void describe(Data& data) const { data.is_audit_trail = true; }
};
} // namespace detail

} // namespace tenon::inline TENON_ABI
