// tenon/driver/send.hpp: text without parameters, sent as it is: what begins and ends transactions, and what must run outside.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/driver/hooks.hpp>
#include <tenon/driver/session.hpp>
#include <tenon/sql/statement.hpp>

#include <chrono>
#include <string>

namespace tenon::inline TENON_ABI::driver {

/// Sends text without parameters on a connection, as it is, and tells the hooks. False: see the connection's last_error.
template <class Driver>
bool send(const session<Driver>& on, pooled_connection<Driver>& held, const std::string& text, verb what, const caller& by) {
    const statement_hooks* hooks = on.connections().hooks();
    if (hooks == nullptr) return held.connection->execute(text.c_str());
    const auto started = std::chrono::steady_clock::now();
    const bool sent = held.connection->execute(text.c_str());
    statement_event event;
    event.verb = what;
    event.tenant = by.tenant_name();
    event.system_reason = by.reason;
    event.text = text;
    event.duration = std::chrono::steady_clock::now() - started;
    error failed;
    if (!sent) {
        failed = held.connection->last_error({text, what, nullptr, nullptr});
        event.error = &failed;
    }
    (*hooks)(event);
    return sent;
}

} // namespace tenon::inline TENON_ABI::driver
