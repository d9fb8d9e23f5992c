// tenon/model/check.hpp: what a model must be.
#pragma once
#include <tenon/model/schema.hpp>
namespace tenon::inline TENON_ABI {
namespace detail { struct refused {}; }
template <class Model, class Schema> consteval bool check_repository() { return true; }
}
