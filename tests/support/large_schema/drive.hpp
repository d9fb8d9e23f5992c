// Drives any model of the large schema through every verb, in two tenants at once whose keys are the same.
#pragma once

#include <tenon/sqlite.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "support/catch.hpp"
#include "support/large_schema/names.hpp"

namespace large {

using database = tenon::sqlite::database<app>;

/// A new database with all tables and the tenants `acme` and `umbrella`.
database open_database();

/// A value of any type, another one for each seed.
template <class T>
T make_value(int seed) {
    if constexpr (tenon::is_optional_v<T>)
        return make_value<tenon::unwrapped_t<T>>(seed);
    else if constexpr (std::is_same_v<T, bool>)
        return true;
    else if constexpr (std::is_enum_v<T>)
        return tenon::enum_values<T>[static_cast<std::size_t>(seed) % tenon::enum_values<T>.size()];
    else if constexpr (std::is_floating_point_v<T>)
        return static_cast<T>(seed) + static_cast<T>(0.25);
    else if constexpr (std::is_integral_v<T> && sizeof(T) == 1)
        return static_cast<T>(seed % 100);
    else if constexpr (std::is_integral_v<T>)
        return static_cast<T>(seed);
    else if constexpr (std::is_same_v<T, std::string>)
        return "value " + std::to_string(seed);
    else if constexpr (std::is_same_v<T, tenon::timestamp>)
        return tenon::timestamp(std::chrono::milliseconds(1'700'000'000'000 + seed));
    else if constexpr (std::is_same_v<T, tenon::date>)
        return *tenon::parse_date(std::to_string(1000 + seed % 8000) + "-02-" + (seed % 2 == 0 ? "14" : "28"));
    else if constexpr (std::is_same_v<T, tenon::uuid>) {
        tenon::uuid id;
        id.bytes[14] = static_cast<std::byte>(seed / 256);
        id.bytes[15] = static_cast<std::byte>(seed % 256);
        return id;
    } else if constexpr (std::is_same_v<T, tenon::decimal>)
        return *tenon::decimal::parse(std::to_string(seed) + ".05");
    else if constexpr (std::is_same_v<T, tenon::json>)
        return *tenon::json::parse("{\"seed\": " + std::to_string(seed) + "}");
    else if constexpr (std::is_same_v<T, tenon::blob>)
        return tenon::blob{std::byte{0}, static_cast<std::byte>(seed % 256)};
    else
        return T{make_value<typename T::value_type>(seed), make_value<typename T::value_type>(seed + 1)};
}

/// Whether two rows hold the same values.
template <class Model>
bool same(const Model& a, const Model& b) {
    bool equal = true;
    tenon::reflection::for_each_field(
        a, [&](const auto& field, auto place) { equal = equal && field == tenon::reflection::get<place>(b); });
    return equal;
}

/// Calls `function` with the values of a row's primary key, without the tenant.
template <class Model, class Function>
decltype(auto) with_key(const Model& row, Function&& function) {
    constexpr auto key = tenon::info_of<Model>().primary_key;
    return [&]<std::size_t... I>(std::index_sequence<I...>) -> decltype(auto) {
        return function(tenon::reflection::get<key[I]>(row)...);
    }(std::make_index_sequence<key.size()>{});
}

/// A reference of a model, as its attribute says it.
template <class Attribute>
struct reference_traits {
    static constexpr bool is_reference = false;
};
template <auto... Pairs>
struct reference_traits<tenon::references_attribute<Pairs...>> {
    static constexpr bool is_reference = true;
    using attribute = tenon::references_attribute<Pairs...>;
    using target = typename attribute::target;

    template <std::size_t I>
    static constexpr auto own = std::get<2 * I>(attribute::list);
    template <std::size_t I>
    static constexpr auto theirs = std::get<2 * I + 1>(attribute::list);
    template <class Model, std::size_t I>
    static constexpr bool is_tenant = tenon::info_of<Model>().tenancy.has_field() &&
                                      tenon::reflection::index_of<own<I>> == tenon::info_of<Model>().tenancy.field;

