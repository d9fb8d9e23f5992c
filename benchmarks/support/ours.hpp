// Our side of each pair, on any database. Each tenant's repository is made once, as the other side's statements are.
#pragma once

#include "users.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace benchmark {

template <class Database> class ours_on {
public:
    using database = Database;
    using scope = typename database::tenant_scope_type;
    using repository = tenon::basic_repository<User, scope>;

    ours_on(database opened, int tenants) : database_(std::move(opened)) {
        for (int tenant = 0; tenant < tenants; ++tenant)
            repositories_.push_back(tenon::repository<User>(database_.tenant(tenant_name(tenant))));
    }

    const database& opened() const noexcept { return database_; }
    const repository& of(int tenant) const { return repositories_[static_cast<std::size_t>(tenant)]; }

    tenon::result<std::optional<User>> point(int tenant, const std::string& id) const {
        return of(tenant).find_unique(id);
    }
    /// With all that a request does which knows no more than the tenant's name.
    tenon::result<std::optional<User>> scoped_point(const std::string& tenant, const std::string& id) const {
        return tenon::repository<User>(database_.tenant(tenant)).find_unique(id);
    }
    tenon::result<std::vector<User>> latest(int tenant, std::int64_t most) const {
        return of(tenant).find_many(tenon::order_by(tenon::desc<&User::createdAt>), tenon::take(most));
    }
    tenon::result<std::vector<User>> all(int tenant) const { return of(tenant).find_many(); }

private:
    database database_;
    std::vector<repository> repositories_;
};

} // namespace benchmark
