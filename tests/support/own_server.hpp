// A PostgreSQL server of a test's own, which it may stop, configure and copy.
#pragma once

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "support/temporary_folder.hpp"

namespace support {

/// A server that a shell holds: tests/support/postgres_server.sh, which ends it when the shell ends.
class own_server {
public:
    own_server() : shell_(popen("bash", "w")) {
        const auto script = std::filesystem::path(__FILE__).parent_path() / "postgres_server.sh";
        tell("source '" + std::filesystem::absolute(script).string() +
             "'; trap stop_postgres EXIT; unset TENON_TEST_POSTGRES_URL; "
             "postgres_user=$(id -un postgres 2>/dev/null || echo nobody)");
        url_ = ask("start_postgres", "$TENON_TEST_POSTGRES_URL");
    }
    ~own_server() { pclose(shell_); }
    own_server(const own_server&) = delete;
    own_server& operator=(const own_server&) = delete;

    /// Empty: it did not start, and has said why.
    const std::string& url() const { return url_; }
    /// Runs commands of the shell, which knows `postgres_folder`, the server's, and waits for them. What an expression is then.
    std::string ask(const std::string& commands, const std::string& expression = "") {
        const std::string answer = folder_.file("answer");
        tell("{ " + commands + "; } >/dev/null; echo \"" + expression + "\" >'" + answer + ".new'; mv '" + answer +
             ".new' '" + answer + "'");
        for (int i = 0; i < 6000 && !std::filesystem::exists(answer); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        std::string line;
        std::getline(std::ifstream(answer), line);
        std::filesystem::remove(answer);
        return line;
    }
    void stop() { ask("kill -QUIT \"$postgres_pid\"; wait \"$postgres_pid\""); }
    void start() { ask("run_postgres '" + url_ + "'"); }

private:
    void tell(const std::string& commands) {
        std::fputs((commands + "\n").c_str(), shell_);
        std::fflush(shell_);
    }

    temporary_folder folder_;
    std::FILE* shell_;
    std::string url_;
};

} // namespace support
