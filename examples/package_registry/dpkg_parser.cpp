#include "dpkg_parser.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

namespace registry {
namespace {

constexpr std::array<std::string_view, 12> names{"package",     "version", "architecture",   "section",
                                                 "priority",    "status",  "installed-size", "maintainer",
                                                 "description", "depends", "pre-depends",    "essential"};

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n'; }

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Letters and digits of ASCII, and some characters more.
bool consists_of(std::string_view text, std::string_view others, bool capitals) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (capitals && c >= 'A' && c <= 'Z') ||
               others.find(c) != std::string_view::npos;
    });
}

bool is_package_name(std::string_view name) noexcept {
    return consists_of(name, "+-.", true) && std::isalnum(static_cast<unsigned char>(name.front())) != 0;
}

bool has_control_characters(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
    });
}

/// The value whose name is `text` with its hyphens as underscores, or `otherwise`.
template <class Enum>
std::optional<Enum> enum_of(std::string_view text) {
    std::string name = lowered(text);
    std::replace(name.begin(), name.end(), '-', '_');
    return tenon::enum_from_name<Enum>(name);
}

/// The part of `text` before the next `separator`, which is taken off it.
std::string_view take_part(std::string_view& text, char separator) noexcept {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return trimmed(part);
}

} // namespace

std::size_t dpkg_parser::field_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (std::equal(name.begin(), name.end(), names[i].begin(), names[i].end(),
                       [](char a, char b) { return lower(a) == b; }))
            return i;
    return field_count;
}

void dpkg_parser::wrong(std::size_t line, std::string what) {
    if (!std::exchange(refused_, true)) report_({line, std::move(what)});
}

void dpkg_parser::take_line(std::string_view line) {
    if (refused_) return;
    const std::size_t number = lines_->number();
    if (is_space(line.front())) {
        if (!any_field_) return wrong(number, "a continuation line with no field before it");
        // Of a description the first line says enough.
        if (last_ == field_count || last_ == description) return;
        std::string& text = values_[last_].text;
        if (text.size() + line.size() > line_reader::longest) return wrong(number, "a field of more than 1 MiB");
        text.append("\n").append(line);
        return;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || !consists_of(line.substr(0, colon), "-_.+", true))
        return wrong(number, "neither a field, nor a continuation line, nor an empty line");
    any_field_ = true;
    last_ = field_named(line.substr(0, colon));
    if (last_ == field_count) return;
    value& held = values_[last_];
    if (held.is_there()) return wrong(number, "the field " + std::string(names[last_]) + " is given twice");
    held.text = trimmed(line.substr(colon + 1));
    held.line = number;
}

/// Reads the lines up to the next empty one. False at the end of the file.
bool dpkg_parser::read_record() {
    for (value& held : values_) {
        held.text.clear();
        held.line = 0;
    }
    begin_ = 0;
    last_ = field_count;
    any_field_ = refused_ = false;
    std::string line;
    while (lines_->next(line)) {
        if (!lines_->too_long() && trimmed(line).empty()) {
            if (begin_ != 0) return true;
            continue; // several empty lines are as good as one
        }
        if (begin_ == 0) begin_ = lines_->number();
        if (lines_->too_long())
            wrong(lines_->number(), "a line of more than 1 MiB");
        else
            take_line(line);
    }
    return begin_ != 0;
}

bool dpkg_parser::check_texts() {
    for (std::size_t i = 0; i < values_.size(); ++i) {
        if (!tenon::is_valid_utf8(values_[i].text)) {
            wrong(values_[i].line, "the field " + std::string(names[i]) + " is not valid UTF-8");
            return false;
        }
        if (has_control_characters(values_[i].text)) {
            wrong(values_[i].line, "the field " + std::string(names[i]) + " has control characters");
            return false;
        }
    }
    return true;
}

bool dpkg_parser::take_section(parsed_package& out) {
    std::string text = lowered(values_[section].text);
    const auto slash = text.find('/');
    out.package.area = slash == std::string::npos ? "main" : text.substr(0, slash);
    out.section = slash == std::string::npos ? std::move(text) : text.substr(slash + 1);
    if (!values_[section].is_there() || out.section.empty()) out.section = "unknown";
    if (consists_of(out.section, "-_.+", false) && consists_of(out.package.area, "-_.+", false)) return true;
    wrong(values_[section].line, "the section is no name");
    return false;
}

