#include <tenon/core/values.hpp>
#include <tenon/model/check.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace d = tenon::detail;

namespace {

// ---- structure

struct plain {
    std::string id;
    std::optional<std::string> tenantId;
    std::vector<std::string> tags;
    std::array<int, 3> three;
};
class secretive {
    [[maybe_unused]] int x = 0;
};
struct constructed {
    constructed() {}
    int x = 0;
};
struct speaking {
    virtual ~speaking() = default;
};
struct base {
    int x;
};
struct derived : base {
    std::string id;
};
struct tag {};
struct tagged : tag {
    std::string id;
};
struct no_default {
    explicit no_default(int) {}
};
struct demanding {
    std::string id;
    no_default required;
    int x;
};
struct generous {
    std::string id;
    no_default given = no_default(3);
};
struct constant {
    const std::string id;
};
struct with_array {
    std::string id;
    char name[32];
    int x;
};
struct with_array_of_one {
    char letter[1];
};
struct with_array_of_arrays {
    std::string id;
    std::string names[2][2];
};
struct moved_only {
    std::unique_ptr<int> x;
    std::string y;
};
struct converts_from_all {
    converts_from_all() = default;
    template <class T> converts_from_all(const T&) {}
};
struct holds_what_converts {
    converts_from_all x;
    std::string y;
};
struct hundred {
    int a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9;
    int c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9;
    int e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9;
    int g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9;
    int i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, j0, j1, j2, j3, j4, j5, j6, j7, j8, j9;
};

} // namespace

TEST_CASE("a plain struct of up to 100 fields may be a model", "[model][check]") {
    using enum d::structure_fault;
    CHECK(d::find_structure_fault<plain>() == none);
    CHECK(d::find_structure_fault<generous>() == none);
    CHECK(d::find_structure_fault<moved_only>() == none);
    CHECK(d::find_structure_fault<holds_what_converts>() == none);
    CHECK(d::find_structure_fault<hundred>() == none);
}

TEST_CASE("what is not a plain struct is told apart before its fields are looked at", "[model][check]") {
    using enum d::structure_fault;
    CHECK(d::find_structure_fault<int>() == no_plain_struct);
    CHECK(d::find_structure_fault<secretive>() == no_plain_struct);
    CHECK(d::find_structure_fault<constructed>() == no_plain_struct);
    CHECK(d::find_structure_fault<speaking>() == no_plain_struct);
    CHECK(d::find_structure_fault<derived>() == base);
    CHECK(d::find_structure_fault<tagged>() == base);
    CHECK(d::find_structure_fault<tag>() == no_fields);
    CHECK(d::find_structure_fault<demanding>() == no_default);
    CHECK(d::last_required_field<demanding>() == 2);
    CHECK(d::find_structure_fault<constant>() == no_assignment);
    CHECK(d::find_structure_fault<with_array>() == c_array);
    CHECK(d::fields_taken<with_array>() == 1);
    CHECK(d::find_structure_fault<with_array_of_one>() == c_array);
    CHECK(d::find_structure_fault<with_array_of_arrays>() == c_array);
}

namespace {
struct storable { std::string a; int b; std::optional<double> c; };
struct with_two { std::string a; std::uint64_t b; std::map<int, int> c; };
struct with_pointer { const char* a; };
struct with_doubt { int a; std::optional<std::optional<int>> b; };

template <class Model> std::size_t unstorable() {
    return d::find_unstorable<Model>(std::make_index_sequence<tenon::reflection::field_count<Model>>{});
}
} // namespace

TEST_CASE("the first field that no column can hold is found", "[model][check]") {
    CHECK(unstorable<storable>() == tenon::no_field);
    CHECK(unstorable<with_two>() == 1);
    CHECK(unstorable<with_pointer>() == 0);
    CHECK(unstorable<with_doubt>() == 1);
}

// ---- attributes

namespace {

struct parts {
    std::string id;
    std::string tenantId;
    std::optional<std::string> text;
    std::int8_t small = 0;
    double real = 0;
    bool flag = false;
    tenon::timestamp time;
    tenon::uuid key;
    std::optional<std::int64_t> number;
    std::optional<tenon::timestamp> removed;
};
struct others {
    std::string id;
    int count = 0;
};

template <class Attribute> constexpr d::attribute_fault fault_of(const Attribute& attribute) {
    return d::find_attribute_fault<parts>(attribute);
}

} // namespace

