// The models of the package registry: each section of the distribution (admin, libs, python …) is a tenant.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "../support/open.hpp"

namespace registry {

/// In the order of importance. Stored as a number (see below), so that the database sorts by it.
enum class priority : std::int8_t { required, important, standard, optional, extra, unknown };

} // namespace registry

template <>
inline constexpr bool tenon::enum_as_integer<registry::priority> = true;

namespace registry {

/// What dpkg says of a package; `available` where nobody said anything, as in the lists of apt.
enum class status {
    installed,
    config_files,
    half_installed,
    half_configured,
    unpacked,
    triggers_awaited,
    triggers_pending,
    available,
};

enum class dependency_kind { depends, pre_depends };

struct Tenant {
    std::string id; ///< the section's name without its area: `libs` for `non-free/libs`
    tenon::timestamp createdAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_root<&Tenant::id>, tenon::created_at<&Tenant::createdAt>);
};

struct Maintainer {
    std::string id;
    std::string tenantId;
    std::string name;
    std::string email;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Maintainer::name, &Maintainer::email>);
};

struct InstalledPackage {
    std::string packageId;
    std::string tenantId;
    std::string name;
    std::string version;
    std::string architecture;
    std::string area; ///< main, contrib, non-free …
    registry::priority priority = registry::priority::unknown;
    registry::status status = registry::status::available;
    std::optional<std::int64_t> installedSize; ///< in KiB
    std::optional<std::string> maintainerId;
    std::string description; ///< the first line of it
    bool essential = false;
    bool held = false;
    static constexpr auto tenon_model = tenon::table(
        tenon::primary_key<&InstalledPackage::packageId>, tenon::generated<&InstalledPackage::packageId>(tenon::cuid),
        tenon::unique<&InstalledPackage::name, &InstalledPackage::architecture, &InstalledPackage::version>,
        tenon::index<tenon::desc<&InstalledPackage::installedSize>>, tenon::index<&InstalledPackage::maintainerId>,
        tenon::references<&InstalledPackage::maintainerId, &Maintainer::id>(tenon::on_delete::restrict));
};

/// What a package needs. It has no tenant of its own: it belongs to its package's.
struct Dependency {
    std::string packageId;
    std::int32_t position = 0;
    dependency_kind kind = dependency_kind::depends;
    std::string target;       ///< the name of the package that is needed
    std::string constraint;   ///< on its version, as `>= 2.34`; empty for any
    bool alternative = false; ///< it may be this one instead of the one before
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Dependency::packageId>, tenon::primary_key<&Dependency::packageId, &Dependency::position>,
        tenon::index<&Dependency::target>,
        tenon::references<&Dependency::packageId, &InstalledPackage::packageId>(tenon::on_delete::cascade));
};

using schema = tenon::schema<Tenant, Maintainer, InstalledPackage, Dependency>;
using database = example::database<schema>;

} // namespace registry
