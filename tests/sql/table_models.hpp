// Models with all that DDL can say: types, defaults, names, indexes, references.
#pragma once

#include <tenon/tenon.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tables {

using tenon::field;
using tenon::where;

enum class state { open, closed, on_hold };
enum class rank : std::int16_t { low = 1, high = 900 };

} // namespace tables

template <> inline constexpr bool tenon::enum_as_integer<tables::rank> = true;

namespace tables {

struct Firm {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Firm::id>(tenon::on_delete::cascade));
};

/// Every type of value.
struct Everything {
    std::string id;
    std::string tenantId;
    bool truth = false;
    std::int8_t tiny = 0;
    std::uint32_t natural = 0;
    std::int64_t large = 0;
    float single = 0;
    double real = 0;
    tenon::blob bytes;
    tenon::timestamp at;
    tenon::date day;
    tenon::uuid uuid;
    tenon::decimal exact;
    tenon::json json;
    tables::state state = tables::state::open;
    tables::rank rank = tables::rank::low;
    std::vector<int> numbers;
    std::optional<std::string> maybe;
    std::optional<tables::state> before;
};

/// Defaults of each kind.
struct Defaults {
    std::string id;
    std::string tenantId;
    std::string quoted = {};
    std::string with_nul = {};
    std::int64_t least = 0;
    double negative = 0;
    double endless = 0;
    bool truth = false;
    tables::state state = tables::state::open;
    tenon::timestamp at;
    std::optional<int> maybe;
    static constexpr auto tenon_model = tenon::table(
        tenon::default_value<&Defaults::quoted>("it's \"so\""),
        tenon::default_value<&Defaults::with_nul>(std::string_view("a\0b", 3)),
        tenon::default_value<&Defaults::least>(std::numeric_limits<std::int64_t>::min()),
        tenon::default_value<&Defaults::negative>(-1.5),
        tenon::default_value<&Defaults::endless>(-std::numeric_limits<double>::infinity()),
        tenon::default_value<&Defaults::truth>(true), tenon::default_value<&Defaults::state>(tables::state::on_hold),
        tenon::default_value<&Defaults::at>(tenon::timestamp(std::chrono::milliseconds(1700000000123))),
        tenon::default_value<&Defaults::maybe>(7));
};

/// Names that are words of SQL, and names that need escapes.
struct Order {
    std::string id;
    std::string tenantId;
    std::string group;
    std::string select;
    std::string odd;
    static constexpr auto tenon_model =
        tenon::table("order", tenon::in_schema("sales"), tenon::column<&Order::odd>("a \"b\" 'c'"),
                     tenon::unique<&Order::group, &Order::odd>, tenon::index<&Order::select>);
};

/// Indexes of every kind. The conditions use fields of the struct that is not finished yet.
struct Indexed {
    std::string id;
    std::string tenantId;
    int x = 0;
    int y = 0;
    std::string text;
    std::optional<std::string> note;
    tables::state state = tables::state::open;
    static constexpr auto tenon_model = tenon::table(
        tenon::index<&Indexed::x>, tenon::index<tenon::desc<&Indexed::x>>,
        tenon::index<&Indexed::x, tenon::desc<&Indexed::y>>, tenon::index<&Indexed::tenantId, &Indexed::text>,
        tenon::index<&Indexed::y>(where(field<&Indexed::y> == 3)),
        tenon::index<&Indexed::text>(where(field<&Indexed::text> != "a?1'b" && field<&Indexed::x> > -5)),
        tenon::index<&Indexed::note>(where(field<&Indexed::note>.is_not_null() &&
                                           field<&Indexed::state> == tables::state::closed)));
};

