// tenon/model/count_of.hpp: how many rows refer to a row, as a field of a shape.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/reflection.hpp>

#include <cstdint>

namespace tenon::inline TENON_ABI {

/// A field of a shape: how many rows refer to this one by `Reference`, `count_of<&Todo::userId> todos;`. Computed by the
/// statement that reads the row. The holder is named besides the reference for the sake of linkage: see field_reference.
template <auto Reference, class Holder = reflection::class_of<Reference>> class count_of {
public:
    static constexpr auto reference = Reference;

    constexpr count_of() noexcept = default;
    constexpr explicit count_of(std::int64_t rows) noexcept : rows_(rows) {}

    constexpr operator std::int64_t() const noexcept { return rows_; }

private:
    std::int64_t rows_ = 0;
};

} // namespace tenon::inline TENON_ABI
