// tenon/driver/statement_cache.hpp: the prepared statements of one connection.
#pragma once

#include <tenon/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::driver {

/// Statements with a number are kept; others are loose. Of these, those with an identity are kept until many others have been used
/// since; each that has none makes room for the next. A statement is `in_use` from when it is given out until its `reset`. One that
/// is in use is never given out again, nor replaced: it gets a twin, which is kept too. So there are as many statements of a
/// number as were ever in use at a time. Addresses stay.
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

    /// How many loose statements there are, unless more of them are in use.
    static constexpr std::size_t most_loose = 100;

    /// A loose statement of that identity, in use from now on; nullptr: all are, or there is none (see `keep_loose`).
    TENON_COLD Statement* take_loose(std::uint64_t identity) {
        for (auto place = loose_.begin(); identity != 0 && place != loose_.end(); ++place) {
            if (place->first != identity || place->second->in_use) continue;
            std::rotate(place, place + 1, loose_.end());
            return &used(*loose_.back().second);
        }
        return nullptr;
    }

    /// Takes in a statement without a number. It is in use. `identity`: 0, if it is not to be found again. nullptr stays nullptr.
    TENON_COLD Statement* keep_loose(std::unique_ptr<Statement> made, std::uint64_t identity = 0) {
        if (made == nullptr) return nullptr;
        std::erase_if(loose_, [](const auto& each) { return each.first == 0 && !each.second->in_use; });
        std::size_t left = loose_.size();
        std::erase_if(loose_, [&](const auto& each) { return left >= most_loose && !each.second->in_use && left-- != 0; });
        return &used(*loose_.emplace_back(identity, std::move(made)).second);
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
    std::vector<std::pair<std::uint64_t, std::unique_ptr<Statement>>> loose_; ///< by their identities; the one used last is the last
};

} // namespace tenon::inline TENON_ABI::driver
