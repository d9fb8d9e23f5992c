// tenon/app/cli/db_doctor.hpp: `db doctor`: looks for what is wrong with the database.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>

#include <string>

namespace tenon::inline TENON_ABI::app {

class db_doctor final : public command {
public:
    std::string group() const override { return "db"; }
    std::string name() const override { return "doctor"; }
    std::string summary() const override { return "Look for damage, missing tables and policies; exit code 1 when something is found"; }
    void declare(arguments& takes) override {
        takes.examples("  {app} db doctor --url postgresql://app@db/app    # as the role that the program works with");
    }

    exit_code run(invocation& in) override {
        const auto found = in.on.doctor();
        if (!found) return in.out.fail(found.error());
        json_value list = json_value::array();
        for (const complaint& each : *found) {
            in.out.say(in.out.coloured("- ", tone::bad) + each.text);
            list.push_back({{"table", each.table}, {"text", each.text}});
        }
        in.out.set("findings", list);
        if (!found->empty()) return exit_code::failed;
        in.out.say("Nothing is wrong with " + in.database + ".", tone::good);
        return exit_code::done;
    }
};

} // namespace tenon::inline TENON_ABI::app
