// What becomes of work whose memory runs out.
#pragma once

#include "support/allocations.hpp"

#include <tenon/core/errc.hpp>

#include <new>

namespace support {

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
