// tenon/transfer/format.hpp: the file that rows are exported to: JSON Lines. The first line says what it is, the last one that
// nothing was cut off; between them each line is a row, in an order in which they can be written.
//
//     {"tenon":"export","version":1,"layout":"tenant_first","tenant":"acme","secrets":false,"models":[{"model":"Note","fields":["id","text"]}]}
//     {"model":"Note","tenant":"acme","row":{"id":"ckx…","text":"…"}}
//     {"tenon":"end","rows":1}
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/json_line.hpp>
#include <tenon/core/read_number.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/transfer/lines.hpp>
#include <tenon/transfer/record.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::transfer {

/// Of the files that this version writes, and the only ones that it reads.
inline constexpr std::uint64_t format_version = 1;

/// The first line of a file.
struct header {
    std::string layout{};      ///< `tenant_first` or `prisma`: of the database that the rows came from
    std::string tenant{};      ///< whose rows these are; empty: everybody's
    bool with_secrets = false;
    std::vector<std::pair<std::string, std::vector<std::string>>> models{}; ///< each with the fields that its rows say
};

namespace detail {

inline failure malformed(std::string what) { return fail(told(errc::invalid_value, std::move(what))); }

inline bool take_count(json_line::scanner& in, std::uint64_t& out) {
    std::string_view digits;
    return in.take_number(digits) && read_number(digits, out) == errc::ok;
}

/// A tenant's id, or null for none.
inline bool take_tenant(json_line::scanner& in, std::string& out) {
    return in.peek() == 'n' ? in.take_word("null") : json_line::take_text(in, out);
}

inline bool at_end(json_line::scanner& in) {
    in.skip_space();
    return in.at_end();
}

} // namespace detail

/// The first line, without its end.
inline std::string write_header(const header& of) {
    using json_line::append_text;
    std::string line = "{\"tenon\":\"export\",\"version\":" + std::to_string(format_version) + ",\"layout\":";
    append_text(line, of.layout);
    line += ",\"tenant\":";
    if (of.tenant.empty()) line += "null";
    else append_text(line, of.tenant);
    line += of.with_secrets ? ",\"secrets\":true" : ",\"secrets\":false";
    line += ",\"models\":[";
    bool first = true;
    for (const auto& [model, fields] : of.models) {
        line += std::exchange(first, false) ? "{\"model\":" : ",{\"model\":";
        append_text(line, model);
        line += ",\"fields\":[";
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (i != 0) line += ',';
            append_text(line, fields[i]);
        }
        line += "]}";
    }
    return line += "]}";
}

/// Reads the first line. Errors: unsupported, for a file of another kind or version; invalid_value.
inline result<header> read_header(std::string_view line) {
    header made;
    std::string kind;
    std::uint64_t version = 0;
    json_line::scanner in(line);
    const bool read = json_line::take_object(in, [&](const std::string& name) {
        if (name == "tenon") return json_line::take_text(in, kind);
        if (kind != "export") return false; // it comes first
        if (name == "version") return detail::take_count(in, version) && version == format_version;
        if (name == "layout") return json_line::take_text(in, made.layout);
        if (name == "tenant") return detail::take_tenant(in, made.tenant);
        if (name == "secrets") return in.take_word((made.with_secrets = in.peek() == 't') ? "true" : "false");
        if (name != "models") return false;
        return json_line::take_array(in, [&] {
            auto& [model, fields] = made.models.emplace_back();
            return json_line::take_object(in, [&](const std::string& part) {
                if (part == "model") return json_line::take_text(in, model);
                return part == "fields" && json_line::take_array(in, [&] { return json_line::take_text(in, fields.emplace_back()); });
            });
        });
    });
    if (kind == "export" && version != 0 && version != format_version)
        return fail(told(errc::unsupported, "The file is of version " + std::to_string(version) + " of the format, and this program reads " +
                                                std::to_string(format_version) + ": use the program that wrote it."));
    if (kind != "export") return fail(told(errc::unsupported, "This is no file that an export wrote: name one that is."));
    if (!read || version == 0 || !detail::at_end(in)) return detail::malformed("The first line is not as an export writes it: export it again.");
    return made;
}

/// The last line, without its end.
inline std::string write_end(std::uint64_t rows) { return "{\"tenon\":\"end\",\"rows\":" + std::to_string(rows) + "}"; }

/// How many rows the last line tells of; nothing for any other line.
inline std::optional<std::uint64_t> read_end(std::string_view line) {
    if (!line.starts_with("{\"tenon\"")) return std::nullopt;
    std::string kind;
    std::uint64_t rows = 0;
    bool counted = false;
    json_line::scanner in(line);
    const bool read = json_line::take_object(in, [&](const std::string& name) {
        if (name == "tenon") return json_line::take_text(in, kind);
        return name == "rows" && (counted = detail::take_count(in, rows));
    });
    if (!read || kind != "end" || !counted || !detail::at_end(in)) return std::nullopt;
    return rows;
}

/// Reads the line of a row. Every field of it is one of the model's; those that it leaves out are absent. Errors: invalid_value,
/// with what is wrong.
inline result<record> read_record(const schema_info& schema, std::string_view line) {
    record made;
    const model_info* model = nullptr;
    bool has_tenant = false, has_row = false;
    std::string fault;
    const auto stop = [&](std::string why) { return fault = std::move(why), false; };
    json_line::scanner in(line);
    const auto read_field = [&](const std::string& name) {
        const column_info* const field = model->find_field(name);
        if (field == nullptr) return stop(std::string(model->model) + " has no field \"" + name + "\": leave it out, or add it to the model.");
        cell& into = made.cells[static_cast<std::size_t>(field - model->columns.data())];
        if (into.is != cell::kind::absent) return stop(std::string(model->model) + "." + name + " stands there twice: say it once.");
        return json_line::take_cell(in, into);
    };
    const bool read = json_line::take_object(in, [&](const std::string& name) {
        std::string text;
        if (name == "model" && model == nullptr) {
            if (!json_line::take_text(in, text)) return false;
            model = schema.find(text);
            if (model == nullptr || model->is_audit_trail) return stop("There is no model \"" + text + "\" to write: leave it out, or add it to the schema.");
            for (made.model = 0; schema.models[made.model] != model;) ++made.model;
            made.cells.resize(model->columns.size());
            return true;
        }
        if (name == "tenant" && !std::exchange(has_tenant, true)) {
            const bool is_told = in.peek() != 'n';
            return detail::take_tenant(in, made.tenant) && (!is_told || !made.tenant.empty() || stop("The tenant is empty: name it, or leave it out."));
        }
        if (name == "row" && model != nullptr && !std::exchange(has_row, true)) return json_line::take_object(in, read_field);
        return stop("The line has an unexpected \"" + name + "\": it takes model, tenant and row.");
    });
    if (!fault.empty()) return detail::malformed(fault);
    if (!read || !has_row || !detail::at_end(in)) return detail::malformed("The line is no JSON of a row, or was cut off: export it again.");
    return made;
}

} // namespace tenon::inline TENON_ABI::transfer
