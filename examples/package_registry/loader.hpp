// From a list of packages into the database: every section becomes a tenant.
#pragma once

#include <cstdint>
#include <functional>

#include "dpkg_parser.hpp"
#include "model.hpp"

namespace registry {

struct load_figures {
    std::int64_t tenants = 0;
    std::int64_t maintainers = 0;
    std::int64_t packages = 0;
    std::int64_t dependencies = 0;
    std::int64_t rows() const noexcept { return tenants + maintainers + packages + dependencies; }
};

/// Loads all packages that the parser gives, or none: it is one transaction. A package that the database refuses (it is
/// there already, say) is reported and skipped, as the parser does. `progress` is told how many packages there are so
/// far. At the end `is_whole` is asked whether the input was all there; if not, nothing is kept (errc::cancelled).
/// Memory is bounded by what is written at once, and by the number of maintainers.
tenon::result<load_figures> load(const database& db, dpkg_parser& parser,
                                 const std::function<void(const problem&)>& report,
                                 const std::function<void(std::int64_t)>& progress,
                                 const std::function<bool()>& is_whole);

} // namespace registry
