// tenon/model/attributes/search.hpp: texts whose words can be looked for. How: tenon/search.hpp.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/attributes/table.hpp>
#include <tenon/model/members.hpp>

namespace tenon::inline TENON_ABI {

template <auto... Members> struct text_search_attribute : attribute {
    using members = detail::member_list<Members...>;
    template <class Data> constexpr void describe(Data& data) const {
        ++data.text_searches;
        data.searched = detail::places_of<Members...>();
    }
};
/// `text_search<&Post::title, &Post::body>`: an index of the words of these texts, one to three, which the database keeps itself:
/// FTS5 on SQLite, a tsvector on PostgreSQL. `matches` and `by_rank` of tenon/search.hpp use it. Once for a model.
template <auto... Members> inline constexpr text_search_attribute<Members...> text_search{};

} // namespace tenon::inline TENON_ABI
