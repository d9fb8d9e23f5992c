// tenon/transfer/export.hpp: the rows of a database, or of one tenant, as lines of JSON.
//
//     std::ofstream file("acme.jsonl", std::ios::binary);
//     const auto report = tenon::transfer::export_rows(db, {.tenant = "acme"}, tenon::transfer::lines_to(file));
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/sql/ddl/physical.hpp>
#include <tenon/transfer/database.hpp>
#include <tenon/transfer/format.hpp>
#include <tenon/transfer/lines.hpp>
#include <tenon/transfer/reference_order.hpp>
#include <tenon/transfer/target.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::transfer {

/// How many rows of a model.
struct model_count {
    std::string model;
    std::uint64_t rows = 0;
    friend bool operator==(const model_count&, const model_count&) = default;
};

struct export_options {
    std::string tenant{};      ///< whose rows; empty: everybody's, and those of nobody
    bool with_secrets = false; ///< otherwise the fields of `secret` are left out
    std::function<void(std::uint64_t rows)> on_progress{}; ///< told from time to time
};

struct export_report {
    std::uint64_t tenants = 0;
    std::uint64_t rows = 0;
    std::vector<model_count> models{}; ///< all, in their order
};

namespace detail {

class exporter {
public:
    exporter(const schema_info& schema, const export_options& how, const line_sink& to) : schema_(schema), how_(how), to_(to), order_(schema) {
        for (const std::size_t place : order_.models()) report_.models.push_back({std::string(schema.models[place]->model)});
    }

    result<export_report> run(const transaction& in) {
        auto tenants = whose(in);
        if (!tenants) return fail(tenants.error());
        if (!how_.tenant.empty())
            if (auto found = find_tenant(in); !found) return fail(found.error());
        if (auto written = to_(write_header(first_line())); !written) return fail(written.error());
        if (how_.tenant.empty())
            if (auto written = write(in, {}); !written) return fail(written.error());
        for (const std::string& tenant : *tenants)
            if (auto written = write(in, tenant); !written) return fail(written.error());
        if (auto written = to_(write_end(report_.rows)); !written) return fail(written.error());
        report_.tenants = tenants->size();
        return std::move(report_);
    }

private:
    header first_line() const {
        header made{.layout = schema_.leads_with_tenant ? "tenant_first" : "prisma", .tenant = how_.tenant, .with_secrets = how_.with_secrets};
        for (const std::size_t place : order_.models()) {
            auto& [model, fields] = made.models.emplace_back();
            model = schema_.models[place]->model;
            for (const column_info& column : schema_.models[place]->columns)
                if (how_.with_secrets || !column.secret) fields.emplace_back(column.field);
        }
        return made;
    }

    result<std::set<std::string>> whose(const transaction& in) const {
        std::set<std::string> tenants;
        if (!how_.tenant.empty()) tenants.insert(how_.tenant);
        else
            for (const std::size_t place : order_.models()) {
                if (has_root_row(*schema_.models[place])) continue;
                const auto found = in.of(place).tenants();
                if (!found) return fail(found.error());
                tenants.insert(found->begin(), found->end());
            }
        return tenants;
    }

    /// The tenant of each row of the model is a row of the root's.
    bool has_root_row(const model_info& model) const {
        return schema_.root() != nullptr && model.tenancy.has_tenant() && !sql::detail::can_lack_tenant(model);
    }

    /// Before anything is written.
    result<void> find_tenant(const transaction& in) const {
        for (const std::size_t place : order_.models()) {
            if (schema_.models[place]->tenancy.kind == tenancy_kind::shared) continue;
            const auto found = in.of(place).count(how_.tenant);
            if (!found) return fail(found.error());
            if (*found != 0) return {};
        }
        return fail(told(errc::not_found, "There is no tenant " + how_.tenant + ": look at the list of tenants."));
    }

    result<void> write(const transaction& in, const std::string& tenant) {
        for (std::size_t i = 0; i < report_.models.size(); ++i) {
            const std::size_t place = order_.models()[i];
            const model_info& model = *schema_.models[place];
            const bool has_such = tenant.empty() ? model.tenancy.kind == tenancy_kind::shared || sql::detail::can_lack_tenant(model)
                                                 : model.tenancy.kind != tenancy_kind::shared;
            if (!has_such) continue;
            const auto rows = in.of(place).read(tenant, how_.with_secrets, [&](std::string_view line) {
                if (++report_.rows % 1000 == 0 && how_.on_progress) how_.on_progress(report_.rows);
                return to_(line);
            });
            if (!rows) return fail(rows.error());
            report_.models[i].rows += *rows;
        }
        return {};
    }

    const schema_info schema_;
    const export_options& how_;
    const line_sink& to_;
    reference_order order_;
    export_report report_;
};

} // namespace detail

/// Lines of a file. Borrows the stream. Errors: disk_full, where it does not take them.
inline line_sink lines_to(std::ostream& out) {
    return [&out](std::string_view line) -> result<void> {
        out.write(line.data(), static_cast<std::streamsize>(line.size())).put('\n');
        if (!out) return fail(told(errc::disk_full, "The file cannot be written: free some space and try again."));
        return {};
    };
}

/// Writes all rows line by line, in constant memory: those of nobody, then each tenant's, those that are referred to before those that
/// refer, each model's by key. The same rows give the same lines. Rows that were removed and kept are among them; the trail
/// is not, since it tells of this database. What is read is one snapshot; others go on writing meanwhile.
/// `to` gets each line without its end.
/// Errors: not_found, where the tenant has no row; invalid_tenant; invalid_value, for a text that is no UTF-8; those of `to`.
inline result<export_report> export_rows(const target& on, const export_options& how, const line_sink& to) {
    result<export_report> report;
    const schema_info schema = on->schema();
    auto done = on->run(false, [&](const transaction& in) -> result<void> {
        report = detail::exporter(schema, how, to).run(in);
        if (!report) return fail(report.error());
        return {};
    });
    if (!done) return fail(done.error());
    return report;
}

} // namespace tenon::inline TENON_ABI::transfer
