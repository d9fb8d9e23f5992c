// tenon/model/shape.hpp: which fields and relations of a model to see, said by a struct.
//
//     struct WorkflowName { std::string id, name; static constexpr auto tenon_shape = tenon::of<Workflow>; };
//     struct UserCard {
//         std::string id, email;                 // fields, by name
//         std::vector<WorkflowName> workflows;   // the rows that refer to this one
//         std::optional<Tenant> tenant;          // the row that this one refers to
//         tenon::count_of<&Session::userId> sessions;
//         static constexpr auto tenon_shape = tenon::of<User>;
//     };
//     users.find_many(tenon::as<UserCard>, tenon::where(…));
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/model/count_of.hpp>
#include <tenon/model/reflection.hpp>

#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

/// Says which reference a relation of a shape follows, where there are several: the relation, and the field that refers.
template <auto Relation, auto Reference> struct via_word {
    static constexpr auto relation = Relation;
    static constexpr auto reference = Reference;
};
/// `of<User>(via<&UserCard::written, &Post::authorId>)`
template <auto Relation, auto Reference> inline constexpr via_word<Relation, Reference> via{};

/// What a relation of a shape is read with, beside the shape.
template <auto Relation, class... Options> struct relation_options {
    static constexpr auto relation = Relation;
    std::tuple<Options...> options;
};
template <auto Relation> struct relation_word {
    template <class... Options> constexpr relation_options<Relation, Options...> operator()(Options... options) const {
        return {{std::move(options)...}};
    }
};
/// `of<User>(relation<&UserCard::todos>(where(…), order_by(…), take(3)))`: only these rows, in this order, of each user's the
/// first three. A relation of one row takes `where` only, as does a `count_of`.
///
/// In a read it says what is known only then: `find_many(as<UserCard>, relation<&UserCard::todos>(where(field<&Todo::due> < today)))`. Both
/// conditions hold then; an order or a number stands in place of the shape's. Values given by name are borrowed by the call.
template <auto Relation> inline constexpr relation_word<Relation> relation{};

template <class Model, class... Words> struct shape_description {
    using model = Model;
    std::tuple<Words...> words{};
    template <class... More> constexpr shape_description<Model, Words..., More...> operator()(More... more) const {
        return {std::tuple_cat(words, std::tuple<More...>(std::move(more)...))};
    }
};
/// The model that a struct is a shape of.
template <class Model> inline constexpr shape_description<Model> of{};

namespace detail {
struct no_shape {};
template <class T> consteval auto shape_inside() {
    if constexpr (requires { T::tenon_shape; }) return T::tenon_shape;
    else return no_shape{};
}
} // namespace detail

/// What a struct is a shape of: its `tenon_shape`, or a specialisation of this for a struct that is not ours to change:
/// `template <> inline constexpr auto tenon::shape<UserCard> = tenon::of<User>;`. A model is the shape of all its fields.
template <class T> inline constexpr auto shape = detail::shape_inside<T>();

/// Chooses what rows are read as: `find_many(as<UserCard>, …)`.
template <class Row> struct as_option {
    using row = Row;
};
template <class Row> inline constexpr as_option<Row> as{};

namespace detail {

template <class T> using described_shape = std::remove_cvref_t<decltype(shape<T>)>;
template <class T> inline constexpr bool has_shape = !std::is_same_v<described_shape<T>, no_shape>;

template <class T, bool = has_shape<T>> struct model_behind {
    using type = T;
};
template <class T> struct model_behind<T, true> {
    using type = typename described_shape<T>::model;
};

/// How a field of a shape is filled.
enum class part : std::uint8_t { column, one, optional_one, many, count };
constexpr bool is_column(part kind) noexcept { return kind == part::column; }
constexpr bool is_count(part kind) noexcept { return kind == part::count; }
constexpr bool is_relation(part kind) noexcept { return !is_column(kind) && !is_count(kind); }

template <class T> inline constexpr bool is_relation_options = false;
template <auto Relation, class... Options> inline constexpr bool is_relation_options<relation_options<Relation, Options...>> = true;

/// A field of type `T`: a column where its values can be stored, else a relation to rows of `row`.
template <class T> struct part_of {
    static constexpr part kind = storable_value<T> ? part::column : part::one;
    using row = T;
};
template <class T> struct part_of<std::optional<T>> {
    static constexpr part kind = storable_value<T> ? part::column : part::optional_one;
    using row = T;
};
template <class T, class Allocator> struct part_of<std::vector<T, Allocator>> {
    static constexpr part kind = storable_value<std::vector<T, Allocator>> ? part::column : part::many;
    using row = T;
};
template <auto Reference, class Holder> struct part_of<count_of<Reference, Holder>> {
    static constexpr part kind = part::count;
    using row = Holder;
};

} // namespace detail

/// The model whose rows a shape shows.
template <class Shape> using model_of_shape = typename detail::model_behind<Shape>::type;

} // namespace tenon::inline TENON_ABI
