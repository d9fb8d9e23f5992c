// tenon/core/random.hpp: random bytes from the operating system, good enough for ids and secrets.
//
//     std::array<std::byte, 16> key;
//     tenon::fill_random(key);
#pragma once

#include <tenon/core/config.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <span>
#include <sys/random.h>
#include <system_error>
#include <unistd.h>

namespace tenon::inline TENON_ABI {

namespace detail {

[[noreturn]] TENON_COLD inline void fail_random(int code, const char* what) {
    throw std::system_error(code, std::generic_category(), what);
}

// For kernels without getrandom, and for sandboxes that forbid it.
TENON_RARE void fill_from_device(std::span<std::byte> out) {
    const int device = ::open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (device < 0) fail_random(errno, "tenon: the system gives no random bytes: make /dev/urandom readable");
    while (!out.empty()) {
        const auto got = ::read(device, out.data(), out.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            const int code = got < 0 ? errno : EIO;
            ::close(device);
            fail_random(code, "tenon: the system gives no random bytes: reading /dev/urandom failed");
        }
        out = {out.data() + got, out.size() - static_cast<std::size_t>(got)};
    }
    ::close(device);
}

inline void fill_from_system(std::span<std::byte> out) {
    while (!out.empty()) {
#if defined(__linux__)
        const auto got = ::getrandom(out.data(), out.size(), 0);
        if (got < 0 && errno == EINTR) continue;
#else
        const std::size_t piece = out.size() < 256 ? out.size() : 256; // the most that getentropy gives at once
        const auto got = ::getentropy(out.data(), piece) == 0 ? static_cast<ssize_t>(piece) : -1;
#endif
        if (got <= 0) return fill_from_device(out);
        out = {out.data() + got, out.size() - static_cast<std::size_t>(got)};
    }
}

// How many forks lie between this process and the one in which the program began.
inline std::atomic<std::uint64_t> fork_count{0};
inline void count_fork() noexcept { fork_count.fetch_add(1, std::memory_order_relaxed); }

struct random_pool {
    std::array<std::byte, 256> bytes{};
    std::size_t left = 0;
    std::uint64_t filled_at = 0; // fork_count when it was filled
};

inline random_pool& pool_of_this_thread() noexcept {
    thread_local constinit random_pool pool;
    return pool;
}

TENON_NOINLINE inline void refill(random_pool& pool) {
    // A forked child has a copy of its parent's pool and must not hand out the same bytes. Comparing getpid() would
    // cost a system call for each id, and is fooled when a process id comes round again; a handler that runs in the
    // child costs nothing. It is registered before the first byte is pooled, hence before any that a child could copy.
    static const int failure = ::pthread_atfork(nullptr, nullptr, &count_fork);
    if (failure != 0) fail_random(failure, "tenon: cannot watch for forks");
    pool.left = 0;
    pool.filled_at = fork_count.load(std::memory_order_relaxed);
    fill_from_system({pool.bytes.data(), pool.bytes.size()});
    pool.left = pool.bytes.size();
}

} // namespace detail

/// Fills `out` with random bytes of the operating system's generator. Small requests are served from a pool of the
/// calling thread, so that most cost no system call.
/// Errors: throws std::system_error when the system gives no random bytes; it never goes on with weaker ones, and `out`
/// must not be used then.
/// Thread safety: any thread, no lock.
/// Security: a byte is given out once and wiped from the pool; a child made by fork() never repeats its parent's. A
/// process copied behind the C library's back (a bare clone system call, a restored snapshot of a machine) may.
inline void fill_random(std::span<std::byte> out) {
    auto& pool = detail::pool_of_this_thread();
    if (out.size() > pool.bytes.size()) return detail::fill_from_system(out);
    if (out.empty()) return;
    if (pool.left < out.size() || pool.filled_at != detail::fork_count.load(std::memory_order_relaxed))
        detail::refill(pool);
    pool.left -= out.size();
    std::memcpy(out.data(), pool.bytes.data() + pool.left, out.size());
    std::memset(pool.bytes.data() + pool.left, 0, out.size());
}

/// A random number, uniform over all values.
/// Errors: as `fill_random`.
inline std::uint64_t random_number() {
    std::array<std::byte, sizeof(std::uint64_t)> bytes;
    fill_random({bytes.data(), bytes.size()});
    std::uint64_t number;
    std::memcpy(&number, bytes.data(), sizeof number);
    return number;
}

} // namespace tenon::inline TENON_ABI
