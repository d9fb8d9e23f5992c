// tenon/sql/expression/row_life.hpp: which rows of a model with soft_delete a statement is about.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/info.hpp>

namespace tenon::inline TENON_ABI::sql {

/// Rows that are not removed; rows that are; both. Statements are about the first unless their condition says otherwise.
enum class row_life { live, removed, any };

/// The shape of a condition on rows of another life.
template <row_life Life, class Shape> struct rows_of_life : Shape {
    static constexpr row_life life = Life;
};

namespace detail {
template <row_life Life, class Shape> struct shape_of_life {
    using type = rows_of_life<Life, Shape>;
};
template <class Shape> struct shape_of_life<row_life::live, Shape> {
    using type = Shape;
};
} // namespace detail

/// A shape for rows of this life. For live rows it is the shape itself.
template <row_life Life, class Shape> using in_life = typename detail::shape_of_life<Life, Shape>::type;

/// What rows a condition of this shape is about.
template <class Shape> inline constexpr row_life life_of = row_life::live;
template <class Shape>
    requires requires { Shape::life; }
inline constexpr row_life life_of<Shape> = Shape::life;

/// Whether rows of a model are kept when they are removed.
constexpr bool removes_softly(const model_info& model) noexcept { return model.soft_delete != no_field; }

} // namespace tenon::inline TENON_ABI::sql
