// tenon/core/expected.hpp: result<T> before C++23, with the interface of std::expected<T, tenon::error>. Programs use a
// result of each model in many places: so that it compiles quickly, it has few functions, and none that is large where
// it is called.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#if !TENON_HAS_STD_EXPECTED
namespace tenon::inline TENON_ABI {

/// What `result<T>::value()` throws on an error: `what()` is the whole message.
class bad_result_access : public std::exception {
public:
    explicit bad_result_access(tenon::error e) : error_(std::move(e)), text_(to_string(error_)) {}
    const char* what() const noexcept override { return text_.c_str(); }
    const tenon::error& error() const& noexcept { return error_; }
    tenon::error& error() & noexcept { return error_; }
    tenon::error&& error() && noexcept { return std::move(error_); }

private:
    tenon::error error_;
    std::string text_;
};

/// The error side of any result. One that was moved from may be assigned to or destroyed.
class failure {
public:
    explicit failure(tenon::error e) : error_(std::make_unique<tenon::error>(std::move(e))) {}
    /// `e` is not nullptr.
    explicit failure(std::unique_ptr<tenon::error> e) noexcept : error_(std::move(e)) {}
    failure(const failure& other) : failure(*other.error_) {}
    failure(failure&&) noexcept = default;
    failure& operator=(failure other) noexcept {
        error_.swap(other.error_);
        return *this;
    }

    const tenon::error& error() const& noexcept { return *error_; }
    tenon::error& error() & noexcept { return *error_; }
    tenon::error&& error() && noexcept { return std::move(*error_); }

private:
    friend class result_base;
    std::unique_ptr<tenon::error> error_;
};

template <class T> class result;

/// What all results share.
class result_base {
public:
    bool has_value() const noexcept { return error_ == nullptr; }
    explicit operator bool() const noexcept { return has_value(); }

    /// What stood in the way. There is no value.
    const tenon::error& error() const& noexcept { return *error_; }
    tenon::error& error() & noexcept { return *error_; }
    tenon::error&& error() && noexcept { return std::move(*error_); }

protected:
    result_base() noexcept = default;
    explicit result_base(failure&& why) noexcept : error_(why.error_.release()) {}
    result_base(const result_base& other) {
        if (other.error_ != nullptr) error_ = copied(*other.error_);
    }
    result_base(result_base&& other) noexcept {
        if (other.error_ != nullptr) error_ = std::exchange(other.error_, gone());
    }
    ~result_base() {
        if (error_ != nullptr) [[unlikely]] destroy(error_);
    }

    /// Takes the other's error over, or that it has none.
    void assign(result_base&& other) noexcept {
        const result_base before(std::move(*this)); // destroys what was held
        error_ = other.error_ != nullptr ? std::exchange(other.error_, gone()) : nullptr;
    }
    void require_value() const {
        if (!has_value()) [[unlikely]] throw_error();
    }

    /// Calls `then` when there is a value, with it unless it is void. `Self` is the result's type as it was given.
    template <class Self, class Then> static auto invoke(Self&& self, Then&& then) {
        if constexpr (std::is_void_v<decltype(*std::forward<Self>(self))>) return std::invoke(std::forward<Then>(then));
        else return std::invoke(std::forward<Then>(then), *std::forward<Self>(self));
    }
    template <class Self, class Then> static auto chain(Self&& self, Then&& then) {
        using next = std::remove_cvref_t<decltype(invoke(std::forward<Self>(self), std::forward<Then>(then)))>;
        if (!self.has_value()) return next(failure(std::forward<Self>(self).error()));
        return next(invoke(std::forward<Self>(self), std::forward<Then>(then)));
    }
    template <class Self, class Then> static auto map(Self&& self, Then&& then) {
        using mapped = std::remove_cvref_t<decltype(invoke(std::forward<Self>(self), std::forward<Then>(then)))>;
        if (!self.has_value()) return result<mapped>(failure(std::forward<Self>(self).error()));
        if constexpr (std::is_void_v<mapped>) {
            invoke(std::forward<Self>(self), std::forward<Then>(then));
            return result<mapped>();
        } else return result<mapped>(invoke(std::forward<Self>(self), std::forward<Then>(then)));
    }
    template <class Self, class Else> static std::remove_cvref_t<Self> recover(Self&& self, Else&& otherwise) {
        if (self.has_value()) return std::forward<Self>(self);
        return std::invoke(std::forward<Else>(otherwise), std::forward<Self>(self).error());
    }
    template <class Self, class Change> static std::remove_cvref_t<Self> map_error(Self&& self, Change&& change) {
        if (self.has_value()) return std::forward<Self>(self);
        return failure(std::invoke(std::forward<Change>(change), std::forward<Self>(self).error()));
    }

private:
    TENON_COLD void throw_error() const { throw bad_result_access(*error_); }
    TENON_COLD static tenon::error* copied(const tenon::error& e) { return new tenon::error(e); }
    TENON_COLD static void destroy(tenon::error* e) noexcept {
        if (e != gone()) delete e;
    }

