// Counts what a program's libraries allocate: calls of malloc, but for those of operator new. It takes malloc's place, which
// the GNU C library allows. Included by one file of a program.
#pragma once

#include "allocations.hpp"

#include <cstddef>

extern "C" {
void* __libc_malloc(std::size_t size) noexcept;
void* __libc_realloc(void* memory, std::size_t size) noexcept;
void* __libc_calloc(std::size_t count, std::size_t size) noexcept;

[[gnu::noinline]] void* malloc(std::size_t size) noexcept {
    ++benchmark::library_allocations;
    return __libc_malloc(size);
}
[[gnu::noinline]] void* realloc(void* memory, std::size_t size) noexcept {
    ++benchmark::library_allocations;
    return __libc_realloc(memory, size);
}
[[gnu::noinline]] void* calloc(std::size_t count, std::size_t size) noexcept {
    ++benchmark::library_allocations;
    return __libc_calloc(count, size);
}
}
