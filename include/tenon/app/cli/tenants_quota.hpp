// tenon/app/cli/tenants_quota.hpp: `tenants quota`: how many rows tenants may have, and have.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/transfer/tenants.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
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
        for (std::size_t i = 1; i < words_.size(); ++i) {
            const std::size_t sign = words_[i].find('=');
            const auto most = number_of(words_[i].substr(sign == std::string::npos ? words_[i].size() : sign + 1));
            if (sign == std::string::npos || !most) {
                in.out.fail(transfer::told(errc::invalid_value, "\"" + words_[i] + "\" is no quota: write Model=number, or Model=none."));
                return exit_code::misused;
            }
            if (auto set = transfer::set_quota(in.on.rows(), tenant, words_[i].substr(0, sign), *most); !set) return in.out.fail(set.error());
        }
        if (!words_.empty() && tenant.empty()) return in.out.fail(make_error(errc::invalid_tenant));
        const auto found = transfer::quotas(in.on.rows(), tenant);
        if (!found) return in.out.fail(found.error());
        show(in.out, *found);
        return exit_code::done;
    }

private:
    /// The number of a text, or nothing for `none`; nothing at all for any other text.
    static std::optional<std::optional<std::int64_t>> number_of(const std::string& text) {
        if (text == "none") return std::optional<std::int64_t>();
        std::int64_t number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || number < 0) return std::nullopt;
        return std::optional(number);
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
