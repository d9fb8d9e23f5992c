// tenon/model/check/shape_messages.hpp: what users read when a struct is no shape of its model.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/words.hpp>
#include <tenon/model/reference_of.hpp>
#include <tenon/model/relation.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::mistake {

template <class... What> struct SHAPE_DOES_NOT_SAY_ITS_MODEL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a struct is read as rows and does not say of which model: add static constexpr auto tenon_shape = "
                      "tenon::of<Model>");
    }
};
template <class... What> struct SHAPE_IS_OF_ANOTHER_MODEL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: rows are read as a struct that is no shape of the repository's model: say so in it, static constexpr "
                      "auto tenon_shape = tenon::of<Model>, or use a shape of this model");
    }
};
template <class... What> struct SHAPE_FIELD_IS_NOT_IN_ITS_MODEL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a shape has a field that its model has not: name it as the model's field");
    }
};
template <class... What> struct SHAPE_FIELD_HAS_ANOTHER_TYPE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a field of a shape has another type than the model's: use the model's type, in a std::optional "
                      "where the model has one");
    }
};
template <class... What> struct GIVEN_OPTIONS_OF_NO_RELATION {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a read has options for a field that is no relation and no count of its shape or of those below it, or "
                      "options for one twice: tenon::relation<&Shape::field>(…) names one, once");
    }
};
template <class... What> struct RELATION_HAS_NO_REFERENCE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a relation of a shape follows no reference: declare tenon::references<…> between the two models; "
                      "one row that refers to this one needs a unique reference, many rows a std::vector");
    }
};
template <class... What> struct RELATION_COULD_FOLLOW_SEVERAL_REFERENCES {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a relation of a shape could follow several references: name the field, tenon::of<Model>(tenon::via<"
                      "&Shape::relation, &Other::field>)");
    }
};
template <class... What> struct COUNT_FOLLOWS_NO_REFERENCE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a shape counts rows that do not refer to rows of its model: name the field that does, tenon::count_of<"
                      "&Other::field>, and declare tenon::references<…> for it");
    }
};
template <class... What> struct OPTIONS_OF_NO_RELATION {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a shape has options for a field that is no relation and no count of it, or options for one twice: "
                      "tenon::relation<&Shape::field>(…) names one, once");
    }
};
template <class... What> struct REQUIRED_RELATION_MAY_BE_ABSENT {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a relation of a shape may have no row: put it in a std::optional");
    }
};

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI::detail {

template <class Shape> consteval bool check_shape();

/// Whether a struct is a shape, or a model, whose rows belong to somebody or are shared.
template <class Row> consteval bool says_its_model() {
    if constexpr (has_shape<Row>) return true;
    else if constexpr (reflection::reflectable<Row>) return definition<Row>::data.tenancy.kind != tenancy_kind::none;
    else return false;
}

consteval bool has_nullable(const model_info& model, const field_list& fields) {
    for (const std::size_t place : fields)
        if (model.columns[place].nullable) return true;
    return false;
}

/// Says what is wrong with the part at `Place`, if anything is.
template <class Shape, std::size_t Place> consteval bool check_part() {
    using model = model_of_shape<Shape>;
    using type = reflection::field_type<Shape, Place>;
    using field = part_of<type>;
    using where = mistake::FIELD<spelled_field<Shape, Place>>;
    if constexpr (field::kind == part::column) {
        constexpr std::size_t place = place_by_name(info_of<model>(), reflection::field_names<Shape>[Place]);
        if constexpr (place == no_field) return mistake::SHAPE_FIELD_IS_NOT_IN_ITS_MODEL<mistake::IN_MODEL<Shape>, where>::tell(), false;
        else {
            using stored = reflection::field_type<model, place>;
            constexpr bool fits = std::is_same_v<type, stored> || std::is_same_v<type, std::optional<stored>>;
            if constexpr (!fits) mistake::SHAPE_FIELD_HAS_ANOTHER_TYPE<mistake::IN_MODEL<Shape>, where, mistake::HAS_TYPE<type>>::tell();
            return fits;
        }
    } else if constexpr (field::kind == part::count) {
        constexpr bool refers = std::is_same_v<typename reference_of<type::reference>::target, model>;
        if constexpr (!refers) mistake::COUNT_FOLLOWS_NO_REFERENCE<mistake::IN_MODEL<Shape>, where>::tell();
        return refers;
    } else if constexpr (!says_its_model<typename field::row>())
        return mistake::SHAPE_DOES_NOT_SAY_ITS_MODEL<mistake::IN_MODEL<Shape>, where>::tell(), false;
    else {
        constexpr const relation_link& link = link_at<Shape, Place>;
        if constexpr (link.candidates == 0) return mistake::RELATION_HAS_NO_REFERENCE<mistake::IN_MODEL<Shape>, where>::tell(), false;
        else if constexpr (link.candidates > 1)
            return mistake::RELATION_COULD_FOLLOW_SEVERAL_REFERENCES<mistake::IN_MODEL<Shape>, where>::tell(), false;
        else if constexpr (field::kind == part::one && (link.backward || has_nullable(info_of<model>(), link.own) ||
                                                        info_of<model_of_shape<typename field::row>>().soft_delete != no_field))
            return mistake::REQUIRED_RELATION_MAY_BE_ABSENT<mistake::IN_MODEL<Shape>, where>::tell(), false;
        else return check_shape<typename field::row>();
    }
}

/// Whether a word of a shape has no options, or the only ones of a relation or a count.
template <class Shape, class Word, class... Words> consteval bool has_options_of_relation() {
    if constexpr (!requires { &Word::options; }) return true;
    else if constexpr (!std::is_same_v<reflection::class_of<Word::relation>, Shape>) return false;
    else {
        constexpr std::size_t place = reflection::index_of<Word::relation>;
        return part_of<reflection::field_type<Shape, place>>::kind != part::column &&
               (std::size_t{is_options_of<Shape, place, Words>} + ... + 0) == 1;
    }
}
template <class Shape, class Model, class... Words>
consteval bool has_options_of_relations(std::type_identity<shape_description<Model, Words...>>) {
    return (has_options_of_relation<Shape, Words, Words...>() && ...);
}

/// Whether `Shape` is a shape, down to its last relation. Says the first thing that is wrong.
template <class Shape> consteval bool check_shape() {
    if constexpr (std::is_same_v<model_of_shape<Shape>, Shape>) return true; // a model, checked as such
    else if constexpr (!has_options_of_relations<Shape>(std::type_identity<described_shape<Shape>>{}))
        return mistake::OPTIONS_OF_NO_RELATION<mistake::IN_MODEL<Shape>>::tell(), false;
    else
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return (check_part<Shape, I>() && ...);
        }(std::make_index_sequence<reflection::field_count<Shape>>{});
}

} // namespace tenon::inline TENON_ABI::detail
