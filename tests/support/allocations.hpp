// Memory that is counted, and runs out on request: replaces operator new, so one file of a program includes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace support {

// Of each thread. `allocations_left` counts down where it is not negative; at zero the allocation fails.
inline thread_local std::uint64_t allocations = 0;
inline thread_local long allocations_left = -1;
inline thread_local bool allocation_failed = false;

inline void* allocate(std::size_t size) {
    ++allocations;
    if (allocations_left == 0) {
        allocations_left = -1;
        allocation_failed = true;
        return nullptr;
    }
    if (allocations_left > 0) --allocations_left;
    return std::malloc(size != 0 ? size : 1);
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
