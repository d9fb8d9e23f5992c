// tenon/driver/open_stream.hpp: rows that are still being read from a connection, and the end of what they are read in.
#pragma once

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI::driver {

/// One of the streams of a transaction, in a list of them. It closes before its transaction or savepoint ends: what it
/// would read afterwards is not there, and a statement that still runs would be in the way. One thread, as the transaction.
class open_stream {
public:
    open_stream(const open_stream&) = delete;
    open_stream& operator=(const open_stream&) = delete;

    /// Closes the streams of a list that were opened this deep, or deeper.
    static void close_from(int depth, open_stream*& first) noexcept {
        for (open_stream* each = first; each != nullptr;) {
            open_stream* const next = each->next_;
            if (each->depth_ >= depth) each->close();
            each = next;
        }
    }

protected:
    open_stream() = default;
    virtual ~open_stream() { leave(); }

    void enter(open_stream*& list, int depth) noexcept {
        depth_ = depth;
        next_ = list;
        place_ = &list;
        if (next_ != nullptr) next_->place_ = &next_;
        list = this;
    }
    void leave() noexcept {
        if (place_ == nullptr) return;
        *place_ = next_;
        if (next_ != nullptr) next_->place_ = place_;
        place_ = nullptr;
        next_ = nullptr;
    }
    /// Lets go of the connection.
    virtual void close() noexcept = 0;

private:
    open_stream* next_ = nullptr;
    open_stream** place_ = nullptr; ///< what points to this one
    int depth_ = 0;
};

} // namespace tenon::inline TENON_ABI::driver
