// The same heap for both sides: blocks of a result then come from its end, and what malloc does for them does not depend on what
// lay free between others.
#pragma once

#include <malloc.h>

#include <cstdlib>
#include <new>
#include <utility>

namespace benchmark {

/// Holds all free room between other blocks, in blocks that are too large for malloc's caches. For the GNU C library.
class packed_heap {
public:
    packed_heap() {
        for (bool from_end = false; !from_end;) {
            const auto end = mallinfo2().keepcost;
            auto* const made = static_cast<block*>(std::malloc(sizeof(block)));
            if (made == nullptr) throw std::bad_alloc();
            made->next = first_;
            first_ = made;
            from_end = mallinfo2().keepcost != end;
        }
    }
    ~packed_heap() {
        while (first_ != nullptr) std::free(std::exchange(first_, first_->next));
    }
    packed_heap(const packed_heap&) = delete;
    packed_heap& operator=(const packed_heap&) = delete;

private:
    struct block {
        block* next;
        char filler[1100];
    };
    block* first_ = nullptr;
};

} // namespace benchmark
