// tenon/app/cli/tenants_erase.hpp: `tenants erase`: removes all of a tenant.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/read_number.hpp>
#include <tenon/migration/erase.hpp>
#include <tenon/transfer/lines.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
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
        takes.option("--batch", batch_, "ROWS", "So many rows in a transaction, and not all in one; goes on where it was when it is run again");
        takes.examples("  {app} tenants erase acme --dry-run\n"
                       "  {app} tenants erase acme --yes\n"
                       "  {app} tenants erase acme --batch 1000 --yes");
    }

    exit_code run(invocation& in) override {
        const auto rows_at_once = batch_rows();
        if (!rows_at_once) {
            in.out.fail(transfer::told(errc::out_of_range, "--batch takes a number of rows, 1 or more: give one."));
            return exit_code::misused;
        }
        const auto there = migration::count_tenant(in.on.target(), tenant_);
        if (!there) return in.out.fail(there.error());
        if (migration::detail::total(*there) == 0) return in.out.fail(make_error(errc::not_found, "There is no tenant " + tenant_));
        in.out.say("Of " + tenant_ + " in " + in.database + ":");
        show(in.out, *there);
        if (dry_run_) return exit_code::done;
        if (!in.out.confirm("All of it will be gone.", confirmed_)) return exit_code::unconfirmed;
        const auto gone = erase(in, *rows_at_once, migration::detail::total(*there));
        in.out.end_progress();
        if (!gone) return in.out.fail(gone.error());
        const auto rows = static_cast<std::size_t>(migration::detail::total(*gone));
        in.out.set("erased", rows);
        in.out.say("Erased " + count_of(rows, "row") + ". None is left.", tone::good);
        return exit_code::done;
    }

private:
    /// 0: all in one transaction; nothing: that is no number of rows.
    std::optional<std::int64_t> batch_rows() const {
        if (batch_.empty()) return 0;
        std::int64_t rows = 0;
        if (read_number(batch_, rows) != errc::ok || rows < 1) return std::nullopt;
        return rows;
    }

    result<std::vector<migration::tenant_count>> erase(invocation& in, std::int64_t rows_at_once, std::int64_t all) const {
        if (rows_at_once == 0) return migration::erase_tenant(in.on.target(), tenant_, in.how);
        const auto tell = [&](std::int64_t rows) {
            in.out.show_progress(static_cast<std::uint64_t>(rows), static_cast<std::uint64_t>(all));
            return true;
        };
        auto gone = migration::erase_tenant_in_batches(in.on.target(), tenant_, {.rows = rows_at_once, .on_progress = tell}, in.how);
        if (!gone) return fail(gone.error());
        return std::move(**gone);
    }

    static void show(console& out, const std::vector<migration::tenant_count>& counts) {
        for (const auto& each : counts)
            if (each.rows != 0) out.say("  " + each.model + ": " + count_of(static_cast<std::size_t>(each.rows), "row"));
        out.set("rows", json_of(counts));
    }

    std::string tenant_, batch_;
    bool dry_run_ = false, confirmed_ = false;
};

} // namespace tenon::inline TENON_ABI::app
