// tenon/app/cli/tenants_create.hpp: `tenants create`: the row of a new tenant.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/transfer/tenants.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::app {

class tenants_create final : public command {
public:
    std::string group() const override { return "tenants"; }
    std::string name() const override { return "create"; }
    std::string summary() const override { return "Write the row of a new tenant, by the rules of its model"; }
    void declare(arguments& takes) override {
        takes.word("tenant", tenant_, "The new tenant's id");
        takes.words("values", values_, "Its other fields, as field=value, or all as one JSON object");
        takes.examples("  {app} tenants create acme name=Acme seats=20\n"
                       "  {app} tenants create acme '{\"name\": \"Acme\", \"seats\": null}'");
    }

    exit_code run(invocation& in) override {
        transfer::named_values values;
        std::string json;
        for (const std::string& each : values_) {
            const std::size_t sign = each.find('=');
            if (each.starts_with('{') && json.empty()) json = each;
            else if (sign != each.npos && sign != 0) values.emplace_back(each.substr(0, sign), each.substr(sign + 1));
            else {
                in.out.fail(transfer::told(errc::invalid_value, "\"" + each + "\" is no value: write field=value, or one JSON object."));
                return exit_code::misused;
            }
        }
        if (auto made = transfer::create_tenant(in.on.rows(), tenant_, values, json); !made) return in.out.fail(made.error());
        in.out.set("tenant", tenant_);
        in.out.say("Created " + tenant_ + " in " + in.database + ".", tone::good);
        return exit_code::done;
    }

private:
    std::string tenant_;
    std::vector<std::string> values_;
};

} // namespace tenon::inline TENON_ABI::app