TEST_CASE("an attribute names fields of its own model", "[model][check]") {
    using enum d::attribute_fault;
    CHECK(fault_of(tenon::unique<&parts::id>) == none);
    CHECK(fault_of(tenon::unique<&others::id>) == other_model);
    CHECK(fault_of(tenon::index<&parts::id, tenon::desc<&others::count>>) == other_model);
    CHECK(fault_of(tenon::index<3>) == no_field);
    CHECK(fault_of(tenon::unique<tenon::desc<&parts::id>>) == no_field);
    CHECK(fault_of(tenon::primary_key<>) == no_fields);
    CHECK(fault_of(tenon::shared) == none);
    CHECK(fault_of(tenon::in_schema("auth")) == none);
    CHECK(fault_of(3) == already_told);
}

TEST_CASE("a reference has the types of its target, NULL aside", "[model][check]") {
    using enum d::attribute_fault;
    CHECK(fault_of(tenon::references<&parts::id, &others::id>) == none);
    CHECK(fault_of(tenon::references<&parts::text, &others::id>) == none);
    CHECK(fault_of(tenon::references<&parts::real, &others::count>) == reference_type);
    CHECK(fault_of(tenon::references<&parts::id, &others::id, &parts::tenantId, &parts::id>) == two_targets);
    CHECK(fault_of(tenon::references<&parts::id>) == no_pairs);
    CHECK(fault_of(tenon::references<&others::id, &parts::id>) == other_model);
}

TEST_CASE("a default value has the type of its field and fits", "[model][check]") {
    using enum d::attribute_fault;
    CHECK(fault_of(tenon::default_value<&parts::small>(-128)) == none);
    CHECK(fault_of(tenon::default_value<&parts::small>(128)) == default_range);
    CHECK(fault_of(tenon::default_value<&parts::small>(-129LL)) == default_range);
    CHECK(fault_of(tenon::default_value<&parts::number>(UINT64_MAX)) == default_range);
    CHECK(fault_of(tenon::default_value<&parts::small>(1.5)) == default_type);
    CHECK(fault_of(tenon::default_value<&parts::small>(true)) == default_type);
    CHECK(fault_of(tenon::default_value<&parts::real>(1)) == none);
    CHECK(fault_of(tenon::default_value<&parts::flag>(1)) == default_type);
    CHECK(fault_of(tenon::default_value<&parts::text>("x")) == none);
    CHECK(fault_of(tenon::default_value<&parts::text>(3)) == default_type);
}

TEST_CASE("generators and tenants are for fields of their types", "[model][check]") {
    using enum d::attribute_fault;
    CHECK(fault_of(tenon::generated<&parts::text>(tenon::cuid)) == none);
    CHECK(fault_of(tenon::generated<&parts::key>(tenon::cuid)) == cuid_type);
    CHECK(fault_of(tenon::generated<&parts::key>(tenon::uuid4)) == none);
    CHECK(fault_of(tenon::generated<&parts::id>(tenon::uuid7)) == none);
    CHECK(fault_of(tenon::generated<&parts::real>(tenon::uuid7)) == uuid_type);
    CHECK(fault_of(tenon::generated<&parts::small>(tenon::autoincrement)) == none);
    CHECK(fault_of(tenon::generated<&parts::number>(tenon::autoincrement)) == autoincrement_type);
    CHECK(fault_of(tenon::generated<&parts::flag>(tenon::autoincrement)) == autoincrement_type);
    CHECK(fault_of(tenon::created_at<&parts::time>) == none);
    CHECK(fault_of(tenon::updated_at<&parts::text>) == time_type);
    CHECK(fault_of(tenon::soft_delete<&parts::removed>) == none);
    CHECK(fault_of(tenon::soft_delete<&parts::time>) == removal_type);
    CHECK(fault_of(tenon::soft_delete<&parts::text>) == removal_type);
    CHECK(fault_of(tenon::version<&parts::small>) == none);
    CHECK(fault_of(tenon::version<&parts::number>) == version_type);
    CHECK(fault_of(tenon::version<&parts::flag>) == version_type);
    CHECK(fault_of(tenon::tenant_key<&parts::text>) == none);
    CHECK(fault_of(tenon::tenant_key<&parts::key>) == tenant_type);
    CHECK(fault_of(tenon::tenant_root<&parts::id>) == none);
    CHECK(fault_of(tenon::tenant_root<&parts::text>) == root_type);
}

