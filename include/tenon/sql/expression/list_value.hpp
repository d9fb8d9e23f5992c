// tenon/sql/expression/list_value.hpp: the values of `in` and `not_in`, borrowed where that can be.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/sql/expression/operand.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql::detail {

/// A list that was given by name: borrowed.
template <class T> class borrowed_list {
public:
    explicit borrowed_list(std::span<const T> values) noexcept : view_(make_list_view<T>(values)) {}
    const list_view& view() const noexcept { return view_; }

private:
    list_view view_;
};

/// What `codec<T>::encode` gives, and whether that owns its bytes: then there is no borrowing from a list of T.
template <class T> using encoded_t = decltype(codec<T>::encode(std::declval<const T&>()));
template <class T>
inline constexpr bool encodes_by_copy = !std::is_reference_v<encoded_t<T>> && !std::is_trivially_copyable_v<encoded_t<T>>;

/// A list that was given as a temporary, or as a range of another type: owned, as values of T or, where these cannot be
/// borrowed from, as what they are encoded to. Integers of another type stay what they are: one that T cannot hold must
/// not turn into one that it can. The view is kept ready, since drivers borrow it; so a copy makes its own.
template <class T, class Element> class owned_list {
    static constexpr bool widens = integer_field<T> && !std::same_as<T, Element>;
    static constexpr bool copies = encodes_by_copy<T>;
    struct item { // so that a list of bool has elements like any other
        std::conditional_t<widens, std::int64_t, std::conditional_t<copies, encoded_t<T>, T>> value;
    };

public:
    template <std::ranges::input_range Range> explicit owned_list(Range&& values) {
        for (auto&& value : values) {
            if constexpr (widens) {
                // What is beyond 64 bits is in no column.
                if (const integer_operand number(static_cast<Element>(value)); number.fits) items_.push_back({number.value});
            } else if constexpr (copies) items_.push_back({codec<T>::encode(static_cast<const T&>(value))});
            else if constexpr (std::same_as<Range, std::vector<T>>) items_.push_back({static_cast<T>(std::move(value))});
            else items_.push_back({static_cast<T>(value)});
        }
        make_view();
    }
    owned_list(const owned_list& other) : items_(other.items_) { make_view(); }
    owned_list(owned_list&& other) noexcept : items_(std::move(other.items_)) { make_view(); }
    owned_list& operator=(const owned_list&) = delete;
    ~owned_list() = default;
    const list_view& view() const noexcept { return view_; }

private:
    void make_view() noexcept {
        view_ = {widens ? column_type::int64 : codec<T>::type, items_.size(), items_.data(),
                 [](const void* data, std::size_t index) {
                     using wire = wire_t<codec<T>::type>;
                     const auto& value = static_cast<const item*>(data)[index].value;
                     if constexpr (widens || copies) return wire_value(static_cast<wire>(value));
                     else return wire_value(static_cast<wire>(codec<T>::encode(value)));
                 }};
    }

    std::vector<item> items_;
    list_view view_;
};

} // namespace tenon::inline TENON_ABI::sql::detail
