// tenon/repository/spec_for.hpp: which of the few texts of a statement is meant.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/dynamic/marks.hpp>
#include <tenon/sql/statement.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// The statement for a filter: `Make<Mask>()` gives the spec of one text, for each of the few that when()s make.
/// `Others` of its parts are not the filter's.
template <class Make, std::size_t Others = 0, class Filter> const sql::statement_spec& constant_spec_for(const Filter& filter) {
    constexpr std::size_t parts = Filter::shape::optional_parts;
    static_assert(parts <= 6 + Others, "tenon: a filter has more than six when()s, each of which doubles the number of its texts: "
                                       "use fewer of them");
    if constexpr (parts == 0) return *Make::template spec<0>();
    else {
        constexpr std::size_t texts = std::size_t{1} << (parts <= 6 + Others ? parts : 0);
        static constexpr auto specs = []<std::size_t... Masks>(std::index_sequence<Masks...>) {
            return std::array<const sql::statement_spec*, texts>{Make::template spec<static_cast<unsigned>(Masks)>()...};
        }(std::make_index_sequence<texts>{});
        return *specs[filter.mask() & (texts - 1)];
    }
}

/// The same, with what is known only when the program runs: that is a sql::held_spec, to be kept until the statement has run.
template <class Make, std::size_t Others = 0, class Filter> TENON_INLINE decltype(auto) spec_for(const Filter& filter) {
    if constexpr (sql::has_dynamic<typename Filter::shape>)
        return sql::dynamic_spec<typename Make::context, typename Make::model>(constant_spec_for<Make, Others>(filter), filter);
    else if constexpr (Filter::shape::optional_parts == 0) return *Make::template spec<0>(); // of most filters
    else return constant_spec_for<Make, Others>(filter);
}

} // namespace tenon::inline TENON_ABI::repository_detail
