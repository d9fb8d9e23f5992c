// tenon/app/cli/tenants_erase.hpp: `tenants erase`: removes all of a tenant.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/erase.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::app {

class tenants_erase final : public command {
public:
    std::string group() const override { return "tenants"; }
    std::string name() const override { return "erase"; }
    std::string summary() const override { return "Remove all rows of a tenant, in every table, and no other"; }
    void declare(arguments& takes) override {
        takes.word("tenant", tenant_, "The tenant's id");
        takes.flag("--dry-run", dry_run_, "Count the rows, and change nothing");
        takes.flag("--yes", confirmed_, "Do it without asking: the rows are lost");
        takes.examples("  {app} tenants erase acme --dry-run\n"
                       "  {app} tenants erase acme --yes");
    }

    exit_code run(invocation& in) override {
        const auto there = migration::count_tenant(in.on.target(), tenant_);
        if (!there) return in.out.fail(there.error());
        if (migration::detail::total(*there) == 0) return in.out.fail(make_error(errc::not_found, "There is no tenant " + tenant_));
        in.out.say("Of " + tenant_ + " in " + in.database + ":");
        show(in.out, *there);
        if (dry_run_) return exit_code::done;
        if (!in.out.confirm("All of it will be gone.", confirmed_)) return exit_code::unconfirmed;
        const auto gone = migration::erase_tenant(in.on.target(), tenant_, in.how);
        if (!gone) return in.out.fail(gone.error());
        const auto rows = static_cast<std::size_t>(migration::detail::total(*gone));
        in.out.set("erased", rows);
        in.out.say("Erased " + count_of(rows, "row") + ". None is left.", tone::good);
        return exit_code::done;
    }

private:
    static void show(console& out, const std::vector<migration::tenant_count>& counts) {
        json_value rows = json_value::object();
        for (const auto& each : counts) {
            rows[each.model] = each.rows;
            if (each.rows != 0) out.say("  " + each.model + ": " + count_of(static_cast<std::size_t>(each.rows), "row"));
        }
        out.set("rows", rows);
    }

    std::string tenant_;
    bool dry_run_ = false, confirmed_ = false;
};

} // namespace tenon::inline TENON_ABI::app
