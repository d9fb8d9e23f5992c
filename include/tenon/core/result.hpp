// tenon/core/result.hpp: a value or an error; the only home of std::expected and tl::expected.
//
//     tenon::result<int> parse(std::string_view text) { if (text.empty()) return tenon::fail(tenon::errc::invalid_value); … }
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>

#if TENON_HAS_STD_EXPECTED
#include <expected>
#else
#include <tl/expected.hpp>
#endif

#include <exception>
#include <string>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

/// What `result<T>::value()` throws on an error: `what()` is the whole message.
class error_exception_base {
public:
    const tenon::error& error() const& noexcept { return error_; }
    tenon::error& error() & noexcept { return error_; }
    tenon::error&& error() && noexcept { return std::move(error_); }

protected:
    explicit error_exception_base(tenon::error e) : error_(std::move(e)), text_(to_string(error_)) {}
    const char* text() const noexcept { return text_.c_str(); }

private:
    tenon::error error_;
    std::string text_;
};

} // namespace tenon::inline TENON_ABI

// The standard leaves the text of bad_expected_access open and lets a program specialise it for its own type. Without
// this, a failed .value() would say "bad access to std::expected" and nothing of what happened.
#if TENON_HAS_STD_EXPECTED
template <>
class std::bad_expected_access<tenon::error> : public std::bad_expected_access<void>, public tenon::error_exception_base {
public:
    explicit bad_expected_access(tenon::error e) : error_exception_base(std::move(e)) {}
    const char* what() const noexcept override { return text(); }
};
#else
template <> class tl::bad_expected_access<tenon::error> : public std::exception, public tenon::error_exception_base {
public:
    explicit bad_expected_access(tenon::error e) : error_exception_base(std::move(e)) {}
    const char* what() const noexcept override { return text(); }
};
#endif

namespace tenon::inline TENON_ABI {

#if TENON_HAS_STD_EXPECTED
template <class T> using result = std::expected<T, error>;
using failure = std::unexpected<error>;
using bad_result_access = std::bad_expected_access<error>;
#else
/// tl::expected<void> of Debian 12 has no value(), which std::expected<void> has.
struct void_result : tl::expected<void, tenon::error> {
    using base = tl::expected<void, tenon::error>;
    using base::base;
    void_result(base other) : base(std::move(other)) {}
    void value() const {
        if (!has_value()) throw tl::bad_expected_access<tenon::error>(base::error());
    }
};

/// A `T`, or the error that stood in its way. The interface is that of std::expected.
template <class T> using result = std::conditional_t<std::is_void_v<T>, void_result, tl::expected<T, error>>;
using failure = tl::unexpected<error>;
using bad_result_access = tl::bad_expected_access<error>;
#endif

/// Makes the error side of any `result<T>`: `return tenon::fail(e);`
inline failure fail(error e) { return failure(std::move(e)); }

/// The same from a code, with the code's own sentence.
inline failure fail(errc code) { return failure(make_error(code)); }

namespace detail {
template <class T> struct is_result : std::false_type {};
template <> struct is_result<result<void>> : std::true_type {};
#if TENON_HAS_STD_EXPECTED
template <class T>
    requires(!std::is_void_v<T>)
struct is_result<std::expected<T, error>> : std::true_type {};
#else
template <class T> struct is_result<tl::expected<T, error>> : std::true_type {};
#endif
} // namespace detail

/// Whether `T` is a `result` of something.
template <class T> inline constexpr bool is_result_v = detail::is_result<std::remove_cvref_t<T>>::value;

} // namespace tenon::inline TENON_ABI
