#include "loader.hpp"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace registry {
namespace {

constexpr std::size_t packages_at_once = 2000;
constexpr std::size_t bytes_at_once = std::size_t{8} << 20U;

/// Packages of one tenant that wait to be written, with the lines at which their records begin.
struct batch {
    std::vector<InstalledPackage> packages;
    std::vector<std::size_t> lines;
    std::vector<Dependency> dependencies;
};

/// Whether an error tells of a row, and not of the database.
bool is_of_row(tenon::errc code) noexcept {
    using enum tenon::errc;
    return code == unique_violation || code == invalid_value || code == out_of_range || code == too_long ||
           code == check_violation || code == foreign_key_violation || code == not_null_violation;
}

std::size_t size_of(const parsed_package& parsed) noexcept {
    std::size_t bytes = sizeof(InstalledPackage) + parsed.package.description.size();
    for (const Dependency& one : parsed.dependencies)
        bytes += sizeof one + one.target.size() + one.constraint.size();
    return bytes;
}

/// `Scope` is the scope of the transaction that everything is written in.
template <class Scope>
class loading {
public:
    loading(const Scope& scope, const std::function<void(const problem&)>& report) : scope_(&scope), report_(&report) {}

    tenon::result<void> add(parsed_package parsed) {
        auto [place, fresh] = waiting_.try_emplace(parsed.section);
        if (fresh) {
            auto made = tenon::repository<Tenant>(*scope_).create({.id = parsed.section});
            if (!made) return tenon::fail(made.error());
            ++figures_.tenants;
        }
        if (!parsed.maintainer_name.empty()) {
            auto id = maintainer_of(parsed);
            if (!id) return tenon::fail(id.error());
            parsed.package.maintainerId = *id;
        }
        waiting_bytes_ += size_of(parsed);
        ++waiting_packages_;
        // Dependencies name their package: so its id is made here and not on create.
        parsed.package.packageId = tenon::generate_cuid();
        batch& into = place->second;
        for (Dependency& one : parsed.dependencies) {
            one.packageId = parsed.package.packageId;
            into.dependencies.push_back(std::move(one));
        }
        into.packages.push_back(std::move(parsed.package));
        into.lines.push_back(parsed.line);
        if (waiting_packages_ < packages_at_once && waiting_bytes_ < bytes_at_once) return {};
        return write_all();
    }

    tenon::result<void> write_all() {
        for (auto& [tenant, packages] : waiting_) {
            if (auto written = write(tenant, packages); !written) return written;
            packages = {};
        }
        waiting_packages_ = waiting_bytes_ = 0;
        return {};
    }

    const load_figures& figures() const noexcept { return figures_; }

private:
    /// A maintainer is created once in each tenant.
    tenon::result<std::string> maintainer_of(const parsed_package& parsed) {
        const std::string key = parsed.section + '\0' + parsed.maintainer_name + '\0' + parsed.maintainer_email;
        if (const auto known = maintainers_.find(key); known != maintainers_.end()) return known->second;
        auto made = tenon::repository<Maintainer>(scope_->tenant(parsed.section))
                        .create({.name = parsed.maintainer_name, .email = parsed.maintainer_email});
        if (!made) return tenon::fail(made.error());
        ++figures_.maintainers;
        return maintainers_.emplace(key, made->id).first->second;
    }

    /// Packages with what they depend on, or nothing of it: a transaction in a transaction is a savepoint.
    static tenon::result<void> write_together(const auto& tenant, std::span<const InstalledPackage> packages,
                                              std::span<const Dependency> dependencies) {
        return tenant.transaction([&](auto& inside) -> tenon::result<void> {
            auto written = tenon::repository<InstalledPackage>(inside).create_many(packages);
            if (written) written = tenon::repository<Dependency>(inside).create_many(dependencies);
            if (!written) return tenon::fail(written.error());
            return {};
        });
    }

    tenon::result<void> write(const std::string& id, const batch& together) {
        const auto tenant = scope_->tenant(id);
        auto written = write_together(tenant, together.packages, together.dependencies);
        if (written) {
            count(together.packages.size(), together.dependencies.size());
            return {};
        }
        if (!is_of_row(written.error().code)) return written;
        // One of them is refused. Written one by one, only that one is left out.
        std::span<const Dependency> rest(together.dependencies);
        for (std::size_t i = 0; i < together.packages.size(); ++i) {
            std::size_t own = 0;
            while (own < rest.size() && rest[own].packageId == together.packages[i].packageId)
                ++own;
            written = write_together(tenant, std::span(together.packages).subspan(i, 1), rest.first(own));
            rest = rest.subspan(own);
            if (written)
                count(1, own);
            else if (is_of_row(written.error().code))
                (*report_)({together.lines[i], told(written.error())});
            else
                return written;
        }
        return {};
    }

    static std::string told(const tenon::error& e) {
        if (e.code == tenon::errc::unique_violation) return "this package was there before";
        return tenon::to_string(e);
    }

    void count(std::size_t packages, std::size_t dependencies) noexcept {
        figures_.packages += static_cast<std::int64_t>(packages);
        figures_.dependencies += static_cast<std::int64_t>(dependencies);
    }

    const Scope* scope_;
    const std::function<void(const problem&)>* report_;
    std::map<std::string, batch> waiting_;
    std::size_t waiting_packages_ = 0;
    std::size_t waiting_bytes_ = 0;
    std::unordered_map<std::string, std::string> maintainers_;
    load_figures figures_;
};

} // namespace

tenon::result<load_figures> load(const database& db, dpkg_parser& parser,
                                 const std::function<void(const problem&)>& report,
                                 const std::function<void(std::int64_t)>& progress,
                                 const std::function<bool()>& is_whole) {
    // Work across tenants: so from a system scope, which says why.
    const auto all = db.system("load the registry");
    return all.transaction(
        [&](auto& tx) -> tenon::result<load_figures> {
            loading into(tx, report);
            std::int64_t read = 0;
            while (auto parsed = parser.next()) {
                if (auto added = into.add(std::move(*parsed)); !added) return tenon::fail(added.error());
                progress(++read);
            }
            if (auto written = into.write_all(); !written) return tenon::fail(written.error());
            if (!is_whole()) return tenon::fail(tenon::errc::cancelled);
            return into.figures();
        },
        {.retries = 0}); // the input can be read once only
}

} // namespace registry
