// Records of packages as dpkg and apt write them: /var/lib/dpkg/status, and the output of `apt-cache dumpavail`.
//
//     registry::dpkg_parser parser(lines, [](const registry::problem& p) { … });
//     while (auto package = parser.next()) …
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "line_reader.hpp"
#include "model.hpp"

namespace registry {

/// Why a record was skipped, and where that was seen. Nothing of the file's content is in the text.
struct problem {
    std::size_t line;
    std::string what;
};

/// One record, checked: every text in it is UTF-8 without control characters.
struct parsed_package {
    std::size_t line = 0; ///< where the record begins
    std::string section;  ///< without its area; `unknown` where the record says none
    std::string maintainer_name;
    std::string maintainer_email;
    InstalledPackage package;             ///< without keys
    std::vector<Dependency> dependencies; ///< without keys
};

/// Reads record by record. What is wrong is reported and skipped: reading goes on with the next record.
class dpkg_parser {
public:
    /// Borrows the lines.
    dpkg_parser(line_reader& lines, std::function<void(const problem&)> report)
        : lines_(&lines), report_(std::move(report)) {}

    /// The next good record; std::nullopt at the end of the file.
    std::optional<parsed_package> next();

    /// Records of packages that dpkg knows and that are not there: they are no problem, and no package either.
    std::size_t not_installed() const noexcept { return not_installed_; }

private:
    enum field : std::size_t {
        package,
        version,
        architecture,
        section,
        priority,
        status,
        size,
        maintainer,
        description,
        depends,
        pre_depends,
        essential,
        field_count,
    };
    struct value {
        std::string text;
        std::size_t line = 0; ///< 0: the record does not have the field
        bool is_there() const noexcept { return line != 0; }
    };

    static std::size_t field_named(std::string_view name) noexcept;
    bool read_record();
    void take_line(std::string_view line);
    void wrong(std::size_t line, std::string what);
    std::optional<parsed_package> checked();
    bool check_texts();
    bool take_section(parsed_package& out);
    bool take_state(parsed_package& out);
    void take_maintainer(parsed_package& out);
    bool take_dependencies(parsed_package& out, field from, dependency_kind kind);

    line_reader* lines_;
    std::function<void(const problem&)> report_;
    std::array<value, field_count> values_{};
    std::size_t begin_ = 0;
    std::size_t last_ =
        field_count; ///< the field that a continuation line goes on with; field_count: none that is kept
    bool any_field_ = false;
    bool refused_ = false; ///< a problem of this record was reported: one is enough
    std::size_t not_installed_ = 0;
};

} // namespace registry
