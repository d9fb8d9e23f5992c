// tenon/sql/ddl/choice_changes.hpp: the words for schemas of one of several dialects, chosen when the program runs.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/schema_dialect.hpp>
#include <tenon/sql/dialect/choice.hpp>

#include <array>
#include <cstddef>

namespace tenon::inline TENON_ABI::sql {

template <class... Dialects> struct schema_words_of<dialect_choice<Dialects...>> {
    /// Those of the dialect with this number.
    static const schema_dialect* at(std::size_t number) noexcept {
        const std::array<const schema_dialect*, sizeof...(Dialects)> all{&schema_words_of<Dialects>::words...};
        return all[number];
    }
};

} // namespace tenon::inline TENON_ABI::sql