    /// It may be left NULL.
    template <class Model>
    static constexpr bool is_optional = []<std::size_t... I>(std::index_sequence<I...>) {
        return (tenon::is_optional_v<tenon::reflection::type_of<own<I>>> || ...);
    }(std::make_index_sequence<attribute::pairs>{});

    template <class Model>
    static void point(Model& row, const target& at) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto copy = [&]<std::size_t Place>(std::integral_constant<std::size_t, Place>) {
                if constexpr (!is_tenant<Model, Place>) row.*own<Place> = at.*theirs<Place>;
            };
            (copy(std::integral_constant<std::size_t, I>{}), ...);
        }(std::make_index_sequence<attribute::pairs>{});
    }
};

/// Calls `function` with the traits and the attribute of each reference of a model.
template <class Model, class Function>
void each_reference(Function&& function) {
    tenon::model<Model>.attributes.visit([&](const auto&... attributes) {
            const auto call = [&](const auto& attribute) {
                using traits = reference_traits<std::remove_cvref_t<decltype(attribute)>>;
                if constexpr (traits::is_reference) function(traits{}, attribute);
            };
            (call(attributes), ...);
        });
}

/// Writes rows in one tenant, with all that they need. Two writers that are asked for the same give the same keys.
class writer {
public:
    writer(const database& in, const std::string& tenant, int first_shared_seed)
        : tenant_(in.tenant(tenant)), system_(in.system("rows that tests need")), shared_seed_(first_shared_seed) {}

    template <class Model>
    auto rows() const {
        constexpr auto kind = tenon::info_of<Model>().tenancy.kind;
        if constexpr (kind == tenon::tenancy_kind::shared || kind == tenon::tenancy_kind::root)
            return tenon::repository<Model>(system_);
        else
            return tenon::repository<Model>(tenant_);
    }

    /// A row that is not written yet: every field has a value, but for references that may be NULL.
    template <class Model>
    Model prepare() {
        constexpr const tenon::model_info& info = tenon::info_of<Model>();
        const int seed = info.tenancy.kind == tenon::tenancy_kind::shared ? (shared_seed_ += 2) : ++seed_;
        Model row{};
        tenon::reflection::for_each_field(
            row, [&]<class Field, std::size_t Place>(Field& field, std::integral_constant<std::size_t, Place>) {
                constexpr bool is_tenant = info.tenancy.has_field() && info.tenancy.field == Place;
                constexpr bool numbered = info.columns[Place].generated == tenon::generator::autoincrement;
                if constexpr (!is_tenant && !numbered) field = make_value<Field>(seed);
            });
        each_reference<Model>([&](auto traits, const auto&) {
            using traits_type = decltype(traits);
            using target = typename traits_type::target;
            if constexpr (traits_type::template is_optional<Model>)
                traits_type::template point<Model>(row, target{});
            else
                traits_type::template point<Model>(row, create<target>());
            if constexpr (traits_type::template is_optional<Model>) clear<Model, traits_type>(row);
        });
        return row;
    }

    template <class Model>
    Model create() {
        auto written = rows<Model>().create(prepare<Model>());
        INFO(tenon::info_of<Model>().model);
        if (!written) FAIL(to_string(written.error()) << "\n" << written.error().statement);
        return std::move(*written);
    }

    const database::tenant_scope_type& tenant() const { return tenant_; }
    const database::system_scope_type& system() const { return system_; }

private:
    template <class Model, class Traits>
    static void clear(Model& row) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto reset = [&]<std::size_t Place>(std::integral_constant<std::size_t, Place>) {
                using field = tenon::reflection::type_of<Traits::template own<Place>>;
                if constexpr (tenon::is_optional_v<field> && !Traits::template is_tenant<Model, Place>)
                    (row.*Traits::template own<Place>).reset();
            };
            (reset(std::integral_constant<std::size_t, I>{}), ...);
        }(std::make_index_sequence<Traits::attribute::pairs>{});
    }

    database::tenant_scope_type tenant_;
    database::system_scope_type system_;
    int seed_ = 0;
    int shared_seed_;
};

