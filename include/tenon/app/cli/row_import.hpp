// tenon/app/cli/row_import.hpp: `db import` and `tenants import`.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/app/cli/files.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/read_number.hpp>
#include <tenon/transfer/import.hpp>

#include <cstdint>
#include <string>

namespace tenon::inline TENON_ABI::app {

/// What both have in common.
class row_import : public command {
protected:
    void declare_file(arguments& takes) {
        takes.word("file", file_, "A file that an export wrote, or - for the standard input");
    }
    void declare_options(arguments& takes) {
        takes.flag("--without-secrets", how_.without_secrets, "Leave secret fields empty that were not exported");
        takes.flag("--dry-run", dry_run_, "Check the file and say what it holds, and write nothing");
        takes.option("--longest-line", longest_, "BYTES", "Refuse longer lines; " + std::to_string(how_.longest_line) + " if not given");
    }

    exit_code read(invocation& in, const std::string& tenant) {
        input_file file(file_);
        if (!longest_.empty() && read_number(longest_, how_.longest_line) != errc::ok) {
            in.out.fail(transfer::told(errc::invalid_value, "--longest-line takes a number of bytes: give one."));
            return exit_code::misused;
        }
        if (auto opened = file.open(); !opened) return in.out.fail(opened.error());
        how_.file = file.name();
        how_.tenant = tenant;
        std::uint64_t all = 0;
        how_.on_plan = [&](const transfer::import_report& plan) {
            all = plan.rows;
            show(in, plan);
            return !dry_run_;
        };
        how_.on_progress = [&](std::uint64_t rows) { in.out.show_progress(rows, all); };
        const auto done = transfer::import_rows(in.on.rows(), file.stream(), how_);
        in.out.end_progress();
        if (!done) {
            in.out.set("imported", false);
            return in.out.fail(done.error());
        }
        in.out.set("imported", done->done);
        in.out.set("left_tenant", done->left_root);
        if (done->done) in.out.say("Imported " + count_of(done->rows - (done->left_root ? 1U : 0U), "row") + (done->left_root ? "; the row of " + done->tenant + " was there, and stays as it is." : "."), tone::good);
        return exit_code::done;
    }

private:
    static void show(invocation& in, const transfer::import_report& plan) {
        in.out.set("from", plan.from.empty() ? json_value() : json_value(plan.from));
        in.out.set("tenant", plan.tenant.empty() ? json_value() : json_value(plan.tenant));
        in.out.set("new_keys", plan.new_keys);
        in.out.set("rows", json_of(plan.models));
        const std::string whose = plan.from.empty() ? count_of(plan.tenants.size(), "tenant") : plan.from;
        in.out.say("Rows of " + whose + ", to be written to " + in.database + (plan.new_keys ? " as rows of " + plan.tenant + ", with new keys:" : ":"));
        for (const transfer::model_count& each : plan.models)
            if (each.rows != 0) in.out.say("  " + each.model + ": " + count_of(each.rows, "row"));
    }

    std::string file_, longest_;
    transfer::import_options how_;
    bool dry_run_ = false;
};

class db_import final : public row_import {
public:
    std::string group() const override { return "db"; }
    std::string name() const override { return "import"; }
    std::string summary() const override { return "Write the rows of an exported file, all of them or none"; }
    void declare(arguments& takes) override {
        declare_file(takes);
        takes.option("--tenant", tenant_, "ID", "Whose the rows of one tenant's file become; with new keys, if it is another");
        declare_options(takes);
        takes.examples("  {app} db import all.jsonl --dry-run\n"
                       "  gunzip -c acme.jsonl.gz | {app} db import - --tenant copy");
    }
    exit_code run(invocation& in) override { return read(in, tenant_); }

private:
    std::string tenant_;
};

class tenants_import final : public row_import {
public:
    std::string group() const override { return "tenants"; }
    std::string name() const override { return "import"; }
    std::string summary() const override { return "Write the rows of a tenant's file as those of a tenant, all of them or none"; }
    void declare(arguments& takes) override {
        takes.word("tenant", tenant_, "Whose they become; with new keys, if it is not the one that was exported");
        declare_file(takes);
        declare_options(takes);
        takes.examples("  {app} tenants import acme acme.jsonl\n"
                       "  {app} tenants create copy name=Copy; {app} tenants import copy acme.jsonl");
    }
    exit_code run(invocation& in) override {
        if (tenant_.empty()) return in.out.fail(make_error(errc::invalid_tenant));
        return read(in, tenant_);
    }

private:
    std::string tenant_;
};

} // namespace tenon::inline TENON_ABI::app
