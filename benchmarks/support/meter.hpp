// Measures a piece of work: time, allocations; and, under callgrind with --toggle-collect, its instructions.
#pragma once

#include "allocations.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

/// What callgrind collects: everything that is called through this function.
extern "C" [[gnu::noinline]] inline void measured_work(void (*work)(void*), void* with) {
    work(with);
    asm volatile("" ::: "memory"); // no tail call: callgrind must see the return
}

namespace benchmark {

class meter {
public:
    /// `collects`: whether callgrind is to see the work; not when it only warms up.
    explicit meter(bool collects = true) : run_(collects ? measured_work : unmeasured_work) {}

    template <class Work>
    void operator()(Work&& work) {
        const std::uint64_t before = allocations;
        const std::uint64_t library_before = library_allocations;
        const auto started = std::chrono::steady_clock::now();
        run_([](void* it) { (*static_cast<std::remove_reference_t<Work>*>(it))(); }, std::addressof(work));
        seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        allocated = allocations - before;
        library_allocated = library_allocations - library_before;
    }

    double seconds = 0;
    std::uint64_t allocated = 0;
    std::uint64_t library_allocated = 0;

private:
    static void unmeasured_work(void (*work)(void*), void* with) { work(with); }
    void (*run_)(void (*)(void*), void*);
};

inline double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace benchmark
