// A file system for SQLite that passes everything on to the real one, but for one call, which fails.
#pragma once

#include <cstring>

#include "integration/sqlite/support.hpp"

namespace sqlite_tests {

/// Which calls are counted, and what the chosen one answers.
struct fault_plan {
    enum class call { write, sync, read, open } at = call::write;
    int answer = SQLITE_FULL;
    long countdown = 0;  ///< the call that fails, from 1; 0: none
    bool sticks = false; ///< all later calls fail too
    bool fired = false;
};
inline fault_plan& fault() {
    static fault_plan plan;
    return plan;
}

namespace vfs {

struct file {
    sqlite3_file base;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

inline int hit(fault_plan::call call) {
    fault_plan& plan = fault();
    if (plan.at != call || plan.countdown == 0) return SQLITE_OK;
    if (plan.fired) return plan.sticks ? plan.answer : SQLITE_OK;
    if (--plan.countdown != 0) return SQLITE_OK;
    plan.countdown = 1;
    plan.fired = true;
    return plan.answer;
}

/// Calls the same method of the real file.
template <auto Method, class... Arguments>
auto pass(sqlite3_file* held, Arguments... arguments) {
    sqlite3_file* real = reinterpret_cast<file*>(held)->real();
    return (real->pMethods->*Method)(real, arguments...);
}

inline int close(sqlite3_file* held) { return pass<&sqlite3_io_methods::xClose>(held); }
inline int read(sqlite3_file* held, void* out, int size, sqlite3_int64 at) {
    const int fails = hit(fault_plan::call::read);
    return fails != SQLITE_OK ? fails : pass<&sqlite3_io_methods::xRead>(held, out, size, at);
}
inline int write(sqlite3_file* held, const void* bytes, int size, sqlite3_int64 at) {
    const int fails = hit(fault_plan::call::write);
    return fails != SQLITE_OK ? fails : pass<&sqlite3_io_methods::xWrite>(held, bytes, size, at);
}
inline int truncate(sqlite3_file* held, sqlite3_int64 size) { return pass<&sqlite3_io_methods::xTruncate>(held, size); }
inline int sync(sqlite3_file* held, int flags) {
    const int fails = hit(fault_plan::call::sync);
    return fails != SQLITE_OK ? fails : pass<&sqlite3_io_methods::xSync>(held, flags);
}
inline int size(sqlite3_file* held, sqlite3_int64* out) { return pass<&sqlite3_io_methods::xFileSize>(held, out); }
inline int lock(sqlite3_file* held, int level) { return pass<&sqlite3_io_methods::xLock>(held, level); }
inline int unlock(sqlite3_file* held, int level) { return pass<&sqlite3_io_methods::xUnlock>(held, level); }
inline int reserved(sqlite3_file* held, int* out) { return pass<&sqlite3_io_methods::xCheckReservedLock>(held, out); }
inline int control(sqlite3_file* held, int what, void* data) {
    return pass<&sqlite3_io_methods::xFileControl>(held, what, data);
}
inline int sector(sqlite3_file* held) { return pass<&sqlite3_io_methods::xSectorSize>(held); }
inline int traits(sqlite3_file* held) { return pass<&sqlite3_io_methods::xDeviceCharacteristics>(held); }
inline int shm_map(sqlite3_file* held, int page, int size, int extend, void volatile** out) {
    return pass<&sqlite3_io_methods::xShmMap>(held, page, size, extend, out);
}
inline int shm_lock(sqlite3_file* held, int offset, int count, int flags) {
    return pass<&sqlite3_io_methods::xShmLock>(held, offset, count, flags);
}
inline void shm_barrier(sqlite3_file* held) { pass<&sqlite3_io_methods::xShmBarrier>(held); }
inline int shm_unmap(sqlite3_file* held, int remove) { return pass<&sqlite3_io_methods::xShmUnmap>(held, remove); }

inline constexpr sqlite3_io_methods methods{2,        close,       read,      write,   truncate, sync,   size,
                                            lock,     unlock,      reserved,  control, sector,   traits, shm_map,
                                            shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};

inline int open(sqlite3_vfs* self, const char* name, sqlite3_file* out, int flags, int* got) {
    auto* real = static_cast<sqlite3_vfs*>(self->pAppData);
    auto* made = reinterpret_cast<file*>(out);
    made->base.pMethods = nullptr;
    if (const int fails = hit(fault_plan::call::open); fails != SQLITE_OK) return fails;
    const int opened = real->xOpen(real, name, made->real(), flags, got);
    if (opened == SQLITE_OK) made->base.pMethods = &methods;
    return opened;
}

} // namespace vfs

/// Makes the file system, named `faulty`, for as long as this object lives: `file:app.db?vfs=faulty`.
class fault_vfs {
public:
    fault_vfs() {
        sqlite3_initialize();
        made_ = *sqlite3_vfs_find(nullptr);
        made_.pAppData = sqlite3_vfs_find(nullptr);
        made_.szOsFile += static_cast<int>(sizeof(vfs::file));
        made_.zName = "faulty";
        made_.xOpen = vfs::open;
        fault() = {};
        REQUIRE(sqlite3_vfs_register(&made_, 0) == SQLITE_OK);
    }
    ~fault_vfs() {
        fault() = {};
        sqlite3_vfs_unregister(&made_);
    }
    fault_vfs(const fault_vfs&) = delete;
    fault_vfs& operator=(const fault_vfs&) = delete;

private:
    sqlite3_vfs made_{};
};

} // namespace sqlite_tests
