// tenon/app/cli/row_export.hpp: `db export` and `tenants export`.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/app/cli/files.hpp>
#include <tenon/core/config.hpp>
#include <tenon/transfer/export.hpp>

#include <cstdint>
#include <string>

namespace tenon::inline TENON_ABI::app {

/// What both have in common.
class row_export : public command {
protected:
    void declare_file(arguments& takes) {
        takes.word("file", file_, "The file to write, or - for the standard output");
        takes.flag("--with-secrets", how_.with_secrets, "Write the secret fields too: passwords and the like");
        takes.flag("--replace", replaces_, "Write over a file that is there");
    }

    exit_code write(invocation& in, const std::string& tenant) {
        output_file file(file_);
        if (file.is_standard() && in.out.is_json()) {
            in.out.fail(transfer::told(errc::unsupported, "The rows and the answer of --json cannot both be written to the standard output: name a file."));
            return exit_code::misused;
        }
        if (!replaces_ && file.exists()) {
            in.out.set("unconfirmed", true);
            in.out.say(file_ + " is there already. Nothing was done: say --replace to write over it.", tone::doubtful);
            return exit_code::unconfirmed;
        }
        how_.tenant = tenant;
        how_.on_progress = [&](std::uint64_t rows) { in.out.show_progress(rows, 0); };
        if (auto opened = file.open(); !opened) return in.out.fail(opened.error());
        const auto report = transfer::export_rows(in.on.rows(), how_, transfer::lines_to(file.stream()));
        in.out.end_progress();
        if (!report) return in.out.fail(report.error());
        if (auto kept = file.keep(); !kept) return in.out.fail(kept.error());
        if (file.is_standard()) return exit_code::done;
        in.out.set("file", file_);
        in.out.set("rows", json_of(report->models));
        in.out.set("tenants", report->tenants);
        in.out.set("secrets", how_.with_secrets);
        in.out.say("Wrote " + count_of(report->rows, "row") + " of " + (tenant.empty() ? count_of(report->tenants, "tenant") : tenant) + " to " + file_ +
                       (how_.with_secrets ? ", with secrets." : "."), tone::good);
        return exit_code::done;
    }

private:
    std::string file_;
    transfer::export_options how_;
    bool replaces_ = false;
};

class db_export final : public row_export {
public:
    std::string group() const override { return "db"; }
    std::string name() const override { return "export"; }
    std::string summary() const override { return "Write all rows, or those of one tenant, to a file of JSON lines"; }
    void declare(arguments& takes) override {
        declare_file(takes);
        takes.option("--tenant", tenant_, "ID", "Only the rows of this tenant");
        takes.examples("  {app} db export all.jsonl --with-secrets\n"
                       "  {app} db export - --tenant acme | gzip >acme.jsonl.gz");
    }
    exit_code run(invocation& in) override { return write(in, tenant_); }

private:
    std::string tenant_;
};

class tenants_export final : public row_export {
public:
    std::string group() const override { return "tenants"; }
    std::string name() const override { return "export"; }
    std::string summary() const override { return "Write all rows of a tenant to a file of JSON lines"; }
    void declare(arguments& takes) override {
        takes.word("tenant", tenant_, "The tenant's id");
        declare_file(takes);
        takes.examples("  {app} tenants export acme acme.jsonl");
    }
    exit_code run(invocation& in) override {
        if (tenant_.empty()) return in.out.fail(make_error(errc::invalid_tenant));
        return write(in, tenant_);
    }

private:
    std::string tenant_;
};

} // namespace tenon::inline TENON_ABI::app
