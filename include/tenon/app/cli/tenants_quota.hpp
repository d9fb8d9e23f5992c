// tenon/app/cli/tenants_quota.hpp: `tenants quota`: how many rows tenants may have, and have.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/read_number.hpp>
#include <tenon/transfer/tenants.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::app {

class tenants_quota final : public command {
public:
    std::string group() const override { return "tenants"; }
    std::string name() const override { return "quota"; }
    std::string summary() const override { return "Show how many rows tenants may have, and have; or say how many one may have"; }
    void declare(arguments& takes) override {
        takes.words("tenant", words_, "The tenant's id, every tenant if not given; then Model=number, or Model=none, to set its quotas");
        takes.examples("  {app} tenants quota\n"
                       "  {app} tenants quota acme Workflow=100 User=none");
    }

    exit_code run(invocation& in) override {
        const std::string tenant = words_.empty() ? std::string() : words_.front();
        std::vector<transfer::quota_change> changes;
        for (std::size_t i = 1; i < words_.size(); ++i) {
            const auto change = change_of(words_[i]);
            if (!change) {
                in.out.fail(transfer::told(errc::invalid_value, "\"" + words_[i] + "\" is no quota: write Model=number, or Model=none."));
                return exit_code::misused;
            }
            changes.push_back(*change);
        }
        if (!words_.empty() && tenant.empty()) return in.out.fail(make_error(errc::invalid_tenant));
        if (!changes.empty())
            if (auto set = transfer::set_quotas(in.on.rows(), tenant, changes); !set) return in.out.fail(set.error());
        const auto found = transfer::quotas(in.on.rows(), tenant);
        if (!found) return in.out.fail(found.error());
        show(in.out, *found);
        return exit_code::done;
    }

private:
    /// Of `Model=number` or `Model=none`; nothing for any other text.
    static std::optional<transfer::quota_change> change_of(const std::string& word) {
        const std::size_t sign = word.find('=');
        if (sign == std::string::npos) return std::nullopt;
        transfer::quota_change made{word.substr(0, sign), {}};
        if (const std::string most = word.substr(sign + 1); most != "none")
            if (read_number(most, made.most.emplace()) != errc::ok || *made.most < 0) return std::nullopt;
        return made;
    }

    static void show(console& out, const std::vector<transfer::tenant_quota>& found) {
        json_value quotas = json_value::array();
        std::string tenant;
        for (const transfer::tenant_quota& each : found) {
            quotas.push_back({{"tenant", each.tenant}, {"model", each.model}, {"field", each.field}, {"most", each.most ? json_value(*each.most) : json_value()}, {"used", each.used}});
            if (each.tenant != tenant) out.say(each.tenant);
            tenant = each.tenant;
            const std::string used = "  " + each.model + ": ";
            if (!each.most) out.say(used + count_of(static_cast<std::size_t>(each.used), "row") + ", any number");
            else out.say(used + std::to_string(each.used) + " of " + count_of(static_cast<std::size_t>(*each.most), "row"), each.used > *each.most ? tone::bad : each.used == *each.most ? tone::doubtful : tone::plain);
        }
        out.set("quotas", quotas);
        if (found.empty()) out.say("No model has a quota.");
    }

    std::vector<std::string> words_;
};

} // namespace tenon::inline TENON_ABI::app
