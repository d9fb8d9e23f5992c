// tenon/app/cli/db_pull.hpp: `db pull`: the models of a database that is there.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/pull.hpp>

#include <string>

namespace tenon::inline TENON_ABI::app {

class db_pull final : public command {
public:
    std::string group() const override { return "db"; }
    std::string name() const override { return "pull"; }
    std::string summary() const override { return "Print the structs that describe the database, ready to compile"; }
    void declare(arguments& takes) override {
        takes.option("--tenant-column", tenant_column_, "NAME", "The column that says whose a row is; tenantId if not given");
        takes.examples("  {app} db pull >models.hpp\n"
                       "  {app} db pull --tenant-column organisationId");
    }

    exit_code run(invocation& in) override {
        const auto there = in.on.target()->introspect();
        if (!there) return in.out.fail(there.error());
        std::string text = migration::pulled(*there, tenant_column_);
        in.out.set("models", text);
        text.pop_back();
        in.out.say(text);
        return exit_code::done;
    }

private:
    std::string tenant_column_ = "tenantId";
};

} // namespace tenon::inline TENON_ABI::app
