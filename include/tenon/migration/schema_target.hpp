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

#include <memory>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::migration {

/// A database of models, without its type. Made of an open one by `schema_target`.
class schema_database : public database {
public:
    /// The schema that the models describe, not yet in the database's own words.
    virtual snapshot described() const = 0;
    /// The schema that is there, without the history of migrations.
    virtual result<snapshot> introspect() const = 0;
    /// A schema in this database's own words: see spelled().
    virtual result<snapshot> spelled(const snapshot& wanted) const = 0;
    virtual result<void> check(const plan& made) const = 0;
    virtual result<void> apply(const plan& made) const = 0;
    /// A database of the same models and options, at another URL.
    virtual result<std::shared_ptr<const schema_database>> open_at(std::string_view url) const = 0;
    /// The same for a database of this name on the same server; or, where databases are files, one in memory.
    virtual result<std::shared_ptr<const schema_database>> open_beside(std::string_view name) const = 0;
};

namespace detail {

template <class Schema, class Driver> class driver_schema_database final : public driver_database<Schema, Driver, schema_database> {
public:
    using driver_database<Schema, Driver, schema_database>::driver_database;

    snapshot described() const override { return snapshot_of(this->on()); }
    result<snapshot> introspect() const override { return migration::introspect(system(), {"_tenon_migrations", "_prisma_migrations"}); }
    result<snapshot> spelled(const snapshot& wanted) const override { return migration::spelled(system(), wanted); }
    result<void> check(const plan& made) const override { return migration::check(system(), made); }
    result<void> apply(const plan& made) const override { return migration::apply(system(), made); }

    result<std::shared_ptr<const schema_database>> open_at(std::string_view url) const override {
        return open([&](auto& how) { Driver::set_url(how, url); });
    }
    result<std::shared_ptr<const schema_database>> open_beside(std::string_view name) const override {
        return open([&](auto& how) { Driver::set_database(how, name); });
    }

private:
    auto system() const { return this->on().system("migration"); }

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
