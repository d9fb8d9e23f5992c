// Counts calls of the global operator new, and of SQLite's allocator. Included by one file of a program: it replaces the
// operators.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace benchmark {

inline std::uint64_t allocations = 0;        ///< by operator new
inline std::uint64_t sqlite_allocations = 0; ///< by SQLite's allocator, while it is counted

namespace detail {
inline sqlite3_mem_methods sqlite_memory;
inline void* count_malloc(int size) {
    ++sqlite_allocations;
    return sqlite_memory.xMalloc(size);
}
inline void* count_realloc(void* memory, int size) {
    ++sqlite_allocations;
    return sqlite_memory.xRealloc(memory, size);
}
} // namespace detail

/// From here on SQLite's allocations are counted. Only while SQLite is shut down.
inline bool count_sqlite_allocations() {
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &detail::sqlite_memory) != SQLITE_OK) return false;
    sqlite3_mem_methods counting = detail::sqlite_memory;
    counting.xMalloc = detail::count_malloc;
    counting.xRealloc = detail::count_realloc;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &counting) == SQLITE_OK;
}

} // namespace benchmark

// Not inlined, or the compiler would see free() meet what it believes the standard's own operator new gave.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++benchmark::allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
