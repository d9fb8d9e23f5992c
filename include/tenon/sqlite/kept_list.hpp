// tenon/sqlite/kept_list.hpp: a copy of a list that a statement is compared with, for statements that outlive the call.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/values/blob.hpp>

#include <cstddef>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::sqlite::detail {

class kept_list : public list_view {
public:
    /// False: out of memory.
    TENON_LAZY bool copy(const list_view& list) noexcept {
        try {
            std::size_t total = 0;
            for (std::size_t i = 0; i < list.size; ++i)
                total += std::visit([](auto value) { return bytes_of(value).size(); }, list[i]);
            bytes_.reserve(total); // what is looked at there must stay in its place
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
    template <class Value> static std::string_view bytes_of(Value value) noexcept {
        if constexpr (std::is_same_v<Value, std::string_view>) return value;
        else if constexpr (std::is_same_v<Value, blob_view>) return as_text(value);
        else return {};
    }
    template <class Value> wire_value keep(Value value) {
        const std::string_view bytes = bytes_of(value);
        const char* const copy = bytes_.data() + bytes_.size();
        bytes_.append(bytes);
        if constexpr (std::is_same_v<Value, std::string_view>) return std::string_view(copy, bytes.size());
        else if constexpr (std::is_same_v<Value, blob_view>) return blob_view(reinterpret_cast<const std::byte*>(copy), bytes.size());
        else return value;
    }

    std::vector<wire_value> values_;
    std::string bytes_; ///< of texts and blobs
};

} // namespace tenon::inline TENON_ABI::sqlite::detail
