// tenon/driver/statement_cache.hpp: the prepared statements of one connection.
#pragma once

#include <tenon/core/config.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::driver {

/// Statements with a number are kept; others are loose, and each makes room for the next. A statement is `in_use` from when
/// it is given out until its `reset`. One that is in use is never given out again, nor replaced: it gets a twin, which is
/// kept too. So there are as many statements of a number as were ever in use at a time. Addresses stay.
template <class Statement> class statement_cache {
public:
    /// A statement of that number, in use from now on; nullptr: all are, or there is none (see `keep`).
    TENON_INLINE Statement* take(std::size_t number) noexcept {
        if (number < kept_.size()) [[likely]]
            if (Statement* first = kept_[number].get(); first != nullptr && !first->in_use) [[likely]] return &used(*first);
        return take_twin(number);
    }

    /// Takes in one more statement of a number. It is in use. nullptr stays nullptr.
    TENON_COLD Statement* keep(std::size_t number, std::unique_ptr<Statement> made) {
        if (made == nullptr) return nullptr;
        if (number >= kept_.size()) kept_.resize(number + 32);
        if (kept_[number] == nullptr) return &used(*(kept_[number] = std::move(made)));
        return &used(*twins_.emplace_back(number, std::move(made)).second);
    }

    /// Takes in a statement that is not to be kept, for as long as it is in use. nullptr stays nullptr.
    TENON_COLD Statement* keep_loose(std::unique_ptr<Statement> made) {
        if (made == nullptr) return nullptr;
        for (auto& slot : loose_)
            if (!slot->in_use) return &used(*(slot = std::move(made)));
        return &used(*loose_.emplace_back(std::move(made)));
    }

    void clear() noexcept {
        kept_.clear();
        twins_.clear();
        loose_.clear();
    }

private:
    static Statement& used(Statement& taken) noexcept {
        taken.in_use = true;
        return taken;
    }

    TENON_COLD Statement* take_twin(std::size_t number) noexcept {
        for (auto& [of, twin] : twins_)
            if (of == number && !twin->in_use) return &used(*twin);
        return nullptr;
    }

    std::vector<std::unique_ptr<Statement>> kept_; ///< by their numbers
    std::vector<std::pair<std::size_t, std::unique_ptr<Statement>>> twins_;
    std::vector<std::unique_ptr<Statement>> loose_;
};

} // namespace tenon::inline TENON_ABI::driver