TEST_CASE("a rule is for fields of its types, with values that they can hold", "[model][check]") {
    using enum d::attribute_fault;
    CHECK(fault_of(tenon::min_length<&parts::text>(1)) == none);
    CHECK(fault_of(tenon::min_length<&parts::small>(1)) == rule_needs_text);
    CHECK(fault_of(tenon::max_length<&parts::key>(1)) == rule_needs_text);
    CHECK(fault_of(tenon::email<&parts::id>) == none);
    CHECK(fault_of(tenon::semver<&parts::flag>) == rule_needs_text);
    CHECK(fault_of(tenon::json_text<&others::id>) == other_model);
    CHECK(fault_of(tenon::matches<&parts::text>("a+")) == none);
    CHECK(fault_of(tenon::matches<&parts::time>("a+")) == rule_needs_text);
    CHECK(fault_of(tenon::matches<&parts::text, &parts::id>("a+")) == pattern_of_several);
    CHECK(fault_of(tenon::matches<&parts::text>("a++")) == pattern_malformed);
    CHECK(fault_of(tenon::matches<&parts::text>("^a")) == pattern_anchored);
    CHECK(fault_of(tenon::matches<&parts::text>("(a{100}){100}")) == pattern_too_large);
    CHECK(fault_of(tenon::one_of<&parts::text>("a", "b")) == none);
    CHECK(fault_of(tenon::one_of<&parts::small>(-128, 127)) == none);
    CHECK(fault_of(tenon::one_of<&parts::small>(1, 128)) == rule_range);
    CHECK(fault_of(tenon::one_of<&parts::small>(1, "x")) == rule_type);
    CHECK(fault_of(tenon::one_of<&parts::text>(3)) == rule_type);
    CHECK(fault_of(tenon::one_of<&parts::text>()) == rule_empty);
    CHECK(fault_of(tenon::one_of<&parts::flag>(true)) == rule_type);
    CHECK(fault_of(tenon::one_of<&parts::real>(1.5)) == rule_type);
    CHECK(fault_of(tenon::between<&parts::small>(-1, 1)) == none);
    CHECK(fault_of(tenon::between<&parts::small>(0, 128)) == rule_range);
    CHECK(fault_of(tenon::between<&parts::small>(2, 1)) == rule_backwards);
    CHECK(fault_of(tenon::between<&parts::small>(0, 1.5)) == rule_type);
    CHECK(fault_of(tenon::between<&parts::real>(0, 1.5)) == none);
    CHECK(fault_of(tenon::between<&parts::text>("a", "b")) == rule_type);
    CHECK(fault_of(tenon::between<&parts::time>(tenon::timestamp(), tenon::timestamp())) == none);
    CHECK(fault_of(tenon::between<&parts::key>(tenon::uuid(), tenon::uuid())) == rule_type);
    CHECK(fault_of(tenon::validate<&parts::small>("must be so", [](const parts&) { return true; })) == none);
    CHECK(fault_of(tenon::validate("must be so", [](const auto&) { return 1; })) == none);
    CHECK(fault_of(tenon::validate("must be so", [](const others&) { return true; })) == row_function);
    CHECK(fault_of(tenon::validate("must be so", [](const parts&) { return std::string(); })) == row_function);
    CHECK(fault_of(tenon::validate("must be so", [](parts&) { return true; })) == row_function);
    CHECK(fault_of(tenon::validate<&others::id>("must be so", [](const parts&) { return true; })) == other_model);
}

// ---- definitions

namespace {

template <class... Attributes> d::model_finding finding_of(const Attributes&... attributes) {
    constexpr std::size_t count = tenon::reflection::field_count<parts>;
    d::definition_data<count, sizeof...(Attributes)> data;
    data.columns = d::columns_of_fields<parts>(std::make_index_sequence<count>{});
    (attributes.describe(data), ...);
    d::find_by_name(data, d::which_are_texts<parts>(std::make_index_sequence<count>{}));
    return d::find_model_fault(data);
}

} // namespace

