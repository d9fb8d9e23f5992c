// tenon/transfer/import_file.hpp: the file that is imported: its rows one after the other, checked by what is known without the
// database.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/sql/ddl/physical.hpp>
#include <tenon/tenancy/tenant_id.hpp>
#include <tenon/transfer/complete.hpp>
#include <tenon/transfer/export.hpp>
#include <tenon/transfer/format.hpp>
#include <tenon/transfer/lines.hpp>
#include <tenon/transfer/record.hpp>
#include <tenon/transfer/reference_order.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::transfer {

/// What an import does, or did.
struct import_report {
    std::string from{};   ///< the tenant whose rows the file has; empty: everybody's
    std::string tenant{}; ///< whose they become; empty: each its own's
    bool new_keys = false;
    std::uint64_t rows = 0;
    std::vector<model_count> models{};
    std::set<std::string> tenants{};
    bool done = false;       ///< the rows are written
    bool left_root = false;  ///< but for the tenant's own row, which was there

    void count(const reference_order& order, const record& row) {
        ++rows;
        for (std::size_t i = 0; i < models.size(); ++i)
            if (order.models()[i] == row.model) ++models[i].rows;
        if (!row.tenant.empty()) tenants.insert(row.tenant);
    }
};

struct import_options {
    std::string file = "the file";     ///< how errors call it
    std::string tenant{};              ///< of a file of one tenant: whose the rows become; empty: the same
    bool without_secrets = false;      ///< secret fields that the file leaves out get what a new struct has
    std::size_t longest_line = std::size_t{256} << 20U; ///< in bytes
    std::function<bool(const import_report&)> on_plan{}; ///< asked before anything is written; false: nothing is
    std::function<void(std::uint64_t rows)> on_progress{};
};

namespace detail {

class import_file {
public:
    import_file(const schema_info& schema, std::istream& in, const import_options& how) : schema_(schema), in_(in), how_(how) {}

    const header& first_line() const noexcept { return header_; }
    /// Whose the rows become.
    const std::string& tenant() const noexcept { return how_.tenant.empty() ? header_.tenant : how_.tenant; }
    bool changes_tenant() const noexcept { return tenant() != header_.tenant; }

    /// Calls `work` with each row, from the first line on. Errors are told with their line; those of `work` as it tells them, since
    /// they may be of rows before.
    result<void> each(const std::function<result<void>(record&)>& work) {
        in_.clear();
        in_.seekg(0);
        line_reader lines(in_, how_.file, how_.longest_line);
        std::string_view line;
        std::uint64_t rows = 0;
        for (;;) {
            const auto more = lines.next(line);
            if (!more) return fail(more.error());
            const auto refuse = [&](const error& why) { return at_line(how_.file, lines.number(), why); };
            if (!*more) return refuse(told(errc::invalid_value, lines.number() == 1 ? "The file is empty: export it again." : "The file ends before its last line, it was cut off: export it again."));
            if (lines.number() == 1) {
                if (auto read = begin(line); !read) return refuse(read.error());
                continue;
            }
            if (const auto counted = read_end(line)) {
                if (*counted != rows) return refuse(told(errc::invalid_value, "The file has " + std::to_string(rows) + " rows and not " + std::to_string(*counted) + " as it says: export it again."));
                return end(lines);
            }
            auto row = read_record(schema_, line);
            if (!row) return refuse(row.error());
            row->line = lines.number();
            ++rows;
            if (auto sound = check(*row); !sound) return refuse(sound.error());
            if (auto done = work(*row); !done) return done;
        }
    }

private:
    result<void> begin(std::string_view line) {
        auto read = read_header(line);
        if (!read) return fail(read.error());
        for (const auto& [name, fields] : read->models) {
            const model_info* const model = schema_.find(name);
            if (model == nullptr) return malformed("There is no model \"" + name + "\": leave it out, or add it to the schema.");
            for (const auto& field : fields)
                if (model->find_field(field) == nullptr) return malformed(name + " has no field \"" + field + "\": leave it out, or add it to the model.");
        }
        header_ = std::move(*read);
        if (!how_.tenant.empty() && header_.tenant.empty()) return malformed("The file has the rows of every tenant, which cannot become those of one: export one, or name none.");
        if (!tenant().empty() && !tenant_id(tenant()).is_valid()) return fail(errc::invalid_tenant);
        return {};
    }

    result<void> end(line_reader& lines) {
        std::string_view line;
        for (;;) {
            const auto more = lines.next(line);
            if (!more) return fail(more.error());
            if (!*more) return {};
            if (!line.empty()) return at_line(how_.file, lines.number(), told(errc::invalid_value, "There is more behind the last line: it is two files, or was written on."));
        }
    }

    /// Whose the row is, and whether it says all that it must.
    result<void> check(const record& row) const {
        const model_info& model = *schema_.models[row.model];
        const std::string name(model.model);
        if (!header_.tenant.empty() && row.tenant != header_.tenant) return fail(told(errc::tenant_mismatch, "The file is of " + header_.tenant + ", and this row of " + name + " is not: leave it out."));
        const bool is_shared = model.tenancy.kind == tenancy_kind::shared;
        if (row.tenant.empty() ? !is_shared && !sql::detail::can_lack_tenant(model) : is_shared) return malformed(row.tenant.empty() ? "This row of " + name + " says no tenant: name it." : "Rows of " + name + " have no tenant: leave it out.");
        if (!row.tenant.empty() && !tenant_id(row.tenant).is_valid()) return fail(errc::invalid_tenant);
        if (says_tenant(model)) {
            const cell& held = row.cells[model.tenancy.field];
            if (held.is != cell::kind::absent && (held.is == cell::kind::text ? held.text : std::string()) != row.tenant)
                return fail(told(errc::tenant_mismatch, name + "." + std::string(model.columns[model.tenancy.field].field) + " is another tenant than the line says: correct one of them."));
        }
        return check_complete(model, row, how_.without_secrets);
    }

    const schema_info schema_;
    std::istream& in_;
    const import_options& how_;
    header header_;
};

} // namespace detail
} // namespace tenon::inline TENON_ABI::transfer