    /// What a result holds whose error was moved from: a place, and no error.
    static tenon::error* gone() noexcept {
        alignas(tenon::error) static std::byte place[1];
        return reinterpret_cast<tenon::error*>(place);
    }

    tenon::error* error_ = nullptr; // owned; no unique_ptr, whose destructor would be written out wherever a result ends
};

/// A `T`, or the error that stood in its way. One that was moved from may be assigned to or destroyed.
template <class T> class result : public result_base {
    template <class U>
    static constexpr bool is_value = !std::is_base_of_v<result_base, std::remove_cvref_t<U>> &&
                                     !std::is_same_v<std::remove_cvref_t<U>, failure> &&
                                     !std::is_same_v<std::remove_cvref_t<U>, std::in_place_t> && std::is_constructible_v<T, U>;

public:
    using value_type = T;
    using error_type = tenon::error;

    result() requires std::is_default_constructible_v<T> { ::new (static_cast<void*>(&value_)) T(); }
    template <class U = T>
        requires is_value<U>
    explicit(!std::is_convertible_v<U, T>) result(U&& value) : value_(std::forward<U>(value)) {}
    template <class... Arguments>
        requires std::is_constructible_v<T, Arguments...>
    explicit result(std::in_place_t, Arguments&&... arguments) : value_(std::forward<Arguments>(arguments)...) {}
    result(failure&& why) noexcept : result_base(std::move(why)) {}
    result(const failure& why) : result(failure(why)) {}
    /// From a result of a type that converts to `T`.
    template <class U>
        requires(!std::is_same_v<U, T> && !std::is_void_v<U> && std::is_constructible_v<T, U>)
    explicit(!std::is_convertible_v<U, T>) result(result<U> other) : result_base(std::move(other)) {
        if (has_value()) make(*std::move(other));
    }
    result(const result& other) : result_base(other) {
        if (has_value()) make(other.value_);
    }
    TENON_NOINLINE result(result&& other) noexcept(std::is_nothrow_move_constructible_v<T>) : result_base(std::move(other)) {
        if (has_value()) make(std::move(other.value_));
    }
    TENON_NOINLINE ~result() {
        if (has_value()) value_.~T();
    }

    result& operator=(const result& other) { return *this = result(other); }
    TENON_NOINLINE result& operator=(result&& other) noexcept(std::is_nothrow_move_constructible_v<T> &&
                                                              std::is_nothrow_move_assignable_v<T>) {
        if (has_value() && other.has_value()) value_ = std::move(other.value_);
        else if (has_value()) value_.~T();
        else if (other.has_value()) make(std::move(other.value_));
        assign(std::move(other));
        return *this;
    }
    TENON_COLD result& operator=(failure&& why) noexcept {
        this->~result();
        return *::new (static_cast<void*>(this)) result(std::move(why));
    }
    result& operator=(const failure& why) { return *this = failure(why); }
    template <class... Arguments> T& emplace(Arguments&&... arguments) {
        *this = result(std::in_place, std::forward<Arguments>(arguments)...);
        return value_;
    }

    /// The value. There is one.
    T& operator*() & noexcept { return value_; }
    const T& operator*() const& noexcept { return value_; }
    T&& operator*() && noexcept { return std::move(value_); }
    const T&& operator*() const&& noexcept { return std::move(value_); }
    T* operator->() noexcept { return &value_; }
    const T* operator->() const noexcept { return &value_; }

    /// The value. Throws bad_result_access when there is none.
    T& value() & { return require_value(), value_; }
    const T& value() const& { return require_value(), value_; }
    T&& value() && { return require_value(), std::move(value_); }
    const T&& value() const&& { return require_value(), std::move(value_); }

    template <class U> T value_or(U&& other) const& {
        return has_value() ? value_ : static_cast<T>(std::forward<U>(other));
    }
    template <class U> T value_or(U&& other) && {
        return has_value() ? std::move(value_) : static_cast<T>(std::forward<U>(other));
    }

    template <class Then> auto and_then(Then&& then) & { return chain(*this, std::forward<Then>(then)); }
    template <class Then> auto and_then(Then&& then) const& { return chain(*this, std::forward<Then>(then)); }
    template <class Then> auto and_then(Then&& then) && { return chain(std::move(*this), std::forward<Then>(then)); }
    template <class Then> auto transform(Then&& then) & { return map(*this, std::forward<Then>(then)); }
    template <class Then> auto transform(Then&& then) const& { return map(*this, std::forward<Then>(then)); }
    template <class Then> auto transform(Then&& then) && { return map(std::move(*this), std::forward<Then>(then)); }
    template <class Else> result or_else(Else&& otherwise) const& { return recover(*this, std::forward<Else>(otherwise)); }
    template <class Else> result or_else(Else&& otherwise) && {
        return recover(std::move(*this), std::forward<Else>(otherwise));
    }
    template <class Change> result transform_error(Change&& change) const& {
        return map_error(*this, std::forward<Change>(change));
    }
    template <class Change> result transform_error(Change&& change) && {
        return map_error(std::move(*this), std::forward<Change>(change));
    }

    template <class U>
        requires(!std::is_base_of_v<result_base, U>)
    friend bool operator==(const result& a, const U& b) {
        return a.has_value() && *a == b;
    }

private:
    template <class U> void make(U&& from) { ::new (static_cast<void*>(&value_)) T(std::forward<U>(from)); }

    union {
        T value_;
    };
};

/// Nothing, or the error that stood in the way.
template <> class result<void> : public result_base {
public:
    using value_type = void;
    using error_type = tenon::error;

    result() noexcept = default;
    explicit result(std::in_place_t) noexcept {}
    result(failure&& why) noexcept : result_base(std::move(why)) {}
    result(const failure& why) : result(failure(why)) {}
    result(const result&) = default;
    result(result&&) noexcept = default;
    result& operator=(result other) noexcept {
        assign(std::move(other));
        return *this;
    }
    void emplace() noexcept { *this = result(); }

    void operator*() const noexcept {}
    /// Throws bad_result_access when there is an error.
    void value() const { require_value(); }

    template <class Then> auto and_then(Then&& then) const& { return chain(*this, std::forward<Then>(then)); }
    template <class Then> auto and_then(Then&& then) && { return chain(std::move(*this), std::forward<Then>(then)); }
    template <class Then> auto transform(Then&& then) const& { return map(*this, std::forward<Then>(then)); }
    template <class Then> auto transform(Then&& then) && { return map(std::move(*this), std::forward<Then>(then)); }
    template <class Else> result or_else(Else&& otherwise) const& { return recover(*this, std::forward<Else>(otherwise)); }
    template <class Else> result or_else(Else&& otherwise) && {
        return recover(std::move(*this), std::forward<Else>(otherwise));
    }
    template <class Change> result transform_error(Change&& change) const& {
        return map_error(*this, std::forward<Change>(change));
    }
    template <class Change> result transform_error(Change&& change) && {
        return map_error(std::move(*this), std::forward<Change>(change));
    }
};

} // namespace tenon::inline TENON_ABI
#endif
