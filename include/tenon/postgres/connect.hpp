// tenon/postgres/connect.hpp: from a connection string to a connection.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/postgres/errors.hpp>
#include <tenon/postgres/hosts.hpp>
#include <tenon/postgres/options.hpp>

#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::postgres::detail {

struct connection_deleter {
    void operator()(PGconn* held) const noexcept { PQfinish(held); }
};
using connection_handle = std::unique_ptr<PGconn, connection_deleter>;

/// Ends a connection whose peer is silent, so that libpq does not wait for it.
inline void hang_up(PGconn* handle) noexcept { shutdown(PQsocket(handle), SHUT_RDWR); }

/// A connection string without what Prisma adds to URLs and libpq does not know. `schema` is the one that it names. What looks
/// at the server's certificate is said in libpq's words, behind all others, so that it counts.
TENON_RARE std::string without_prisma_words(std::string_view url, std::string& schema) {
    if (!url.starts_with("postgres://") && !url.starts_with("postgresql://")) return std::string(url);
    const auto question = url.find('?');
    std::string made(url.substr(0, question));
    if (question == url.npos) return made;
    std::string_view rest = url.substr(question + 1);
    char mark = '?';
    bool looks_at_certificate = false;
    const auto add = [&](std::string_view word) {
        made.append(1, mark).append(word);
        mark = '&';
    };
    while (!rest.empty()) {
        const std::string_view word = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        const std::string_view key = word.substr(0, word.find('='));
        constexpr std::string_view of_prisma[] = {"schema", "connection_limit", "pool_timeout", "pgbouncer",
                                                  "socket_timeout", "statement_cache_size", "sslaccept"};
        if (key == "schema") schema = word.substr(std::min(word.size(), key.size() + 1));
        if (word == "sslaccept=strict") looks_at_certificate = true;
        if (std::find(std::begin(of_prisma), std::end(of_prisma), key) != std::end(of_prisma)) continue;
        add(word);
    }
    if (looks_at_certificate) add("sslmode=verify-full");
    return made;
}

/// What PQerrorMessage says of a connection that could not be made. With verbosity on, the server's own code is in it.
TENON_RARE error connect_error(PGconn* handle, std::string_view subject = {}) {
    const std::string_view text = handle != nullptr ? PQerrorMessage(handle) : "";
    std::string_view state;
    const auto is_code = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    for (std::size_t at = text.find(":  "); at != text.npos && state.empty(); at = text.find(":  ", at + 1)) {
        const std::string_view code = text.substr(std::min(text.size(), at + 3), 6);
        if (code.size() == 6 && code[5] == ':' && std::all_of(code.begin(), code.begin() + 5, is_code)) state = code.substr(0, 5);
    }
    errc code = errc::connection_failed;
    if (state.starts_with("28") || PQconnectionNeedsPassword(handle) == 1) code = errc::authentication_failed;
    if (state == "53300") subject = "The server has no connection left";
    if (state == "3D000") subject = "The server has no database of that name";
    error e = make_error(code, subject);
    e.native_code = state;
    e.server_text = text;
    return e;
}

enum class connecting { done, refused, silent };