TEST_CASE("a definition has one primary key without NULLs", "[model][check]") {
    using enum d::model_fault;
    CHECK(finding_of().fault == none);
    CHECK(finding_of(tenon::primary_key<&parts::key>, tenon::primary_key<&parts::id>).fault == two_primary_keys);
    CHECK(finding_of(tenon::primary_key<&parts::id, &parts::text>).fault == optional_primary_key);
    CHECK(finding_of(tenon::primary_key<&parts::id, &parts::text>).field == 2);
    CHECK(finding_of(tenon::tenant_key<&parts::text>, tenon::primary_key<&parts::id, &parts::text>).fault == none);
    CHECK(finding_of(tenon::primary_key<&parts::id, &parts::id>).fault == field_twice);
    CHECK(finding_of(tenon::index<&parts::id, &parts::real, tenon::desc<&parts::real>>).field == 4);
    CHECK(finding_of(tenon::primary_key<&parts::small>, tenon::generated<&parts::small>(tenon::autoincrement)).fault == none);
    CHECK(finding_of(tenon::primary_key<&parts::tenantId, &parts::small>,
                     tenon::generated<&parts::small>(tenon::autoincrement))
              .fault == none);
    CHECK(finding_of(tenon::generated<&parts::small>(tenon::autoincrement)).fault == numbered_without_key);
    CHECK(finding_of(tenon::primary_key<&parts::small, &parts::id>, tenon::generated<&parts::small>(tenon::autoincrement))
              .fault == numbered_without_key);
}

TEST_CASE("a definition says once whose its rows are", "[model][check]") {
    using enum d::model_fault;
    CHECK(finding_of(tenon::shared).fault == none);
    CHECK(finding_of(tenon::shared, tenon::tenant_owned).fault == two_tenancies);
    CHECK(finding_of(tenon::tenant_via<&parts::id>, tenon::references<&parts::id, &others::id>).fault == none);
    CHECK(finding_of(tenon::tenant_via<&parts::id>).fault == no_parent_reference);
    CHECK(finding_of(tenon::tenant_via<&parts::text>, tenon::references<&parts::text, &others::id>).fault == optional_parent);
    CHECK(finding_of(tenon::tenant_root<&parts::id>).fault == none);
    CHECK(finding_of(tenon::tenant_root<&parts::tenantId>).fault == root_not_unique);
    CHECK(finding_of(tenon::tenant_root<&parts::tenantId>, tenon::unique<&parts::tenantId>).fault == none);
}

TEST_CASE("a definition has one version, outside of its key, and one time of removal", "[model][check]") {
    using enum d::model_fault;
    CHECK(finding_of(tenon::version<&parts::small>, tenon::soft_delete<&parts::removed>).fault == none);
    CHECK(finding_of(tenon::version<&parts::small>, tenon::version<&parts::small>).fault == two_versions);
    CHECK(finding_of(tenon::soft_delete<&parts::removed>, tenon::soft_delete<&parts::removed>).fault == two_soft_deletes);
    CHECK(finding_of(tenon::primary_key<&parts::id, &parts::small>, tenon::version<&parts::small>).fault == version_in_key);
}

TEST_CASE("a definition has a column for each field", "[model][check]") {
    using enum d::model_fault;
    CHECK(finding_of(tenon::column<&parts::real>("")).fault == empty_column);
    const auto twice = finding_of(tenon::column<&parts::real>("SMALL"));
    CHECK(twice.fault == column_twice);
    CHECK(twice.field == 3);
    CHECK(twice.other == 4);
    CHECK(finding_of(tenon::column<&parts::real>("small"), tenon::column<&parts::small>("real")).fault == none);
}

// ---- references and schemas