/// References: to itself, in a circle, by a unique, with the tenant said aloud, and to shared rows.
struct Place {
    std::string id;
    std::optional<std::string> tenantId;
    std::optional<std::string> insideId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Place::insideId, &Place::id>);
};
struct Worker;
struct Team {
    std::string id;
    std::string tenantId;
    std::string name;
    std::optional<std::string> leaderId;
};
struct Worker {
    std::string id;
    std::string tenantId;
    std::string teamId;
    std::string teamName;
    std::optional<std::string> bossId;
    std::optional<std::string> helperId;
    std::optional<std::string> placeId;
    static constexpr auto tenon_model = tenon::table(
        tenon::references<&Worker::teamId, &Team::id>(tenon::on_delete::cascade),
        tenon::references<&Worker::teamName, &Team::name>, tenon::references<&Worker::bossId, &Worker::id>,
        tenon::references<&Worker::tenantId, &Worker::tenantId, &Worker::helperId, &Worker::id>,
        tenon::references<&Worker::placeId, &Place::id>(tenon::on_delete::restrict));
};

/// A key of two fields, and a reference to it.
struct Slot {
    std::string tenantId;
    std::int32_t row = 0;
    std::int32_t seat = 0;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Slot::row, &Slot::seat>);
};
struct Booking {
    std::int64_t id = 0;
    std::string tenantId;
    std::int32_t row = 0;
    std::int32_t seat = 0;
    static constexpr auto tenon_model = tenon::table(
        tenon::generated<&Booking::id>(tenon::autoincrement),
        tenon::references<&Booking::row, &Slot::row, &Booking::seat, &Slot::seat>(tenon::on_delete::cascade));
};

/// Tables whose rows refer to tables that come later: a removal that goes by table meets the referred rows first.
struct Owner {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Owner::id>(tenon::on_delete::cascade));
};
struct Folder {
    std::string id;
    std::string tenantId;
};
struct File {
    std::string id;
    std::string tenantId;
    std::string folderId;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&File::folderId, &Folder::id>(tenon::on_delete::restrict));
};
/// May be without a tenant, and says itself that its tenant is an owner.
struct Paper {
    std::string id;
    std::optional<std::string> tenantId;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Paper::tenantId, &Owner::id>(tenon::on_delete::cascade));
};
struct Page {
    std::string id;
    std::string paperId;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Page::paperId>, tenon::references<&Page::paperId, &Paper::id>(tenon::on_delete::cascade));
};

} // namespace tables

// The circle: a team's leader is a worker, which is not finished where the team is described.
template <>
inline constexpr auto tenon::model<tables::Team> =
    tenon::table(tenon::unique<&tables::Team::name>, tenon::references<&tables::Team::leaderId, &tables::Worker::id>);

namespace tables {

using firms = tenon::schema<Firm, Everything, Defaults, Order, Indexed, Place, Team, Worker, Slot, Booking>;
using owners = tenon::schema<File, Folder, Page, Paper, Owner>;

enum class board { none, half, full };
/// Rules that are CHECKs, and one that is none.
struct Ruled {
    std::string id;
    std::string tenantId;
    std::string text;
    std::optional<std::string> maybe;
    int number = 0;
    float single = 0;
    board meals = board::none;
    tenon::timestamp at{};
    tenon::date day{};
    static constexpr auto tenon_model = tenon::table(
        tenon::min_length<&Ruled::text>(2), tenon::max_length<&Ruled::text>(5), tenon::email<&Ruled::text>,
        tenon::one_of<&Ruled::maybe>("a", "it's"), tenon::one_of<&Ruled::number>(-1, 7), tenon::between<&Ruled::number>(-1, 9),
        tenon::between<&Ruled::number>(-2, 8), tenon::between<&Ruled::single>(0.5, 0.7), tenon::one_of<&Ruled::meals>(board::none, board::full),
        tenon::between<&Ruled::at>(tenon::timestamp(), tenon::timestamp(std::chrono::milliseconds(1))),
        tenon::between<&Ruled::day>(tenon::date(std::chrono::days(0)), tenon::date(std::chrono::days(365))));
};

} // namespace tables
