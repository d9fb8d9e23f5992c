// tenon/core/config.hpp: the macros, all of them. Everything else in the library is a name in namespace tenon.
#pragma once

#include <version>

// Results are std::expected where the standard library has it and a class of ours otherwise. The choice is part of the
// inline namespace: object files built with different choices do not link, instead of misreading each other at run time.
#if defined(__cpp_lib_expected) && __cpp_lib_expected >= 202211L
#define TENON_HAS_STD_EXPECTED 1
#define TENON_ABI v0_std
#else
#define TENON_HAS_STD_EXPECTED 0
#define TENON_ABI v0_own
#endif

#if defined(__GNUC__) || defined(__clang__)
#define TENON_FUNCTION_NAME __PRETTY_FUNCTION__
#define TENON_NOINLINE [[gnu::noinline]]
#define TENON_COLD [[gnu::cold, gnu::noinline]]
#define TENON_INLINE [[gnu::always_inline]] inline
// In front of a function that many files do not call: a template, so that those pay little for what it uses.
#define TENON_LAZY template <int = 0>
#define TENON_RARE TENON_LAZY TENON_COLD
#else
#error "tenon: this compiler is not supported yet: use GCC 12 or later, or Clang 14 or later"
#endif
