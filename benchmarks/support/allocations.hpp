// Counts calls of the global operator new, and of the allocator that a database's library uses. Included by one file of a
// program: it replaces the operators.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace benchmark {

inline std::uint64_t allocations = 0;         ///< by operator new
inline std::uint64_t library_allocations = 0; ///< by the database's library, while they are counted

} // namespace benchmark

// Not inlined, or the compiler would see free() meet what it believes the standard's own operator new gave.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++benchmark::allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