namespace links {

struct tenant {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&tenant::id>);
};
struct user {
    std::string id;
    std::string tenantId;
    std::string email;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&user::email>);
};
struct country {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::shared);
};
struct session {
    std::string id, userId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&session::userId>, tenon::references<&session::userId, &user::email>);
};
struct click {
    std::string id, sessionId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&click::sessionId>, tenon::references<&click::sessionId, &session::id>);
};
struct of_name {
    std::string id, tenantId, name;
    static constexpr auto tenon_model = tenon::table(tenon::references<&of_name::name, &user::name>);
};
struct of_both {
    std::string id, tenantId, userId;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&of_both::tenantId, &user::tenantId, &of_both::userId, &user::id>);
};
struct everybodys {
    std::string id, userId;
    static constexpr auto tenon_model =
        tenon::table(tenon::shared, tenon::references<&everybodys::userId, &user::id>);
};
struct via_root {
    std::string id, owner;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&via_root::owner>, tenon::references<&via_root::owner, &tenant::id>);
};
struct via_shared {
    std::string id, countryId;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_via<&via_shared::countryId>,
                                                     tenon::references<&via_shared::countryId, &country::id>);
};
struct hen;
struct egg {
    std::string id, henId;
};
struct hen {
    std::string id, eggId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&hen::eggId>, tenon::references<&hen::eggId, &egg::id>);
};
struct chick {
    std::string id, henId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&chick::henId>, tenon::references<&chick::henId, &hen::id>);
};
struct owned {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned);
};
struct owned_twice {
    std::string id;
    std::string tenantid;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned);
};
struct account {
    std::string id;
    static constexpr auto tenon_model = tenon::table("account", tenon::tenant_root<&account::id>);
};
struct namesake {
    std::string id, tenantId;
    static constexpr auto tenon_model = tenon::table("User");
};
struct namesake_elsewhere {
    std::string id, tenantId;
    static constexpr auto tenon_model = tenon::table("user", tenon::in_schema("old"));
};

} // namespace links

template <>
inline constexpr auto tenon::model<links::egg> = tenon::table(tenon::tenant_via<&links::egg::henId>,
                                                              tenon::references<&links::egg::henId, &links::hen::id>);

namespace {

template <class Model> d::link_fault link_of(bool leads_with_tenant = true) {
    return d::find_link_fault(tenon::info_of<Model>(), leads_with_tenant).fault;
}
template <class... Models> d::schema_finding schema_of() {
    const std::array<const tenon::model_info*, sizeof...(Models)> infos{&tenon::info_of<Models>()...};
    return d::find_schema_fault(infos);
}

} // namespace

TEST_CASE("a reference leads to a key of its target", "[model][check]") {
    using enum d::link_fault;
    CHECK(link_of<links::session>() == none);
    CHECK(link_of<links::of_name>() == target_not_unique);
    CHECK(link_of<links::of_both>() == none);
    CHECK(link_of<links::of_both>(false) == target_not_unique);
    CHECK(link_of<links::everybodys>() == shared_to_tenant);
}

TEST_CASE("the way to the tenant ends at a model that has one", "[model][check]") {
    using enum d::link_fault;
    CHECK(link_of<links::click>() == none);
    CHECK(link_of<links::click>(false) == none);
    CHECK(link_of<links::via_root>() == via_root);
    CHECK(link_of<links::via_shared>() == via_shared);
    CHECK(link_of<links::egg>() == via_circle);
    CHECK(link_of<links::hen>() == already_told);
    CHECK(link_of<links::chick>() == none);
    CHECK(d::walk_parents(tenon::info_of<links::click>()).parents == 2);
    CHECK_FALSE(d::walk_parents(tenon::info_of<links::chick>()).in_circle);
}

TEST_CASE("a hidden tenant column exists in the default layout only, and once", "[model][check]") {
    using enum d::link_fault;
    CHECK(link_of<links::owned>() == none);
    CHECK(link_of<links::owned>(false) == owned_without_column);
    CHECK(link_of<links::owned_twice>() == hidden_column_twice);
}

TEST_CASE("the models of a schema stand beside each other", "[model][check]") {
    using enum d::schema_fault;
    CHECK(schema_of<links::tenant, links::user, links::session>().fault == none);
    CHECK(schema_of<links::user, links::namesake_elsewhere>().fault == none);
    const auto twice = schema_of<links::user, links::tenant, links::user>();
    CHECK(twice.fault == model_twice);
    CHECK(twice.model == 2);
    CHECK(schema_of<links::user, links::namesake>().fault == table_twice);
    CHECK(schema_of<links::tenant, links::account>().fault == two_roots);
    const auto outside = schema_of<links::tenant, links::session>();
    CHECK(outside.fault == target_outside);
    CHECK(outside.model == 1);
    CHECK(outside.other == 0);
}

TEST_CASE("a model without a mistake can be used in a repository of its schema", "[model][check]") {
    using app = tenon::schema<links::tenant, links::user, links::session, links::click, links::country>;
    CHECK(app::is_sound);
    CHECK(tenon::check_repository<links::click, app>());
    CHECK(tenon::check_repository<links::country, app>());
    using prisma = tenon::schema<links::user, links::session, links::click, tenon::layout::prisma>;
    CHECK(prisma::is_sound);
    CHECK(tenon::check_repository<links::click, prisma>());
}
