// tenon/app/cli/backend_of.hpp: an open database of a schema as commands see it. What only one database has is found by the
// names doctor, backup and restore beside its driver.
#pragma once

#include <tenon/app/cli/backend.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/migration/seed.hpp>
#include <tenon/migration/schema_target.hpp>
#include <tenon/sql/text.hpp>
#include <tenon/transfer/target.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::app {

namespace detail {

// Free functions: a member of the same name would hide what is to be found.
template <class Database> result<std::vector<complaint>> ask_doctor(const Database& db) {
    const auto found = doctor(db);
    if (!found) return fail(found.error());
    std::vector<complaint> complaints;
    for (const auto& each : *found) complaints.push_back({each.table, each.text});
    return complaints;
}
template <class Database> result<void> write_backup(const Database& db, const std::string& path) { return backup(db, path); }
template <class Database> result<void> read_backup(const Database& db, const std::string& path) { return restore(db, path); }

/// `SELECT key FROM root`, in a dialect.
template <class Dialect> std::string tenants_text(const model_info& root) {
    return sql::written_text([&](sql::text_writer& w) {
        w.write("SELECT CAST(");
        w.identifier(root.columns[root.tenancy.field].column);
        w.write(" AS TEXT) FROM ");
        Dialect::table(w, root);
        w.write(" ORDER BY 1");
    });
}

} // namespace detail

template <class Schema, class Driver> class backend_of final : public backend {
public:
    backend_of(tenon::database<Schema, Driver> db, migration::seed_for<Schema, Driver> seed) : db_(std::move(db)), seed_(std::move(seed)) {}

    migration::schema_target target() const override { return db_; }
    transfer::target rows() const override { return db_; }
    bool has_seed() const override { return static_cast<bool>(seed_); }
    result<void> seed(const migration::options& how) const override { return migration::seed(db_, seed_, how); }
    result<std::vector<complaint>> doctor() const override { return detail::ask_doctor(db_); }
    result<void> backup(const std::string& path) const override { return detail::write_backup(db_, path); }
    result<void> restore(const std::string& path) const override { return detail::read_backup(db_, path); }

    result<std::vector<std::string>> tenants() const override {
        const model_info* root = Schema::info().root();
        if (root == nullptr) return fail(make_error(errc::unsupported, "The schema has no model whose rows are the tenants"));
        auto on = target()->connect(false);
        if (!on) return fail(on.error());
        const auto rows = (*on)->read(detail::tenants_text<typename Driver::dialect>(*root), 1);
        if (!rows) return fail(rows.error());
        std::vector<std::string> ids;
        for (const auto& row : *rows) ids.push_back(row.front());
        return ids;
    }

private:
    tenon::database<Schema, Driver> db_;
    migration::seed_for<Schema, Driver> seed_;
};

} // namespace tenon::inline TENON_ABI::app
