// tenon/driver/fork.hpp: what a process copies when it forks: its memory, and with it connections that are not its own.
#pragma once

#include <tenon/core/config.hpp>

#include <pthread.h>

#include <algorithm>
#include <mutex>
#include <vector>

namespace tenon::inline TENON_ABI::driver {

/// Is told in the child when the process has forked, between `watch_forks()`, the last thing that its constructor does, and
/// `forget_forks()`, the first that its destructor does.
class fork_watcher {
public:
    fork_watcher(const fork_watcher&) = delete;
    fork_watcher& operator=(const fork_watcher&) = delete;

protected:
    fork_watcher() = default;
    ~fork_watcher() = default;

    TENON_LAZY void watch_forks() {
        std::unique_lock lock(all().mutex);
        all().watchers.push_back(this);
    }
    TENON_LAZY void forget_forks() noexcept {
        std::unique_lock lock(all().mutex);
        std::erase(all().watchers, this);
    }

    /// In the child, before anything else runs there, and with no other thread. What other threads held stays held: a
    /// mutex of the watcher must not be taken.
    virtual void forked() noexcept = 0;

private:
    struct registry {
        std::mutex mutex; // held across the fork, so that the child finds the list whole
        std::vector<fork_watcher*> watchers;

        registry() {
            pthread_atfork([] { all().mutex.lock(); }, [] { all().mutex.unlock(); },
                           [] {
                               for (fork_watcher* each : all().watchers) each->forked();
                               all().mutex.unlock();
                           });
        }
    };
    static registry& all() {
        static auto& one = *new registry; // never destroyed: the process may fork as long as it lives
        return one;
    }
};

} // namespace tenon::inline TENON_ABI::driver
