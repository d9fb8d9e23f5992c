// The models whose tables pull.py reads back: every kind of column and key that structs can say.
#pragma once

#include <tenon/tenon.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pull {

enum class colour { red, green_ish, blue };

struct Firm {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Firm::id>(tenon::on_delete::cascade), tenon::unique<&Firm::name>);
};
struct Nation {
    std::string code;
    std::optional<std::string> name;
    static constexpr auto tenon_model = tenon::table("nation of the world", tenon::shared, tenon::primary_key<&Nation::code>);
};
struct Person {
    std::string id;
    std::string tenantId;
    std::string email;
    std::string class_;
    pull::colour colour = pull::colour::red;
    std::optional<pull::colour> second;
    bool active = true;
    std::int8_t tiny = 0;
    std::uint16_t middle = 0;
    std::int64_t large = 0;
    double real = 0;
    std::optional<std::int32_t> level;
    tenon::blob picture;
    tenon::json settings;
    tenon::timestamp createdAt;
    std::optional<std::string> bossId;
    std::string nation;
    static constexpr auto tenon_model = tenon::table(
        tenon::column<&Person::class_>("class"), tenon::unique<&Person::email>, tenon::text_search<&Person::class_, &Person::email>, tenon::index<&Person::level, tenon::desc<&Person::large>>,
        tenon::default_value<&Person::colour>(pull::colour::green_ish), tenon::default_value<&Person::active>(true),
        tenon::default_value<&Person::level>(-7), tenon::default_value<&Person::class_>("it's \"so\""),
        tenon::references<&Person::bossId, &Person::id>, tenon::references<&Person::nation, &Nation::code>(tenon::on_delete::cascade));
};
struct Club;
struct Member {
    std::int64_t id = 0;
    std::string tenantId;
    std::string personId;
    std::optional<std::string> clubId;
};
struct Club {
    std::string id;
    std::string tenantId;
    std::optional<std::int64_t> firstId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Club::firstId, &Member::id>(tenon::on_delete::restrict));
};
struct Contract {
    std::string id;
    std::string tenantId;
    std::string title;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::audited, tenon::soft_delete<&Contract::deletedAt>, tenon::unique<&Contract::title>,
                                                    tenon::text_search<&Contract::title>);
};
struct Slot {
    std::string tenantId;
    std::int32_t row = 0;
    std::int32_t seat = 0;
    std::string personId;
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Slot::row, &Slot::seat>, tenon::references<&Slot::personId, &Person::id>(tenon::on_delete::cascade));
};

} // namespace pull

template <>
inline constexpr auto tenon::model<pull::Member> = tenon::table(
    tenon::generated<&pull::Member::id>(tenon::autoincrement), tenon::references<&pull::Member::personId, &pull::Person::id>(tenon::on_delete::cascade),
    tenon::references<&pull::Member::clubId, &pull::Club::id>);

namespace pull {
using app = tenon::schema<Firm, Nation, Person, Member, Club, Contract, Slot, tenon::audit_entry>;
} // namespace pull
