// tenon/app/cli/backend.hpp: what commands need of an open database, without its type.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/schema_target.hpp>
#include <tenon/transfer/target.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::app {

/// Something that doctor found.
struct complaint {
    std::string table;
    std::string text;
};

class backend {
public:
    virtual ~backend() = default;

    virtual migration::schema_target target() const = 0;
    virtual bool has_seed() const = 0;
    /// The program's own rows. Errors: those of migration::seed.
    virtual result<void> seed(const migration::options& how) const = 0;
    virtual result<std::vector<complaint>> doctor() const = 0;
    virtual result<void> backup(const std::string& path) const = 0;
    virtual result<void> restore(const std::string& path) const = 0;
    /// For exports and imports.
    virtual transfer::target rows() const = 0;
    /// The ids of all tenants, in order. Errors: unsupported, for a schema without a root.
    virtual result<std::vector<std::string>> tenants() const = 0;
};

/// Opens the database of a URL. `creates`: it may be one that does not exist yet.
class opener {
public:
    virtual ~opener() = default;
    virtual result<std::unique_ptr<backend>> open(std::string_view url, bool creates) const = 0;
};

} // namespace tenon::inline TENON_ABI::app
