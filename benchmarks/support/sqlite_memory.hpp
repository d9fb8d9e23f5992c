// Counts calls of SQLite's allocator.
#pragma once

#include "allocations.hpp"

#include <sqlite3.h>

namespace benchmark {

namespace detail {
inline sqlite3_mem_methods sqlite_memory;
inline void* count_malloc(int size) {
    ++library_allocations;
    return sqlite_memory.xMalloc(size);
}
inline void* count_realloc(void* memory, int size) {
    ++library_allocations;
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
