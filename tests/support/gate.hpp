// A gate between libpq and the test server, on a Unix socket of its own: it counts round trips, and breaks on request
// what networks break. Faults are for what comes from now on; each but `swallow`, `hold_new` and `refuse` happens once and is
// over then.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <mutex>
#include <netdb.h>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "support/postgres.hpp"
#include "support/temporary_folder.hpp"

namespace support {

/// Thread-safe.
class gate {
    mutable std::mutex mutex_;

    template <class Action>
    auto locked(Action action) const -> decltype(action()) {
        const std::scoped_lock lock(mutex_);
        return action();
    }

public:
    gate() : path_(folder_.file(".s.PGSQL.5432")), listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const postgres_session server{postgres_url()};
        host_ = PQhost(server.handle());
        port_ = PQport(server.handle());
        const sockaddr_un at = unix_address(path_);
        if (bind(listener_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 || listen(listener_, 64) != 0 ||
            pipe2(wake_.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("the gate cannot be opened");
        thread_ = std::thread([this] { forward_all(); });
    }
    ~gate() {
        close(wake_[1]);
        thread_.join();
        for (const line& each : lines_)
            hang_up(each);
        close(wake_[0]);
        close(listener_);
    }
    gate(const gate&) = delete;
    gate& operator=(const gate&) = delete;

    /// A connection string of the server, as one that leads through the gate.
    std::string through(const std::string& connection_string) const {
        return connection_string + " host='" + folder() + "' port=5432";
    }

    /// The folder of its socket, which is a host to libpq.
    std::string folder() const { return folder_.path().string(); }

    /// How often a client has spoken and the server has answered.
    int round_trips() const {
        return locked([&] { return round_trips_; });
    }
    /// How often the server has said that it waits for the next command. Where a client speaks for longer than it takes the server
    /// to begin its answer, `round_trips` counts more than the client has waited for; this does not.
    int times_ready() const {
        return locked([&] { return times_ready_; });
    }
    /// How many connections there have been.
    int connections() const {
        return locked([&] { return connections_; });
    }

    /// Lets so many bytes from the server, or from the client, through, and cuts the connection at the next one.
    void cut_after_server_bytes(std::size_t count) {
        locked([&] { server_bytes_ = count, cuts_ = 1; });
    }
    void cut_after_client_bytes(std::size_t count) {
        locked([&] { client_bytes_ = count, cuts_ = 1; });
    }
    /// What a client is told instead of what the server says.
    using changed_answer = std::function<std::string(std::string_view)>;

    /// Cuts the connection in place of the server's answer to what holds these bytes; so many times. The client may be told something
    /// before.
    void drop_answer_to(std::string bytes, int times = 1, changed_answer last_words = nullptr) {
        locked([&] { dropped_ = std::move(bytes), cuts_ = times, last_words_ = std::move(last_words); });
    }
    /// Changes what the server says, once, after so many times that it spoke.
    void change_answer_after(std::size_t count, changed_answer change) {
        locked([&] { unchanged_ = count, change_ = std::move(change); });
    }
    /// Whether such a change is still to come.
    bool will_change() const {
        return locked([&] { return static_cast<bool>(change_); });
    }
    /// How many of the cuts that were asked for are still to come.
    int cuts_left() const {
        return locked([&] { return cuts_; });
    }

    /// From now on nothing gets through: not a byte, and no word that a connection is over.
    void swallow() {
        locked([&] { swallows_ = true; });
        wake();
    }
    /// What new connections send waits until `mend`, and gets through then.
    void hold_new() {
        locked([&] { holds_new_ = true; });
    }
    /// From now on nobody can connect.
    void refuse() { std::filesystem::rename(path_, path_ + ".closed"); }
    /// Ends all connections.
    void cut_all() {
        locked([&] {
            for (const line& each : lines_)
                shutdown(each.client, SHUT_RDWR);
        });
        wake();
    }
    /// No more faults. Connections whose bytes were swallowed are cut.
    void mend() {
        if (std::filesystem::exists(path_ + ".closed")) std::filesystem::rename(path_ + ".closed", path_);
        const bool swallowed = locked([&] {
            cuts_ = 0;
            dropped_.clear();
            change_ = nullptr;
            server_bytes_ = client_bytes_ = std::nullopt;
            holds_new_ = false;
            for (line& each : lines_) each.held = false;
            return std::exchange(swallows_, false);
        });
        if (swallowed) cut_all();
        else wake();
    }

private:
    /// Finds the messages of a server in its bytes: a letter, and the length of the rest with its own four bytes.
    struct message_finder {
        std::array<char, 5> head{};
        std::size_t held = 0;
        std::size_t rest = 0;

        /// How many of them are ReadyForQuery.
        int ready_in(std::string_view bytes) {
            int count = 0;
            while (!bytes.empty()) {
                const std::size_t step = std::min(bytes.size(), rest != 0 ? rest : head.size() - held);
                if (rest != 0) rest -= step;
                else {
                    std::copy_n(bytes.data(), step, head.data() + held);
                    if ((held += step) == head.size()) {
                        held = 0;
                        count += head[0] == 'Z' ? 1 : 0;
                        for (std::size_t i = 1; i < head.size(); ++i) rest = rest << 8U | static_cast<unsigned char>(head[i]);
                        rest -= 4;
                    }
                }
                bytes.remove_prefix(step);
            }
            return count;
        }
    };
    struct line {
        int client;
        int server;
        message_finder answers{};
        bool client_spoke = false; ///< last
        bool drops_answer = false;
        bool over = false;
        bool held = false;
    };

    void wake() const { static_cast<void>(!write(wake_[1], "", 1)); }
    static void hang_up(const line& gone) {
        close(gone.client);
        close(gone.server);
    }

    static sockaddr_un unix_address(const std::string& path) {
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        if (path.size() >= sizeof at.sun_path) throw std::runtime_error("too long for a socket: " + path);
        std::memcpy(at.sun_path, path.data(), path.size());
        return at;
    }

    /// A connection to the server; -1: there is none.
    int connect_to_server() const {
        if (!host_.starts_with('/')) {
            addrinfo* found = nullptr;
            addrinfo wanted{};
            wanted.ai_socktype = SOCK_STREAM;
            if (getaddrinfo(host_.c_str(), port_.c_str(), &wanted, &found) != 0) return -1;
            const int made = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
            const bool connected = connect(made, found->ai_addr, found->ai_addrlen) == 0;
            freeaddrinfo(found);
            return connected ? made : (close(made), -1);
        }
        const sockaddr_un at = unix_address(host_ + "/.s.PGSQL." + port_);
        const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const bool connected = connect(made, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
        return connected ? made : (close(made), -1);
    }

    void forward_all() {
        std::vector<pollfd> watched{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
        for (;;) {
            poll(watched.data(), watched.size(), -1);
            const std::scoped_lock lock(mutex_);
            if (watched[0].revents != 0 && receive(wake_[0]).empty()) return; // closed
            for (std::size_t i = 0; 2 * i + 2 < watched.size() && !swallows_; ++i) {
                if (watched[2 * i + 2].revents != 0) from_client(lines_[i]);
                if (watched[2 * i + 3].revents != 0 && !lines_[i].over) from_server(lines_[i]);
                if (lines_[i].over) hang_up(lines_[i]);
            }
            std::erase_if(lines_, [](const line& each) { return each.over; });
            if (watched[1].revents != 0) let_in();
            watched.resize(2);
            for (const line& each : lines_) {
                if (swallows_) break;
                watched.push_back({each.held ? -1 : each.client, POLLIN, 0}); // who is negative is not watched
                watched.push_back({each.held ? -1 : each.server, POLLIN, 0});
            }
        }
    }

    void let_in() {
        const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        ++connections_;
        if (const int server = connect_to_server(); server >= 0)
            lines_.push_back({.client = client, .server = server, .held = holds_new_});
        else
            close(client);
    }

    void from_client(line& on) {
        const std::string_view bytes = receive(on.client);
        on.client_spoke = true;
        if (!dropped_.empty() && bytes.find(dropped_) != bytes.npos) on.drops_answer = true;
        forward(bytes, on.server, client_bytes_, on);
    }

    void from_server(line& on) {
        const std::string_view bytes = receive(on.server);
        if (std::exchange(on.client_spoke, false)) ++round_trips_;
        times_ready_ += on.answers.ready_in(bytes);
        if (on.drops_answer) {
            if (last_words_) forward(last_words_(bytes), on.client, server_bytes_, on);
            return cut(on);
        }
        if (change_ && !bytes.empty() && unchanged_-- == 0) {
            const std::string changed = std::exchange(change_, nullptr)(bytes);
            if (!changed.empty()) forward(changed, on.client, server_bytes_, on);
            return;
        }
        forward(bytes, on.client, server_bytes_, on);
    }

    /// What can be read. Empty: the other end has closed.
    std::string_view receive(int from) {
        const ssize_t size = read(from, buffer_.data(), buffer_.size());
        return {buffer_.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    }

    void forward(std::string_view bytes, int to, std::optional<std::size_t>& allowed, line& on) {
        if (bytes.empty()) on.over = true;
        const bool cuts = allowed && *allowed < bytes.size();
        if (cuts) bytes = bytes.substr(0, *allowed);
        if (allowed) *allowed -= bytes.size();
        while (!bytes.empty()) {
            const ssize_t sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0) break; // that end has closed, as the next poll will tell
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        if (!cuts) return;
        allowed.reset();
        cut(on);
    }

    void cut(line& on) {
        on.over = true;
        if (--cuts_ == 0) dropped_.clear();
    }

    temporary_folder folder_;
    std::string path_;
    std::string host_, port_; ///< of the server
    int listener_;
    std::array<int, 2> wake_{-1, -1};
    std::vector<line> lines_;
    int round_trips_ = 0;
    int times_ready_ = 0;
    int connections_ = 0;
    int cuts_ = 0;
    std::optional<std::size_t> server_bytes_;
    std::optional<std::size_t> client_bytes_;
    std::string dropped_;
    std::size_t unchanged_ = 0;
    changed_answer change_, last_words_;
    bool swallows_ = false;
    bool holds_new_ = false;
    std::array<char, 65536> buffer_{};
    std::thread thread_;
};

} // namespace support
