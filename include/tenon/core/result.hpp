// tenon/core/result.hpp: a value or an error: std::expected<T, tenon::error> where the standard library has it, and
// otherwise a class of the same interface.
//
//     tenon::result<int> parse(std::string_view text) { if (text.empty()) return tenon::fail(tenon::errc::invalid_value); … }
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/core/expected.hpp>

#if TENON_HAS_STD_EXPECTED
#include <expected>
#endif

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#if TENON_HAS_STD_EXPECTED
// The standard leaves the text of bad_expected_access open and lets a program specialise it for its own type. Without
// this, a failed .value() would say "bad access to std::expected" and nothing of what happened.
template <> class std::bad_expected_access<tenon::error> : public std::bad_expected_access<void> {
public:
    explicit bad_expected_access(tenon::error e) : error_(std::move(e)), text_(to_string(error_)) {}
    const char* what() const noexcept override { return text_.c_str(); }
    const tenon::error& error() const& noexcept { return error_; }
    tenon::error& error() & noexcept { return error_; }
    tenon::error&& error() && noexcept { return std::move(error_); }

private:
    tenon::error error_;
    std::string text_;
};
#endif

namespace tenon::inline TENON_ABI {

#if TENON_HAS_STD_EXPECTED
/// A `T`, or the error that stood in its way.
template <class T> using result = std::expected<T, error>;
/// The error side of any result.
using failure = std::unexpected<error>;
/// What `result<T>::value()` throws on an error: `what()` is the whole message.
using bad_result_access = std::bad_expected_access<error>;
#endif

/// Makes the error side of any `result<T>`: `return tenon::fail(e);`
inline failure fail(error e) { return failure(std::move(e)); }

/// The same from a code, with the code's own sentence.
inline failure fail(errc code) { return failure(make_error(code)); }

/// The same from an error that is there already. `e` is not nullptr.
TENON_RARE failure fail(std::unique_ptr<error> e) {
#if TENON_HAS_STD_EXPECTED
    return failure(std::move(*e));
#else
    return failure(std::move(e));
#endif
}

namespace detail {
template <class T> struct is_result : std::false_type {};
template <class T> struct is_result<result<T>> : std::true_type {};
} // namespace detail

/// Whether `T` is a `result` of something.
template <class T> inline constexpr bool is_result_v = detail::is_result<std::remove_cvref_t<T>>::value;

} // namespace tenon::inline TENON_ABI
