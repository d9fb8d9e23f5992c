// A clock that stands where a test puts it, for as long as this object lives.
#pragma once

#include <tenon/core/clock.hpp>

#include <atomic>
#include <chrono>

namespace support {

class fake_clock {
public:
    explicit fake_clock(tenon::timestamp at) : before_(tenon::set_clock(&read)) { set(at); }
    ~fake_clock() { tenon::set_clock(before_); }
    fake_clock(const fake_clock&) = delete;
    fake_clock& operator=(const fake_clock&) = delete;

    void set(tenon::timestamp at) { time_ = at; }
    void advance(std::chrono::milliseconds by) { time_ = time_.load() + by; }

private:
    static tenon::timestamp read() noexcept { return time_; }
    static inline std::atomic<tenon::timestamp> time_{};
    tenon::clock_function before_;
};

} // namespace support
