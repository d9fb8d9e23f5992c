// tenon/app/cli/planned.hpp: what commands share that compare schemas: their options, and how they show what they found.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/plan.hpp>
#include <tenon/sql/ddl/change.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::app {

/// `--shadow-url URL`, or SHADOW_DATABASE_URL of the environment.
class shadow_option {
public:
    void declare(arguments& takes) {
        takes.option("--shadow-url", url_, "URL", "An empty database to try things on; else one is made and dropped, or is in memory");
    }
    std::string url() const {
        if (!url_.empty()) return url_;
        const char* set = std::getenv("SHADOW_DATABASE_URL");
        return set != nullptr ? set : "";
    }

private:
    std::string url_;
};

/// What may be lost: nothing, unless the command line says so.
class loss_options {
public:
    void declare(arguments& takes) {
        takes.flag("--accept-data-loss", how_.accept_data_loss, "Whatever is lost by the plan may be lost");
        takes.list("--lose", how_.accepted_losses, "NAME", "This may be lost: Note for the table, Note.text for the column");
    }
    /// Refuses, where the plan loses more: then the exit code.
    std::optional<exit_code> refuse(invocation& in, const migration::plan& made) const {
        const auto allowed = migration::check_losses(made, how_);
        if (allowed) return std::nullopt;
        in.out.fail(allowed.error());
        in.out.say("Nothing was done: name what may be lost with --lose, or say --accept-data-loss.", tone::doubtful);
        return exit_code::unconfirmed;
    }

private:
    migration::plan_options how_;
};

inline void show_changes(console& out, const std::vector<migration::planned_change>& changes) {
    json_value list = json_value::array();
    for (const auto& each : changes) {
        const std::string risk(sql::spelled_risk(each.danger));
        const tone in = each.danger == sql::risk::loses_data ? tone::bad : each.danger == sql::risk::safe ? tone::plain : tone::doubtful;
        out.say("  " + each.text + (in == tone::plain ? "" : out.coloured(" (" + risk + ")", in)));
        list.push_back({{"text", each.text}, {"risk", risk}});
    }
    out.set("changes", list);
}

} // namespace tenon::inline TENON_ABI::app
