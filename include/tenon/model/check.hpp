// tenon/model/check.hpp: what a model must be, to be used in a repository. Each rule is in one of the headers of
// tenon/model/check/. A mistake is one error: it begins with `tenon: `, says the fix, and the compiler prints the model
// and the field next to it; checks that come later are not made.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/link_messages.hpp>
#include <tenon/model/check/words.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/schema.hpp>

namespace tenon::inline TENON_ABI::mistake {

template <class... What> struct MODEL_IS_NOT_IN_THE_SCHEMA {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a repository was asked for of a model that is not in the schema: add it to "
                      "tenon::schema<…>");
    }
};

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI {

/// Whether rows of `Model` can be reached in `Schema`. Where not, says why. Looks at the model and what it refers to; the
/// schema as a whole is checked where it is opened.
template <class Model, class Schema> consteval bool check_repository() {
    if constexpr (!detail::definition<Model>::is_sound) return false;
    else if constexpr (!Schema::template has<Model>) {
        mistake::MODEL_IS_NOT_IN_THE_SCHEMA<mistake::IN_MODEL<Model>, Schema>::tell();
        return false;
    } else return detail::check_links<Model, Schema::layout::leads_with_tenant>();
}

} // namespace tenon::inline TENON_ABI
