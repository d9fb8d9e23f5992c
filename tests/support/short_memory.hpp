// Memory that runs out on request: replaces operator new, so one file of a program includes it.
#pragma once

#include <tenon/core/errc.hpp>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace support {

// Counts down in the thread that asks for it; at zero the allocation fails.
inline thread_local long allocations_left = -1;
inline thread_local bool allocation_failed = false;

inline void* allocate(std::size_t size) {
    if (allocations_left == 0) {
        allocations_left = -1;
        allocation_failed = true;
        return nullptr;
    }
    if (allocations_left > 0) --allocations_left;
    return std::malloc(size != 0 ? size : 1);
}

enum class outcome { done, out_of_memory, other };

/// Runs `work`, which answers a result, with an allocation that fails: the first behind so many. `fired`: there was one.
template <class Work>
outcome run_short(long allowed, Work work, bool& fired) {
    allocation_failed = false;
    allocations_left = allowed;
    outcome seen = outcome::other;
    try {
        const auto answer = work();
        allocations_left = -1;
        seen = answer                                              ? outcome::done
               : answer.error().code == tenon::errc::out_of_memory ? outcome::out_of_memory
                                                                   : outcome::other;
    } catch (const std::bad_alloc&) { seen = outcome::out_of_memory; }
    allocations_left = -1;
    fired = allocation_failed;
    return seen;
}

} // namespace support

void* operator new(std::size_t size) {
    if (void* made = support::allocate(size)) return made;
    throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return support::allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return support::allocate(size); }
void operator delete(void* held) noexcept { std::free(held); }
void operator delete[](void* held) noexcept { std::free(held); }
void operator delete(void* held, std::size_t) noexcept { std::free(held); }
void operator delete[](void* held, std::size_t) noexcept { std::free(held); }
void operator delete(void* held, const std::nothrow_t&) noexcept { std::free(held); }
void operator delete[](void* held, const std::nothrow_t&) noexcept { std::free(held); }
