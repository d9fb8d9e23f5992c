// tenon/postgres/hosts.hpp: the servers that a connection may lead to, as libpq lists them.
#pragma once

#include <tenon/core/config.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::postgres::detail {

/// Texts with a comma between one host and the next. There is an address for each host or for none, and a port for each,
/// for all, or for none.
struct host_list {
    std::string names, addresses, ports;

    /// Keeps the value of an option if it is about hosts.
    bool take(std::string_view key, const char* value) {
        std::string* const list = key == "host" ? &names : key == "hostaddr" ? &addresses : key == "port" ? &ports : nullptr;
        if (list != nullptr) *list = value;
        return list != nullptr;
    }

    /// Becomes what the connection was given, by the environment or a service file too, without the host that it was tried
    /// with last. False: there was no other.
    TENON_COLD bool leave_out_current(PGconn* handle) {
        const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> used(PQconninfo(handle), &PQconninfoFree);
        for (const PQconninfoOption* option = used.get(); option != nullptr && option->keyword != nullptr; ++option)
            take(option->keyword, option->val != nullptr ? option->val : "");
        const std::size_t count = std::max(count_of(names), count_of(addresses));
        for (std::size_t i = 0; i < count && count > 1; ++i) {
            const std::string_view name = entry(names, i), port = entry(ports, count_of(ports) > 1 ? i : 0);
            if ((name.empty() ? entry(addresses, i) : name) != PQhost(handle)) continue;
            if (!port.empty() && port != PQport(handle)) continue;
            for (std::string* list : {&names, &addresses, &ports})
                if (count_of(*list) > 1) leave_out(*list, i);
            return true;
        }
        return false;
    }

private:
    static std::size_t count_of(std::string_view list) {
        return static_cast<std::size_t>(std::count(list.begin(), list.end(), ',')) + 1;
    }
    /// Where an entry begins. There are more than `place`.
    static std::size_t beginning(std::string_view list, std::size_t place) {
        std::size_t at = 0;
        for (; place != 0; --place) at = list.find(',', at) + 1;
        return at;
    }
    static std::string_view entry(std::string_view list, std::size_t place) {
        if (place >= count_of(list)) return {};
        const std::string_view rest = list.substr(beginning(list, place));
        return rest.substr(0, rest.find(','));
    }
    static void leave_out(std::string& list, std::size_t place) {
        const std::size_t begin = beginning(list, place), size = entry(list, place).size();
        list.erase(begin == 0 ? 0 : begin - 1, size + 1); // with the comma before it, or the one behind the first
    }
};

} // namespace tenon::inline TENON_ABI::postgres::detail
