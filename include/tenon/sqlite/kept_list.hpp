// tenon/sqlite/kept_list.hpp: a copy of a list that a statement is compared with, for statements that outlive the call.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/values/blob.hpp>

#include <cstddef>
#include <deque>
#include <new>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::sqlite::detail {

class kept_list : public list_view {
public:
    /// False: out of memory.
    TENON_LAZY bool copy(const list_view& list) noexcept {
        try {
            values_.reserve(list.size);
            for (std::size_t i = 0; i < list.size; ++i)
                values_.push_back(std::visit([&](auto value) { return keep(value); }, list[i]));
        } catch (const std::bad_alloc&) {
            return false;
        }
        static_cast<list_view&>(*this) = {list.element, values_.size(), values_.data(), [](const void* held, std::size_t index) {
                                              return static_cast<const wire_value*>(held)[index];
                                          }};
        return true;
    }

    /// As SQLite calls it, with the address of the view.
    static void forget(void* view) noexcept { delete static_cast<kept_list*>(static_cast<list_view*>(view)); }

private:
    template <class Value> wire_value keep(Value value) {
        if constexpr (std::is_same_v<Value, std::string_view>) return std::string_view(bytes_.emplace_back(value));
        else if constexpr (std::is_same_v<Value, blob_view>) {
            const std::string& copy = bytes_.emplace_back(as_text(value));
            return blob_view(reinterpret_cast<const std::byte*>(copy.data()), copy.size());
        } else return value;
    }

    std::vector<wire_value> values_;
    std::deque<std::string> bytes_; ///< of texts and blobs
};

} // namespace tenon::inline TENON_ABI::sqlite::detail
