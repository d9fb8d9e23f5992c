// PgBouncer in front of the test server: transactions of many clients share one connection to each database. It listens on
// a Unix socket only, and ends with this object.
#pragma once

#include <libpq-fe.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "support/postgres.hpp"
#include "support/temporary_folder.hpp"

namespace support {

class pgbouncer {
public:
    /// The program's path, or an empty text.
    static std::string find() {
        for (const char* folder : {"/usr/sbin/", "/usr/local/sbin/", "/usr/bin/", "/usr/local/bin/"})
            if (const std::string path = std::string(folder) + "pgbouncer"; access(path.c_str(), X_OK) == 0) return path;
        return {};
    }

    pgbouncer() {
        const postgres_session server{postgres_url()};
        const std::string host = PQhost(server.handle());
        std::ofstream(folder_.file("users")) << "\"postgres\" \"\"\n\"tenon_owner\" \"\"\n\"tenon_app\" \"\"\n";
        std::ofstream(folder_.file("ini")) << "[databases]\n* = host=" << host << " port=" << PQport(server.handle())
                                           << "\n[pgbouncer]\nlisten_addr =\nlisten_port = 5432\nunix_socket_dir = "
                                           << folder_.path().string() << "\nauth_type = trust\nauth_file = "
                                           << folder_.file("users")
                                           << "\npool_mode = transaction\ndefault_pool_size = 1\nmax_client_conn = 50\nquery_wait_timeout = 2\n";
        const std::string program = find(), settings = folder_.file("ini");
        const uid_t user = owner_of(host);
        if (chown(folder_.path().c_str(), user, static_cast<gid_t>(-1)) != 0) throw std::runtime_error("chown");
        child_ = fork();
        if (child_ == 0) {
            // It refuses to be root. Whose server it is may reach its socket.
            if (getuid() == 0 && setuid(user) != 0) _exit(98);
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            execl(program.c_str(), program.c_str(), "-q", settings.c_str(), nullptr);
            _exit(99);
        }
        for (int i = 0; i < 2000; ++i) {
            // Its socket is there a moment before it listens.
            if (PQping(through(postgres_as("tenon_owner", "postgres")).c_str()) == PQPING_OK) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        stop();
        throw std::runtime_error("PgBouncer did not start");
    }
    ~pgbouncer() { stop(); }
    pgbouncer(const pgbouncer&) = delete;
    pgbouncer& operator=(const pgbouncer&) = delete;

    /// A connection string of the server, as one that leads through PgBouncer.
    std::string through(const std::string& connection_string) const {
        return connection_string + " host='" + folder_.path().string() + "' port=5432";
    }

private:
    /// Of the server's socket; for a server behind a network, anybody who is not root.
    static uid_t owner_of(const std::string& host) {
        struct stat about {};
        if (getuid() != 0) return getuid();
        return host.starts_with('/') && stat(host.c_str(), &about) == 0 && about.st_uid != 0 ? about.st_uid : 65534;
    }
    void stop() const {
        kill(child_, SIGTERM);
        waitpid(child_, nullptr, 0);
    }

    temporary_folder folder_;
    pid_t child_ = -1;
};

} // namespace support
