// tenon/driver/estimate.hpp: how a database finds rows of tables that it has no statistics of.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/driver/session.hpp>

#include <memory>

namespace tenon::inline TENON_ABI::driver {

/// Behind what makes tables or indexes, in its transaction: lets the connection tell its database what to expect of them, where
/// it has something to tell. What failed, or nullptr.
template <database_driver Driver> TENON_COLD std::unique_ptr<error> estimate_rows(const session<Driver>& in) {
    std::unique_ptr<error> why;
    if constexpr (requires(typename Driver::connection& on) { on.estimate_rows(); }) {
        const lease<Driver> held(in, access::write, why);
        if (held && !held.connection().estimate_rows())
            why = std::make_unique<error>(held.connection().last_error({"ANALYZE", verb::schema, nullptr, nullptr}));
    }
    return why;
}

} // namespace tenon::inline TENON_ABI::driver
