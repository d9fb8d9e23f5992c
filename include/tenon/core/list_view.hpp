// tenon/core/list_view.hpp: a borrowed list of values of one type, for drivers that bind whole lists.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/wire.hpp>

#include <cstddef>
#include <span>

namespace tenon::inline TENON_ABI {

/// A list without its element type, valid while the list is. What its values view is the list's.
struct list_view {
    column_type element = column_type::int64;
    std::size_t size = 0;
    const void* data = nullptr;
    wire_value (*at)(const void* data, std::size_t index) = nullptr;

    wire_value operator[](std::size_t index) const { return at(data, index); }
};

/// The view of `values`, elements encoded by the codec of `T` as they are read.
template <storable_value T> list_view make_list_view(std::span<const T> values) noexcept {
    return {codec<T>::type, values.size(), values.data(), [](const void* data, std::size_t index) {
                using wire = wire_t<codec<T>::type>;
                return wire_value(static_cast<wire>(codec<T>::encode(static_cast<const T*>(data)[index])));
            }};
}

} // namespace tenon::inline TENON_ABI