bool dpkg_parser::take_state(parsed_package& out) {
    if (const auto known = enum_of<registry::priority>(values_[priority].text)) out.package.priority = *known;
    out.package.essential = lowered(values_[essential].text) == "yes";
    if (values_[status].is_there()) { // what is wanted, whether it is broken, what is the case
        std::string_view text = values_[status].text;
        take_part(text, ' ');
        take_part(text, ' ');
        const auto known = enum_of<registry::status>(trimmed(text));
        if (!known) {
            wrong(values_[status].line, "the status is none that dpkg has");
            return false;
        }
        out.package.status = *known;
    }
    if (values_[size].is_there()) {
        const std::string& text = values_[size].text;
        std::int64_t kibibytes = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), kibibytes);
        if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || kibibytes < 0) {
            wrong(values_[size].line, "Installed-Size is no number from 0 to 2^63 - 1");
            return false;
        }
        out.package.installedSize = kibibytes;
    }
    return true;
}

void dpkg_parser::take_maintainer(parsed_package& out) {
    const std::string_view text = values_[maintainer].text;
    const auto open = text.rfind('<');
    out.maintainer_name = trimmed(text.substr(0, open));
    if (open == std::string_view::npos) return;
    out.maintainer_email = trimmed(text.substr(open + 1, text.find('>', open) - open - 1));
}

/// `libc6 (>= 2.34), default-mta | mail-transport-agent, python3:any`
bool dpkg_parser::take_dependencies(parsed_package& out, field from, dependency_kind kind) {
    std::string_view rest = values_[from].text;
    while (!trimmed(rest).empty()) {
        std::string_view group = take_part(rest, ',');
        bool alternative = false;
        do {
            const std::string_view one = take_part(group, '|');
            Dependency made{.position = static_cast<std::int32_t>(out.dependencies.size()), .kind = kind};
            made.target = one.substr(0, one.find_first_of(" \t\n(:["));
            made.alternative = std::exchange(alternative, true);
            const auto open = one.find('(');
            const auto close = one.find(')');
            if (open != std::string_view::npos && close > open && close != std::string_view::npos)
                made.constraint = trimmed(one.substr(open + 1, close - open - 1));
            const bool closed = (open == std::string_view::npos) == (close == std::string_view::npos);
            if (!is_package_name(made.target) || !closed || (closed && close < open)) {
                wrong(values_[from].line, "the field " + std::string(names[from]) + " is no list of packages");
                return false;
            }
            out.dependencies.push_back(std::move(made));
        } while (!group.empty());
    }
    return true;
}

std::optional<parsed_package> dpkg_parser::checked() {
    if (refused_ || !check_texts()) return std::nullopt;
    if (!values_[package].is_there()) {
        wrong(begin_, "a record with no field package");
        return std::nullopt;
    }
    if (values_[status].text.ends_with("not-installed")) { // such a record has a name and little else
        ++not_installed_;
        return std::nullopt;
    }
    for (const field needed : {version, architecture})
        if (!values_[needed].is_there()) {
            wrong(begin_, "a record with no field " + std::string(names[needed]));
            return std::nullopt;
        }
    parsed_package out;
    out.line = begin_;
    out.package.name = values_[package].text;
    out.package.version = values_[version].text;
    out.package.architecture = values_[architecture].text;
    out.package.description = values_[description].text;
    if (!is_package_name(out.package.name))
        wrong(values_[package].line, "the field package is no name of a package");
    else if (!consists_of(out.package.version, ".+-~:", true))
        wrong(values_[version].line, "the field version is no version");
    else if (!consists_of(out.package.architecture, "-", false))
        wrong(values_[architecture].line, "the field architecture is no architecture");
    else if (take_section(out) && take_state(out) &&
             take_dependencies(out, pre_depends, dependency_kind::pre_depends) &&
             take_dependencies(out, depends, dependency_kind::depends)) {
        take_maintainer(out);
        return out;
    }
    return std::nullopt;
}

std::optional<parsed_package> dpkg_parser::next() {
    while (read_record())
        if (auto good = checked()) return good;
    return std::nullopt;
}

} // namespace registry