/// What removing the row that an optional reference leads to does, and that it leads nowhere else.
template <class Model, class Traits, class Attribute>
void drive_reference(writer& acme, writer& umbrella, const Attribute& attribute) {
    constexpr auto target_kind = tenon::info_of<typename Traits::target>().tenancy.kind;
    constexpr auto member = Traits::template own<0>;
    const Model row = acme.create<Model>();
    const Model other = umbrella.create<Model>();
    const auto target = acme.create<typename Traits::target>();
    const auto value =
        static_cast<tenon::unwrapped_t<tenon::reflection::type_of<member>>>(target.*Traits::template theirs<0>);
    const auto point = [&](const writer& by, const Model& at) {
        return with_key(at,
                        [&](const auto&... key) { return by.rows<Model>().update(key..., tenon::set<member>(value)); });
    };
    const auto pointed = point(acme, row);
    INFO("reference by " << tenon::column_of<member>.field);
    if (!pointed) FAIL(to_string(pointed.error()));
    CHECK(*(pointed.value().*member) == value);
    if constexpr (target_kind != tenon::tenancy_kind::shared) {
        // The other tenant has no such row yet.
        CHECK(point(umbrella, other).error().code == tenon::errc::foreign_key_violation);
    }
    const auto removed =
        with_key(target, [&](const auto&... key) { return acme.rows<typename Traits::target>().remove(key...); });
    const auto now = with_key(row, [&](const auto&... key) { return acme.rows<Model>().find_unique(key...); }).value();
    switch (attribute.deletion) {
    case tenon::on_delete::cascade: CHECK_FALSE(now.has_value()); break;
    case tenon::on_delete::restrict:
    case tenon::on_delete::no_action:
        REQUIRE_FALSE(removed.has_value());
        CHECK(removed.error().code == tenon::errc::relation_violation);
        break;
    default:
        if (!removed) FAIL(to_string(removed.error()));
        REQUIRE(now.has_value());
        CHECK_FALSE(((*now).*member).has_value());
        {
            Model expected = pointed.value(); // as it was last changed: that has a time of its own
            (expected.*member).reset();
            CHECK(same(expected, *now));
        }
    }
}

/// Rows without a tenant are seen by both tenants and changed by none.
template <class Model>
void drive_shared_rows(writer& acme, writer& umbrella) {
    bool needs_others = false;
    each_reference<Model>([&](auto traits, const auto&) {
        needs_others = needs_others || !decltype(traits)::template is_optional<Model>;
    });
    if (needs_others) return;
    const Model row = tenon::repository<Model>(acme.system()).create(acme.prepare<Model>()).value();
    with_key(row, [&](const auto&... key) {
        CHECK(same(acme.rows<Model>().get(key...).value(), row));
        CHECK(same(umbrella.rows<Model>().get(key...).value(), row));
        CHECK(acme.rows<Model>().remove(key...).error().code == tenon::errc::not_found);
        CHECK(acme.rows<Model>()
                  .update(key..., tenon::set<changed_field<Model>>(row.*changed_field<Model>))
                  .error()
                  .code == tenon::errc::not_found);
        CHECK(same(umbrella.rows<Model>().get(key...).value(), row));
    });
}

