// tenon/migration/schema_target.hpp: an open database as those commands see it that compare its schema with the models.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/apply.hpp>
#include <tenon/migration/database.hpp>
#include <tenon/migration/introspect.hpp>
#include <tenon/migration/plan.hpp>
#include <tenon/migration/snapshot.hpp>
#include <tenon/migration/target.hpp>
#include <tenon/sql/ddl/create_tables.hpp>
#include <tenon/sql/ddl/tenant_rows.hpp>

#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// A database of models, without its type. Made of an open one by `schema_target`.
class schema_database : public database {
public:
    /// The schema that the models describe, not yet in the database's own words.
    virtual snapshot described() const = 0;
    /// The schema that is there, without the history of migrations.
    virtual result<snapshot> introspect() const = 0;
    /// The same on a connection of this database, and in the transaction that is open there.
    virtual result<snapshot> introspect(connection& on) const = 0;
    /// A schema in this database's own words: see spelled().
    virtual result<snapshot> spelled(const snapshot& wanted) const = 0;
    /// How to count and to remove what belongs to a tenant.
    virtual std::vector<sql::tenant_rows> rows_of_tenant() const = 0;
    virtual result<void> check(const plan& made) const = 0;
    /// The same database once more, with connections of its own.
    virtual result<std::shared_ptr<const schema_database>> open_again() const = 0;
    /// A database of the same models and options, at another URL.
    virtual result<std::shared_ptr<const schema_database>> open_at(std::string_view url) const = 0;
    /// The same for a database of this name on the same server; or, where databases are files, one in memory.
    virtual result<std::shared_ptr<const schema_database>> open_beside(std::string_view name) const = 0;
};

namespace detail {

/// Tables differ between dialects in defaults and conditions only, which do not matter here.
template <class Schema, class Driver> std::vector<sql::tenant_rows> tenant_rows_of(const tenon::database<Schema, Driver>& on) {
    const snapshot described = snapshot_of(on);
    if constexpr (requires { Driver::is_choice; }) {
        return Driver::visit(on.options(), [&]<class Chosen>(std::type_identity<Chosen>, const auto&) {
            return sql::rows_of_tenant(sql::tables_of<typename Chosen::dialect, Schema>(), *described.dialect);
        });
    } else return sql::rows_of_tenant(sql::tables_of<typename Driver::dialect, Schema>(), *described.dialect);
}

template <class Schema, class Driver> class driver_schema_database final : public driver_database<Schema, Driver, schema_database> {
public:
    using driver_database<Schema, Driver, schema_database>::driver_database;

    snapshot described() const override { return snapshot_of(this->on()); }
    result<snapshot> introspect() const override { return introspect_on(system()); }
    result<snapshot> introspect(connection& on) const override { return introspect_on(static_cast<driver_connection<Schema, Driver>&>(on).scope()); }
    result<snapshot> spelled(const snapshot& wanted) const override { return migration::spelled(system(), wanted); }
    std::vector<sql::tenant_rows> rows_of_tenant() const override { return tenant_rows_of(this->on()); }
    result<void> check(const plan& made) const override { return migration::check(system(), made); }

    result<std::shared_ptr<const schema_database>> open_again() const override {
        return open([](auto&) {});
    }
    result<std::shared_ptr<const schema_database>> open_at(std::string_view url) const override {
        return open([&](auto& how) { Driver::set_url(how, url); });
    }
    result<std::shared_ptr<const schema_database>> open_beside(std::string_view name) const override {
        return open([&](auto& how) { Driver::set_database(how, name); });
    }

private:
    auto system() const { return this->on().system("migration"); }
    template <class Scope> static result<snapshot> introspect_on(const Scope& system) {
        return migration::introspect(system, {"_tenon_migrations", "_prisma_migrations"});
    }

    template <class Change> result<std::shared_ptr<const schema_database>> open(Change change) const {
        typename Driver::options how = this->on().options();
        change(how);
        auto opened = driver::open_database<Schema, Driver>(std::move(how));
        if (!opened) return fail(opened.error());
        return std::make_shared<driver_schema_database>(*opened);
    }
};

} // namespace detail

/// Any open database; a `target` too. Keeps it open. Cheap to copy; thread-safe as the database is.
class schema_target {
public:
    template <class Schema, class Driver>
    schema_target(const tenon::database<Schema, Driver>& on) : held_(std::make_shared<detail::driver_schema_database<Schema, Driver>>(on)) {}
    explicit schema_target(std::shared_ptr<const schema_database> on) noexcept : held_(std::move(on)) {}

    operator target() const { return target(held_); }
    const schema_database& operator*() const noexcept { return *held_; }
    const schema_database* operator->() const noexcept { return held_.get(); }

private:
    std::shared_ptr<const schema_database> held_;
};

} // namespace tenon::inline TENON_ABI::migration
