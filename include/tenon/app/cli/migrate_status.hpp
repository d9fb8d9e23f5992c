// tenon/app/cli/migrate_status.hpp: `migrate status`: how each migration stands.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/migration/status.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::app {

class migrate_status final : public command {
public:
    std::string group() const override { return "migrate"; }
    std::string name() const override { return "status"; }
    std::string summary() const override { return "Show how each migration stands; exit code 1 when not all are applied"; }
    void declare(arguments& takes) override {
        takes.examples("  {app} migrate status --url file:app.db\n"
                       "  {app} migrate status --json | jq '.migrations[] | select(.state != \"applied\")'");
    }

    exit_code run(invocation& in) override {
        const auto status = migration::status(in.on.target(), in.how);
        if (!status) return in.out.fail(status.error());
        in.out.say("Database:   " + in.database);
        in.out.say("Migrations: " + in.how.folder.string());
        json_value list = json_value::array();
        std::size_t pending = 0, longest = 0;
        for (const migration::migration_state& each : status->migrations) longest = std::max(longest, each.name.size());
        for (const migration::migration_state& each : status->migrations) {
            pending += each.is_pending() ? 1U : 0U;
            list.push_back(described(each));
            std::string line = "  " + in.out.coloured(padded(to_string(each.standing), 12), tone_of(each.standing));
            line += each.row ? padded(each.name, longest + 2) : each.name;
            if (each.row) line += in.out.coloured(tenon::to_string(each.row->finished.value_or(each.row->started)), tone::quiet);
            in.out.say(line);
            if (each.row && !each.row->logs.empty()) in.out.say("              " + each.row->logs, tone::quiet);
        }
        in.out.set("up_to_date", status->is_up_to_date());
        in.out.set("migrations", list);
        if (const auto why = status->problem()) return in.out.fail(*why);
        if (status->is_up_to_date()) {
            in.out.say("All are applied.", tone::good);
            return exit_code::done;
        }
        in.out.say(count_of(pending, "migration") + " to apply: run migrate deploy.", tone::doubtful);
        return exit_code::failed;
    }

private:
    static json_value described(const migration::migration_state& each) {
        json_value object{{"name", each.name}, {"state", to_string(each.standing)}};
        if (!each.row) return object;
        object["started_at"] = tenon::to_string(each.row->started);
        if (each.row->finished) object["finished_at"] = tenon::to_string(*each.row->finished);
        if (each.row->rolled_back) object["rolled_back_at"] = tenon::to_string(*each.row->rolled_back);
        object["steps"] = each.row->steps;
        if (!each.row->logs.empty()) object["logs"] = each.row->logs;
        return object;
    }
    static std::string padded(std::string_view text, std::size_t width) {
        std::string made(text);
        made.resize(std::max(made.size(), width), ' ');
        return made;
    }
    static tone tone_of(migration::standing standing) {
        switch (standing) {
        case migration::standing::applied: return tone::good;
        case migration::standing::pending:
        case migration::standing::rolled_back: return tone::doubtful;
        default: return tone::bad;
        }
    }
};

} // namespace tenon::inline TENON_ABI::app