/// Every verb on a model whose rows belong to tenants.
template <class Model>
void drive_tenant_model(writer& acme, writer& umbrella) {
    constexpr const tenon::model_info& info = tenon::info_of<Model>();
    constexpr auto changed = changed_field<Model>;
    using changed_type = tenon::reflection::type_of<changed>;
    constexpr bool one_row = info.primary_key.empty();
    constexpr bool numbered = tenon::repository_detail::counted_field<Model> != tenon::no_field;

    const Model ours = acme.create<Model>();
    const Model theirs = umbrella.create<Model>();
    const auto our_rows = acme.rows<Model>();
    const auto their_rows = umbrella.rows<Model>();
    const auto get = [](const auto& rows, const Model& like) {
        return with_key(like, [&](const auto&... key) { return rows.get(key...); });
    };
    CHECK(same(get(our_rows, ours).value(), ours));
    CHECK(same(get(their_rows, theirs).value(), theirs));
    if constexpr (info.tenancy.has_field()) {
        constexpr std::size_t place = info.tenancy.field;
        CHECK(tenon::reflection::get<place>(ours) == "acme");
        CHECK(tenon::reflection::get<place>(theirs) == "umbrella");
    }
    if constexpr (numbered) CHECK(get(their_rows, ours).error().code == tenon::errc::not_found);
    CHECK(with_key(ours, [&](const auto&... key) { return our_rows.exists(key...); }).value());

    const auto their_count = their_rows.count().value();
    CHECK(our_rows.create(ours).error().code == tenon::errc::unique_violation);

    const auto fresh = make_value<changed_type>(77);
    const Model updated =
        with_key(ours, [&](const auto&... key) { return our_rows.update(key..., tenon::set<changed>(fresh)); }).value();
    CHECK(updated.*changed == fresh);
    CHECK(same(get(our_rows, ours).value(), updated));
    CHECK(same(get(their_rows, theirs).value(), theirs));

    if constexpr (!one_row) {
        const Model second = acme.create<Model>();
        CHECK(our_rows.find_many(tenon::order_by(tenon::desc<changed>), tenon::take(1)).value().size() == 1);
        const auto page = our_rows.page(tenon::take(1)).value();
        CHECK(page.items.size() == 1);
        CHECK(page.total == our_rows.count().value());
        CHECK(with_key(second, [&](const auto&... key) { return our_rows.remove(key...); }).has_value());
        CHECK(get(our_rows, second).error().code == tenon::errc::not_found);
    }
    const auto written = our_rows.update_many(tenon::all_rows, tenon::set<changed>(fresh)).value();
    CHECK(written == our_rows.count().value()); // rows without a tenant come later
    CHECK(written == our_rows.count(tenon::where(tenon::field<changed> == fresh)).value());
    CHECK(same(get(their_rows, theirs).value(), theirs));
    CHECK(their_rows.count().value() == their_count);
    CHECK(tenon::repository<Model>(acme.system()).count().value() >= their_count + our_rows.count().value());

    if constexpr (info.tenancy.kind == tenon::tenancy_kind::tenant_or_shared) drive_shared_rows<Model>(acme, umbrella);
    if constexpr (!one_row)
        each_reference<Model>([&](auto traits, const auto& attribute) {
            if constexpr (decltype(traits)::template is_optional<Model>)
                drive_reference<Model, decltype(traits)>(acme, umbrella, attribute);
        });
    CHECK(with_key(ours, [&](const auto&... key) { return our_rows.remove(key...); }).has_value());
    CHECK(get(our_rows, ours).error().code == tenon::errc::not_found);
    CHECK(same(get(their_rows, theirs).value(), theirs));
}

/// Rows that belong to nobody: written by the system, read by tenants.
template <class Model>
void drive_shared_model(writer& acme, writer& umbrella) {
    constexpr auto changed = changed_field<Model>;
    const Model row = acme.create<Model>();
    const auto all = tenon::repository<Model>(acme.system());
    const auto read = [&](const writer& by) {
        return with_key(row, [&](const auto&... key) { return tenon::repository<Model>(by.tenant()).get(key...); })
            .value();
    };
    CHECK(same(read(acme), row));
    CHECK(same(read(umbrella), row));
    const auto fresh = make_value<tenon::reflection::type_of<changed>>(77);
    CHECK(
        with_key(row, [&](const auto&... key) { return all.update(key..., tenon::set<changed>(fresh)); }).has_value());
    CHECK(read(umbrella).*changed == fresh);
    CHECK(tenon::repository<Model>(umbrella.tenant()).count().value() == all.count().value());
    CHECK(with_key(row, [&](const auto&... key) { return all.remove(key...); }).has_value());
}

template <class Model>
void drive(writer& acme, writer& umbrella) {
    constexpr auto kind = tenon::info_of<Model>().tenancy.kind;
    INFO(tenon::info_of<Model>().model);
    if constexpr (kind == tenon::tenancy_kind::shared)
        drive_shared_model<Model>(acme, umbrella);
    else if constexpr (kind != tenon::tenancy_kind::root)
        drive_tenant_model<Model>(acme, umbrella);
}

/// Drives the models of a list in one database.
template <class... Models>
void drive_all(tenon::detail::type_list<Models...>) {
    const database db = open_database();
    writer acme(db, "acme", 100);
    writer umbrella(db, "umbrella", 101);
    (drive<Models>(acme, umbrella), ...);
}

} // namespace large
