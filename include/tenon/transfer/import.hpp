// tenon/transfer/import.hpp: rows of a file that an export wrote, into a database: all of them or none.
//
//     std::ifstream file("acme.jsonl", std::ios::binary);
//     tenon::transfer::import_rows(db, file, {.file = "acme.jsonl", .tenant = "acme-copy"});
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/transfer/database.hpp>
#include <tenon/transfer/export.hpp>
#include <tenon/transfer/format.hpp>
#include <tenon/transfer/import_file.hpp>
#include <tenon/transfer/import_rows.hpp>
#include <tenon/transfer/lines.hpp>
#include <tenon/transfer/new_keys.hpp>
#include <tenon/transfer/reference_order.hpp>
#include <tenon/transfer/target.hpp>

#include <istream>
#include <optional>
#include <utility>

namespace tenon::inline TENON_ABI::transfer {

/// Reads the file once to check every row by its types and the rules of its model; then tells `how.on_plan`, which may say no; then
/// writes the rows in one transaction. References may go in circles. Rows keep their keys, unless they come to another tenant:
/// then generated keys are made anew and references follow, so that nothing there is overwritten. A root's row that is there
/// already is left as it is, in a file of one tenant. `in` is read several times: it has to be a file, and not to change meanwhile.
/// What it would have done, or did: see import_report::done.
/// Errors, each with file and line: invalid_value, out_of_range, not_null_violation, validation_failed, too_long, unsupported (a
/// file of another kind), tenant_mismatch (a row of another tenant than the file's), foreign_key_violation, unique_violation (a row
/// is there already, or twice in the file), quota_exceeded; and those of the database.
inline result<import_report> import_rows(const target& on, std::istream& in, const import_options& how) {
    const schema_info schema = on->schema();
    const reference_order order(schema);
    detail::import_file file(schema, in, how);
    std::optional<new_keys> keys;
    import_report report;
    for (const std::size_t place : order.models()) report.models.push_back({std::string(schema.models[place]->model)});
    // What can be known without the database; and which rows there are.
    auto checked = file.each([&](record& row) -> result<void> {
        if (!keys && file.changes_tenant()) keys.emplace(schema, file.first_line().tenant, file.tenant());
        if (keys) keys->note(row);
        report.count(order, row);
        if (auto sound = on->check(row); !sound) return at_line(how.file, row.line, sound.error());
        return {};
    });
    if (!checked) return fail(checked.error());
    report.tenant = file.tenant();
    report.from = file.first_line().tenant;
    report.new_keys = file.changes_tenant();
    if (how.on_plan && !how.on_plan(report)) return report;

    auto done = on->run(true, [&](const transaction& to) -> result<void> {
        auto renewed = keys; // anew in each attempt
        detail::row_writer writer(schema, order, file, renewed ? &*renewed : nullptr, to, how);
        auto written = writer.run();
        report.left_root = writer.left_root();
        return written;
    });
    if (!done) return fail(done.error());
    report.done = true;
    return report;
}

} // namespace tenon::inline TENON_ABI::transfer
