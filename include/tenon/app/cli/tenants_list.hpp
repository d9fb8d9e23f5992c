// tenon/app/cli/tenants_list.hpp: `tenants list`: the ids of all tenants.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>

#include <string>

namespace tenon::inline TENON_ABI::app {

class tenants_list final : public command {
public:
    std::string group() const override { return "tenants"; }
    std::string name() const override { return "list"; }
    std::string summary() const override { return "List the ids of all tenants"; }
    void declare(arguments& takes) override { takes.examples("  {app} tenants list --json"); }

    exit_code run(invocation& in) override {
        const auto ids = in.on.tenants();
        if (!ids) return in.out.fail(ids.error());
        in.out.set("tenants", *ids);
        for (const std::string& id : *ids) in.out.say(id);
        return exit_code::done;
    }
};

} // namespace tenon::inline TENON_ABI::app