/// Waits until a connection stands, or cannot. Each address that libpq tries has `patience`, as with libpq's own
/// connect_timeout, and all have time until `end`; `silent`: one of them took the connection, and says nothing.
TENON_RARE connecting finish_connecting(PGconn* handle, std::chrono::seconds patience, std::chrono::steady_clock::time_point end) {
    const auto address = [&] {
        std::string text;
        for (const char* part : {PQhost(handle), PQport(handle), PQhostaddr(handle)}) text.append(part != nullptr ? part : "") += ' ';
        return text;
    };
    std::string tried;
    std::chrono::steady_clock::time_point deadline;
    PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;
    while (wanted != PGRES_POLLING_OK) {
        if (wanted == PGRES_POLLING_FAILED) return connecting::refused;
        if (std::string now = address(); now != tried) {
            tried = std::move(now);
            deadline = std::min(end, std::chrono::steady_clock::now() + patience);
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        const short events = wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        pollfd watched{PQsocket(handle), events, 0};
        const int ready = left > 0 ? poll(&watched, 1, static_cast<int>(left)) : 0;
        if (ready < 0) continue;
        if (ready == 0) {
            if (PQstatus(handle) != CONNECTION_STARTED || deadline == end) return connecting::silent;
            hang_up(handle); // nobody took it: libpq finds that out now, and goes on to the next address
            tried.clear();
        }
        wanted = PQconnectPoll(handle);
    }
    return connecting::done;
}

/// As long as each address is tried: what the string, a service file or the environment says, or else the options. 0 is for ever,
/// which is as long as `poll` can wait.
TENON_RARE std::chrono::seconds patience_of(PGconn* handle, const options& how) {
    auto seconds = how.connect_timeout.count();
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> used(PQconninfo(handle), &PQconninfoFree);
    for (const PQconninfoOption* option = used.get(); option != nullptr && option->keyword != nullptr; ++option)
        if (std::string_view(option->keyword) == "connect_timeout" && option->val != nullptr && *option->val != '\0')
            seconds = std::atoi(option->val);
    if (seconds <= 0) return std::chrono::seconds(INT_MAX / 1000);
    return std::chrono::seconds(std::clamp<decltype(seconds)>(seconds, 2, INT_MAX / 1000));
}

/// Connects, or says why not. Hosts are tried one after the other, each for `connect_timeout`, until `end`.
TENON_RARE result<connection_handle> connect(const options& how, std::string_view to, std::chrono::steady_clock::time_point end) {
    char* problem = nullptr;
    std::string schema;
    const std::string url = without_prisma_words(to, schema);
    if (!schema.empty() && schema != sql::postgres_dialect::default_schema)
        return fail(make_error(errc::unsupported, "The URL names a schema, which models do here: tenon::in_schema(\"…\")"));
    std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> given(PQconninfoParse(url.c_str(), &problem), &PQconninfoFree);
    if (!given) {
        error e = make_error(errc::connection_failed, "The connection string cannot be read");
        if (problem != nullptr) e.server_text = problem;
        PQfreemem(problem);
        return fail(std::move(e));
    }
    // Ours first, so that the connection string has the last word.
    const std::string idle = std::to_string(how.keepalives_idle.count());
    const std::string unacknowledged = std::to_string(how.tcp_user_timeout.count());
    std::vector<const char*> keys{"client_encoding", "fallback_application_name", "keepalives_idle", "tcp_user_timeout"};
    std::vector<const char*> values{"UTF8", "tenon", idle.c_str(), unacknowledged.c_str()};
    const auto add = [&](const char* key, const char* value) {
        keys.push_back(key);
        values.push_back(value);
    };
    host_list hosts;
    for (const PQconninfoOption* option = given.get(); option->keyword != nullptr; ++option) {
        if (option->val == nullptr || *option->val == '\0') continue;
        const std::string_view key = option->keyword;
        if (key == "client_encoding") continue; // the library speaks UTF-8
        if (!hosts.take(key, option->val)) add(option->keyword, option->val);
    }
    for (const std::size_t others = keys.size();;) {
        keys.resize(others);
        values.resize(others);
        add("host", hosts.names.c_str());
        add("hostaddr", hosts.addresses.c_str());
        add("port", hosts.ports.c_str());
        add(nullptr, nullptr);
        connection_handle made(PQconnectStartParams(keys.data(), values.data(), 0));
        if (!made) return fail(make_error(errc::out_of_memory));
        PQsetNoticeProcessor(made.get(), [](void*, const char*) {}, nullptr); // by default they go to stderr
        PQsetErrorVerbosity(made.get(), PQERRORS_VERBOSE); // tells the SQLSTATE
        if (PQstatus(made.get()) == CONNECTION_BAD) return fail(connect_error(made.get()));
        const connecting ended = finish_connecting(made.get(), patience_of(made.get(), how), end);
        if (ended == connecting::refused) return fail(connect_error(made.get()));
        if (ended == connecting::silent) {
            // libpq goes on from a host that refuses, and not from one that is silent: so it is given the others.
            if (std::chrono::steady_clock::now() >= end || !hosts.leave_out_current(made.get()))
                return fail(connect_error(made.get(), "The server did not answer within the connect timeout"));
            continue;
        }
        PQsetErrorVerbosity(made.get(), PQERRORS_DEFAULT);
        if (PQserverVersion(made.get()) < 150'000)
            return fail(make_error(errc::unsupported, "The server is older than PostgreSQL 15"));
        return made;
    }
}

} // namespace tenon::inline TENON_ABI::postgres::detail
